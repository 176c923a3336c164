// Which function is called next (spec: packages.md 1.3).
import type { Field, PathElement, Value } from "@lateen/cue";
import { formatPath } from "../path.ts";

/** The field that makes a struct an action: it names the function. */
const MARK = "#do";

/** An action of a template whose turn has come. */
export interface FoundAction {
  readonly path: readonly PathElement[];
  /** The path as text: names the action within its step. */
  readonly key: string;
  readonly value: Value;
  /** Empty if it names none. */
  readonly provider: string;
  readonly name: string;
}

/**
 * The first action not yet done: children before parents; among the fields of a struct those with `@step(n)` first,
 * in ascending n, then those that comprehensions produced, then the others. Definitions are not entered, and neither is
 * what actions returned.
 */
export function findAction(root: Value, isDone: (key: string) => boolean): FoundAction | undefined {
  return search(root, [], isDone);
}

function search(
  value: Value,
  path: readonly PathElement[],
  isDone: (key: string) => boolean,
): FoundAction | undefined {
  if (!value.contains(MARK)) return undefined;
  const kind = value.kind();
  if (kind === "list") {
    for (const [index, element] of value.elements().entries()) {
      const found = search(element, [...path, index], isDone);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  // A struct with an error below it may show as bottom, and still hold actions.
  if (kind !== "struct" && kind !== "bottom") return undefined;
  for (const field of inOrder(value.fields({ optional: true, hidden: true }))) {
    const found = search(field.value, [...path, field.label], isDone);
    if (found !== undefined) return found;
  }
  return path.length === 0 ? undefined : asAction(value, path, isDone);
}

function asAction(
  value: Value,
  path: readonly PathElement[],
  isDone: (key: string) => boolean,
): FoundAction | undefined {
  const name = textAt(value, MARK);
  if (name === undefined || name === "") return undefined;
  const provider = textAt(value, "#provider") ?? "";
  const key = formatPath(path);
  return isDone(key) ? undefined : { path, key, value, provider, name };
}

function textAt(value: Value, label: string): string | undefined {
  const field = value.lookup([label]);
  if (!field.exists() || field.kind() !== "string" || !field.isConcrete()) return undefined;
  const text = field.decode();
  return typeof text === "string" ? text : undefined;
}

/** The fields that are searched, in the order of the search. */
function inOrder(fields: readonly Field[]): readonly Field[] {
  const searched = fields.filter(
    ({ label, origin }) => origin !== "filled" && !label.includes("#"),
  );
  const rankOf = (field: Field): number => {
    const step = field.attributes.find(({ name }) => name === "step")?.body.trim();
    if (step !== undefined && /^[-+]?\d+$/.test(step)) return Number(step);
    return field.origin === "comprehension" ? Number.MAX_SAFE_INTEGER - 1 : Number.MAX_SAFE_INTEGER;
  };
  if (searched.every((field) => field.origin === "declared" && field.attributes.length === 0)) {
    return searched;
  }
  return searched
    .map((field) => ({ field, rank: rankOf(field) }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => field);
}
