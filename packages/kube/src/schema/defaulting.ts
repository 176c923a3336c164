// Defaults of custom resources: apiextensions-apiserver/pkg/apiserver/schema/defaulting.
import { cloneJson, isJsonObject, setField } from "../json.ts";
import type { Json } from "../object.ts";
import { schemaOfField, type StructuralSchema } from "./structural.ts";

/**
 * Fills in defaults, in place. A field that is absent, or null where null is not allowed, takes the default;
 * a null that is not allowed and has no default is removed.
 */
export function applySchemaDefaults(value: Json, schema: StructuralSchema): void {
  pruneNulls(value, schema);
  if (hasDefaults(schema)) applyDefaults(value, schema);
}

function applyDefaults(value: Json, schema: StructuralSchema | undefined): void {
  if (schema === undefined || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items === undefined) return;
    for (let index = 0; index < value.length; index++) {
      if (isForbiddenNull(value[index], items)) value[index] = cloneJson(items.default ?? null);
      applyDefaults(value[index] as Json, items);
    }
    return;
  }
  for (const name in schema.properties) {
    const property = schema.properties[name] as StructuralSchema;
    if (property.default === undefined || property.default === null) continue;
    if (!Object.hasOwn(value, name) || isForbiddenNull(value[name], property)) {
      setField(value, name, cloneJson(property.default));
    }
  }
  for (const name of Object.keys(value)) {
    const inner = schemaOfField(schema, name);
    if (inner === undefined) continue;
    if (isForbiddenNull(value[name], inner))
      setField(value, name, cloneJson(inner.default ?? null));
    applyDefaults(value[name] as Json, inner);
  }
}

function pruneNulls(value: Json, schema: StructuralSchema | undefined): void {
  if (schema === undefined || typeof value !== "object" || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) pruneNulls(item, schema.items);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const name of Object.keys(value)) {
    const inner = schemaOfField(schema, name);
    if (inner === undefined) continue;
    const field = value[name] as Json;
    const hasNoDefault = inner.default === undefined || inner.default === null;
    if (hasNoDefault && isForbiddenNull(field, inner)) delete value[name];
    else pruneNulls(field, inner);
  }
}

function isForbiddenNull(value: Json | undefined, schema: StructuralSchema): boolean {
  return value === null && schema.nullable !== true;
}

const knownDefaults = new WeakMap<StructuralSchema, boolean>();

function hasDefaults(schema: StructuralSchema): boolean {
  let known = knownDefaults.get(schema);
  if (known === undefined) {
    known =
      (schema.default !== undefined && schema.default !== null) ||
      (schema.items !== undefined && hasDefaults(schema.items)) ||
      (typeof schema.additionalProperties === "object" &&
        hasDefaults(schema.additionalProperties)) ||
      Object.values(schema.properties ?? {}).some(hasDefaults);
    knownDefaults.set(schema, known);
  }
  return known;
}
