// Conjunction of schemas: keywords are intersected where that is exact, and left to `allOf` where it is not.
import type { JsonSchema, JsonType, JsonValue } from "./model.ts";

type Mutable = { -readonly [K in keyof JsonSchema]: JsonSchema[K] };

const ANNOTATIONS = new Set(["title", "description", "default"]);

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function types(type: JsonSchema["type"]): readonly JsonType[] {
  return type === undefined ? [] : typeof type === "string" ? [type] : type;
}

function commonTypes(left: JsonSchema["type"], right: JsonSchema["type"]): readonly JsonType[] {
  const accepts = (list: readonly JsonType[], type: JsonType): boolean =>
    list.includes(type) || (type === "integer" && list.includes("number"));
  const a = types(left);
  const b = types(right);
  return [
    ...new Set([...a.filter((type) => accepts(b, type)), ...b.filter((type) => accepts(a, type))]),
  ];
}

type Combine = (left: never, right: never) => unknown;

function larger(left: number, right: number): number {
  return Math.max(left, right);
}

function smaller(left: number, right: number): number {
  return Math.min(left, right);
}

function mergeProperties(
  left: Readonly<Record<string, JsonSchema>>,
  right: Readonly<Record<string, JsonSchema>>,
): Readonly<Record<string, JsonSchema>> {
  const out: Record<string, JsonSchema> = { ...left };
  for (const [name, schema] of Object.entries(right)) {
    const known = out[name];
    out[name] = known === undefined ? schema : conjunction([known, schema]);
  }
  return out;
}

function mergeAdditional(
  left: JsonSchema | boolean,
  right: JsonSchema | boolean,
): JsonSchema | boolean {
  if (left === false || right === false) return false;
  if (left === true) return right;
  return right === true ? left : conjunction([left, right]);
}

function mergeEnum(left: readonly JsonValue[], right: readonly JsonValue[]): readonly JsonValue[] {
  return left.filter((value) => right.some((other) => same(value, other)));
}

/** How two values of a keyword combine to one that says both. Others must be equal, or stand apart. */
const COMBINE: Readonly<Record<string, Combine>> = {
  minimum: larger,
  exclusiveMinimum: larger,
  minLength: larger,
  minItems: larger,
  minProperties: larger,
  maximum: smaller,
  exclusiveMaximum: smaller,
  maxLength: smaller,
  maxItems: smaller,
  maxProperties: smaller,
  enum: mergeEnum,
  properties: mergeProperties,
  patternProperties: mergeProperties,
  additionalProperties: mergeAdditional,
  items: mergeAdditional,
  required: (left: readonly string[], right: readonly string[]) => [
    ...new Set([...left, ...right]),
  ],
};

/** One schema that says both, or undefined where that needs `allOf`. */
function mergeTwo(left: JsonSchema, right: JsonSchema): JsonSchema | undefined {
  // A reference says all there is; what stands beside it must not be mixed with other constraints.
  if (left.$ref !== undefined || right.$ref !== undefined) {
    const [reference, other] = left.$ref === undefined ? [right, left] : [left, right];
    const isAnnotation = Object.keys(other).every((key) => ANNOTATIONS.has(key));
    return isAnnotation ? { ...reference, ...other } : undefined;
  }
  const out: Record<string, unknown> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const known = out[key];
    if (known === undefined || ANNOTATIONS.has(key)) out[key] = value;
    else if (key === "type") {
      const common = commonTypes(left.type, right.type);
      if (common.length === 0) return undefined;
      out[key] = common.length === 1 ? common[0] : common;
    } else if (COMBINE[key] !== undefined) {
      out[key] = COMBINE[key](known as never, value as never);
    } else if (!same(known, value)) return undefined;
  }
  return out as Mutable;
}

/** A schema that a value satisfies if it satisfies all of them. */
export function conjunction(schemas: readonly JsonSchema[]): JsonSchema {
  const parts: JsonSchema[] = [];
  for (const schema of schemas) {
    if (Object.keys(schema).length === 0) continue;
    const inner =
      schema.allOf !== undefined && Object.keys(schema).length === 1 ? schema.allOf : [schema];
    for (const part of inner) {
      const index = parts.findIndex((known) => mergeTwo(known, part) !== undefined);
      const known = parts[index];
      const merged = known === undefined ? undefined : mergeTwo(known, part);
      if (merged === undefined) parts.push(part);
      else parts[index] = merged;
    }
  }
  const [only] = parts;
  if (only === undefined) return {};
  if (parts.length === 1) return constantOfType(only);
  // Annotations belong to the whole.
  const annotations: Record<string, unknown> = {};
  const allOf = parts.map((part) => {
    const rest: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(part)) {
      (ANNOTATIONS.has(key) ? annotations : rest)[key] = value;
    }
    return rest as JsonSchema;
  });
  return {
    ...annotations,
    allOf: allOf.filter((part) => Object.keys(part).length > 0),
  } as JsonSchema;
}

/** `const` beside `type` says the type twice. */
function constantOfType(schema: JsonSchema): JsonSchema {
  if (schema.const === undefined || schema.type === undefined) return schema;
  const { type: _type, ...rest } = schema;
  return rest;
}
