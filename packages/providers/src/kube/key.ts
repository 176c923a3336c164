import {
  type Json,
  type JsonObject,
  type KubeObject,
  type ObjectKey,
  isJsonObject,
} from "@lateen/kube";

/** The namespace of objects that name none: not the one of the run. */
export const DEFAULT_NAMESPACE = "default";

/** Built-in kinds that live in no namespace; of others only the API server knows. */
const CLUSTER_SCOPED = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "GatewayClass",
  "IngressClass",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "RuntimeClass",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
]);

/** Checks what a template gives as an object and puts it into its namespace. Texts as apimachinery's decoder. */
export function objectFrom(value: Json | undefined): KubeObject {
  if (!isJsonObject(value)) throw new Error("the object is not a struct");
  const { apiVersion, kind } = value;
  if (typeof kind !== "string" || kind === "") {
    throw new Error(`Object 'Kind' is missing in '${shown(value)}'`);
  }
  if (typeof apiVersion !== "string" || apiVersion === "") {
    throw new Error(`Object 'apiVersion' is missing in '${shown(value)}'`);
  }
  const metadata = isJsonObject(value["metadata"]) ? { ...value["metadata"] } : {};
  if (CLUSTER_SCOPED.has(kind)) delete metadata["namespace"];
  else if (typeof metadata["namespace"] !== "string" || metadata["namespace"] === "") {
    metadata["namespace"] = DEFAULT_NAMESPACE;
  }
  return { ...value, apiVersion, kind, metadata } as KubeObject;
}

/** The key of an object. Throws where it has no name. */
export function keyOfObject(object: KubeObject): ObjectKey {
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  if (name === undefined || name === "") throw new Error("resource name may not be empty");
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** `default/web`, or the name alone. */
export function describeKey({ kind, name, namespace }: ObjectKey): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Values of Secrets are not for messages. */
function shown(value: JsonObject): string {
  const { data, stringData, ...rest } = value;
  const isSecret = value["kind"] === "Secret" || value["kind"] === undefined;
  return JSON.stringify(
    isSecret && (data !== undefined || stringData !== undefined) ? rest : value,
  );
}
