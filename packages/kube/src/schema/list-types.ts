// Lists that are sets or maps hold nothing twice: apiextensions-apiserver/pkg/apiserver/schema/listtype.
import { childPath, type FieldError, fieldError, indexPath } from "../field-error.ts";
import { isJsonObject } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";
import { schemaOfField, type StructuralSchema } from "./structural.ts";

/** The duplicates in lists of type `set` and `map`, each reported once. */
export function validateListTypes(
  value: Json,
  schema: StructuralSchema,
  path: string,
): FieldError[] {
  if (!hasListTypes(schema)) return [];
  const errors: FieldError[] = [];
  collect(errors, value, schema, path);
  return errors;
}

function collect(errors: FieldError[], value: Json, schema: StructuralSchema, path: string): void {
  if (Array.isArray(value)) {
    const type = schema["x-kubernetes-list-type"];
    if (type === "set") collectDuplicates(errors, value, path);
    else if (type === "map") collectMapDuplicates(errors, value, schema, path);
    const { items } = schema;
    if (items === undefined) return;
    value.forEach((item, index) => collect(errors, item, items, indexPath(path, index)));
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const inner = schemaOfField(schema, name);
      if (inner === undefined) continue;
      const isNamed = schema.properties !== undefined && Object.hasOwn(schema.properties, name);
      const innerPath = isNamed ? childPath(path, name) : indexPath(path, name);
      collect(errors, value[name] as Json, inner, innerPath);
    }
  }
}

function collectMapDuplicates(
  errors: FieldError[],
  items: readonly Json[],
  schema: StructuralSchema,
  path: string,
): void {
  const wrong = items.findIndex((item) => item !== null && !isJsonObject(item));
  if (wrong !== -1) {
    const text = "must be an object for an array of list-type map";
    errors.push(fieldError.invalid(indexPath(path, wrong), items[wrong], text));
    return;
  }
  const names = schema["x-kubernetes-list-map-keys"] ?? [];
  const keys = items.map((item) => {
    const key: JsonObject = {};
    if (!isJsonObject(item)) return key;
    for (const name of names) {
      if (Object.hasOwn(item, name)) key[name] = item[name] as Json;
    }
    return key;
  });
  collectDuplicates(errors, keys, path);
}

function collectDuplicates(errors: FieldError[], keys: readonly Json[], path: string): void {
  const seen = new Map<string, number>();
  keys.forEach((key, index) => {
    const text = JSON.stringify(key, sortedFields);
    const times = seen.get(text) ?? 0;
    seen.set(text, times + 1);
    if (times === 1) errors.push(fieldError.duplicate(indexPath(path, index), key));
  });
}

function sortedFields(_name: string, value: Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const known = new WeakMap<StructuralSchema, boolean>();

function hasListTypes(schema: StructuralSchema): boolean {
  let has = known.get(schema);
  if (has === undefined) {
    const type = schema["x-kubernetes-list-type"];
    has =
      type === "set" ||
      type === "map" ||
      (schema.items !== undefined && hasListTypes(schema.items)) ||
      (typeof schema.additionalProperties === "object" &&
        hasListTypes(schema.additionalProperties)) ||
      Object.values(schema.properties ?? {}).some(hasListTypes);
    known.set(schema, has);
  }
  return has;
}
