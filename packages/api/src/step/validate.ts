import { parseDuration } from "@lateen/kube";
import { STEP_GROUP } from "../labels.ts";
import type { WorkflowStep } from "./model.ts";

/** Something wrong with an object: where, what, and the place with its indices for people. */
export interface Finding {
  /** Path as the reference's webhook gives it: without indices. */
  readonly path: string;
  readonly detail: string;
  /** The very place, e.g. `spec.workflowSpec.steps[2].dependsOn[0]`. */
  readonly place: string;
}

const TIMEOUT_DETAIL = "invalid timeout, please use the format of timeout like 1s, 1m, 1h or 1d";

/**
 * What is wrong with a list of steps, in order of place (spec: api.md 11.2): names, timeouts, dependencies.
 * `base` is the path of the list; `seen` are the names that other lists of the run have, and learns those of this one.
 */
export function validateSteps(
  steps: readonly WorkflowStep[],
  base: string,
  seen: Set<string> = new Set(),
): Finding[] {
  const findings: Finding[] = [];
  checkList(steps, base, base, seen, findings);
  for (const cycle of findCycles(steps)) {
    findings.push({
      path: `${base}.dependsOn`,
      detail: `cycle in dependsOn: ${cycle.join(" -> ")}`,
      place: placeOf(steps, base, cycle[0] ?? "") ?? base,
    });
  }
  return findings;
}

function checkList(
  steps: readonly WorkflowStep[],
  path: string,
  place: string,
  seen: Set<string>,
  findings: Finding[],
): void {
  steps.forEach((step, index) => {
    const here = `${place}[${index}]`;
    if (!step.name) {
      findings.push({ path: `${path}.name`, detail: "empty step name", place: `${here}.name` });
    } else if (seen.has(step.name)) {
      findings.push({ path, detail: "duplicated step name", place: `${here}.name` });
    }
    if (step.name) seen.add(step.name);
    if (step.timeout && !isDuration(step.timeout)) {
      findings.push({
        path: `${path}.timeout`,
        detail: TIMEOUT_DETAIL,
        place: `${here}.timeout`,
      });
    }
    checkRetry(step, `${path}.retry`, `${here}.retry`, findings);
    if (step.subSteps !== undefined && step.type === STEP_GROUP) {
      checkList(step.subSteps, `${path}.subSteps`, `${here}.subSteps`, seen, findings);
    }
  });
}

function checkRetry(step: WorkflowStep, path: string, place: string, findings: Finding[]): void {
  const backoff = step.retry?.backoff;
  for (const key of ["duration", "max"] as const) {
    const text = backoff?.[key];
    if (text !== undefined && !isDuration(text)) {
      findings.push({
        path: `${path}.backoff.${key}`,
        detail: "invalid duration, please use the format of duration like 500ms, 1s or 1m",
        place: `${place}.backoff.${key}`,
      });
    }
  }
}

function isDuration(text: string): boolean {
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}

/** Cycles of `dependsOn` over steps and sub-steps, each as names that begin and end with the same one. */
export function findCycles(steps: readonly WorkflowStep[]): string[][] {
  const dependencies = new Map<string, readonly string[]>();
  const collect = (list: readonly WorkflowStep[]): void => {
    for (const step of list) {
      if (!dependencies.has(step.name)) dependencies.set(step.name, step.dependsOn ?? []);
      if (step.subSteps !== undefined) collect(step.subSteps);
    }
  };
  collect(steps);
  const cycles: string[][] = [];
  const state = new Map<string, "open" | "done">();
  for (const start of dependencies.keys()) {
    if (state.has(start)) continue;
    // Depth first with a stack of our own: a chain may be as long as the run.
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    state.set(start, "open");
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const name: string | undefined = dependencies.get(top.name)?.[top.next];
      top.next += 1;
      if (name === undefined) {
        state.set(top.name, "done");
        path.pop();
      } else if (state.get(name) === "open") {
        const from = path.findIndex((entry) => entry.name === name);
        cycles.push([...path.slice(from).map((entry) => entry.name), name]);
      } else if (!state.has(name) && dependencies.has(name)) {
        state.set(name, "open");
        path.push({ name, next: 0 });
      }
    }
  }
  return cycles;
}

function placeOf(steps: readonly WorkflowStep[], base: string, name: string): string | undefined {
  for (const [index, step] of steps.entries()) {
    const here = `${base}[${index}]`;
    if (step.name === name) return `${here}.dependsOn`;
    const below = placeOf(step.subSteps ?? [], `${here}.subSteps`, name);
    if (below !== undefined) return below;
  }
  return undefined;
}
