import type { StepStatus, WorkflowRunStatus } from "@lateen/api";

/** The status of a run that was never looked at. */
export const EMPTY_STATUS: WorkflowRunStatus = {
  mode: {},
  status: "",
  suspend: false,
  terminated: false,
  finished: false,
};

export function statusOrEmpty(status: WorkflowRunStatus | undefined): WorkflowRunStatus {
  return status ?? EMPTY_STATUS;
}

/** The steps with each entry edited, sub-steps first. */
export function editSteps(
  status: WorkflowRunStatus,
  edit: (entry: StepStatus, parent: StepStatus | undefined) => StepStatus,
): { readonly steps?: readonly StepStatus[] } {
  const all = (entries: readonly StepStatus[], parent: StepStatus | undefined): StepStatus[] =>
    entries.map((entry) => {
      const subSteps = entry.subSteps === undefined ? undefined : all(entry.subSteps, entry);
      return edit(subSteps === undefined ? entry : { ...entry, subSteps }, parent);
    });
  return status.steps === undefined ? {} : { steps: all(status.steps, undefined) };
}
