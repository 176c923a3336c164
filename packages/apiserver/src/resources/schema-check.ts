import {
  applySchemaDefaults,
  type Json,
  type JsonObject,
  type KubeObject,
  pruneUnknownFields,
  toStructuralSchema,
  validateSchema,
} from "@lateen/kube";
import type { SchemaCheck } from "../resource.ts";

/** What the schema of a CRD does to its objects. */
export function schemaCheck(openapi: JsonObject): SchemaCheck {
  const schema = toStructuralSchema(openapi);
  const keepsAll = schema["x-kubernetes-preserve-unknown-fields"] === true;
  return {
    prune: (object) =>
      keepsAll && schema.properties === undefined
        ? []
        : pruneUnknownFields(json(object), schema, { isResource: true }),
    applyDefaults: (object) => applySchemaDefaults(json(object), schema),
    validate: (object) => validateSchema(json(object), schema),
  };
}

function json(object: KubeObject): Json {
  return object as unknown as Json;
}
