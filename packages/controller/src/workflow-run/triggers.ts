// Which changes of a run ask for a pass (spec: engine.md 1.1).
import type { WorkflowRun } from "@lateen/api";
import { type Json, jsonEquals } from "@lateen/kube";

/** Whether an update asks for a pass. */
export function asksForPass(before: WorkflowRun | undefined, after: WorkflowRun): boolean {
  if (after.status?.finished === true) return false;
  if (before === undefined) return true;
  if (before.metadata.generation !== after.metadata.generation) return true;
  return !jsonEquals(essence(before), essence(after));
}

/** What of a run counts: not its bookkeeping, nor the progress that only the controller writes. */
function essence(run: WorkflowRun): Json {
  const { managedFields: _fields, resourceVersion: _version, ...metadata } = run.metadata;
  const { steps, ...status } = run.status ?? {};
  return { metadata, spec: run.spec, status, phases: phasesOf(steps ?? []) } as unknown as Json;
}

/** Clients edit the phases of steps (resume of one step): such an edit must be seen. */
function phasesOf(steps: NonNullable<WorkflowRun["status"]>["steps"] & {}): unknown[] {
  return steps.map(({ id, phase, reason, subSteps }) => [
    id,
    phase,
    reason,
    phasesOf(subSteps ?? []),
  ]);
}
