import type { Json, JsonObject, KubeObject } from "@lateen/kube";
import type { RunPhase } from "../phases.ts";
import type { StepOutput, StepStatus, WorkflowMode, WorkflowStep } from "../step/model.ts";

/** What a run is asked to do. One of `workflowSpec`, `workflowRef` is needed. */
export interface WorkflowRunSpec {
  /** Further keys of `context` in templates. */
  readonly context?: JsonObject;
  /** Overrides the Workflow's mode as a whole. */
  readonly mode?: WorkflowMode;
  readonly workflowSpec?: WorkflowSpec;
  /** Name of a Workflow in the run's namespace. */
  readonly workflowRef?: string;
  /** Go duration for the whole run. */
  readonly timeout?: string;
  /** Values of the parameters that the workflow declares. */
  readonly parameters?: JsonObject;
}

/** An inline workflow. */
export interface WorkflowSpec {
  readonly steps?: readonly WorkflowStep[];
  /** Steps that run after all others, whatever came of them. */
  readonly finally?: readonly WorkflowStep[];
  /** CUE schema of the parameters, e.g. `{image: string, replicas: *1 | int}`. */
  readonly parameter?: string;
  /** Results of the whole run, taken from its variables at the end. */
  readonly outputs?: readonly StepOutput[];
}

/** A Kubernetes condition. */
export interface Condition {
  readonly type: string;
  readonly status: "True" | "False" | "Unknown";
  readonly lastTransitionTime: string;
  readonly reason: string;
  readonly message?: string;
}

/** Points at an object; `contextBackend` is one. */
export interface ObjectReference {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** State of a run as the controller writes it and clients edit it. */
export interface WorkflowRunStatus {
  readonly conditions?: readonly Condition[];
  readonly mode: WorkflowMode;
  readonly status: RunPhase;
  readonly message?: string;
  /** The run is held. */
  readonly suspend: boolean;
  readonly suspendState?: string;
  /** No further retries; the run ends when all steps are final. */
  readonly terminated: boolean;
  /** Final; the run is never looked at again. */
  readonly finished: boolean;
  readonly contextBackend?: ObjectReference;
  /** In the order of first recording. */
  readonly steps?: readonly StepStatus[];
  readonly startTime?: string | null;
  readonly endTime?: string | null;
  /** Results of the run (an addition to the reference). */
  readonly outputs?: { readonly [name: string]: Json };
}

/** A WorkflowRun. */
export interface WorkflowRun extends KubeObject {
  spec: WorkflowRunSpec;
  status?: WorkflowRunStatus;
}
