/** Phases of a run (`status.status`); the empty text means that it was never looked at, or just restarted. */
export type RunPhase =
  | ""
  | "initializing"
  | "executing"
  | "suspending"
  | "succeeded"
  | "failed"
  | "terminated"
  | "skipped";

/** Phases of a step or sub-step. */
export type StepPhase = "succeeded" | "failed" | "skipped" | "running" | "suspending" | "pending";

/** Whether a run in this phase is never looked at again. */
export function isFinalRunPhase(phase: RunPhase): boolean {
  return phase === "succeeded" || phase === "failed" || phase === "terminated";
}
