import { type WorkflowRun, defaultWorkflowRun } from "@lateen/api";
import { type KubeObject, badRequest } from "@lateen/kube";

/** The run as it is to be stored: unnamed steps get names (spec: api.md 11.1). Other kinds pass unchanged. */
export function defaultOnAdmission(object: KubeObject): KubeObject {
  if (object.kind !== "WorkflowRun") return object;
  try {
    return defaultWorkflowRun(object as WorkflowRun);
  } catch (cause) {
    throw badRequest(cause instanceof Error ? cause.message : String(cause));
  }
}
