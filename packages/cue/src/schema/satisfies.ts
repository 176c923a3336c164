// Whether a constant satisfies a schema, as far as that can be told from the schema alone.
import { compileRegexp } from "../stdlib/regexp/compile.ts";
import type { JsonSchema, JsonType, JsonValue } from "./model.ts";

export function typeOf(value: JsonValue): JsonType {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "string":
      return "string";
    case "number":
      return Number.isInteger(value) ? "integer" : "number";
    default:
      return "object";
  }
}

function same(left: JsonValue, right: JsonValue): boolean {
  return typeof left === typeof right && String(left) === String(right);
}

function hasType(schema: JsonSchema, value: JsonValue): boolean {
  if (schema.type === undefined) return true;
  const types: readonly string[] = typeof schema.type === "string" ? [schema.type] : schema.type;
  const type = typeOf(value);
  return types.includes(type) || (type === "integer" && types.includes("number"));
}

function matches(pattern: string, value: string): boolean {
  try {
    return compileRegexp(pattern).test(value);
  } catch {
    return false;
  }
}

type Check = (limit: never, value: number | string) => boolean;

/** The keywords of which a scalar can be told to satisfy them. */
const CHECKS: Readonly<Record<string, Check>> = {
  minimum: (limit: number, value) => typeof value === "number" && value >= limit,
  maximum: (limit: number, value) => typeof value === "number" && value <= limit,
  exclusiveMinimum: (limit: number, value) => typeof value === "number" && value > limit,
  exclusiveMaximum: (limit: number, value) => typeof value === "number" && value < limit,
  minLength: (limit: number, value) => typeof value === "string" && [...value].length >= limit,
  maxLength: (limit: number, value) => typeof value === "string" && [...value].length <= limit,
  pattern: (pattern: string, value) => typeof value === "string" && matches(pattern, value),
};

function hasElements(schema: JsonSchema, list: readonly JsonValue[]): boolean {
  const { prefixItems = [], items = true, minItems = 0, maxItems = list.length } = schema;
  if (list.length < minItems || list.length > maxItems) return false;
  return list.every((value, index) => {
    const element = prefixItems[index] ?? items;
    return typeof element === "boolean" ? element : satisfies(element, value);
  });
}

function hasProperties(schema: JsonSchema, struct: { readonly [key: string]: JsonValue }): boolean {
  const { properties = {}, required = [], additionalProperties = true } = schema;
  if (!required.every((name) => Object.hasOwn(struct, name))) return false;
  return Object.entries(struct).every(([name, value]) => {
    const property = properties[name] ?? additionalProperties;
    return typeof property === "boolean" ? property : satisfies(property, value);
  });
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

const OF_LISTS = new Set(["prefixItems", "items", "minItems", "maxItems"]);
const OF_STRUCTS = new Set(["properties", "required", "additionalProperties"]);

/** Whether a constant satisfies a schema for sure. */
export function satisfies(schema: JsonSchema, value: JsonValue): boolean {
  if (!hasType(schema, value)) return false;
  const isStruct = typeof value === "object" && value !== null && !isList(value);
  if (isList(value) && !hasElements(schema, value)) return false;
  if (isStruct && !hasProperties(schema, value)) return false;
  return Object.entries(schema).every(([key, limit]) => {
    switch (key) {
      case "type":
      case "title":
      case "description":
      case "default":
        return true;
      case "const":
        return same(limit as JsonValue, value);
      case "enum":
        return (limit as readonly JsonValue[]).some((item) => same(item, value));
      case "anyOf":
        return (limit as readonly JsonSchema[]).some((item) => satisfies(item, value));
      case "allOf":
        return (limit as readonly JsonSchema[]).every((item) => satisfies(item, value));
      default: {
        if (isList(value) && OF_LISTS.has(key)) return true;
        if (isStruct && OF_STRUCTS.has(key)) return true;
        const check = CHECKS[key];
        const isScalar = typeof value === "string" || typeof value === "number";
        return check !== undefined && isScalar && check(limit as never, value);
      }
    }
  });
}
