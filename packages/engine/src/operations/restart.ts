// Restart, of the whole run or from one step on (spec: engine.md 16).
import {
  type StepOutput,
  type StepStatus,
  type WorkflowRunStatus,
  type WorkflowSpec,
  type WorkflowStep,
  nameSteps,
} from "@lateen/api";
import { RESTARTS_KEY } from "../context/run-context.ts";
import { parsePath } from "../path.ts";
import { EMPTY_STATUS } from "./edit.ts";
import { OperationError } from "./error.ts";

/** The status of a run that begins anew; its context ConfigMap is to be deleted before the status is written. */
export function restartRun(): WorkflowRunStatus {
  return EMPTY_STATUS;
}

/** What a restart from a step changes. */
export interface StepRestart {
  readonly status: WorkflowRunStatus;
  /** Variables to remove, by name: all that will be set again. */
  readonly variables: readonly string[];
  /** Ids of the steps that run again: what is stored under them is to be removed. */
  readonly stepIds: readonly string[];
}

/**
 * Restarts from a step or sub-step: it and what comes after it run again, the final steps in any case. `workflow` is that
 * of the run, inline or referred to. Throws {@link OperationError}.
 */
export function restartFromStep(
  status: WorkflowRunStatus | undefined,
  workflow: Pick<WorkflowSpec, "steps" | "finally">,
  step: string,
): StepRestart {
  const steps = nameSteps(workflow.steps ?? []);
  const last = nameSteps(workflow.finally ?? [], "finally");
  if (step === "") throw new OperationError("step can not be empty");
  const current = status ?? EMPTY_STATUS;
  const main = findStep(steps, step, undefined);
  const place = main ?? findStep(last, step, undefined);
  const entry = findEntry(current.steps ?? [], step);
  if (place === undefined && entry !== undefined) {
    throw new OperationError(`${step} is of an item: restart from the step that has the forEach`);
  }
  if (place === undefined || entry === undefined)
    throw new OperationError(`failed step ${step} not found`);
  if (!isDone(entry)) throw new OperationError("can not restart from a non-failed step");

  const again = new Set<string>();
  // From the inside out: the step in its list, then the group that holds it in the list around, and so on.
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) {
    const mode = at.parent === undefined ? current.mode.steps : modeOf(at.parent.step, current);
    const isDag = at.parent === undefined ? mode === "DAG" : mode !== "StepByStep";
    const dependents = dependentsOf(at.step, at.list, isDag);
    for (const dependent of at === place ? [at.step, ...dependents] : dependents) {
      for (const name of namesOf(dependent)) again.add(name);
    }
  }
  if (main !== undefined) for (const name of last.flatMap(namesOf)) again.add(name);
  const removed: StepStatus[] = [];
  const reopened = new Set<string>();
  for (let at = place.parent; at !== undefined; at = at.parent) reopened.add(at.step.name);
  const edited = keepOthers(current.steps ?? [], again, reopened, removed);
  const { endTime: _endTime, message: _message, ...rest } = current;
  return {
    status: {
      ...rest,
      status: "executing",
      terminated: false,
      suspend: false,
      finished: false,
      steps: edited,
    },
    variables: variablesOf([...steps, ...last], again),
    stepIds: removed.flatMap(idsOf),
  };
}

/** The data of a context ConfigMap after a restart from a step, given the new text of its variables. */
export function restartedContext(
  data: { readonly [key: string]: string },
  restart: StepRestart,
  vars: string,
): { readonly [key: string]: string | null } {
  const changes: { [key: string]: string | null } = {
    vars,
    [RESTARTS_KEY]: String(Number(data[RESTARTS_KEY] ?? "0") + 1),
  };
  for (const key of Object.keys(data)) {
    if (restart.stepIds.some((id) => key.startsWith(`${id}.`))) changes[key] = null;
  }
  return changes;
}

interface Place {
  readonly step: WorkflowStep;
  readonly list: readonly WorkflowStep[];
  readonly parent: Place | undefined;
}

function findStep(
  list: readonly WorkflowStep[],
  name: string,
  parent: Place | undefined,
): Place | undefined {
  for (const step of list) {
    const place = { step, list, parent };
    if (step.name === name) return place;
    const below = findStep(step.subSteps ?? [], name, place);
    if (below !== undefined) return below;
  }
  return undefined;
}

function findEntry(entries: readonly StepStatus[], name: string): StepStatus | undefined {
  for (const entry of entries) {
    const found = entry.name === name ? entry : findEntry(entry.subSteps ?? [], name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The reference takes failed steps only; one that succeeded or was skipped may as well be done again (oddity 11). */
function isDone(entry: StepStatus): boolean {
  return entry.phase === "failed" || entry.phase === "succeeded" || entry.phase === "skipped";
}

function modeOf(group: WorkflowStep, status: WorkflowRunStatus): string {
  return group.mode || status.mode.subSteps || "DAG";
}

function dependentsOf(
  step: WorkflowStep,
  list: readonly WorkflowStep[],
  isDag: boolean,
): readonly WorkflowStep[] {
  if (!isDag) return list.slice(list.indexOf(step) + 1);
  const found = new Set<WorkflowStep>([step]);
  for (let size = 0; size !== found.size; ) {
    size = found.size;
    const names = new Set([...found].flatMap(namesOf));
    const outputs = [...found].flatMap(outputsOf).map(({ name }) => name);
    for (const other of list) {
      if (!found.has(other) && dependsOn(other, names, outputs)) found.add(other);
    }
  }
  found.delete(step);
  return [...found];
}

function dependsOn(
  step: WorkflowStep,
  names: ReadonlySet<string>,
  outputs: readonly string[],
): boolean {
  return (
    (step.dependsOn ?? []).some((name) => names.has(name)) ||
    (step.inputs ?? []).some(({ from }) =>
      outputs.some(
        (name) => from === name || from.startsWith(`${name}.`) || from.startsWith(`${name}[`),
      ),
    ) ||
    (step.subSteps ?? []).some((sub) => dependsOn(sub, names, outputs))
  );
}

function namesOf(step: WorkflowStep): string[] {
  return [step.name, ...(step.subSteps ?? []).flatMap(namesOf)];
}

function outputsOf(step: WorkflowStep): StepOutput[] {
  return [...(step.outputs ?? []), ...(step.subSteps ?? []).flatMap(outputsOf)];
}

function idsOf(entry: StepStatus): string[] {
  return [entry.id, ...(entry.subSteps ?? []).flatMap(idsOf)];
}

function keepOthers(
  entries: readonly StepStatus[],
  again: ReadonlySet<string>,
  reopened: ReadonlySet<string>,
  removed: StepStatus[],
): StepStatus[] {
  const kept: StepStatus[] = [];
  for (const entry of entries) {
    const name = entry.name ?? "";
    if (again.has(name)) {
      removed.push(entry);
    } else if (reopened.has(name)) {
      const { reason: _reason, message: _message, ...rest } = entry;
      const subSteps = keepOthers(entry.subSteps ?? [], again, reopened, removed);
      kept.push({ ...rest, phase: "running", subSteps });
    } else {
      kept.push(entry);
    }
  }
  return kept;
}

/** Whole variables that the outputs of these steps set; one that another step sets too, in part, goes with it. */
function variablesOf(steps: readonly WorkflowStep[], again: ReadonlySet<string>): string[] {
  const names = new Set<string>();
  const visit = (list: readonly WorkflowStep[]): void => {
    for (const step of list) {
      if (again.has(step.name)) {
        for (const { name } of step.outputs ?? []) {
          const isPlain = !name.includes(".") && !name.includes("[");
          names.add(isPlain ? name : String(parsePath(name)?.[0] ?? name));
        }
      }
      visit(step.subSteps ?? []);
    }
  };
  visit(steps);
  return [...names];
}
