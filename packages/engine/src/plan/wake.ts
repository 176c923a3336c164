// When and by what a run is to be looked at again.
import type { StepMemory, WakeUp } from "../pass.ts";
import type { WatchRef } from "../provider.ts";
import type { PassScope } from "../scope.ts";
import { type StepEntry, isFinal } from "../status.ts";
import { resumeTime } from "../suspend.ts";
import { timeoutOf } from "../timeout.ts";
import { keepsFailures } from "./final.ts";

const LEAST_DELAY_MILLISECONDS = 10;

/** Nothing and never. */
export const NO_WAKE_UP: WakeUp = { at: undefined, watches: [] };

/** Collects the wake-ups of all open steps, and into `steps` what the next pass should know of them; a change of one of
 * `sources` wakes the run as a whole. */
export function collectWakes(
  scope: PassScope,
  sources: readonly WatchRef[],
  steps: Map<string, StepMemory>,
): WakeUp {
  let at: number | undefined;
  const earliest = (time: number | undefined): void => {
    if (time === undefined) return;
    // What this pass could not settle the next one cannot at once: no run may keep the process busy.
    const next = Math.max(time, scope.now + LEAST_DELAY_MILLISECONDS);
    if (at === undefined || next < at) at = next;
  };
  const watches: WakeUp["watches"][number][] = [];
  if (sources.length > 0) watches.push({ stepId: "", refs: sources });
  // A run that a client holds stands still: only what suspended itself keeps its time (spec: engine.md 15.3).
  const isHeld = scope.draft.suspend && !hasSuspended(scope.draft.steps);
  const visit = (entry: StepEntry): void => {
    for (const sub of entry.subSteps) visit(sub);
    if (isFinal(entry, keepsFailures(scope))) return;
    const wake = scope.wakes.get(entry.id) ?? scope.memory.get(entry.id);
    if (wake !== undefined) {
      steps.set(entry.id, { ...wake, message: entry.message, phase: entry.phase ?? "" });
    }
    const isSuspending = entry.phase === "suspending";
    if (isHeld && !isSuspending) return;
    const node = scope.nodes.get(entry.name);
    const timeout = node === undefined ? undefined : timeoutOf(scope, node, entry);
    if (timeout?.kind === "ahead") earliest(timeout.at);
    // A timeout of nothing is looked at in the pass after that in which the step began.
    else if (timeout?.kind === "over" && hasJustBegun(entry)) earliest(scope.now);
    if (isSuspending) earliest(resumeTime(scope, entry.id));
    if (wake === undefined || isHeld) return;
    earliest(wake.at);
    if (wake.watches.length > 0) watches.push({ stepId: entry.id, refs: wake.watches });
  };
  for (const entry of scope.draft.steps) visit(entry);
  // Once it is over the run has been told; only the final steps go on.
  if (scope.runDeadline !== undefined && scope.runDeadline > scope.now) earliest(scope.runDeadline);
  return { at, watches };
}

function hasJustBegun({ storedPhase }: StepEntry): boolean {
  return storedPhase === undefined || storedPhase === "pending";
}

/** Whether a step suspended itself and waits for its time or a client. */
export function hasSuspended(entries: readonly StepEntry[]): boolean {
  return entries.some(
    (entry) =>
      (entry.phase === "suspending" && entry.reason === "Suspend") || hasSuspended(entry.subSteps),
  );
}
