// Kinds about the network, storage, access and the cluster itself, stored as they come.
import type { ResourceDefinition } from "../resource.ts";
import { isPathSegment } from "../objects/names.ts";
import { AGE, table } from "../table/columns.ts";
import { builtin, items, part, texts } from "./builtin.ts";
import * as cells from "./cells.ts";

/** Everything outside the core group, `apps` and `batch`. */
export const platform: readonly ResourceDefinition[] = [
  builtin("networking.k8s.io", "v1", {
    kind: "Ingress",
    plural: "ingresses",
    shortNames: ["ing"],
    hasStatus: true,
    hasGeneration: true,
    table: table(
      cells.field("Class", ["spec", "ingressClassName"]),
      cells.column("Hosts", (object) => {
        const hosts = items(object, "spec", "rules").map((rule) => rule["host"] ?? "*");
        return hosts.length === 0 ? "*" : hosts.join(",");
      }),
      cells.column("Address", (object) =>
        items(object, "status", "loadBalancer", "ingress")
          .map((ingress) => ingress["ip"] ?? ingress["hostname"])
          .join(","),
      ),
      cells.column("Ports", (object) =>
        items(object, "spec", "tls").length > 0 ? "80, 443" : "80",
      ),
      AGE,
    ),
  }),
  builtin("networking.k8s.io", "v1", {
    kind: "IngressClass",
    plural: "ingressclasses",
    namespaced: false,
    hasGeneration: true,
    table: table(
      cells.field("Controller", ["spec", "controller"]),
      cells.field("Parameters", ["spec", "parameters", "name"]),
      AGE,
    ),
  }),
  builtin("networking.k8s.io", "v1", {
    kind: "NetworkPolicy",
    plural: "networkpolicies",
    shortNames: ["netpol"],
    hasGeneration: true,
    table: table(
      cells.column("Pod-Selector", (object) =>
        cells.selectorText(part(object, "spec", "podSelector")),
      ),
      AGE,
    ),
  }),
  builtin("discovery.k8s.io", "v1", {
    kind: "EndpointSlice",
    plural: "endpointslices",
    hasGeneration: true,
    table: table(
      cells.field("AddressType", ["addressType"]),
      cells.column("Ports", (object) => list(items(object, "ports").map((port) => port["port"]))),
      cells.column("Endpoints", (object) =>
        list(items(object, "endpoints").flatMap((endpoint) => texts(endpoint, "addresses"))),
      ),
      AGE,
    ),
  }),
  builtin("policy", "v1", {
    kind: "PodDisruptionBudget",
    plural: "poddisruptionbudgets",
    shortNames: ["pdb"],
    hasStatus: true,
    hasGeneration: true,
    table: table(
      cells.field("Min Available", ["spec", "minAvailable"], { missing: "N/A" }),
      cells.field("Max Unavailable", ["spec", "maxUnavailable"], { missing: "N/A" }),
      cells.field("Allowed Disruptions", ["status", "disruptionsAllowed"], { type: "integer" }),
      AGE,
    ),
  }),
  builtin("coordination.k8s.io", "v1", {
    kind: "Lease",
    plural: "leases",
    table: table(cells.field("Holder", ["spec", "holderIdentity"], { missing: "" }), AGE),
  }),
  builtin("rbac.authorization.k8s.io", "v1", {
    kind: "Role",
    plural: "roles",
    hooks: { checkName: isPathSegment },
    table: table(cells.field("Created At", ["metadata", "creationTimestamp"])),
  }),
  builtin("rbac.authorization.k8s.io", "v1", {
    kind: "RoleBinding",
    plural: "rolebindings",
    hooks: { checkName: isPathSegment },
    table: bindingTable(),
  }),
  builtin("rbac.authorization.k8s.io", "v1", {
    kind: "ClusterRole",
    plural: "clusterroles",
    namespaced: false,
    hooks: { checkName: isPathSegment },
    table: table(cells.field("Created At", ["metadata", "creationTimestamp"])),
  }),
  builtin("rbac.authorization.k8s.io", "v1", {
    kind: "ClusterRoleBinding",
    plural: "clusterrolebindings",
    namespaced: false,
    hooks: { checkName: isPathSegment },
    table: bindingTable(),
  }),
  builtin("storage.k8s.io", "v1", {
    kind: "StorageClass",
    plural: "storageclasses",
    shortNames: ["sc"],
    namespaced: false,
    table: table(
      cells.field("Provisioner", ["provisioner"]),
      cells.field("ReclaimPolicy", ["reclaimPolicy"], { missing: "Delete" }),
      cells.field("VolumeBindingMode", ["volumeBindingMode"], { missing: "Immediate" }),
      cells.field("AllowVolumeExpansion", ["allowVolumeExpansion"], {
        type: "boolean",
        missing: false,
      }),
      AGE,
    ),
  }),
  builtin("storage.k8s.io", "v1", {
    kind: "VolumeAttachment",
    plural: "volumeattachments",
    namespaced: false,
    hasStatus: true,
  }),
  builtin("storage.k8s.io", "v1", { kind: "CSIDriver", plural: "csidrivers", namespaced: false }),
  builtin("storage.k8s.io", "v1", { kind: "CSINode", plural: "csinodes", namespaced: false }),
  builtin("storage.k8s.io", "v1", {
    kind: "CSIStorageCapacity",
    plural: "csistoragecapacities",
  }),
  builtin("scheduling.k8s.io", "v1", {
    kind: "PriorityClass",
    plural: "priorityclasses",
    shortNames: ["pc"],
    namespaced: false,
    hasGeneration: true,
    table: table(
      cells.field("Value", ["value"], { type: "integer" }),
      cells.field("Global-Default", ["globalDefault"], { type: "boolean", missing: false }),
      AGE,
    ),
  }),
  builtin("node.k8s.io", "v1", {
    kind: "RuntimeClass",
    plural: "runtimeclasses",
    namespaced: false,
    table: table(cells.field("Handler", ["handler"]), AGE),
  }),
  ...["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"].map((kind) =>
    builtin("admissionregistration.k8s.io", "v1", {
      kind,
      plural: `${kind.toLowerCase()}s`,
      categories: ["api-extensions"],
      namespaced: false,
      hasGeneration: true,
      table: table(
        cells.column("Webhooks", (object) => items(object, "webhooks").length, { type: "integer" }),
        AGE,
      ),
    }),
  ),
  builtin("admissionregistration.k8s.io", "v1", {
    kind: "ValidatingAdmissionPolicy",
    plural: "validatingadmissionpolicies",
    categories: ["api-extensions"],
    namespaced: false,
    hasStatus: true,
    hasGeneration: true,
  }),
  builtin("admissionregistration.k8s.io", "v1", {
    kind: "ValidatingAdmissionPolicyBinding",
    plural: "validatingadmissionpolicybindings",
    categories: ["api-extensions"],
    namespaced: false,
    hasGeneration: true,
  }),
  builtin("apiregistration.k8s.io", "v1", {
    kind: "APIService",
    plural: "apiservices",
    categories: ["api-extensions"],
    namespaced: false,
    hasStatus: true,
  }),
  builtin("certificates.k8s.io", "v1", {
    kind: "CertificateSigningRequest",
    plural: "certificatesigningrequests",
    shortNames: ["csr"],
    namespaced: false,
    hasStatus: true,
    table: table(
      AGE,
      cells.field("SignerName", ["spec", "signerName"]),
      cells.field("Requestor", ["spec", "username"], { missing: "" }),
    ),
  }),
];

function bindingTable(): ReturnType<typeof table> {
  return table(
    cells.column("Role", (object) => {
      const { kind, name } = part(object, "roleRef");
      return `${kind}/${name}`;
    }),
    AGE,
  );
}

function list(values: readonly unknown[]): string {
  return values.length === 0 ? "<unset>" : values.join(",");
}
