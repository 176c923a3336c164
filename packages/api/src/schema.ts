// Building blocks of the structural schemas of our CRDs.
import type { JsonObject } from "@lateen/kube";

export const TEXT: JsonObject = { type: "string" };
export const FLAG: JsonObject = { type: "boolean" };
export const TIME: JsonObject = { type: "string", format: "date-time" };
/** An object with any fields. */
export const FREE: JsonObject = { type: "object", "x-kubernetes-preserve-unknown-fields": true };
/** Any JSON. */
export const ANYTHING: JsonObject = { "x-kubernetes-preserve-unknown-fields": true };

/** An object with these fields. */
export function fields(
  properties: { readonly [name: string]: JsonObject },
  required: readonly string[] = [],
): JsonObject {
  return {
    type: "object",
    properties: { ...properties },
    ...(required.length > 0 ? { required: [...required] } : {}),
  };
}

/** An array of such items. */
export function listOf(items: JsonObject): JsonObject {
  return { type: "array", items };
}

/** A map from text to such values. */
export function mapOf(values: JsonObject): JsonObject {
  return { type: "object", additionalProperties: values };
}

/** The schema with a sentence for `kubectl explain`. */
export function described(description: string, schema: JsonObject): JsonObject {
  return { description, ...schema };
}

/** The schema of a whole object. */
export function objectSchema(
  description: string,
  properties: { readonly [name: string]: JsonObject },
  required: readonly string[] = [],
): JsonObject {
  return described(
    description,
    fields({ apiVersion: TEXT, kind: TEXT, metadata: { type: "object" }, ...properties }, required),
  );
}
