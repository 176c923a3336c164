// Secrets in what the engine keeps of applied objects: the annotation of the last applied configuration names their
// keys, never their values. (The reference keeps the values in clear text.)
import { type Json, type KubeObject, isJsonObject } from "@lateen/kube";

function isSecret(object: KubeObject): boolean {
  return object.kind === "Secret" && object.apiVersion === "v1";
}

/**
 * A Secret with `stringData` written into `data`, as the API server does. A three-way merge can then remove keys, and
 * finds nothing to do when nothing has changed.
 */
export function withDataOnly(object: KubeObject): KubeObject {
  const { stringData, ...rest } = object as KubeObject & { stringData?: Json; data?: Json };
  if (!isSecret(object) || !isJsonObject(stringData)) return object;
  const data: { [key: string]: Json } = isJsonObject(rest.data) ? { ...rest.data } : {};
  for (const [key, value] of Object.entries(stringData)) {
    // What is no text is for the API server to refuse.
    if (typeof value !== "string") return object;
    data[key] = Buffer.from(value, "utf8").toString("base64");
  }
  return { ...rest, data };
}

/** The text kept of an applied object: compact JSON, for Secrets without the values. */
export function lastAppliedText(object: KubeObject): string {
  if (!isSecret(object)) return JSON.stringify(object);
  const kept: { [key: string]: unknown } = { ...object };
  for (const field of ["data", "stringData"]) {
    const values = kept[field];
    if (!isJsonObject(values as Json)) continue;
    kept[field] = Object.fromEntries(Object.keys(values as object).map((key) => [key, ""]));
  }
  return JSON.stringify(kept);
}
