// Objects as the store keeps them: JSON text that begins with `{"apiVersion":…,"kind":…`. The same
// text is the row in the database, the answer to the writer and the payload of watch events. The
// parsed object stays beside it in memory and is shared by all readers: nobody changes it.
import type { JsonObject, KubeObject } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import { objectTooLarge } from "../errors.ts";
import { apiVersionOf, type ResourceDefinition, type ResourceVersion } from "../resource.ts";

/** The object of an entry, in its storage version. Shared: do not change it. */
export function decode(entry: Entry): KubeObject {
  if (entry.memo === undefined) entry.memo = JSON.parse(entry.value);
  return entry.memo as KubeObject;
}

/** The object of an entry in a version. Shared: do not change it. */
export function decodeAs(
  entry: Entry,
  resource: ResourceDefinition,
  version: ResourceVersion,
): KubeObject {
  return fromStorage(decode(entry), resource, version);
}

/** A stored object in a version. */
export function fromStorage(
  object: KubeObject,
  resource: ResourceDefinition,
  version: ResourceVersion,
): KubeObject {
  if (version.convert !== undefined) return version.convert.fromStorage(object);
  const apiVersion = apiVersionOf(resource.group, version.name);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

/** An object of a version as it is stored. */
export function toStorage(
  object: KubeObject,
  resource: ResourceDefinition,
  version: ResourceVersion,
): KubeObject {
  if (version.name === resource.storageVersion) return object;
  if (version.convert !== undefined) return version.convert.toStorage(object);
  return { ...object, apiVersion: storedApiVersion(resource) };
}

/** The text of an entry in a version. */
export function encodeAs(
  entry: Entry,
  resource: ResourceDefinition,
  version: ResourceVersion,
): string {
  if (version.convert !== undefined) return JSON.stringify(decodeAs(entry, resource, version));
  const served = `{"apiVersion":"${apiVersionOf(resource.group, version.name)}"`;
  if (entry.value.startsWith(served)) return entry.value;
  // Another version is served, or was stored by an earlier definition.
  return served + entry.value.slice(entry.value.indexOf('"', API_VERSION_START) + 1);
}

const API_VERSION_START = '{"apiVersion":"'.length;

function storedApiVersion(resource: ResourceDefinition): string {
  return apiVersionOf(resource.group, resource.storageVersion);
}

/** The text of an object with its fields in the order that readers rely on. */
export function encode(object: KubeObject, resourceVersion: number): string {
  object.metadata.resourceVersion = String(resourceVersion);
  const text = JSON.stringify(object);
  if (text.length > MAX_OBJECT_LENGTH) throw objectTooLarge(text.length, MAX_OBJECT_LENGTH);
  return text;
}

/** What etcd takes by default. */
const MAX_OBJECT_LENGTH = 1.5 * 1024 * 1024;

/** A copy of an object with `apiVersion`, `kind` and `metadata` in front; shares what lies deeper. */
export function ordered(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata, ...rest } = object;
  return { apiVersion, kind, metadata: { ...metadata }, ...rest };
}

/** A deep copy of JSON. */
export function copyJson<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyJson) as T;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const field = (value as Record<string, unknown>)[key];
    // Absent and undefined are the same on the wire.
    if (field !== undefined) copy[key] = copyJson(field);
  }
  return copy as T;
}

/** Whether two pieces of JSON are the same, whatever the order of fields. */
export function equalJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => equalJson(item, b[index]));
  }
  if (Array.isArray(b)) return false;
  const left = a as JsonObject;
  const right = b as JsonObject;
  let fields = 0;
  for (const key in left) {
    if (left[key] === undefined) continue;
    fields++;
    if (!equalJson(left[key], right[key])) return false;
  }
  for (const key in right) if (right[key] !== undefined) fields--;
  return fields === 0;
}

/** Makes JSON unchangeable, all the way down. */
export function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const field of Object.values(value)) deepFreeze(field);
  }
  return value;
}
