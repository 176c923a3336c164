/** Why a step is in its phase (`status.steps[].reason`); absent where the phase says it all. */
export type StepReason =
  | "Wait"
  | "Suspend"
  | "Skip"
  | "Execute"
  | "FailedAfterRetries"
  | "Timeout"
  | "Terminate"
  | "Action"
  | "Input"
  | "Output"
  | "Rendering";

/** Type of the one condition of a run. */
export const RUN_CONDITION = "WorkflowRun";
/** Reason of the condition `True`: the run succeeded. */
export const REASON_AVAILABLE = "Available";
/** Reason of the condition `False`: the run or one of its parts could not be resolved or stored. */
export const REASON_RECONCILE_ERROR = "ReconcileError";

/** `status.message` of a run that feature gate `EnableSuspendOnFailure` suspended. */
export const MESSAGE_SUSPENDED_ON_FAILURE =
  "The workflow suspends automatically because the failed times of steps have reached the limit";
