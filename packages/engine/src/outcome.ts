// The result of a pass that could not be made, and the events of one that could.
import { REASON_RECONCILE_ERROR, type WorkflowRun } from "@lateen/api";
import type { ContextError } from "./context/run-context.ts";
import type { InstanceError } from "./instance.ts";
import type { PassMemory, PassResult, RunEvent } from "./pass.ts";
import { NO_WAKE_UP } from "./plan/wake.ts";
import { RunDraft, formatTime } from "./status.ts";

const FINISH_MESSAGES: { readonly [phase: string]: string | undefined } = {
  succeeded: "WorkflowRun finished successfully",
  terminated: "WorkflowRun finished with termination",
  failed: "WorkflowRun finished with failure",
};

/** What to tell of a run that finished in this pass. */
export function eventsOf(draft: RunDraft): RunEvent[] {
  const message = draft.finished ? FINISH_MESSAGES[draft.phase] : undefined;
  return message === undefined ? [] : [{ type: "Normal", reason: "Execute", message }];
}

/** The result for a run that has finished. */
export function unchanged(run: WorkflowRun, memory: PassMemory | undefined): PassResult {
  return {
    status: run.status ?? new RunDraft(undefined).finish(),
    changed: false,
    error: undefined,
    isRetried: false,
    events: [],
    wakeUp: NO_WAKE_UP,
    memory: memory ?? { steps: new Map() },
    debug: [],
  };
}

/** The run cannot be resolved: nothing of it is executed, what is recorded stays (spec: engine.md 1). */
export function generateError(
  draft: RunDraft,
  err: InstanceError,
  now: number,
  memory: PassMemory | undefined,
): PassResult {
  draft.phase = "initializing";
  draft.setCondition(
    { status: "False", reason: REASON_RECONCILE_ERROR, message: err.message },
    formatTime(now),
  );
  const refs = err.watches;
  return {
    ...failure(draft, err, memory),
    // What only an edit of the run can heal is not tried again until then.
    isRetried: err.isTransient,
    events: [
      {
        type: "Warning",
        reason: "Generate",
        message: `fail to generate workflow runners: ${err.message}`,
      },
    ],
    wakeUp: { at: undefined, watches: refs.length === 0 ? [] : [{ stepId: "", refs }] },
  };
}

/** The run's context cannot be read or stored: the steps of this pass are not recorded (spec: engine.md 1). */
export function executeError(
  draft: RunDraft,
  err: ContextError,
  now: number,
  memory: PassMemory | undefined,
): PassResult {
  draft.phase = "executing";
  draft.setCondition(
    { status: "False", reason: REASON_RECONCILE_ERROR, message: err.message },
    formatTime(now),
  );
  return {
    ...failure(draft, err, memory),
    events: [{ type: "Warning", reason: "Execute", message: `fail to execute: ${err.message}` }],
  };
}

function failure(draft: RunDraft, error: Error, memory: PassMemory | undefined): PassResult {
  const status = draft.finish();
  return {
    status,
    changed: !draft.isOriginal(status),
    error,
    isRetried: true,
    events: [],
    wakeUp: NO_WAKE_UP,
    memory: memory ?? { steps: new Map() },
    debug: [],
  };
}
