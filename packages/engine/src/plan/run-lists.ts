// The lists of a run: its steps, and after them those that run in any case.
import { MESSAGE_SUSPENDED_ON_FAILURE } from "@lateen/api";
import type { Instance, StepNode } from "../instance.ts";
import type { PassScope } from "../scope.ts";
import { isNodeFinal, keepsFailures } from "./final.ts";
import { skipAll } from "./group.ts";
import { runList } from "./list.ts";
import { wasEnded } from "./skip.ts";

/** Works on all that can go on. */
export async function runLists(scope: PassScope, instance: Instance): Promise<void> {
  const isDag = scope.draft.mode.steps === "DAG";
  await runToEnd(scope, instance.steps, isDag);
  if (instance.last.length > 0 && areFinal(scope, instance.steps)) {
    await runToEnd(scope, instance.last, isDag);
  }
}

/** Runs a list; where the run is to end and only steps that cannot start are left, skips those. */
async function runToEnd(
  scope: PassScope,
  steps: readonly StepNode[],
  isDag: boolean,
): Promise<void> {
  for (;;) {
    await runList(scope, steps, { isDag, onNetwork: () => undefined });
    if (!scope.draft.terminated || !skipStuck(scope, steps)) return;
  }
}

/** Whether nothing more is to be done for any of the steps. */
export function areFinal(scope: PassScope, steps: readonly StepNode[]): boolean {
  return steps.every((node) => isNodeFinal(scope, node));
}

/**
 * In a run that is to end: skips the steps that are pending when nothing is left that could release them (oddity 6).
 * Whether any was.
 */
function skipStuck(scope: PassScope, steps: readonly StepNode[]): boolean {
  const stuck: StepNode[] = [];
  const items = itemsInWork(scope);
  const collect = (nodes: readonly StepNode[]): boolean =>
    nodes.every((node) => {
      if (isNodeFinal(scope, node)) return true;
      const entry = scope.entryOf.get(node);
      if (entry === undefined) return true;
      const children = node.children ?? items.get(node) ?? [];
      if (children.some((child) => scope.entryOf.has(child))) return collect(children);
      if (entry.phase === "pending") stuck.push(node);
      return entry.phase === "pending";
    });
  if (!collect(steps) || stuck.length === 0) return false;
  for (const node of stuck) skipAll(scope, node);
  return true;
}

/** The steps of items that have an entry, by the step with `forEach`. */
function itemsInWork(scope: PassScope): ReadonlyMap<StepNode, StepNode[]> {
  const items = new Map<StepNode, StepNode[]>();
  for (const node of scope.entryOf.keys()) {
    if (node.parent?.expand === undefined) continue;
    const known = items.get(node.parent);
    if (known === undefined) items.set(node.parent, [node]);
    else known.push(node);
  }
  return items;
}

/** The phase in which the run ends, or undefined while it goes on. */
export function finalPhase(
  scope: PassScope,
  instance: Instance,
): "succeeded" | "failed" | "terminated" | undefined {
  if (!areFinal(scope, instance.steps) || !areFinal(scope, instance.last)) return undefined;
  const failed = [...instance.steps, ...instance.last]
    .map((node) => scope.entryOf.get(node))
    .filter((entry) => entry?.phase === "failed");
  if (failed.length === 0) {
    return scope.draft.terminated && wasEnded(scope) ? "terminated" : "succeeded";
  }
  return failed.every((entry) => entry?.reason === "Terminate") ? "terminated" : "failed";
}

/** What becomes of a run with a step that used up its retries (spec: engine.md 5.3). */
export function settleFailures(scope: PassScope): void {
  const { draft, flags } = scope;
  if (!flags.exhausted || !keepsFailures(scope) || flags.waiting || draft.suspend) return;
  draft.suspend = true;
  draft.message = MESSAGE_SUSPENDED_ON_FAILURE;
}
