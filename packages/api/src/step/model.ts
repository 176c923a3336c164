import type { Json, JsonObject } from "@lateen/kube";
import type { StepPhase } from "../phases.ts";
import type { StepReason } from "../reasons.ts";

/** How the steps of a list are ordered; any other text in a run works as the default of its place. */
export type ExecuteMode = "StepByStep" | "DAG" | (string & {});

/** Modes of a run: of its steps (default `StepByStep`) and of the sub-steps of its groups (default `DAG`). */
export interface WorkflowMode {
  readonly steps?: ExecuteMode;
  readonly subSteps?: ExecuteMode;
}

/** A value that a step takes from the run's variables, its own `context` or its own `parameter`. */
export interface StepInput {
  readonly from: string;
  /** Path below `parameter`; absent: the input only orders, and is visible in `if`. */
  readonly parameterKey?: string;
}

/** A value that a step leaves in the run's variables. */
export interface StepOutput {
  /** Variable; dots nest. */
  readonly name: string;
  /** CUE path or expression over the finished template. */
  readonly valueFrom: string;
}

/** Delays between the attempts of a step. Durations are Go durations. */
export interface RetryBackoff {
  /** Delay before the first retry. */
  readonly duration?: string;
  /** Each delay is the one before times this; at least 1. */
  readonly factor?: number;
  /** Longest delay. */
  readonly max?: string;
  /** 0 to 1: how much of each delay is left to chance. */
  readonly jitter?: number;
}

/** When and how often a failed step is tried again (an addition to the reference). */
export interface StepRetry {
  /** Retries after the first attempt; default of the engine: 10. */
  readonly limit?: number;
  readonly backoff?: RetryBackoff;
  /** CUE expression over `error: {message, attempt}`, `context`, `parameter`; retry only while it is true. */
  readonly if?: string;
}

/** A step of a workflow; `subSteps` and `mode` count only for groups. */
export interface WorkflowStep {
  readonly name: string;
  readonly type: string;
  readonly meta?: { readonly alias?: string };
  /** `always`, or a CUE expression of type bool. */
  readonly if?: string;
  /** Go duration, from the first execution on. */
  readonly timeout?: string;
  readonly dependsOn?: readonly string[];
  readonly inputs?: readonly StepInput[];
  readonly outputs?: readonly StepOutput[];
  readonly properties?: JsonObject;
  readonly mode?: ExecuteMode | null;
  readonly subSteps?: readonly WorkflowStep[];
  readonly retry?: StepRetry;
  /** A list, a map, or a CUE expression of one: the step runs once for each item, with `item` and `index` in scope. */
  readonly forEach?: Json;
  /** How many items of `forEach` run at once; default: all. */
  readonly maxParallel?: number;
}

/** State of a step or sub-step as recorded. Times are RFC 3339 or null. */
export interface StepStatus {
  readonly id: string;
  readonly name?: string;
  readonly type?: string;
  readonly phase?: StepPhase;
  readonly message?: string;
  readonly reason?: StepReason;
  readonly firstExecuteTime?: string | null;
  readonly lastExecuteTime?: string | null;
  readonly subSteps?: readonly StepStatus[];
}
