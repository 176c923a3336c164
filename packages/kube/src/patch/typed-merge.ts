// Merging objects by their schema, for server-side apply.
import { getField, isJsonObject, setField } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";
import { schemaOfField, type StructuralSchema } from "../schema/structural.ts";
import { type FieldSet, partsOf, stepOfItem } from "./field-set.ts";

/** The live value with the applied one laid over it. Neither is changed. */
export function mergeBySchema(
  live: Json | undefined,
  applied: Json,
  schema: StructuralSchema | undefined,
): Json {
  if (isJsonObject(live) && isJsonObject(applied)) {
    if (partsOf(applied, schema) === undefined) return applied;
    const merged: JsonObject = { ...live };
    for (const [name, value] of Object.entries(applied)) {
      const field = schemaOfField(schema, name);
      setField(merged, name, mergeBySchema(getField(live, name), value, field));
    }
    return merged;
  }
  if (Array.isArray(live) && Array.isArray(applied) && partsOf(applied, schema) !== undefined) {
    return mergeLists(live, applied, schema);
  }
  return applied;
}

/**
 * Elements that are applied come in their order. What only the live list has keeps its place among what both have, and
 * comes before what is new (structured-merge-diff, typed/merge.go).
 */
function mergeLists(
  live: readonly Json[],
  applied: readonly Json[],
  schema: StructuralSchema | undefined,
): Json[] {
  const step = (item: Json): string => stepOfItem(item, schema);
  const known = new Map(live.map((item) => [step(item), item]));
  const steps = applied.map(step);
  const wanted = new Set(steps);
  const shared = steps.filter((key) => known.has(key));
  const merged: Json[] = [];
  let next = 0;
  /** Goes on in the live list up to the element that both have and that is due. */
  const takeLive = (): void => {
    for (; next < live.length; next++) {
      const item = live[next] as Json;
      const key = step(item);
      if (!wanted.has(key)) merged.push(item);
      else if (key === shared[0]) return;
    }
  };
  applied.forEach((item, index) => {
    takeLive();
    const key = steps[index] as string;
    merged.push(mergeBySchema(known.get(key), item, schema?.items));
    if (key !== shared[0]) return;
    shared.shift();
    if (next < live.length) next++;
  });
  takeLive();
  return merged;
}

/** The value without the members of a set, each with all that is below it. */
export function removeFields(
  value: Json,
  set: FieldSet,
  schema: StructuralSchema | undefined,
): Json {
  if (set.children.size === 0) return value;
  if (isJsonObject(value)) {
    const kept: JsonObject = {};
    for (const [name, field] of Object.entries(value)) {
      const child = set.children.get(`f:${name}`);
      if (child?.isMember === true) continue;
      const inner = schemaOfField(schema, name);
      setField(kept, name, child === undefined ? field : removeFields(field, child, inner));
    }
    return kept;
  }
  if (!Array.isArray(value)) return value;
  return value.flatMap((item) => {
    const child = set.children.get(stepOfItem(item, schema));
    if (child?.isMember === true) return [];
    return [child === undefined ? item : removeFields(item, child, schema?.items)];
  });
}
