// Sets of fields, as `managedFields` hold them (`fieldsV1`): a tree whose edges name a field (`f:spec`), an element of a
// keyed list (`k:{"name":"a"}`) or of a set (`v:"a"`).
import { getField, isJsonObject, jsonEquals } from "../json.ts";
import type { Json, JsonObject } from "../object.ts";
import type { StructuralSchema } from "../schema/structural.ts";
import { schemaOfField } from "../schema/structural.ts";

/** A set of paths that start here; `isMember` says whether the path that ends here is one. */
export interface FieldSet {
  readonly isMember: boolean;
  readonly children: ReadonlyMap<string, FieldSet>;
}

/** A set that is being built. */
interface Building {
  isMember: boolean;
  readonly children: Map<string, Building>;
}

/** The set without members. */
export const EMPTY_SET: FieldSet = { isMember: false, children: new Map() };

/** Reads `fieldsV1`. */
export function parseFieldSet(fields: JsonObject): FieldSet {
  return { ...parseNode(fields), isMember: false };
}

function parseNode(fields: JsonObject): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [key, value] of Object.entries(fields)) {
    if (key !== ".") children.set(key, parseNode(isJsonObject(value) ? value : {}));
  }
  return { isMember: children.size === 0 || Object.hasOwn(fields, "."), children };
}

/** Writes `fieldsV1`; fields are sorted. */
export function formatFieldSet(set: FieldSet): JsonObject {
  const fields: JsonObject = {};
  if (set.isMember && set.children.size > 0) fields["."] = {};
  for (const key of [...set.children.keys()].sort()) {
    fields[key] = formatFieldSet(set.children.get(key) as FieldSet);
  }
  return fields;
}

/** Whether the set has no members. */
export function isEmptySet(set: FieldSet): boolean {
  return !set.isMember && set.children.size === 0;
}

/** What is in any of the sets. */
export function unionOf(sets: readonly FieldSet[]): FieldSet {
  const [first = EMPTY_SET, ...rest] = sets;
  return rest.reduce((a, b) => combine(a, b, (inA, inB) => inA || inB), first);
}

/** What is in `a` and not in `b`. */
export function differenceOf(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && !inB);
}

/** What is in both. */
export function intersectionOf(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (inA, inB) => inA && inB);
}

/** The set with all fields on the way to its members; elements of lists are members only by themselves. */
export function withParents(set: FieldSet): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const [step, child] of set.children) {
    const inner = withParents(child);
    const isField = step.startsWith("f:") && inner.children.size > 0;
    children.set(step, isField ? { ...inner, isMember: true } : inner);
  }
  return { isMember: set.isMember, children };
}

function combine(
  a: FieldSet,
  b: FieldSet,
  keep: (inA: boolean, inB: boolean) => boolean,
): FieldSet {
  const children = new Map<string, FieldSet>();
  for (const key of new Set([...a.children.keys(), ...b.children.keys()])) {
    const child = combine(a.children.get(key) ?? EMPTY_SET, b.children.get(key) ?? EMPTY_SET, keep);
    if (!isEmptySet(child)) children.set(key, child);
  }
  return { isMember: keep(a.isMember, b.isMember), children };
}

/** The members as texts: `.spec.containers[name="a"].image`. */
export function pathsOf(set: FieldSet, prefix = ""): string[] {
  const paths = set.isMember ? [prefix] : [];
  for (const key of [...set.children.keys()].sort()) {
    paths.push(...pathsOf(set.children.get(key) as FieldSet, `${prefix}${formatStep(key)}`));
  }
  return paths;
}

function formatStep(key: string): string {
  const rest = key.slice(2);
  if (key.startsWith("f:")) return `.${rest}`;
  if (key.startsWith("v:")) return `[=${rest}]`;
  if (!key.startsWith("k:")) return `[${rest}]`;
  const fields = JSON.parse(rest) as JsonObject;
  const texts = Object.entries(fields).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `[${texts.join(",")}]`;
}

/** The parts of a value that have an owner each, by their step; `undefined` if the value is owned as a whole. */
export function partsOf(
  value: Json | undefined,
  schema: StructuralSchema | undefined,
):
  | Map<string, { readonly value: Json; readonly schema: StructuralSchema | undefined }>
  | undefined {
  if (isJsonObject(value)) {
    if (schema?.["x-kubernetes-map-type"] === "atomic") return undefined;
    const fields = Object.entries(value);
    return new Map(
      fields.map(([name, field]) => [
        `f:${name}`,
        { value: field, schema: schemaOfField(schema, name) },
      ]),
    );
  }
  const type = schema?.["x-kubernetes-list-type"];
  if (!Array.isArray(value) || type === undefined || type === "atomic") return undefined;
  const items = schema?.items;
  return new Map(value.map((item) => [stepOfItem(item, schema), { value: item, schema: items }]));
}

/** How an element of a set or a keyed list is named. */
export function stepOfItem(item: Json, schema: StructuralSchema | undefined): string {
  if (schema?.["x-kubernetes-list-type"] !== "map" || !isJsonObject(item)) {
    return `v:${JSON.stringify(item)}`;
  }
  const key: JsonObject = {};
  for (const name of [...(schema["x-kubernetes-list-map-keys"] ?? [])].sort()) {
    const value = getField(item, name) ?? schema.items?.properties?.[name]?.default;
    if (value !== undefined) key[name] = value;
  }
  return `k:${JSON.stringify(key)}`;
}

/** The fields that a value sets. */
export function fieldSetOf(value: Json, schema: StructuralSchema | undefined): FieldSet {
  const set = fieldsIn(value, schema);
  return { isMember: false, children: set.children };
}

function fieldsIn(value: Json, schema: StructuralSchema | undefined): Building {
  const parts = partsOf(value, schema);
  if (parts === undefined) return { isMember: true, children: new Map() };
  const set: Building = { isMember: parts.size === 0, children: new Map() };
  for (const [step, part] of parts) {
    const child = fieldsIn(part.value, part.schema);
    if (!step.startsWith("f:") || isFreeField(step.slice(2), schema)) child.isMember = true;
    if (!isEmptySet(child)) set.children.set(step, child);
  }
  return set;
}

/** A key of a map, as opposed to a field that the schema names. */
function isFreeField(name: string, schema: StructuralSchema | undefined): boolean {
  if (typeof schema?.additionalProperties !== "object") return false;
  return schema.properties === undefined || !Object.hasOwn(schema.properties, name);
}

/** How one value differs from another. */
export interface FieldChanges {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** The fields in which `after` differs from `before`. */
export function compareFields(
  before: Json | undefined,
  after: Json | undefined,
  schema: StructuralSchema | undefined,
): FieldChanges {
  const changes = { added: building(), modified: building(), removed: building() };
  collectChanges(changes, before, after, schema);
  return changes;
}

interface BuildingChanges {
  readonly added: Building;
  readonly modified: Building;
  readonly removed: Building;
}

function collectChanges(
  changes: BuildingChanges,
  before: Json | undefined,
  after: Json | undefined,
  schema: StructuralSchema | undefined,
): void {
  if (before === undefined && after !== undefined) changes.added.isMember = true;
  if (before !== undefined && after === undefined) changes.removed.isMember = true;
  const partsBefore = partsOf(before, schema);
  const partsAfter = partsOf(after, schema);
  const isWhole =
    before !== undefined &&
    after !== undefined &&
    (partsBefore === undefined || partsAfter === undefined);
  if (isWhole) {
    if (!jsonEquals(before, after)) changes.modified.isMember = true;
    return;
  }
  for (const step of new Set([...(partsBefore?.keys() ?? []), ...(partsAfter?.keys() ?? [])])) {
    const [a, b] = [partsBefore?.get(step), partsAfter?.get(step)];
    if (a !== undefined && b !== undefined && jsonEquals(a.value, b.value)) continue;
    const inner = { added: building(), modified: building(), removed: building() };
    collectChanges(inner, a?.value, b?.value, (a ?? b)?.schema);
    for (const name of ["added", "modified", "removed"] as const) {
      if (!isEmptySet(inner[name])) changes[name].children.set(step, inner[name]);
    }
  }
}

function building(): Building {
  return { isMember: false, children: new Map() };
}
