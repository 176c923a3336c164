// Which fields need not be given, since CUE has a value for them anyway.
import type { JsonSchema } from "./model.ts";

/** Keywords that validators of lists and structs translate to: they check a value, but are none. */
const CHECKS_ONLY = ["uniqueItems", "minProperties", "maxProperties", "propertyNames"] as const;

/**
 * Whether a field of this schema has a value if nobody gives one: a constant, a default, a list that may be empty, a
 * struct without fields that are required. `lookUp` gives the schema that a reference stands for; undefined while that
 * is being made.
 */
export function isComplete(
  schema: JsonSchema,
  lookUp: (reference: string) => JsonSchema | undefined,
): boolean {
  if (schema.default !== undefined || schema.const !== undefined) return true;
  if (schema.type === "null") return true;
  if (schema.$ref !== undefined) {
    const target = lookUp(schema.$ref);
    return target !== undefined && isComplete(target, lookUp);
  }
  if (schema.anyOf !== undefined || schema.oneOf !== undefined || schema.not !== undefined) {
    return false;
  }
  if (schema.allOf !== undefined) return schema.allOf.every((part) => isComplete(part, lookUp));
  const isOnlyChecked = CHECKS_ONLY.some((keyword) => schema[keyword] !== undefined);
  switch (schema.type) {
    case "array": {
      const { prefixItems = [], items, minItems = 0, maxItems } = schema;
      if (minItems > prefixItems.length) return false;
      const isList = items !== undefined || prefixItems.length > 0 || maxItems === 0;
      if (!isList && (isOnlyChecked || maxItems !== undefined)) return false;
      return prefixItems.every((item) => isComplete(item, lookUp));
    }
    case "object": {
      const { required = [], properties, additionalProperties, minProperties = 0 } = schema;
      if (required.length > 0 || minProperties > 0) return false;
      return !isOnlyChecked || properties !== undefined || additionalProperties !== undefined;
    }
    default:
      return false;
  }
}
