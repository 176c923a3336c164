import type { StepNode } from "../instance.ts";
import type { PassScope } from "../scope.ts";
import { isFinal } from "../status.ts";

/** Whether nothing more is to be done for a step. */
export function isNodeFinal(scope: PassScope, node: StepNode): boolean {
  const entry = scope.entryOf.get(node);
  return entry !== undefined && isFinal(entry, keepsFailures(scope));
}

/** With `suspendOnFailure` a step that used up its retries stays open, unless the run is to end. */
export function keepsFailures(scope: PassScope): boolean {
  return scope.engine.features?.suspendOnFailure === true && !scope.draft.terminated;
}
