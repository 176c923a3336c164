// Three-way merges, as `kubectl apply` does them: what the last applied object had and the new one lacks is removed,
// what others added stays, the rest becomes what the new object says. Behaviour of apimachinery's jsonmergepatch and
// strategicpatch; patches come out smaller, as what would change nothing is left out.
import { badRequest } from "../errors.ts";
import { getField, isJsonObject, jsonEquals, setField } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";
import {
  DELETE_ELEMENTS_PREFIX,
  ELEMENT_ORDER_PREFIX,
  PATCH_DIRECTIVE,
  RETAIN_KEYS_DIRECTIVE,
} from "./strategic-merge.ts";
import type { FieldPatchMeta, PatchMeta } from "./strategic-metadata.ts";

/** The three objects of a three-way merge. */
export interface ThreeWayMerge {
  /** What was applied last; `{}` if nothing was. */
  readonly original: JsonObject;
  /** What shall be applied now. */
  readonly modified: JsonObject;
  /** What the server has. */
  readonly current: JsonObject;
}

/** The JSON merge patch for kinds that know no strategic merge; `{}` if there is nothing to do. */
export function createThreeWayMergePatch({
  original,
  modified,
  current,
}: ThreeWayMerge): JsonObject {
  const patch: JsonObject = {};
  for (const [key, wanted] of Object.entries(modified)) {
    const before = getField(original, key);
    const now = getField(current, key);
    // A merge patch cannot set null: one in the new object counts like an absent field.
    if (wanted === null) {
      if (isPresent(before) && now !== undefined) setField(patch, key, null);
    } else if (isJsonObject(wanted) && isJsonObject(now)) {
      const inner = createThreeWayMergePatch({
        original: isJsonObject(before) ? before : {},
        modified: wanted,
        current: now,
      });
      if (Object.keys(inner).length > 0) setField(patch, key, inner);
    } else if (!jsonEquals(wanted, now)) setField(patch, key, wanted);
  }
  for (const [key, before] of Object.entries(original)) {
    const isGone = !Object.hasOwn(modified, key) && Object.hasOwn(current, key);
    if (isGone && isPresent(before)) setField(patch, key, null);
  }
  return patch;
}

/**
 * The strategic merge patch for built-in kinds; `{}` if there is nothing to do. Throws a bad request where an
 * element of a keyed list lacks its key.
 */
export function createThreeWayStrategicPatch(merge: ThreeWayMerge, meta: PatchMeta): JsonObject {
  return diffObjects(merge, meta, false);
}

/** The strategic merge patch that makes `from` into `to`. */
export function createStrategicMergePatch(
  from: JsonObject,
  to: JsonObject,
  meta: PatchMeta,
): JsonObject {
  return diffObjects({ original: from, modified: to, current: from }, meta, false);
}

function diffObjects(
  { original, modified, current }: ThreeWayMerge,
  meta: PatchMeta,
  retainsKeys: boolean,
): JsonObject {
  const patch: JsonObject = {};
  for (const [key, wanted] of Object.entries(modified)) {
    const before = getField(original, key);
    const now = getField(current, key);
    const field = meta[key];
    if (isJsonObject(wanted) && isJsonObject(now) && field?.isReplaced !== true) {
      const inner = diffObjects(
        { original: isJsonObject(before) ? before : {}, modified: wanted, current: now },
        field?.fields ?? {},
        field?.retainsKeys === true,
      );
      if (Object.keys(inner).length > 0) setField(patch, key, inner);
    } else if (Array.isArray(wanted) && Array.isArray(now) && field?.isMerged === true) {
      const lists = {
        original: Array.isArray(before) ? before : [],
        modified: wanted,
        current: now,
      };
      diffLists(patch, key, lists, field);
    } else if (!jsonEquals(wanted, now) && !(wanted === null && now === undefined)) {
      setField(patch, key, wanted);
    }
  }
  for (const key of Object.keys(original)) {
    if (!Object.hasOwn(modified, key) && Object.hasOwn(current, key)) setField(patch, key, null);
  }
  if (retainsKeys) addRetainKeys(patch, modified, current);
  return patch;
}

function addRetainKeys(patch: JsonObject, modified: JsonObject, current: JsonObject): void {
  const keys = Object.keys(modified).filter((key) => modified[key] !== null);
  const hasMore = Object.keys(current).some(
    (key) => current[key] !== null && !Object.hasOwn(modified, key),
  );
  if (keys.length > 0 && (Object.keys(patch).length > 0 || hasMore)) {
    patch[RETAIN_KEYS_DIRECTIVE] = keys.sort();
  }
}

interface Lists {
  readonly original: readonly Json[];
  readonly modified: readonly Json[];
  readonly current: readonly Json[];
}

function diffLists(patch: JsonObject, key: string, lists: Lists, field: FieldPatchMeta): void {
  const { modified, current, original } = lists;
  if (current.length === 0) {
    if (modified.length > 0) patch[key] = [...modified];
    return;
  }
  const sample = current[0] ?? modified[0] ?? original[0];
  if (Array.isArray(sample)) throw badRequest("lists of lists are not supported");
  if (isJsonObject(sample)) diffKeyedLists(patch, key, lists, field);
  else diffSets(patch, key, lists);
}

function diffSets(patch: JsonObject, key: string, { original, modified, current }: Lists): void {
  const has = (list: readonly Json[], item: Json): boolean =>
    list.some((other) => jsonEquals(item, other));
  const added = modified.filter((item) => !has(current, item));
  const removed = original.filter((item) => !has(modified, item) && has(current, item));
  if (added.length > 0) patch[key] = added;
  if (removed.length > 0) patch[`${DELETE_ELEMENTS_PREFIX}${key}`] = removed;
  // The order of a set means nothing: it is given only so that what changes finds its place.
  if (modified.length > 0 && (added.length > 0 || removed.length > 0)) {
    patch[`${ELEMENT_ORDER_PREFIX}${key}`] = [...modified];
  }
}

function diffKeyedLists(
  patch: JsonObject,
  key: string,
  { original, modified, current }: Lists,
  field: FieldPatchMeta,
): void {
  const mergeKey = field.mergeKey as string;
  const before = byKey(original, mergeKey);
  const now = byKey(current, mergeKey);
  const wanted = byKey(modified, mergeKey);
  const elements: Json[] = [];
  for (const [id, element] of wanted) {
    const existing = now.get(id);
    if (existing === undefined) {
      elements.push(element);
      continue;
    }
    const merge = { original: before.get(id) ?? {}, modified: element, current: existing };
    const inner = diffObjects(merge, field.fields ?? {}, field.retainsKeys === true);
    if (Object.keys(inner).length > 0) {
      elements.push({ ...inner, [mergeKey]: element[mergeKey] as Json });
    }
  }
  for (const [id, element] of before) {
    if (!wanted.has(id) && now.has(id)) {
      elements.push({ [PATCH_DIRECTIVE]: "delete", [mergeKey]: element[mergeKey] as Json });
    }
  }
  if (elements.length > 0) patch[key] = elements;
  const places = [...wanted.keys()];
  const isReordered = !isInOrder([...now.keys()].map((id) => places.indexOf(id)));
  if (wanted.size > 0 && (elements.length > 0 || isReordered)) {
    patch[`${ELEMENT_ORDER_PREFIX}${key}`] = [...wanted.values()].map((element) => ({
      [mergeKey]: element[mergeKey] as Json,
    }));
  }
}

/** The elements by key. Of several with the same key (ports of a Service), the n-th here pairs with the n-th there. */
function byKey(list: readonly Json[], mergeKey: string): Map<string, JsonObject> {
  const elements = new Map<string, JsonObject>();
  for (const element of list) {
    const value = isJsonObject(element) ? getField(element, mergeKey) : undefined;
    if (value === undefined) {
      throw badRequest(
        `map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`,
      );
    }
    let id = JSON.stringify(value);
    while (elements.has(id)) id += "+";
    elements.set(id, element as JsonObject);
  }
  return elements;
}

/** Whether the places, but for those that are nowhere (-1), ascend. */
function isInOrder(places: readonly number[]): boolean {
  const found = places.filter((place) => place !== -1);
  return found.every((place, index) => index === 0 || (found[index - 1] as number) < place);
}

function isPresent(value: Json | undefined): boolean {
  return value !== undefined && value !== null;
}
