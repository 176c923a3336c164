// Where in a run a step stands, and which other steps hold it: what an explanation says besides what the template does.
import { pathOfStep } from "./step-place.ts";
import type { StepNode } from "./instance.ts";
import { itemsInput, lookupInput } from "./plan/pending.ts";
import { entryNamed } from "./plan/pending.ts";
import { parsePath } from "./path.ts";
import { keepsFailures } from "./plan/final.ts";
import type { PassScope } from "./scope.ts";
import { type StepEntry, isFinal } from "./status.ts";

/** Another step that a step waits for. */
export interface HoldingStep {
  readonly name: string;
  /** Empty if it was not reached. */
  readonly phase: string;
  readonly message: string;
}

/** Why a step does not go on, or did not run. */
export interface Holding {
  readonly summary: string;
  /** Place in the run, e.g. `spec.workflowSpec.steps[3].dependsOn[0]`. */
  readonly place?: string;
  readonly waitsFor: readonly HoldingStep[];
}

/** Why a step has not begun; undefined if nothing holds it. */
export function whyNotBegun(scope: PassScope, node: StepNode): Holding | undefined {
  for (const [index, name] of (node.spec.dependsOn ?? []).entries()) {
    const entry = entryNamed(scope, name);
    if (entry !== undefined && isFinal(entry, keepsFailures(scope))) continue;
    return {
      summary: `waits for ${describeStep(scope, name, entry)}`,
      place: `${pathOfStep(scope, node)}.dependsOn[${index}]`,
      waitsFor: [holdingStep(name, entry)],
    };
  }
  for (const [index, { from }] of (node.spec.inputs ?? []).entries()) {
    if (node.expand !== undefined && /^(?:item|index|key)(?![\w-])/.test(from)) continue;
    if (lookupInput(scope, node, from, node.spec.properties) !== undefined) continue;
    return awaitedInput(scope, from, `${pathOfStep(scope, node)}.inputs[${index}]`);
  }
  const items = itemsInput(scope, node);
  if (items !== undefined && scope.context.variables.get(items) === undefined) {
    return awaitedInput(scope, items, `${pathOfStep(scope, node)}.forEach`);
  }
  return scope.entryOf.has(node) ? undefined : whyNotReached(scope, node);
}

function awaitedInput(scope: PassScope, from: string, place: string): Holding {
  const [root] = parsePath(from) ?? [];
  const source = [...scope.nodes.values()].find(({ spec }) =>
    spec.outputs?.some(({ name }) => parsePath(name)?.[0] === root),
  );
  if (source === undefined) {
    return { summary: `waits for its input ${from}, which no step sets`, place, waitsFor: [] };
  }
  const { name } = source.spec;
  const entry = scope.entryOf.get(source);
  return {
    summary: `waits for its input ${from}, an output of ${describeStep(scope, name, entry)}`,
    place,
    waitsFor: [holdingStep(name, entry)],
  };
}

function whyNotReached(scope: PassScope, node: StepNode): Holding {
  const { parent } = node;
  if (parent?.expand !== undefined) {
    const parallel = Math.max(1, parent.spec.maxParallel ?? scope.limits.parallelItems);
    return {
      summary: `waits for its turn: ${parallel} item${parallel === 1 ? "" : "s"} at once`,
      place: `${pathOfStep(scope, parent)}.${parent.spec.maxParallel === undefined ? "forEach" : "maxParallel"}`,
      waitsFor: openEntries(scope, scope.entryOf.get(parent)?.subSteps ?? []),
    };
  }
  if (parent !== undefined && !scope.entryOf.has(parent)) {
    const outer = whyNotBegun(scope, parent);
    return {
      waitsFor: [],
      ...outer,
      summary: `within ${parent.spec.name}, which is not reached yet`,
    };
  }
  const before = node.siblings
    .slice(0, node.index)
    .find((other) => !isDone(scope.entryOf.get(other), scope));
  if (before !== undefined) {
    const entry = scope.entryOf.get(before);
    return {
      summary: `comes after ${describeStep(scope, before.spec.name, entry)}`,
      place: pathOfStep(scope, node),
      waitsFor: [holdingStep(before.spec.name, entry)],
    };
  }
  return {
    summary: node.isLast ? "runs when all other steps are over" : "not reached yet",
    place: pathOfStep(scope, node),
    waitsFor: node.isLast ? openEntries(scope, scope.draft.steps) : [],
  };
}

/** Why a step without an `if` was skipped. */
export function whySkipped(scope: PassScope, node: StepNode, entry: StepEntry): Holding {
  if (entry.message !== "") return { summary: `skipped: ${entry.message}`, waitsFor: [] };
  const { parent } = node;
  if (parent !== undefined && scope.entryOf.get(parent)?.phase === "skipped") {
    return { summary: `skipped with ${parent.spec.name}`, waitsFor: [] };
  }
  for (const [index, name] of (node.spec.dependsOn ?? []).entries()) {
    const other = entryNamed(scope, name);
    if (other?.phase === "succeeded") continue;
    return {
      summary: `skipped: it depends on ${describeStep(scope, name, other)}`,
      place: `${pathOfStep(scope, node)}.dependsOn[${index}]`,
      waitsFor: [],
    };
  }
  const failed = node.siblings
    .slice(0, node.index)
    .find((other) => scope.entryOf.get(other)?.phase === "failed");
  if (failed !== undefined) {
    const text = describeStep(scope, failed.spec.name, scope.entryOf.get(failed));
    return { summary: `skipped: it comes after ${text}`, waitsFor: [] };
  }
  return {
    summary: scope.draft.terminated ? "skipped: the run was to end" : "skipped",
    waitsFor: [],
  };
}

/** What a group, or a step with items, waits for. */
export function whyOpen(scope: PassScope, node: StepNode, entry: StepEntry): Holding {
  const open = openEntries(scope, entry.subSteps);
  const progress = entry.message === "" ? "" : ` (${entry.message})`;
  const noun = node.expand === undefined ? "sub-steps" : "items";
  const failed = entry.subSteps.filter(({ phase }) => phase === "failed").map(({ name }) => name);
  if (isDone(entry, scope)) {
    const why = failed.length === 0 ? "" : `: ${failed.join(", ")}`;
    return { summary: `${entry.phase}${why}${progress}`, waitsFor: [] };
  }
  return { summary: `waits for its ${noun}${progress}`, waitsFor: open };
}

function openEntries(scope: PassScope, entries: readonly StepEntry[]): HoldingStep[] {
  return entries
    .filter((entry) => !isDone(entry, scope))
    .map((entry) => holdingStep(entry.name, entry));
}

function isDone(entry: StepEntry | undefined, scope: PassScope): boolean {
  return entry !== undefined && isFinal(entry, keepsFailures(scope));
}

function holdingStep(name: string, entry: StepEntry | undefined): HoldingStep {
  return { name, phase: entry?.phase ?? "", message: entry?.message ?? "" };
}

function describeStep(scope: PassScope, name: string, entry: StepEntry | undefined): string {
  if (entry === undefined && !scope.nodes.has(name)) return `${name}, of which the run has no step`;
  const phase = entry?.phase ?? "not reached yet";
  const state = phase === "failed" || phase === "succeeded" ? phase : `is ${phase}`;
  const { message = "" } = entry ?? {};
  return `${name}, which ${state}${message === "" ? "" : `: ${message}`}`;
}
