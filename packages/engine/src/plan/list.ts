// The steps of a list, one after another or as a graph (spec: engine.md 5).
import type { StepNode } from "../instance.ts";
import { type ListState, type PassScope, ensureEntry, record } from "../scope.ts";
import { isStarted } from "../status.ts";
import { runStep } from "../task/step.ts";
import { isNodeFinal } from "./final.ts";
import { runForEach } from "./for-each.ts";
import { runGroup } from "./group.ts";
import { pendingMessage } from "./pending.ts";
import { hasSuspended } from "./wake.ts";

/** Works on the steps of a list as far as they can go in this pass. */
export function runList(
  scope: PassScope,
  nodes: readonly StepNode[],
  options: { readonly isDag: boolean; readonly onNetwork: () => void },
): Promise<void> {
  return options.isDag
    ? runDag(scope, nodes, options.onNetwork)
    : runStepByStep(scope, nodes, options.onNetwork);
}

async function runStepByStep(
  scope: PassScope,
  nodes: readonly StepNode[],
  onNetwork: () => void,
): Promise<void> {
  let hasFailure = false;
  for (const node of nodes) {
    if (!isNodeFinal(scope, node)) {
      if (recordPending(scope, node)) return;
      await visit(scope, node, { isDag: false, hasFailure, onNetwork });
      if (!isNodeFinal(scope, node)) return;
    }
    const phase = scope.entryOf.get(node)?.phase;
    if (phase !== "succeeded" && phase !== "skipped") hasFailure = true;
  }
}

/**
 * Starts every step as soon as what it depends on is there. A step that does not wait for the network is through
 * before the next one is looked at, so that such steps run, and are recorded, in the order of the list; those that
 * are pending are recorded when the list is gone through for the second time, and not while somebody is asked by one
 * that could start at once (spec: engine.md 5.2).
 */
async function runDag(
  scope: PassScope,
  nodes: readonly StepNode[],
  onNetwork: () => void,
): Promise<void> {
  let waiting = nodes.filter((node) => !isNodeFinal(scope, node));
  const isPending = (node: StepNode): boolean =>
    !isStarted(scope.entryOf.get(node)) && pendingMessage(scope, node) !== undefined;
  const first = waiting.filter((node) => !isPending(node));
  const active = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for (let round = 1; ; round++) {
    const pending: StepNode[] = [];
    const isRecorded =
      scope.draft.terminated || (round > 1 && waiting.length > 0 && !haveSuspended(scope, first));
    let hasStarted = false;
    for (const node of waiting) {
      if (failures.length > 0) break;
      if (isPending(node)) {
        if (isRecorded) recordPending(scope, node);
        pending.push(node);
        continue;
      }
      hasStarted = true;
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      const list: ListState = {
        isDag: true,
        hasFailure: false,
        onNetwork: () => {
          release();
          onNetwork();
        },
      };
      const work: Promise<void> = visit(scope, node, list)
        .catch((err: unknown) => void failures.push(err))
        .finally(() => {
          active.delete(work);
          release();
        });
      active.add(work);
      await released;
    }
    if (failures.length > 0) break;
    waiting = pending;
    if (hasStarted && pending.length > 0) continue;
    if (active.size > 0) {
      await Promise.race(active);
      continue;
    }
    // What was done since may have released sub-steps of groups that were looked at before.
    const released = nodes.filter((node) => holdsReleased(scope, node));
    if (released.length > 0)
      waiting = nodes.filter((n) => pending.includes(n) || released.includes(n));
    else if (!hasStarted) break;
  }
  await Promise.all(active);
  if (failures.length > 0) throw failures[0];
}

function haveSuspended(scope: PassScope, nodes: readonly StepNode[]): boolean {
  return hasSuspended(nodes.flatMap((node) => scope.entryOf.get(node) ?? []));
}

/** Whether a group that is at work holds a step that was pending and is so no longer. */
function holdsReleased(scope: PassScope, node: StepNode): boolean {
  if (node.children === undefined || isNodeFinal(scope, node)) return false;
  if (!isStarted(scope.entryOf.get(node))) return false;
  const open = node.children.filter((child) => !isNodeFinal(scope, child));
  const isDag = (node.spec.mode || scope.subStepMode) !== "StepByStep";
  return (isDag ? open : open.slice(0, 1)).some((child) =>
    isStarted(scope.entryOf.get(child))
      ? holdsReleased(scope, child)
      : pendingMessage(scope, child) === undefined,
  );
}

/** Works on a step, whatever it is, that is not final and whose dependencies are there. */
export async function visit(scope: PassScope, node: StepNode, list: ListState): Promise<void> {
  const breath = scope.breathe();
  if (breath !== undefined) await breath;
  if (node.expand !== undefined) return runForEach(scope, node, node.expand, list);
  return node.children === undefined
    ? runStep(scope, node, list)
    : runGroup(scope, node, node.children, list);
}

/** Records a step as pending if it is. */
function recordPending(scope: PassScope, node: StepNode): boolean {
  if (isStarted(scope.entryOf.get(node))) return false;
  const message = pendingMessage(scope, node);
  if (message === undefined) return false;
  record(scope, ensureEntry(scope, node), node, { phase: "pending", message });
  return true;
}
