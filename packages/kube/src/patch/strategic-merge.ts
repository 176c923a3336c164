// Strategic merge patch: a merge patch that knows which lists are keyed. Behaviour of
// apimachinery/pkg/util/strategicpatch, of its order of elements in particular.
import { badRequest } from "../errors.ts";
import { getField, isJsonObject, jsonEquals, setField } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";
import type { FieldPatchMeta, PatchMeta } from "./strategic-metadata.ts";

export const PATCH_DIRECTIVE = "$patch";
export const RETAIN_KEYS_DIRECTIVE = "$retainKeys";
export const ELEMENT_ORDER_PREFIX = "$setElementOrder/";
export const DELETE_ELEMENTS_PREFIX = "$deleteFromPrimitiveList/";

/**
 * The document with a strategic merge patch applied. Neither is changed; the result may share parts with both.
 * Throws a bad request for a patch that makes no sense.
 */
export function applyStrategicMergePatch(
  document: JsonObject,
  patch: JsonObject,
  meta: PatchMeta,
): JsonObject {
  const directive = getField(patch, PATCH_DIRECTIVE);
  if (directive === "replace") return without(patch, PATCH_DIRECTIVE);
  if (directive === "delete") return {};
  if (directive !== undefined && directive !== "merge") throw unknownDirective(directive, patch);

  const result = retained(document, patch);
  const ordered = new Set<string>();
  for (const [key, value] of Object.entries(patch)) {
    if (key === PATCH_DIRECTIVE || key === RETAIN_KEYS_DIRECTIVE) continue;
    if (key.startsWith(ELEMENT_ORDER_PREFIX)) {
      ordered.add(key.slice(ELEMENT_ORDER_PREFIX.length));
    } else if (key.startsWith(DELETE_ELEMENTS_PREFIX)) {
      deleteElements(result, key.slice(DELETE_ELEMENTS_PREFIX.length), value);
    }
  }
  for (const [key, value] of Object.entries(patch)) {
    if (isDirective(key) || ordered.has(key)) continue;
    mergeField(result, key, value, meta[key]);
  }
  for (const key of ordered) orderField(result, key, document, patch, meta[key]);
  return result;
}

function isDirective(key: string): boolean {
  return (
    key === PATCH_DIRECTIVE ||
    key === RETAIN_KEYS_DIRECTIVE ||
    key.startsWith(ELEMENT_ORDER_PREFIX) ||
    key.startsWith(DELETE_ELEMENTS_PREFIX)
  );
}

/** The document without the fields that `$retainKeys` does not name. */
function retained(document: JsonObject, patch: JsonObject): JsonObject {
  const keys = getField(patch, RETAIN_KEYS_DIRECTIVE);
  if (keys === undefined) return { ...document };
  if (!Array.isArray(keys)) throw badRequest("invalid patch format of retainKeys");
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || isDirective(key)) continue;
    if (!keys.includes(key)) throw badRequest("patch content doesn't match retainKeys list");
  }
  return Object.fromEntries(Object.entries(document).filter(([key]) => keys.includes(key)));
}

function deleteElements(result: JsonObject, key: string, doomed: Json): void {
  if (!Array.isArray(doomed)) throw badRequest("invalid patch format of primitive list");
  const list = getField(result, key);
  if (!Array.isArray(list)) return;
  result[key] = list.filter((item) => !doomed.some((other) => jsonEquals(item, other)));
}

function mergeField(
  result: JsonObject,
  key: string,
  value: Json,
  meta: FieldPatchMeta | undefined,
): void {
  if (value === null) {
    delete result[key];
    return;
  }
  const before = getField(result, key);
  if (isJsonObject(before) && isJsonObject(value)) {
    const isReplaced = meta?.isReplaced === true;
    result[key] = isReplaced ? value : applyStrategicMergePatch(before, value, meta?.fields ?? {});
  } else if (Array.isArray(before) && Array.isArray(value)) {
    result[key] = meta?.isMerged === true ? mergeList(before, value, meta, before) : value;
  } else {
    const clean = withoutDirectives(value);
    if (clean === undefined) delete result[key];
    else setField(result, key, clean);
  }
}

/** A list whose order the patch gives by `$setElementOrder`. */
function orderField(
  result: JsonObject,
  key: string,
  document: JsonObject,
  patch: JsonObject,
  meta: FieldPatchMeta = {},
): void {
  const order = getField(patch, `${ELEMENT_ORDER_PREFIX}${key}`);
  if (!Array.isArray(order)) throw badRequest("invalid patch format of setElementOrder list");
  const value = getField(patch, key);
  if (value === null) {
    delete result[key];
    return;
  }
  if (value !== undefined && !Array.isArray(value)) {
    throw badRequest("invalid patch format of setElementOrder list");
  }
  checkOrder(value ?? [], order, meta.mergeKey);
  const before = getField(result, key);
  if (value !== undefined) mergeField(result, key, value, meta);
  const merged = getField(result, key);
  if (!Array.isArray(merged)) return;
  const server = Array.isArray(before) ? before : (getField(document, key) ?? []);
  result[key] = inOrder(merged, order, Array.isArray(server) ? server : [], meta.mergeKey);
}

/** The elements of the patch must come in the order that the patch itself demands. */
function checkOrder(
  elements: readonly Json[],
  order: readonly Json[],
  mergeKey: string | undefined,
): void {
  const plain = elements.filter(
    (item) => !isJsonObject(item) || !Object.hasOwn(item, PATCH_DIRECTIVE),
  );
  if (order.length === 0) return;
  let position = 0;
  for (const item of plain) {
    while (position < order.length && !isSame(item, order[position] as Json, mergeKey)) position++;
    if (position === order.length) {
      throw badRequest(
        `The order in patch list:\n${JSON.stringify(elements)}\n doesn't match $setElementOrder list:\n${JSON.stringify(order)}\n`,
      );
    }
    position++;
  }
}

function mergeList(
  before: readonly Json[],
  patch: readonly Json[],
  meta: FieldPatchMeta,
  server: readonly Json[],
): Json[] {
  if (before.length === 0 && patch.length === 0) return [];
  const { mergeKey } = meta;
  if (!isJsonObject(before[0] ?? patch[0])) {
    return inOrder(unique([...before, ...patch]), patch, server, undefined);
  }
  if (mergeKey === undefined) throw badRequest("cannot merge lists without merge key");
  const { kept, plain } = applyElementDirectives(before, patch, mergeKey);
  const merged = [...kept];
  for (const element of plain) {
    keyOf(element, mergeKey);
    const index = merged.findIndex((item) => isSame(item, element, mergeKey));
    if (index === -1) merged.push(withoutDirectives(element) ?? element);
    else {
      const target = merged[index] as JsonObject;
      merged[index] = applyStrategicMergePatch(target, element, meta.fields ?? {});
    }
  }
  return inOrder(merged, plain, kept, mergeKey);
}

/** Carries out `$patch: delete` and `$patch: replace` among the elements. */
function applyElementDirectives(
  before: readonly Json[],
  patch: readonly Json[],
  mergeKey: string,
): { kept: readonly Json[]; plain: JsonObject[] } {
  let kept = before;
  let isReplaced = false;
  const plain: JsonObject[] = [];
  for (const element of patch) {
    if (!isJsonObject(element)) {
      throw badRequest(`expected a map, but received a ${typeName(element)}`);
    }
    const directive = getField(element, PATCH_DIRECTIVE);
    if (directive === undefined) plain.push(element);
    else if (directive === "delete") {
      keyOf(element, mergeKey);
      kept = kept.filter((item) => !isSame(item, element, mergeKey));
    } else if (directive === "replace") isReplaced = true;
    else if (directive === "merge") {
      throw badRequest("merging lists cannot yet be specified in the patch");
    } else throw unknownDirective(directive, element);
  }
  return { kept: isReplaced ? [] : kept, plain };
}

/**
 * Elements that `order` names come in its order, the others in the server's; where neither rule decides, those
 * that are named come first.
 */
function inOrder(
  elements: readonly Json[],
  order: readonly Json[],
  server: readonly Json[],
  mergeKey: string | undefined,
): Json[] {
  const place = (list: readonly Json[], item: Json): number =>
    list.findIndex((other) => isSame(item, other, mergeKey));
  const sorted = (items: Json[], list: readonly Json[]): Json[] =>
    items
      .map((item) => ({ item, index: place(list, item) }))
      .sort((a, b) => a.index - b.index)
      .map(({ item }) => item);
  const named = sorted(
    elements.filter((item) => place(order, item) !== -1),
    order,
  );
  const others = sorted(
    elements.filter((item) => place(order, item) === -1),
    server,
  );
  const result: Json[] = [];
  let next = 0;
  for (const item of named) {
    const index = place(server, item);
    while (next < others.length && index !== -1) {
      const other = place(server, others[next] as Json);
      if (other === -1 || other > index) break;
      result.push(others[next++] as Json);
    }
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

function isSame(a: Json, b: Json, mergeKey: string | undefined): boolean {
  if (mergeKey === undefined || !isJsonObject(a) || !isJsonObject(b)) return jsonEquals(a, b);
  const key = getField(a, mergeKey);
  return key !== undefined && key === getField(b, mergeKey);
}

function keyOf(element: JsonObject, mergeKey: string): Json {
  const key = getField(element, mergeKey);
  if (key === undefined) {
    throw badRequest(
      `map: ${JSON.stringify(element)} does not contain declared merge key: ${mergeKey}`,
    );
  }
  return key;
}

/** What a patch that meets nothing adds: no nulls, no directives. `undefined` if it is itself a directive. */
function withoutDirectives(value: Json): Json | undefined {
  if (Array.isArray(value)) {
    return value.map(withoutDirectives).filter((item) => item !== undefined);
  }
  if (!isJsonObject(value)) return value;
  if (Object.hasOwn(value, PATCH_DIRECTIVE)) return undefined;
  const result: JsonObject = {};
  for (const [key, inner] of Object.entries(value)) {
    if (inner === null || isDirective(key)) continue;
    const clean = withoutDirectives(inner);
    if (clean !== undefined) setField(result, key, clean);
  }
  return result;
}

function unique(list: readonly Json[]): Json[] {
  return list.filter((item, index) => list.findIndex((other) => jsonEquals(item, other)) === index);
}

function without(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}

function unknownDirective(directive: Json, patch: JsonObject): Error {
  return badRequest(`unknown patch type: ${String(directive)} in map: ${JSON.stringify(patch)}`);
}

function typeName(value: Json): string {
  if (value === null) return "nil";
  return Array.isArray(value) ? "slice" : typeof value;
}
