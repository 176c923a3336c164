// JSON merge patch, RFC 7386.
import { getField, isJsonObject, jsonEquals, setField } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";

/** The document with the patch applied. Neither is changed; the result may share parts with both. */
export function applyMergePatch(document: Json | undefined, patch: Json): Json {
  if (!isJsonObject(patch)) return patch;
  const result: JsonObject = isJsonObject(document) ? { ...document } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else setField(result, key, applyMergePatch(getField(result, key), value));
  }
  return result;
}

/**
 * The smallest patch that makes `from` into `to`. What `to` lacks is removed. A `null` in `to` cannot be
 * expressed and removes the field.
 */
export function createMergePatch(from: JsonObject, to: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const [key, value] of Object.entries(to)) {
    const before = getField(from, key);
    if (isJsonObject(before) && isJsonObject(value)) {
      const inner = createMergePatch(before, value);
      if (Object.keys(inner).length > 0) setField(patch, key, inner);
    } else if (!jsonEquals(before, value)) setField(patch, key, value);
  }
  for (const key of Object.keys(from)) {
    if (!Object.hasOwn(to, key)) setField(patch, key, null);
  }
  return patch;
}
