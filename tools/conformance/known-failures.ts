import { existsSync, readFileSync } from "node:fs";

/** Names of failing cases with the reason of each: `name  reason` a line, `#` starts a comment. */
export function readKnownFailures(file: string): ReadonlyMap<string, string> {
  const known = new Map<string, string>();
  if (!existsSync(file)) return known;
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line.trim() === "" || line.startsWith("#")) continue;
    const match = /^(\S+)\s+(\S.*)$/.exec(line);
    if (match === null) throw new Error(`${file}: a line needs a case and a reason: ${line}`);
    known.set(match[1] as string, match[2] as string);
  }
  return known;
}

/** What a whole run came to, and whether it may end with exit code 0. */
export interface Verdict {
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
  readonly ok: boolean;
}

/** Outcome of one case; `problem` is the first difference, absent when it passed. */
export interface Outcome {
  readonly name: string;
  readonly group: string;
  readonly problem?: string;
}

/**
 * A ratchet: a failure that is listed does not fail the run, one that is not listed does, and so does a listed case
 * that passes (strike it off). Listed names that the run did not meet say nothing.
 */
export function judge(outcomes: readonly Outcome[], known: ReadonlyMap<string, string>): Verdict {
  const lines: string[] = [];
  let ok = true;
  let failed = 0;
  for (const outcome of outcomes) {
    const reason = known.get(outcome.name);
    if (outcome.problem !== undefined) {
      failed++;
      if (reason === undefined) ok = false;
      lines.push(`${reason === undefined ? "FAIL" : "known"} ${outcome.name}: ${outcome.problem}${reason === undefined ? "" : ` (${reason})`}`);
    } else if (reason !== undefined) {
      ok = false;
      lines.push(`PASS ${outcome.name}: is listed as a known failure, strike it off`);
    }
  }
  return { passed: outcomes.length - failed, failed, lines, ok };
}

/** A table of passed and all cases by group. */
export function groupTable(outcomes: readonly Outcome[]): string {
  const groups = new Map<string, { passed: number; all: number }>();
  for (const outcome of outcomes) {
    const group = groups.get(outcome.group) ?? { passed: 0, all: 0 };
    group.all++;
    if (outcome.problem === undefined) group.passed++;
    groups.set(outcome.group, group);
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { passed, all }]) => `${name.padEnd(24)} ${String(passed).padStart(5)} / ${String(all).padEnd(5)} ${((100 * passed) / all).toFixed(1).padStart(6)} %`)
    .join("\n");
}
