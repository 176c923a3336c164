import type { StepStatus, WorkflowRunStatus } from "@lateen/api";
import { editSteps, statusOrEmpty } from "./edit.ts";

/** The status of a run that a client ends (spec: engine.md 16). Works on any run; a finished one keeps its phase. */
export function terminateRun(status: WorkflowRunStatus | undefined): WorkflowRunStatus {
  const current = statusOrEmpty(status);
  return { ...current, terminated: true, suspend: false, ...editSteps(current, end) };
}

function end(entry: StepStatus): StepStatus {
  switch (entry.phase) {
    case "running":
    case "suspending":
      return { ...entry, phase: "failed", reason: "Terminate" };
    case "failed":
      return entry.reason === "FailedAfterRetries" || entry.reason === "Timeout"
        ? entry
        : { ...entry, reason: "Terminate" };
    default:
      return entry;
  }
}
