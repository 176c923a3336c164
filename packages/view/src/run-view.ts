// A run as people look at it: the steps as declared, each with what was recorded of it. The CLI's tree and every page
// are drawn from this, so that they cannot disagree.
import {
  STEP_GROUP,
  type RunPhase,
  type StepPhase,
  type StepStatus,
  type Workflow,
  type WorkflowRun,
  type WorkflowStep,
  nameSteps,
} from "@lateen/api";
import { span } from "./span.ts";

/** Phase of a step as shown: `waiting` is a declared step that nothing was recorded of yet. */
export type ShownPhase = StepPhase | "waiting";

/** A step, sub-step or step group as shown. Times are milliseconds since the epoch. */
export interface StepView {
  readonly name: string;
  /** The alias if it has one, else the name. */
  readonly title: string;
  readonly type: string;
  readonly phase: ShownPhase;
  readonly reason: string;
  readonly message: string;
  /** Empty until recorded. */
  readonly id: string;
  readonly condition: string;
  readonly dependsOn: readonly string[];
  readonly isGroup: boolean;
  /** Recorded, but no longer (or not yet) declared. */
  readonly isUndeclared: boolean;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** From the first execution to the last, or to `now` while it goes on; undefined before it started. */
  readonly durationMilliseconds: number | undefined;
  readonly children: readonly StepView[];
}

/** How many of the steps are in which state; sub-steps count instead of their group. */
export interface Progress {
  readonly total: number;
  readonly done: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly skipped: number;
  readonly running: number;
}

/** A run as shown. Times are milliseconds since the epoch. */
export interface RunView {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  /** `pending` until the controller looked at it. */
  readonly phase: Exclude<RunPhase, ""> | "pending";
  /** What stands in the way or went wrong: the run's own message, a condition's, or the first failed step's. */
  readonly message: string;
  readonly isFinished: boolean;
  readonly isSuspended: boolean;
  /** Name of the ConfigMap with the run's variables; empty before the first pass. */
  readonly contextName: string;
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly durationMilliseconds: number | undefined;
  readonly mode: { readonly steps: string; readonly subSteps: string };
  readonly steps: readonly StepView[];
  readonly progress: Progress;
}

/** Options of {@link viewRun}. */
export interface ViewOptions {
  /** Milliseconds since the epoch, for durations of what still goes on. */
  readonly now: number;
  /** The Workflow that the run refers to; without it only recorded steps of such a run are shown. */
  readonly workflow?: Workflow | undefined;
}

/** The view of a run. Declared order; what was recorded without being declared comes last. */
export function viewRun(run: WorkflowRun, options: ViewOptions): RunView {
  const { status } = run;
  const isFinished = status?.finished === true;
  const declared = run.spec?.workflowSpec?.steps ?? options.workflow?.steps ?? [];
  const steps = viewSteps(nameSteps(declared), status?.steps ?? [], {
    now: options.now,
    isFinished,
  });
  const startedAt = timeOf(status?.startTime);
  const endedAt = timeOf(status?.endTime);
  return {
    name: run.metadata.name ?? "",
    namespace: run.metadata.namespace ?? "",
    uid: run.metadata.uid ?? "",
    phase: status?.status ? (status.status as Exclude<RunPhase, "">) : "pending",
    message: messageOf(run, steps),
    isFinished,
    isSuspended: status?.suspend === true && !isFinished,
    contextName: status?.contextBackend?.name ?? "",
    startedAt,
    endedAt,
    durationMilliseconds: span(startedAt, endedAt ?? (isFinished ? undefined : options.now)),
    mode: {
      steps:
        status?.mode?.steps ||
        run.spec?.mode?.steps ||
        options.workflow?.mode?.steps ||
        "StepByStep",
      subSteps:
        status?.mode?.subSteps ||
        run.spec?.mode?.subSteps ||
        options.workflow?.mode?.subSteps ||
        "DAG",
    },
    steps,
    progress: progressOf(steps),
  };
}

/** Whether a step in this phase is over for good; a failed one may still be retried (reason `Execute` or none). */
export function isOver(step: Pick<StepView, "phase" | "reason">): boolean {
  if (step.phase === "failed") return step.reason !== "" && step.reason !== "Execute";
  return step.phase === "succeeded" || step.phase === "skipped";
}

/** All steps in the order shown, sub-steps after their group. */
export function flattenSteps(steps: readonly StepView[]): StepView[] {
  return steps.flatMap((step) => [step, ...flattenSteps(step.children)]);
}

interface Now {
  readonly now: number;
  readonly isFinished: boolean;
}

function viewSteps(
  declared: readonly WorkflowStep[],
  recorded: readonly StepStatus[],
  now: Now,
): StepView[] {
  const byName = new Map(recorded.map((status) => [status.name ?? "", status]));
  const views = declared.map((step) => viewStep(step, byName.get(step.name), now));
  const names = new Set(declared.map((step) => step.name));
  for (const status of recorded) {
    if (!names.has(status.name ?? "")) views.push(viewStep(undefined, status, now));
  }
  return views;
}

function viewStep(
  step: WorkflowStep | undefined,
  status: StepStatus | undefined,
  now: Now,
): StepView {
  const phase = status?.phase ?? "waiting";
  const reason = status?.reason ?? "";
  const startedAt = timeOf(status?.firstExecuteTime);
  const isEnded = isOver({ phase, reason }) || now.isFinished;
  const endedAt = isEnded ? timeOf(status?.lastExecuteTime) : undefined;
  const type = step?.type ?? status?.type ?? "";
  return {
    name: step?.name ?? status?.name ?? "",
    title: step?.meta?.alias || step?.name || status?.name || "",
    type,
    phase,
    reason,
    message: (status?.message ?? "").trimEnd(),
    id: status?.id ?? "",
    condition: step?.if ?? "",
    dependsOn: step?.dependsOn ?? [],
    isGroup: type === STEP_GROUP,
    isUndeclared: step === undefined,
    startedAt,
    endedAt,
    durationMilliseconds: phase === "skipped" ? undefined : span(startedAt, endedAt ?? now.now),
    children: viewSteps(step?.subSteps ?? [], status?.subSteps ?? [], now),
  };
}

function progressOf(steps: readonly StepView[]): Progress {
  const leaves = flattenSteps(steps).filter((step) => step.children.length === 0);
  const count = (...phases: ShownPhase[]): number =>
    leaves.filter((step) => phases.includes(step.phase)).length;
  return {
    total: leaves.length,
    done: leaves.filter(isOver).length,
    succeeded: count("succeeded"),
    failed: count("failed"),
    skipped: count("skipped"),
    running: count("running", "suspending", "pending"),
  };
}

function messageOf(run: WorkflowRun, steps: readonly StepView[]): string {
  const { status } = run;
  if (status?.message) return status.message;
  if (status?.status === "succeeded") return "";
  const failed = flattenSteps(steps).find(
    (step) => step.phase === "failed" && step.children.length === 0,
  );
  if (failed !== undefined && status?.status !== "initializing") {
    const why = failed.message || reasonText(failed.reason);
    return `${failed.name}: ${why}`;
  }
  const condition = status?.conditions?.find((one) => one.status === "False");
  return status?.finished === true ? "" : (condition?.message ?? "");
}

function reasonText(reason: string): string {
  const texts: Readonly<Record<string, string>> = {
    Timeout: "timed out",
    Terminate: "terminated",
    FailedAfterRetries: "failed after all retries",
  };
  return texts[reason] ?? (reason === "" ? "failed" : reason);
}

function timeOf(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
