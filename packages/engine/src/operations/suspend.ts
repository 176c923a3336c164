import type { StepStatus, WorkflowRunStatus } from "@lateen/api";
import { OperationError } from "./error.ts";
import { editSteps, statusOrEmpty } from "./edit.ts";

/**
 * The status of a run that a client suspends, as a whole or one running step of it (spec: engine.md 15.4). Throws
 * {@link OperationError}.
 */
export function suspendRun(
  status: WorkflowRunStatus | undefined,
  options: { readonly step?: string } = {},
): WorkflowRunStatus {
  const current = statusOrEmpty(status);
  if (current.terminated) throw new OperationError("can not suspend a terminated workflow");
  const { step } = options;
  if (step === undefined) {
    return { ...current, suspend: true, ...editSteps(current, (entry) => hold(entry)) };
  }
  if (step === "") throw new OperationError("step can not be empty");
  let isFound = false;
  const edited = editSteps(current, (entry) => {
    if (entry.name !== step || entry.phase !== "running") return entry;
    isFound = true;
    return entry.subSteps === undefined
      ? { ...entry, phase: "suspending" }
      : { ...entry, phase: "suspending", subSteps: entry.subSteps.map(drag) };
  });
  if (!isFound) throw new OperationError(`can not find step ${step}`);
  return { ...current, suspend: true, ...edited };
}

function hold(entry: StepStatus): StepStatus {
  return entry.phase === "running" ? { ...entry, phase: "suspending" } : entry;
}

/** A sub-step whose group is suspended goes along unless it is done. */
function drag(entry: StepStatus): StepStatus {
  return entry.phase === "succeeded" || entry.phase === "skipped" || entry.phase === "failed"
    ? entry
    : { ...entry, phase: "suspending" };
}
