// The types of the lists in built-in kinds: the `listType` and `listMapKey` markers of k8s.io/api, as far as they matter.
// What is not listed is replaced as a whole if it is a list and merged if it is a map.
import type { TypeMeta } from "../client.ts";
import { parseApiVersion } from "../gvk.ts";
import type { StructuralSchema } from "../schema/structural.ts";

/** A schema of a built-in kind that knows its lists, for server-side apply; `undefined` for other kinds. */
export function listSchemaOf({ apiVersion, kind }: TypeMeta): StructuralSchema | undefined {
  const { group } = parseApiVersion(apiVersion);
  return KINDS[`${group}/${kind}`] ?? (group === "" || BUILT_IN.test(group) ? PLAIN : undefined);
}

const BUILT_IN = /^(apps|batch|autoscaling|policy|extensions|[a-z.]+\.k8s\.io)$/;

const SET: StructuralSchema = { type: "array", "x-kubernetes-list-type": "set" };
const ATOMIC: StructuralSchema = { type: "object", "x-kubernetes-map-type": "atomic" };

const METADATA: StructuralSchema = object({
  ownerReferences: keyed(["uid"]),
  finalizers: SET,
});

const PLAIN: StructuralSchema = object({ metadata: METADATA });
const CONDITIONS: StructuralSchema = object({ conditions: keyed(["type"]) });
const TCP: StructuralSchema = object({ protocol: { type: "string", default: "TCP" } });

const CONTAINER: StructuralSchema = object({
  ports: keyed(["containerPort", "protocol"], TCP),
  env: keyed(["name"]),
  volumeMounts: keyed(["mountPath"]),
  volumeDevices: keyed(["devicePath"]),
  resources: object({ claims: keyed(["name"]) }),
});

const POD_SPEC: StructuralSchema = object({
  containers: keyed(["name"], CONTAINER),
  initContainers: keyed(["name"], CONTAINER),
  ephemeralContainers: keyed(["name"], CONTAINER),
  volumes: keyed(["name"]),
  imagePullSecrets: keyed(["name"]),
  hostAliases: keyed(["ip"]),
  topologySpreadConstraints: keyed(["topologyKey", "whenUnsatisfiable"]),
  schedulingGates: keyed(["name"]),
  resourceClaims: keyed(["name"]),
  nodeSelector: ATOMIC,
});

const TEMPLATE: StructuralSchema = object({ metadata: METADATA, spec: POD_SPEC });

const WORKLOAD: StructuralSchema = object({
  metadata: METADATA,
  spec: object({ selector: ATOMIC, template: TEMPLATE }),
  status: CONDITIONS,
});

const WITH_CONDITIONS: StructuralSchema = object({ metadata: METADATA, status: CONDITIONS });

const KINDS: { readonly [groupAndKind: string]: StructuralSchema | undefined } = {
  "/Pod": object({
    metadata: METADATA,
    spec: POD_SPEC,
    status: object({
      conditions: keyed(["type"]),
      podIPs: keyed(["ip"]),
      hostIPs: { type: "array", "x-kubernetes-list-type": "atomic" },
    }),
  }),
  "/PodTemplate": object({ metadata: METADATA, template: TEMPLATE }),
  "/ReplicationController": WORKLOAD,
  "/Service": object({
    metadata: METADATA,
    spec: object({ ports: keyed(["port", "protocol"], TCP), selector: ATOMIC }),
    status: CONDITIONS,
  }),
  "/ServiceAccount": object({ metadata: METADATA, secrets: keyed(["name"]) }),
  "/Node": object({
    metadata: METADATA,
    spec: object({ podCIDRs: SET }),
    status: object({ conditions: keyed(["type"]), addresses: keyed(["type"]) }),
  }),
  "/Namespace": WITH_CONDITIONS,
  "/PersistentVolumeClaim": WITH_CONDITIONS,
  "apps/Deployment": WORKLOAD,
  "apps/StatefulSet": WORKLOAD,
  "apps/DaemonSet": WORKLOAD,
  "apps/ReplicaSet": WORKLOAD,
  "batch/Job": WORKLOAD,
  "batch/CronJob": object({
    metadata: METADATA,
    spec: object({
      jobTemplate: object({
        metadata: METADATA,
        spec: object({ selector: ATOMIC, template: TEMPLATE }),
      }),
    }),
  }),
  "autoscaling/HorizontalPodAutoscaler": WITH_CONDITIONS,
  "policy/PodDisruptionBudget": WITH_CONDITIONS,
  "apiextensions.k8s.io/CustomResourceDefinition": WITH_CONDITIONS,
};

function object(properties: { readonly [name: string]: StructuralSchema }): StructuralSchema {
  return { type: "object", properties };
}

function keyed(
  keys: readonly string[],
  items: StructuralSchema = { type: "object" },
): StructuralSchema {
  return {
    type: "array",
    "x-kubernetes-list-type": "map",
    "x-kubernetes-list-map-keys": keys,
    items,
  };
}
