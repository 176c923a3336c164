import type { Json, JsonObject } from "./object.ts";

/** Whether the value is a JSON object: no list, no null. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Whether two JSON values are the same; the order of fields does not count. */
export function jsonEquals(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index++) {
      if (!jsonEquals(a[index], b[index])) return false;
    }
    return true;
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key) || !jsonEquals(a[key], b[key])) return false;
  }
  return true;
}

/** A copy that shares nothing with the value; faster than `structuredClone` for plain JSON. */
export function cloneJson<T>(value: T): T {
  return clone(value) as T;
}

function clone(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(clone);
  const copy: { [key: string]: unknown } = {};
  for (const key in value) {
    const inner = (value as { [key: string]: unknown })[key];
    if (key === "__proto__") defineField(copy, key, clone(inner));
    else copy[key] = typeof inner === "object" && inner !== null ? clone(inner) : inner;
  }
  return copy;
}

/** The value of a field that the object itself has. */
export function getField(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Plain assignment, but `__proto__` becomes a field too. */
export function setField(object: JsonObject, key: string, value: Json): void {
  if (key === "__proto__") defineField(object, key, value);
  else object[key] = value;
}

function defineField(object: object, key: string, value: unknown): void {
  const attributes = { enumerable: true, configurable: true, writable: true };
  Object.defineProperty(object, key, { value, ...attributes });
}

/**
 * The value with the fields of its objects in the order of their names, as the Kubernetes API gives them; the very
 * value where they are in that order already.
 */
export function sortFields<T>(value: T): T {
  return isSorted(value) ? value : (sorted(value) as T);
}

function isSorted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isSorted);
  let before = "";
  for (const key in value) {
    if (key < before) return false;
    before = key;
    if (!isSorted((value as { readonly [key: string]: unknown })[key])) return false;
  }
  return true;
}

function sorted(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const copy: { [key: string]: unknown } = {};
  for (const key of Object.keys(value).sort()) {
    const inner = sorted((value as { readonly [key: string]: unknown })[key]);
    if (key === "__proto__") defineField(copy, key, inner);
    else copy[key] = inner;
  }
  return copy;
}
