// Groups (spec: engine.md 12): their phase is that of their sub-steps taken together.
import type { StepReason } from "@lateen/api";
import type { StepNode } from "../instance.ts";
import { type ListState, type PassScope, ensureEntry, record } from "../scope.ts";
import { type StepEntry, type StepOutcome, isFinal, isStarted } from "../status.ts";
import { preCheck, skipStep, timeOut } from "../task/step.ts";
import { writeGroupOutputs } from "./group-outputs.ts";
import { isNodeFinal, keepsFailures } from "./final.ts";
import { pendingMessage } from "./pending.ts";

/** Works on a group that is not final and whose dependencies are there. */
export async function runGroup(
  scope: PassScope,
  node: StepNode,
  children: readonly StepNode[],
  list: ListState,
): Promise<void> {
  const check = preCheck(scope, node, list);
  if (check.kind === "skip") {
    for (const child of children) skipAll(scope, child);
    skipStep(scope, node, check.message);
    await scope.publish();
    return;
  }
  if (check.kind === "timeout") {
    scope.draft.terminated = true;
    await timeOutChildren(scope, node, children);
    finish(scope, node, { phase: "failed", reason: "Timeout" });
    await scope.publish();
    return;
  }
  const mode = node.spec.mode || scope.subStepMode;
  await scope.runList(children, { isDag: mode !== "StepByStep", onNetwork: list.onNetwork });
  finish(scope, node, outcomeOf(scope, children));
  await scope.publish();
}

function finish(scope: PassScope, node: StepNode, outcome: StepOutcome): void {
  const entry = ensureEntry(scope, node);
  let result = outcome;
  if (isFinal(outcome, keepsFailures(scope))) {
    const problem = writeGroupOutputs(scope, node, entry);
    if (problem !== undefined && outcome.phase !== "failed") {
      scope.draft.terminated = true;
      result = { phase: "failed", reason: "Output", message: problem };
    }
  }
  record(scope, entry, node, result);
}

/** Skips a step with all that it contains; the message is for the step itself. */
export function skipAll(scope: PassScope, node: StepNode, message = ""): void {
  if (isNodeFinal(scope, node)) return;
  for (const child of node.children ?? []) skipAll(scope, child);
  skipStep(scope, node, message);
}

/** Fails a step that is at work for the time of what contains it, with all that it contains. */
export async function timeOutAll(scope: PassScope, node: StepNode): Promise<void> {
  if (isNodeFinal(scope, node)) return;
  await timeOutChildren(scope, node, node.children ?? []);
  await timeOut(scope, node);
}

/** Steps that have not begun are skipped by the rules for that first (spec: engine.md 8.1 and 8.3). */
async function timeOutChildren(
  scope: PassScope,
  group: StepNode,
  children: readonly StepNode[],
): Promise<void> {
  const isOpen = (node: StepNode): boolean => !isNodeFinal(scope, node);
  const begun = children.filter((node) => isOpen(node) && isStarted(scope.entryOf.get(node)));
  for (const node of begun) await timeOutAll(scope, node);
  const isDag = (group.spec.mode || scope.subStepMode) !== "StepByStep";
  let hasFailure = false;
  for (const node of children) {
    if (isOpen(node)) {
      const check =
        pendingMessage(scope, node) === undefined
          ? preCheck(scope, node, { isDag, hasFailure, onNetwork: () => undefined })
          : ({ kind: "skip", message: "" } as const);
      if (check.kind === "skip") skipAll(scope, node, check.message);
      else await timeOutAll(scope, node);
    }
    hasFailure ||= scope.entryOf.get(node)?.phase === "failed";
  }
}

/** In this order: the first of them that a sub-step has is the group's. */
const REASONS: readonly StepReason[] = [
  "FailedAfterRetries",
  "Timeout",
  "Action",
  "Terminate",
  "Input",
  "Rendering",
  "Output",
];

function outcomeOf(scope: PassScope, children: readonly StepNode[]): StepOutcome {
  const entries: StepEntry[] = [];
  for (const child of children) {
    const entry = scope.entryOf.get(child);
    if (entry !== undefined) entries.push(entry);
  }
  return outcomeOfEntries(entries, children.length);
}

/** The phase of what has `count` parts, of which these are recorded. */
export function outcomeOfEntries(entries: readonly StepEntry[], count: number): StepOutcome {
  const has = (phase: string): boolean => entries.some((entry) => entry.phase === phase);
  if (has("suspending")) return { phase: "suspending" };
  if (entries.length < count || has("running")) return { phase: "running" };
  if (has("pending")) return { phase: "pending" };
  if (has("failed")) {
    const isOpen = entries.some((entry) => !isFinal(entry));
    const reason = isOpen ? undefined : reasonOf(entries);
    return { phase: "failed", reason };
  }
  if (entries.length > 0 && entries.every((entry) => entry.phase === "skipped")) {
    return { phase: "skipped", reason: "Skip" };
  }
  return { phase: "succeeded" };
}

function reasonOf(entries: readonly StepEntry[]): StepReason | undefined {
  return REASONS.find((reason) => entries.some((entry) => entry.reason === reason));
}
