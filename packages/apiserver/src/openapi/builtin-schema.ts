// Schemas of built-in kinds, from the table of their fields. They tell names and types, which is what
// `kubectl explain` shows and what unknown fields are found by; they have no descriptions.
import type { JsonObject } from "@lateen/kube";
import type { ResourceDefinition, ResourceVersion } from "../resource.ts";
import { type MessageField, messageFields, messageName } from "../wire/message.ts";
import { OBJECT_META, reference } from "./meta-schemas.ts";

/** The schema of a built-in kind, and those that it refers to, by their names in the document. */
export interface BuiltinSchema {
  readonly schema: JsonObject;
  readonly definitions: JsonObject;
}

/** What is said of a built-in kind. */
export function builtinSchema(
  resource: ResourceDefinition,
  version: ResourceVersion,
): BuiltinSchema {
  const name = messageName(resource.group, version.name, resource.kind);
  const fields = messageFields(name);
  const description = `${resource.kind} of Kubernetes.`;
  if (fields === undefined) {
    return {
      schema: { description, type: "object", "x-kubernetes-preserve-unknown-fields": true },
      definitions: {},
    };
  }
  const definitions: JsonObject = {};
  const properties = propertiesOf(
    fields.filter((field) => field.name !== "metadata"),
    definitions,
  );
  return { schema: { description, type: "object", properties }, definitions };
}

const SPECIAL: Readonly<Record<string, JsonObject | undefined>> = {
  string: { type: "string" },
  int: { type: "integer", format: "int64" },
  bool: { type: "boolean" },
  double: { type: "number", format: "double" },
  bytes: { type: "string", format: "byte" },
  "meta/v1.Time": { type: "string", format: "date-time" },
  "meta/v1.MicroTime": { type: "string", format: "date-time" },
  "meta/v1.Duration": { type: "string" },
  "meta/v1.FieldsV1": { type: "object" },
  "runtime.RawExtension": { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  "api.resource.Quantity": { type: "string" },
  "util.intstr.IntOrString": { type: "string", format: "int-or-string" },
  "meta/v1.ObjectMeta": reference(OBJECT_META),
};

function propertiesOf(fields: readonly MessageField[], definitions: JsonObject): JsonObject {
  const properties: JsonObject = {};
  for (const field of fields) {
    if (field.name === "") {
      const inner = messageFields(field.type) ?? [];
      Object.assign(properties, propertiesOf(inner, definitions));
    } else {
      properties[field.name] = formed(field, typeSchema(field.type, definitions));
    }
  }
  return properties;
}

function formed({ form }: MessageField, schema: JsonObject): JsonObject {
  if (form === "list") return { type: "array", items: wrapped(schema) };
  if (form === "map") return { type: "object", additionalProperties: wrapped(schema) };
  return wrapped(schema);
}

/** References have no siblings in OpenAPI 3.0. */
function wrapped(schema: JsonObject): JsonObject {
  return "$ref" in schema ? { allOf: [schema], default: {} } : schema;
}

function typeSchema(type: string, definitions: JsonObject): JsonObject {
  const special = SPECIAL[type];
  if (special !== undefined) return special;
  const name = `io.k8s.api.${type.replace("/", ".")}`;
  if (definitions[name] === undefined) {
    // Before its fields: a schema may refer to itself.
    definitions[name] = {};
    definitions[name] = {
      type: "object",
      properties: propertiesOf(messageFields(type) ?? [], definitions),
    };
  }
  return reference(name);
}
