import type { KubeObject } from "@lateen/kube";
import type { StepOutput, WorkflowMode, WorkflowStep } from "../step/model.ts";

/** A Workflow that runs refer to; it has no `spec`. */
export interface Workflow extends KubeObject {
  mode?: WorkflowMode;
  steps?: readonly WorkflowStep[];
  /** Steps that run after all others, whatever came of them. */
  finally?: readonly WorkflowStep[];
  /** CUE schema of the parameters that a run gives. */
  parameter?: string;
  outputs?: readonly StepOutput[];
}
