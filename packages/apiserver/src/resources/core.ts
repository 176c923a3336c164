// The core group without pods.
import { type FieldError, fieldError, type KubeObject } from "@lateen/kube";
import { isLabel, isLabel1035 } from "../objects/names.ts";
import type { ResourceDefinition } from "../resource.ts";
import { age } from "../table/age.ts";
import { AGE, table } from "../table/columns.ts";
import { builtin, complete, items, own, part, texts } from "./builtin.ts";
import * as cells from "./cells.ts";

/** The finalizer in the spec of a namespace: its contents go before it. */
export const NAMESPACE_FINALIZER = "kubernetes";

const ALL = ["all"];

/** Kinds of the core group that do not run anything. */
export const core: readonly ResourceDefinition[] = [
  builtin("", "v1", {
    kind: "Namespace",
    plural: "namespaces",
    shortNames: ["ns"],
    namespaced: false,
    hasStatus: true,
    selectableFields: ["status.phase"],
    table: table(cells.field("Status", ["status", "phase"]), AGE),
    hooks: {
      checkName: isLabel,
      prepare(namespace, old) {
        const { name = "" } = namespace.metadata;
        namespace.metadata.labels = {
          ...namespace.metadata.labels,
          "kubernetes.io/metadata.name": name,
        };
        if (old === undefined) {
          namespace["spec"] = { finalizers: [NAMESPACE_FINALIZER] };
          namespace["status"] = { phase: "Active" };
        } else if (part(namespace, "spec")["finalizers"] === undefined) {
          namespace["spec"] = old["spec"];
        }
      },
      onDelete: (namespace) => {
        own(namespace, "status")["phase"] = "Terminating";
      },
      isHeld: (namespace) => texts(namespace, "spec", "finalizers").length > 0,
    },
  }),
  builtin("", "v1", {
    kind: "ConfigMap",
    plural: "configmaps",
    shortNames: ["cm"],
    table: table(
      cells.column("Data", (object) => dataCount(object, "data", "binaryData"), {
        type: "integer",
      }),
      AGE,
    ),
    hooks: {
      validate: (object, old) => [
        ...dataProblems(object, ["data", "binaryData"]),
        ...immutableProblems(object, old, ["data", "binaryData"]),
      ],
    },
  }),
  builtin("", "v1", {
    kind: "Secret",
    plural: "secrets",
    selectableFields: ["type"],
    table: table(
      cells.field("Type", ["type"]),
      cells.column("Data", (object) => dataCount(object, "data"), { type: "integer" }),
      AGE,
    ),
    hooks: {
      prepare(secret) {
        secret["type"] ??= "Opaque";
        const texts = Object.entries(part(secret, "stringData"));
        delete secret["stringData"];
        if (texts.length === 0) return;
        const data = own(secret, "data");
        for (const [key, value] of texts) data[key] = Buffer.from(String(value)).toString("base64");
      },
      validate: (secret, old) => [
        ...dataProblems(secret, ["data"]),
        ...base64Problems(secret),
        ...secretTypeProblems(secret, old),
        ...immutableProblems(secret, old, ["data"]),
      ],
    },
  }),
  builtin("", "v1", {
    kind: "ServiceAccount",
    plural: "serviceaccounts",
    shortNames: ["sa"],
    table: table(
      cells.column("Secrets", (object) => items(object, "secrets").length, { type: "integer" }),
      AGE,
    ),
  }),
  builtin("", "v1", {
    kind: "Service",
    plural: "services",
    shortNames: ["svc"],
    categories: ALL,
    hasStatus: true,
    selectableFields: ["spec.clusterIP", "spec.type"],
    table: table(
      cells.field("Type", ["spec", "type"]),
      cells.field("Cluster-IP", ["spec", "clusterIP"]),
      cells.column("External-IP", cells.externalAddress),
      cells.column("Port(s)", cells.servicePorts),
      AGE,
      cells.column("Selector", (object) => cells.pairs(part(object, "spec", "selector")), {
        priority: 1,
      }),
    ),
    hooks: {
      checkName: isLabel1035,
      prepare(service, old) {
        const spec = own(service, "spec");
        complete(spec, { type: "ClusterIP", sessionAffinity: "None" });
        if (Array.isArray(spec["ports"])) {
          spec["ports"] = (spec["ports"] as Record<string, unknown>[]).map((port) => ({
            protocol: "TCP",
            ...port,
            targetPort: port["targetPort"] ?? port["port"],
          }));
        }
        if (spec["type"] === "ExternalName") return;
        complete(spec, {
          clusterIP: part(old, "spec")["clusterIP"] ?? clusterIp(service.metadata.uid as string),
          internalTrafficPolicy: "Cluster",
          ipFamilies: ["IPv4"],
          ipFamilyPolicy: "SingleStack",
        });
        spec["clusterIPs"] ??= [spec["clusterIP"]];
        if (old === undefined) service["status"] = { loadBalancer: {} };
      },
    },
  }),
  builtin("", "v1", {
    kind: "Endpoints",
    plural: "endpoints",
    shortNames: ["ep"],
    table: table(
      cells.column("Endpoints", (object) => {
        const addresses = items(object, "subsets").flatMap((subset) =>
          items(subset, "addresses").flatMap((address) =>
            items(subset, "ports").map((port) => `${address["ip"]}:${port["port"]}`),
          ),
        );
        return addresses.length === 0 ? "<none>" : addresses.join(",");
      }),
      AGE,
    ),
  }),
  builtin("", "v1", {
    kind: "Event",
    plural: "events",
    shortNames: ["ev"],
    selectableFields: [
      "involvedObject.kind",
      "involvedObject.namespace",
      "involvedObject.name",
      "involvedObject.uid",
      "involvedObject.apiVersion",
      "involvedObject.resourceVersion",
      "involvedObject.fieldPath",
      "reason",
      "reportingComponent",
      "source",
      "type",
    ],
    table: eventTable(),
  }),
  builtin("", "v1", {
    kind: "Node",
    plural: "nodes",
    shortNames: ["no"],
    namespaced: false,
    hasStatus: true,
    selectableFields: ["spec.unschedulable"],
    table: table(
      cells.column("Status", cells.nodeStatus),
      cells.column("Roles", cells.nodeRoles),
      AGE,
      cells.field("Version", ["status", "nodeInfo", "kubeletVersion"]),
    ),
  }),
  builtin("", "v1", {
    kind: "PersistentVolume",
    plural: "persistentvolumes",
    shortNames: ["pv"],
    namespaced: false,
    hasStatus: true,
    table: table(
      cells.field("Capacity", ["spec", "capacity", "storage"]),
      cells.column("Access Modes", accessModes),
      cells.field("Reclaim Policy", ["spec", "persistentVolumeReclaimPolicy"]),
      cells.field("Status", ["status", "phase"]),
      cells.column("Claim", (object) => {
        const { namespace, name } = part(object, "spec", "claimRef");
        return name === undefined ? "" : `${namespace}/${name}`;
      }),
      cells.field("StorageClass", ["spec", "storageClassName"], { missing: "" }),
      AGE,
    ),
  }),
  builtin("", "v1", {
    kind: "PersistentVolumeClaim",
    plural: "persistentvolumeclaims",
    shortNames: ["pvc"],
    hasStatus: true,
    table: table(
      cells.field("Status", ["status", "phase"]),
      cells.field("Volume", ["spec", "volumeName"], { missing: "" }),
      cells.field("Capacity", ["status", "capacity", "storage"], { missing: "" }),
      cells.column("Access Modes", accessModes),
      cells.field("StorageClass", ["spec", "storageClassName"], { missing: "" }),
      AGE,
    ),
    hooks: {
      prepare(claim, old) {
        complete(own(claim, "spec"), { volumeMode: "Filesystem" });
        if (old === undefined) claim["status"] = { phase: "Pending" };
      },
    },
  }),
  builtin("", "v1", {
    kind: "LimitRange",
    plural: "limitranges",
    shortNames: ["limits"],
    table: table(cells.field("Created At", ["metadata", "creationTimestamp"])),
  }),
  builtin("", "v1", {
    kind: "ResourceQuota",
    plural: "resourcequotas",
    shortNames: ["quota"],
    hasStatus: true,
  }),
];

/** The columns of events of both groups. */
export function eventTable(): ReturnType<typeof table> {
  const rows = table(
    cells.column("Last Seen", (event, now) => age(lastSeen(event), now)),
    cells.field("Type", ["type"]),
    cells.field("Reason", ["reason"]),
    cells.column("Object", (event) => {
      const { kind, name } = part(
        event,
        event["regarding"] === undefined ? "involvedObject" : "regarding",
      );
      return `${String(kind ?? "").toLowerCase()}/${name ?? ""}`;
    }),
    cells.column("Message", (event) => String(event["message"] ?? event["note"] ?? "").trim()),
    cells.field("Name", ["metadata", "name"], { priority: 1 }),
  );
  // Events show when and what first; their own names tell nobody anything.
  return {
    columns: rows.columns.slice(1),
    cells: (event, now) => rows.cells(event, now).slice(1),
  };
}

function lastSeen(event: KubeObject): unknown {
  return (
    part(event, "series")["lastObservedTime"] ??
    event["lastTimestamp"] ??
    event["eventTime"] ??
    event["deprecatedLastTimestamp"] ??
    event.metadata.creationTimestamp
  );
}

function dataCount(object: KubeObject, ...fields: readonly string[]): number {
  return fields.reduce((sum, field) => sum + Object.keys(part(object, field)).length, 0);
}

const ACCESS_MODES: Readonly<Record<string, string>> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

function accessModes(object: KubeObject): string {
  const modes = part(object, "spec")["accessModes"] as string[] | undefined;
  return (modes ?? []).map((mode) => ACCESS_MODES[mode] ?? mode).join(",");
}

const DATA_KEY = /^[-._a-zA-Z0-9]+$/;
const MAX_DATA_BYTES = 1024 * 1024;

function dataProblems(object: KubeObject, fields: readonly string[]): FieldError[] {
  const problems: FieldError[] = [];
  let size = 0;
  for (const field of fields) {
    for (const [key, value] of Object.entries(part(object, field))) {
      if (!DATA_KEY.test(key) || key.length > 253) {
        problems.push(
          fieldError.invalid(
            `${field}[${key}]`,
            key,
            `a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')`,
          ),
        );
      }
      if (typeof value !== "string") {
        problems.push(fieldError.typeInvalid(`${field}[${key}]`, value, `must be a string`));
        continue;
      }
      size += value.length;
    }
  }
  if (size > MAX_DATA_BYTES) {
    problems.push(fieldError.tooLong(fields[0] as string, MAX_DATA_BYTES));
  }
  return problems;
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

function base64Problems(secret: KubeObject): FieldError[] {
  return Object.entries(part(secret, "data"))
    .filter(([, value]) => typeof value === "string")
    .filter(([, value]) => {
      const text = (value as string).replace(/\s/g, "");
      return text.length % 4 !== 0 || !BASE64.test(text);
    })
    .map(([key, value]) => fieldError.invalid(`data[${key}]`, value, `illegal base64 data`));
}

const REQUIRED_DATA: Readonly<Record<string, readonly string[]>> = {
  "kubernetes.io/dockerconfigjson": [".dockerconfigjson"],
  "kubernetes.io/dockercfg": [".dockercfg"],
  "kubernetes.io/tls": ["tls.crt", "tls.key"],
  "kubernetes.io/ssh-auth": ["ssh-privatekey"],
};

function secretTypeProblems(secret: KubeObject, old: KubeObject | undefined): FieldError[] {
  const type = secret["type"] as string;
  if (old !== undefined && old["type"] !== type) {
    return [fieldError.invalid("type", type, `field is immutable`)];
  }
  return (REQUIRED_DATA[type] ?? [])
    .filter((key) => part(secret, "data")[key] === undefined)
    .map((key) => fieldError.required(`data[${key}]`));
}

function immutableProblems(
  object: KubeObject,
  old: KubeObject | undefined,
  fields: readonly string[],
): FieldError[] {
  if (old?.["immutable"] !== true) return [];
  const detail = "field is immutable when `immutable` is set";
  const changed = fields.filter(
    (field) => JSON.stringify(object[field]) !== JSON.stringify(old[field]),
  );
  if (object["immutable"] !== true) changed.unshift("immutable");
  return changed.map((field) => fieldError.forbidden(field, detail));
}

/** No traffic flows here; the address only has to be one, and the same for the service's life. */
function clusterIp(uid: string): string {
  const bytes = Buffer.from(uid.replaceAll("-", ""), "hex");
  return `10.${96 + ((bytes[0] ?? 0) % 16)}.${bytes[1] ?? 0}.${1 + ((bytes[2] ?? 0) % 254)}`;
}
