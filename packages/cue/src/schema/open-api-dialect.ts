// JSON Schema in the words of OpenAPI 3.0, which is based on an older draft.
import type { JsonSchema } from "./model.ts";

/** A schema object of OpenAPI 3.0. */
export type OpenApiSchema = Readonly<Record<string, unknown>>;

function schemas(list: readonly JsonSchema[]): readonly OpenApiSchema[] {
  return list.map(toOpenApi);
}

/** Exclusive bounds are flags beside the bounds there. */
function bounds(schema: JsonSchema, out: Record<string, unknown>): void {
  if (schema.exclusiveMinimum !== undefined) {
    out["minimum"] = schema.exclusiveMinimum;
    out["exclusiveMinimum"] = true;
  }
  if (schema.exclusiveMaximum !== undefined) {
    out["maximum"] = schema.exclusiveMaximum;
    out["exclusiveMaximum"] = true;
  }
}

/** There is one type only, and null is a flag. */
function types(schema: JsonSchema, out: Record<string, unknown>): void {
  const list = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const others = list.filter((type) => type !== "null");
  if (others.length < list.length) out["nullable"] = true;
  if (others.length === 1) out["type"] = others[0];
  else if (others.length > 1) out["anyOf"] = others.map((type) => ({ type }));
}

function alternatives(schema: JsonSchema, out: Record<string, unknown>): void {
  for (const key of ["anyOf", "oneOf"] as const) {
    const list = schema[key];
    if (list === undefined) continue;
    const others = list.filter((item) => !(item.type === "null" && Object.keys(item).length === 1));
    if (others.length < list.length) out["nullable"] = true;
    out[key] = schemas(others);
  }
  if (schema.allOf !== undefined) out["allOf"] = schemas(schema.allOf);
  if (schema.not !== undefined) out["not"] = toOpenApi(schema.not);
}

function items(schema: JsonSchema, out: Record<string, unknown>): void {
  if (schema.prefixItems !== undefined) {
    // Positions cannot be told apart: any of the schemas may stand anywhere.
    const rest = typeof schema.items === "object" ? [schema.items] : [];
    const all = schemas([...schema.prefixItems, ...rest]);
    out["items"] = all.length === 1 ? all[0] : { anyOf: all };
    if (schema.items === false) out["maxItems"] = schema.prefixItems.length;
  } else if (typeof schema.items === "object") out["items"] = toOpenApi(schema.items);
  else if (schema.type === "array") out["items"] = {};
}

function properties(schema: JsonSchema, out: Record<string, unknown>): void {
  if (schema.properties !== undefined) {
    out["properties"] = Object.fromEntries(
      Object.entries(schema.properties).map(([name, value]) => [name, toOpenApi(value)]),
    );
  }
  const patterns = Object.values(schema.patternProperties ?? {});
  const { additionalProperties } = schema;
  if (typeof additionalProperties === "object") {
    out["additionalProperties"] = toOpenApi(additionalProperties);
  } else if (patterns.length > 0) {
    const all = schemas(patterns);
    out["additionalProperties"] = all.length === 1 ? all[0] : { anyOf: all };
  } else if (additionalProperties !== undefined) out["additionalProperties"] = additionalProperties;
}

const SAME = [
  "title",
  "description",
  "default",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "uniqueItems",
  "required",
  "minProperties",
  "maxProperties",
  "enum",
] as const;

/** A schema in the dialect of OpenAPI 3.0. */
export function toOpenApi(schema: JsonSchema): OpenApiSchema {
  const out: Record<string, unknown> = {};
  if (schema.$ref !== undefined) {
    const { $ref, ...rest } = schema;
    // Nothing may stand beside a reference.
    return Object.keys(rest).length === 0 ? { $ref } : { ...toOpenApi(rest), allOf: [{ $ref }] };
  }
  types(schema, out);
  for (const key of SAME) if (schema[key] !== undefined) out[key] = schema[key];
  if (schema.const !== undefined) {
    if (schema.const === null) out["nullable"] = true;
    out["enum"] = [schema.const];
  }
  if (schema.contentEncoding === "base64") out["format"] = "byte";
  bounds(schema, out);
  items(schema, out);
  properties(schema, out);
  alternatives(schema, out);
  return out;
}
