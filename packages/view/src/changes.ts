import { type RunView, type StepView, flattenSteps } from "./run-view.ts";

/** A step whose state differs from what was shown before. */
export interface StepChange {
  readonly step: StepView;
  /** Names of the groups around it, outermost first. */
  readonly within: readonly string[];
}

/** The steps whose phase, reason or message changed since `before`, in the order shown. */
export function changedSteps(before: RunView | undefined, after: RunView): StepChange[] {
  const known = new Map(
    flattenSteps(before?.steps ?? []).map((step) => [keyOf(step), stateOf(step)]),
  );
  return collect(after.steps, [], known);
}

function collect(
  steps: readonly StepView[],
  within: readonly string[],
  known: ReadonlyMap<string, string>,
): StepChange[] {
  return steps.flatMap((step) => {
    const state = stateOf(step);
    const isNew = step.phase !== "waiting" && known.get(keyOf(step)) !== state;
    const below = collect(step.children, [...within, step.name], known);
    return isNew ? [...below, { step, within }] : below;
  });
}

function keyOf(step: StepView): string {
  return step.name;
}

function stateOf(step: StepView): string {
  return `${step.phase}\n${step.reason}\n${step.message}`;
}
