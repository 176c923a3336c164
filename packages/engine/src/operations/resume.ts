import type { StepStatus, WorkflowRunStatus } from "@lateen/api";
import { editSteps, statusOrEmpty } from "./edit.ts";
import { OperationError } from "./error.ts";

/**
 * The status of a run that a client resumes, as a whole or one suspended step of it; the very status if it is not
 * suspended (spec: engine.md 15.4). Throws {@link OperationError}.
 */
export function resumeRun(
  status: WorkflowRunStatus | undefined,
  options: { readonly step?: string } = {},
): WorkflowRunStatus {
  const current = statusOrEmpty(status);
  if (current.terminated && !isWaitingForResume(current.steps ?? [])) {
    throw new OperationError("can not resume a terminated workflow");
  }
  const { step } = options;
  if (step === undefined) {
    if (!current.suspend) return current;
    return { ...current, suspend: false, ...editSteps(current, release) };
  }
  if (step === "") throw new OperationError("step can not be empty");
  let isFound = false;
  const edited = editSteps(current, (entry) => {
    if (entry.name !== step || entry.phase !== "suspending") return entry;
    isFound = true;
    return entry.subSteps === undefined
      ? { ...entry, phase: "running" }
      : { ...entry, phase: "running", subSteps: entry.subSteps.map(release) };
  });
  if (!isFound) throw new OperationError(`can not find step ${step}`);
  return { ...current, suspend: false, ...edited };
}

function release(entry: StepStatus): StepStatus {
  return entry.phase === "suspending" ? { ...entry, phase: "running" } : entry;
}

/** A failed run may still have a suspend step that runs in any case: it must be possible to resume that one. */
function isWaitingForResume(steps: readonly StepStatus[]): boolean {
  return steps.some(
    (entry) =>
      (entry.phase === "suspending" && entry.reason === "Suspend") ||
      isWaitingForResume(entry.subSteps ?? []),
  );
}
