// What a step asks anew when it goes on (README, "The journal").
import type { Value } from "@lateen/cue";
import type { JournalEntry } from "../journal.ts";

/** Results known in an attempt: by path, and the path by the index of the fill that carries the result. */
export interface Results {
  readonly entries: ReadonlyMap<string, JournalEntry>;
  readonly pathOfFill: ReadonlyMap<number, string>;
  /** What the functions that only compute read in their turn, by path: what they gave is as old as that. */
  readonly readBy: ReadonlyMap<string, readonly string[]>;
  /** Whether the effect at a path may be done twice. */
  isRepeatable(path: string): boolean;
}

/**
 * The actions that a wait asks anew: the reads whose results its condition read directly; if it read results of effects
 * only, those, since nothing else can change the condition; if it read none, all that may be asked. And what may be
 * asked and decides over a branch of the template which is not taken: what is in there may end the wait, too.
 */
export function recheckForWait(value: Value, root: Value, results: Results): ReadonlySet<string> {
  const direct = sourcesRead(value, results);
  const reads = direct.filter((path) => natureAt(results, path) === "read");
  if (direct.length === 0) return allAskable(results);
  const recheck = new Set(reads.length > 0 ? reads : direct);
  for (const path of idlyRead(root, results)) {
    if (isAskable(path, results)) recheck.add(path);
  }
  return recheck;
}

/** The same for an action whose input is not complete: but an effect is done again only if that does no harm. */
export function recheckForInput(value: Value, results: Results): ReadonlySet<string> {
  const direct = sourcesRead(value, results);
  const reads = direct.filter((path) => natureAt(results, path) === "read");
  if (reads.length > 0) return new Set(reads);
  const repeatable = direct.filter((path) => results.isRepeatable(path));
  return repeatable.length > 0 ? new Set(repeatable) : allAskable(results);
}

/** For a template in error: what it read may have changed, what it did and must not be done twice stays done. */
export function allAskable(results: Results): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const path of results.entries.keys()) {
    if (isAskable(path, results)) paths.add(path);
  }
  return paths;
}

/** Whether it does no harm to ask again: a read, and an effect such as an apply, which gives the object as it is. */
function isAskable(path: string, results: Results): boolean {
  return natureAt(results, path) === "read" || results.isRepeatable(path);
}

/**
 * Paths of the results that a value read directly, or through functions that only compute, or that keep it from having
 * what is in a branch of its own.
 */
function sourcesRead(value: Value, results: Results): string[] {
  const direct = directlyRead(value, results).flatMap((path) => sourcesOf(path, results));
  return [...new Set([...direct, ...idlyRead(value, results)])];
}

/** The results that the one at a path was computed from; the path itself where it is none of those. */
export function sourcesOf(path: string, results: Results): readonly string[] {
  const sources = results.readBy.get(path) ?? [];
  return sources.length === 0 ? [path] : sources;
}

/** Paths of the results that a value, or what is below it, read directly. */
export function directlyRead(value: Value, results: Results): string[] {
  if (results.entries.size === 0 && results.pathOfFill.size === 0) return [];
  const paths = new Set<string>();
  const visit = (at: Value, depth: number): void => {
    for (const index of at.reads()) {
      const path = results.pathOfFill.get(index);
      if (path !== undefined) paths.add(path);
    }
    if (depth === 0) return;
    const kind = at.kind();
    if (kind === "list") for (const element of at.elements()) visit(element, depth - 1);
    if (kind !== "struct" && kind !== "bottom") return;
    for (const { value: field, origin } of at.fields()) {
      if (origin !== "filled") visit(field, depth - 1);
    }
  };
  visit(value, 8);
  return [...paths];
}

/** The results that decide over branches which are not taken, in the template and the structs in it. */
function idlyRead(root: Value, results: Results): ReadonlySet<string> {
  const paths = new Set<string>();
  const visit = (at: Value, depth: number): void => {
    for (const index of at.idleReads()) {
      const path = results.pathOfFill.get(index);
      if (path !== undefined) for (const source of sourcesOf(path, results)) paths.add(source);
    }
    if (depth === 0) return;
    for (const { value, origin, label } of at.fields({ hidden: true })) {
      if (origin === "filled" || label.includes("#")) continue;
      const kind = value.kind();
      if (kind === "struct" || kind === "bottom") visit(value, depth - 1);
    }
  };
  visit(root, 6);
  return paths;
}

function natureAt(results: Results, path: string): string | undefined {
  return results.entries.get(path)?.nature;
}
