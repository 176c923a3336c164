import { type Workflow, type WorkflowRun, formatFindings, validateWorkflowRun } from "@lateen/api";
import { type KubeObject, badRequest, type Json, jsonEquals } from "@lateen/kube";

/** What {@link validateOnAdmission} looks at. */
export interface AdmissionInput {
  readonly object: KubeObject;
  /** What stands there now; absent for a creation. */
  readonly before?: KubeObject | undefined;
  /** Finds the Workflow that a run refers to. */
  workflow(namespace: string, name: string): Workflow | undefined;
}

/** The name of the webhook, for messages. */
export const VALIDATING_WEBHOOK = "validating.core.oam.dev.v1alpha1.workflowruns";

/**
 * Throws `ApiError` BadRequest with all that is wrong with a run (spec: api.md 11.2). Other kinds, runs that are being
 * deleted, and updates that leave the spec as it is pass.
 */
export function validateOnAdmission({ object, before, workflow }: AdmissionInput): void {
  if (object.kind !== "WorkflowRun" || object.metadata.deletionTimestamp !== undefined) return;
  const run = object as WorkflowRun;
  if (before !== undefined && jsonEquals(before["spec"] as Json, run.spec as Json)) return;
  const findings = validateWorkflowRun(run, referredWorkflow(run, workflow));
  if (findings.length === 0) return;
  throw badRequest(formatFindings(findings));
}

function referredWorkflow(
  run: WorkflowRun,
  find: AdmissionInput["workflow"],
): Workflow | Error | undefined {
  const name = run.spec?.workflowRef;
  if (run.spec?.workflowSpec !== undefined || !name) return undefined;
  const found = find(run.metadata.namespace ?? "default", name);
  return found ?? new Error(`Workflow.core.oam.dev "${name}" not found`);
}
