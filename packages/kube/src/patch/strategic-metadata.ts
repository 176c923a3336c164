// How the lists of the built-in kinds are merged by a strategic merge patch: the `patchStrategy` and
// `patchMergeKey` tags of k8s.io/api. What is not listed here is merged if it is an object and replaced otherwise.
import type { TypeMeta } from "../client.ts";
import { parseApiVersion } from "../gvk.ts";

/** How one field is merged. */
export interface FieldPatchMeta {
  /** Elements are merged instead of the list being replaced; objects by `mergeKey`, scalars as a set. */
  readonly isMerged?: boolean;
  /** The field of the elements that identifies them; absent for lists of scalars. */
  readonly mergeKey?: string;
  /** The object is replaced, not merged. */
  readonly isReplaced?: boolean;
  /** Fields of the object (or of the elements) that the patch does not name under `$retainKeys` are removed. */
  readonly retainsKeys?: boolean;
  /** Of the object, or of the elements of the list. */
  readonly fields?: PatchMeta;
}

/** How the fields of an object are merged, where it differs from the rule. */
export interface PatchMeta {
  readonly [field: string]: FieldPatchMeta | undefined;
}

/** The metadata for a kind; `undefined` for kinds that are not built in, which know no strategic merge. */
export function patchMetaOf({ apiVersion, kind }: TypeMeta): PatchMeta | undefined {
  const { group } = parseApiVersion(apiVersion);
  if (!BUILT_IN_GROUPS.has(group)) return undefined;
  return KINDS[`${group}/${kind}`] ?? PLAIN;
}

const BUILT_IN_GROUPS: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "extensions",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

const METADATA: PatchMeta = {
  ownerReferences: merged("uid"),
  finalizers: { isMerged: true },
};

const PLAIN: PatchMeta = object({});

const CONDITIONS: PatchMeta = { conditions: merged("type") };

const CONTAINER: PatchMeta = {
  ports: merged("containerPort"),
  env: merged("name"),
  volumeMounts: merged("mountPath"),
  volumeDevices: merged("devicePath"),
};

const POD_SPEC: PatchMeta = {
  volumes: { ...merged("name"), retainsKeys: true },
  initContainers: merged("name", CONTAINER),
  containers: merged("name", CONTAINER),
  ephemeralContainers: merged("name", CONTAINER),
  imagePullSecrets: merged("name"),
  hostAliases: merged("ip"),
  topologySpreadConstraints: merged("topologyKey"),
  schedulingGates: merged("name"),
  resourceClaims: { ...merged("name"), retainsKeys: true },
};

const POD: PatchMeta = object({
  spec: { fields: POD_SPEC },
  status: {
    fields: {
      ...CONDITIONS,
      hostIPs: merged("ip"),
      podIPs: merged("ip"),
      resourceClaimStatuses: { ...merged("name"), retainsKeys: true },
    },
  },
});

const POD_TEMPLATE: FieldPatchMeta = {
  fields: { metadata: { fields: METADATA }, spec: { fields: POD_SPEC } },
};

const WORKLOAD: PatchMeta = object({
  spec: { fields: { template: POD_TEMPLATE } },
  status: { fields: CONDITIONS },
});

const DEPLOYMENT: PatchMeta = object({
  spec: { fields: { template: POD_TEMPLATE, strategy: { retainsKeys: true } } },
  status: { fields: CONDITIONS },
});

const JOB_SPEC: PatchMeta = { template: POD_TEMPLATE };

const CRON_JOB: PatchMeta = object({
  spec: {
    fields: {
      jobTemplate: { fields: { metadata: { fields: METADATA }, spec: { fields: JOB_SPEC } } },
    },
  },
});

const WITH_CONDITIONS: PatchMeta = object({ status: { fields: CONDITIONS } });

const WEBHOOKS: PatchMeta = object({
  webhooks: merged("name", { matchConditions: merged("name") }),
});

const ADMISSION_POLICY: PatchMeta = object({
  spec: { fields: { matchConditions: merged("name"), variables: merged("name") } },
  status: { fields: CONDITIONS },
});

const KINDS: { readonly [groupAndKind: string]: PatchMeta | undefined } = {
  "/Pod": POD,
  "/PodTemplate": object({ template: POD_TEMPLATE }),
  "/ReplicationController": WORKLOAD,
  "/Service": object({
    spec: { fields: { ports: merged("port") } },
    status: { fields: CONDITIONS },
  }),
  "/ServiceAccount": object({ secrets: merged("name") }),
  "/Node": object({
    spec: { fields: { podCIDRs: { isMerged: true } } },
    status: { fields: { ...CONDITIONS, addresses: merged("type") } },
  }),
  "/Namespace": WITH_CONDITIONS,
  "/PersistentVolumeClaim": WITH_CONDITIONS,
  "/ComponentStatus": object(CONDITIONS),
  "apps/Deployment": DEPLOYMENT,
  "apps/StatefulSet": WORKLOAD,
  "apps/DaemonSet": WORKLOAD,
  "apps/ReplicaSet": WORKLOAD,
  "extensions/Deployment": DEPLOYMENT,
  "extensions/DaemonSet": WORKLOAD,
  "extensions/ReplicaSet": WORKLOAD,
  "batch/Job": object({ spec: { fields: JOB_SPEC }, status: { fields: CONDITIONS } }),
  "batch/CronJob": CRON_JOB,
  "autoscaling/HorizontalPodAutoscaler": WITH_CONDITIONS,
  "policy/PodDisruptionBudget": object({
    spec: { fields: { selector: { isReplaced: true } } },
    status: { fields: CONDITIONS },
  }),
  "networking.k8s.io/ServiceCIDR": WITH_CONDITIONS,
  "storage.k8s.io/CSINode": object({ spec: { fields: { drivers: merged("name") } } }),
  "flowcontrol.apiserver.k8s.io/FlowSchema": WITH_CONDITIONS,
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration": WITH_CONDITIONS,
  "storagemigration.k8s.io/StorageVersionMigration": WITH_CONDITIONS,
  "resource.k8s.io/ResourceClaim": object({ status: { fields: { reservedFor: merged("uid") } } }),
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": WEBHOOKS,
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": WEBHOOKS,
  "admissionregistration.k8s.io/ValidatingAdmissionPolicy": ADMISSION_POLICY,
  "admissionregistration.k8s.io/MutatingAdmissionPolicy": ADMISSION_POLICY,
};

function merged(mergeKey: string, fields?: PatchMeta): FieldPatchMeta {
  return { isMerged: true, mergeKey, ...(fields === undefined ? {} : { fields }) };
}

function object(fields: PatchMeta): PatchMeta {
  return { metadata: { fields: METADATA }, ...fields };
}
