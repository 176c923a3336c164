import {
  applySchemaDefaults,
  type Json,
  type JsonObject,
  type KubeObject,
  pruneUnknownFields,
  schemaOfField,
  toStructuralSchema,
  validateSchema,
} from "@lateen/kube";
import { pruneMetadata } from "../wire/check.ts";
import type { SchemaCheck } from "../resource.ts";

/** What the schema of a CRD does to its objects. */
export function schemaCheck(openapi: JsonObject): SchemaCheck {
  const schema = toStructuralSchema(openapi);
  const statusSchema = schemaOfField(schema, "status");
  const keepsUnknown = schema["x-kubernetes-preserve-unknown-fields"] === true;
  const keepsAll = keepsUnknown && schema.properties === undefined;
  return {
    prune(object, part) {
      if (part === "object") {
        const unknown = pruneMetadata(object);
        if (keepsAll) return unknown;
        return [...unknown, ...pruneUnknownFields(json(object), schema, { isResource: true })];
      }
      if (object["status"] === undefined) return [];
      if (statusSchema !== undefined) {
        const status = object["status"] as Json;
        return pruneUnknownFields(status, statusSchema).map((path) => `status.${path}`);
      }
      if (keepsUnknown) return [];
      delete object["status"];
      return ["status"];
    },
    applyDefaults(object, part) {
      if (part === "object") applySchemaDefaults(json(object), schema);
      else if (statusSchema !== undefined && object["status"] !== undefined) {
        applySchemaDefaults(object["status"] as Json, statusSchema);
      }
    },
    validate(object, part) {
      if (part === "object") return validateSchema(json(object), schema);
      if (statusSchema === undefined || object["status"] === undefined) return [];
      return validateSchema(object["status"] as Json, statusSchema, { path: "status" });
    },
  };
}

function json(object: KubeObject): Json {
  return object as unknown as Json;
}
