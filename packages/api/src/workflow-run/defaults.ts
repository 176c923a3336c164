import type { WorkflowStep } from "../step/model.ts";
import type { WorkflowRun } from "./model.ts";

/**
 * The run with names for unnamed steps (`step-<i>`) and sub-steps (`step-<i>-<j>`) of its inline workflow
 * (spec: api.md 11.1). Returns the very object if all have names.
 */
export function defaultWorkflowRun(run: WorkflowRun): WorkflowRun {
  const spec = run.spec?.workflowSpec;
  const steps = spec?.steps;
  if (spec === undefined || steps === undefined) return run;
  const named = nameSteps(steps);
  return named === steps
    ? run
    : { ...run, spec: { ...run.spec, workflowSpec: { ...spec, steps: named } } };
}

/** The list with names for the unnamed, numbered from 0; the very list if all have names. */
export function nameSteps(
  steps: readonly WorkflowStep[],
  prefix = "step",
): readonly WorkflowStep[] {
  let changed = false;
  const named = steps.map((step, index) => {
    const fallback = `${prefix}-${index}`;
    const subSteps = step.subSteps === undefined ? undefined : nameSteps(step.subSteps, fallback);
    if (step.name && subSteps === step.subSteps) return step;
    changed = true;
    return {
      ...step,
      name: step.name || fallback,
      ...(subSteps === undefined ? {} : { subSteps }),
    };
  });
  return changed ? named : steps;
}
