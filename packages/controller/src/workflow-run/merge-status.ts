// A client may edit the status (suspend, resume, terminate, restart, one step) while a pass is under way. The pass has
// had effects by then, so its outcome must not be thrown away, and neither must the client's wish.
import type { StepStatus, WorkflowRunStatus } from "@lateen/api";
import { suspendRun, terminateRun } from "@lateen/engine";
import { type Json, jsonEquals } from "@lateen/kube";

/** The three states that {@link mergeStatus} works on. */
export interface StatusVersions {
  /** What the pass started from. */
  readonly base: WorkflowRunStatus | undefined;
  /** What the pass came to. */
  readonly ours: WorkflowRunStatus;
  /** What stands in the API server now. */
  readonly theirs: WorkflowRunStatus | undefined;
}

/**
 * What to write after a conflict: the outcome of the pass with the client's edits on top. Undefined if the client
 * began the run anew or changed which steps are recorded: then the outcome of the pass is out of date as a whole.
 */
export function mergeStatus({ base, ours, theirs }: StatusVersions): WorkflowRunStatus | undefined {
  if (jsonEquals((base ?? null) as Json, (theirs ?? null) as Json)) return ours;
  if (theirs === undefined || isRestart(base, theirs)) return undefined;
  // A pass that came to the end leaves nothing to suspend or to terminate.
  if (ours.finished) return ours;
  const merged: WorkflowRunStatus = {
    ...ours,
    suspend: theirs.suspend === (base?.suspend ?? false) ? ours.suspend : theirs.suspend,
    terminated: ours.terminated || theirs.terminated,
    ...(ours.steps === undefined
      ? {}
      : { steps: mergeSteps(base?.steps ?? [], ours.steps, theirs.steps ?? []) }),
  };
  // Steps that the pass began have not been seen by the client, but are meant, too.
  if (theirs.terminated && base?.terminated !== true) return terminateRun(merged);
  return isHeldAsAWhole(base, theirs) ? suspendRun(merged) : merged;
}

function isHeldAsAWhole(base: WorkflowRunStatus | undefined, theirs: WorkflowRunStatus): boolean {
  if (!theirs.suspend || base?.suspend === true || theirs.terminated) return false;
  const isRunning = ({ phase, subSteps }: StepStatus): boolean =>
    phase === "running" || subSteps?.some(isRunning) === true;
  return theirs.steps?.some(isRunning) !== true;
}

function isRestart(base: WorkflowRunStatus | undefined, theirs: WorkflowRunStatus): boolean {
  if ((base?.startTime ?? null) !== (theirs.startTime ?? null)) return true;
  if (base?.finished === true && !theirs.finished) return true;
  const remaining = new Set(idsOf(theirs.steps ?? []));
  return idsOf(base?.steps ?? []).some((id) => !remaining.has(id));
}

function mergeSteps(
  base: readonly StepStatus[],
  ours: readonly StepStatus[],
  theirs: readonly StepStatus[],
): StepStatus[] {
  return ours.map((step) => {
    const before = base.find(({ id }) => id === step.id);
    const edited = theirs.find(({ id }) => id === step.id);
    if (edited === undefined) return step;
    const isEdited = before?.phase !== edited.phase || before?.reason !== edited.reason;
    const merged = isEdited && !isOver(step) ? { ...step, ...stateOf(edited) } : step;
    return step.subSteps === undefined
      ? merged
      : {
          ...merged,
          subSteps: mergeSteps(before?.subSteps ?? [], step.subSteps, edited.subSteps ?? []),
        };
  });
}

function stateOf({ phase, reason }: StepStatus): Partial<StepStatus> {
  return {
    ...(phase === undefined ? {} : { phase }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function isOver({ phase, reason }: StepStatus): boolean {
  if (phase === "failed") return reason !== undefined && reason !== "Execute";
  return phase === "succeeded" || phase === "skipped";
}

function idsOf(steps: readonly StepStatus[]): string[] {
  return steps.flatMap((step) => [step.id, ...idsOf(step.subSteps ?? [])]);
}
