// The effect journal: what the actions of one step came to in its attempts so far, so that a step which goes on
// after a wait, a suspension, an error or a restart of the process does not do again what it already did.
//
// An entry answers an action when the action comes up again at the same path with the same input, unless the last
// attempt marked it for a re-check: then it is asked anew. What is marked is decided where an attempt yields (see
// task/recheck.ts and the README).
import type { Data } from "@lateen/cue";
import { decodeData, encodeData } from "./context/encode.ts";
import type { ActionNature } from "./provider.ts";

/** One action that came to an end. */
export interface JournalEntry {
  /** Hash of the input. */
  readonly input: string;
  readonly nature: ActionNature;
  /** Absent: the function returned nothing. */
  readonly returns?: Data;
  /** Bytes of a result that was too large to keep. */
  readonly lost?: number;
}

/** The journal of one step. */
export interface Journal {
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Paths of actions that the next attempt asks anew. */
  readonly recheck: ReadonlySet<string>;
  /** Failed attempts so far. */
  readonly failures: number;
  /** Labels of suspend actions that were passed. */
  readonly passed: readonly string[];
  /**
   * The step is done. The journal stays in force only as long as that is not recorded in the run's status: there the
   * process died in between. If it is recorded and the step is to run again, somebody restarted it.
   */
  readonly isClosed: boolean;
}

/** The journal of a step that was never attempted. */
export const EMPTY_JOURNAL: Journal = {
  entries: new Map(),
  recheck: new Set(),
  failures: 0,
  passed: [],
  isClosed: false,
};

interface Stored {
  readonly a?: {
    readonly [path: string]: {
      readonly i: string;
      readonly n: ActionNature;
      readonly r?: Data;
      readonly l?: number;
    };
  };
  readonly c?: readonly string[];
  readonly f?: number;
  readonly p?: readonly string[];
  readonly z?: true;
}

/**
 * The journal as text of about `maxBytes` at most; undefined if there is nothing to keep. Where there is too much, reads
 * are left out, which may be done again; of effects it is kept that they were done.
 */
export function printJournal(journal: Journal, maxBytes: number): string | undefined {
  const stored: { -readonly [K in keyof Stored]: Stored[K] } = {};
  if (journal.entries.size > 0) stored.a = storedEntries(journal.entries, maxBytes);
  if (journal.recheck.size > 0) stored.c = [...journal.recheck];
  if (journal.failures > 0) stored.f = journal.failures;
  if (journal.passed.length > 0) stored.p = journal.passed;
  if (journal.isClosed) stored.z = true;
  return Object.keys(stored).length === 0 ? undefined : encodeData(stored);
}

function storedEntries(
  entries: ReadonlyMap<string, JournalEntry>,
  maxBytes: number,
): NonNullable<Stored["a"]> {
  const sizes = new Map<string, number>();
  let total = 0;
  for (const [path, { returns }] of entries) {
    const size = returns === undefined ? 0 : encodeData(returns).length;
    sizes.set(path, size);
    total += size + path.length + 50;
  }
  const result: { [path: string]: NonNullable<Stored["a"]>[string] } = {};
  const bySize = [...sizes].sort((a, b) => b[1] - a[1]).map(([path]) => path);
  const dropped = new Set<string>();
  for (const nature of ["read", "effect"]) {
    for (const path of bySize) {
      if (total <= maxBytes) break;
      if (entries.get(path)?.nature !== nature) continue;
      dropped.add(path);
      total -= sizes.get(path) ?? 0;
    }
  }
  for (const [path, { input, nature, returns, lost }] of entries) {
    const isDropped = dropped.has(path);
    if (isDropped && nature === "read") continue;
    const bytes = isDropped ? sizes.get(path) : lost;
    result[path] = {
      i: input,
      n: nature,
      ...(bytes === undefined ? {} : { l: bytes }),
      ...(returns === undefined || isDropped ? {} : { r: returns }),
    };
  }
  return result;
}

/** What {@link printJournal} wrote; undefined for text that is not that. */
export function parseJournal(text: string): Journal | undefined {
  let stored: Stored;
  try {
    stored = decodeData(text) as Stored;
  } catch {
    return undefined;
  }
  if (stored === null || typeof stored !== "object") return undefined;
  return {
    entries: new Map(
      Object.entries(stored.a ?? {}).map(([path, { i, n, r, l }]) => [
        path,
        {
          input: i,
          nature: n,
          ...(r === undefined ? {} : { returns: r }),
          ...(l === undefined ? {} : { lost: l }),
        },
      ]),
    ),
    recheck: new Set(stored.c),
    failures: stored.f ?? 0,
    passed: stored.p ?? [],
    isClosed: stored.z === true,
  };
}
