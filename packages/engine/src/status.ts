// The status of a run while a pass works on it. Steps are recorded here and nowhere else; what a pass did not
// touch keeps its very objects, so that an unchanged status is seen at a glance and written never.
import {
  type Condition,
  RUN_CONDITION,
  type RunPhase,
  type StepPhase,
  type StepReason,
  type StepStatus,
  type WorkflowMode,
  type WorkflowRunStatus,
} from "@lateen/api";

/** A recorded step, in the making. */
export class StepEntry {
  readonly id: string;
  name: string;
  type: string;
  phase: StepPhase | undefined;
  message: string;
  reason: StepReason | undefined;
  firstExecuteTime: string | undefined;
  lastExecuteTime: string | undefined;
  readonly subSteps: StepEntry[];
  readonly #original: StepStatus | undefined;

  constructor(id: string, original?: StepStatus) {
    this.id = id;
    this.name = original?.name ?? "";
    this.type = original?.type ?? "";
    this.phase = original?.phase;
    this.message = original?.message ?? "";
    this.reason = original?.reason || undefined;
    this.firstExecuteTime = original?.firstExecuteTime ?? undefined;
    this.lastExecuteTime = original?.lastExecuteTime ?? undefined;
    this.subSteps = (original?.subSteps ?? []).map((sub) => new StepEntry(sub.id, sub));
    this.#original = original;
  }

  /** The phase in which this pass found the step. */
  get storedPhase(): StepPhase | undefined {
    return this.#original?.phase;
  }

  /** The entry to store: the original one if nothing changed. */
  finish(): StepStatus {
    const original = this.#original;
    const subSteps = finishAll(this.subSteps, original?.subSteps);
    if (
      original !== undefined &&
      original.name === this.name &&
      original.type === this.type &&
      original.phase === this.phase &&
      (original.message ?? "") === this.message &&
      (original.reason || undefined) === this.reason &&
      (original.firstExecuteTime ?? undefined) === this.firstExecuteTime &&
      (original.lastExecuteTime ?? undefined) === this.lastExecuteTime &&
      (subSteps === original.subSteps || (subSteps.length === 0 && original.subSteps === undefined))
    ) {
      return original;
    }
    return {
      id: this.id,
      name: this.name,
      ...(this.type === "" ? {} : { type: this.type }),
      ...(this.phase === undefined ? {} : { phase: this.phase }),
      ...(this.message === "" ? {} : { message: this.message }),
      ...(this.reason === undefined ? {} : { reason: this.reason }),
      ...(this.firstExecuteTime === undefined ? {} : { firstExecuteTime: this.firstExecuteTime }),
      ...(this.lastExecuteTime === undefined ? {} : { lastExecuteTime: this.lastExecuteTime }),
      ...(subSteps.length === 0 ? {} : { subSteps }),
    };
  }
}

function finishAll(
  entries: readonly StepEntry[],
  original: readonly StepStatus[] | undefined,
): readonly StepStatus[] {
  // A step that is being worked on for the first time has nothing to show yet.
  const finished = entries
    .filter((entry) => entry.phase !== undefined || entry.subSteps.length > 0)
    .map((entry) => entry.finish());
  const isSame =
    original !== undefined &&
    original.length === finished.length &&
    finished.every((entry, i) => entry === original[i]);
  return isSame ? original : finished;
}

/** A run's status, in the making. */
export class RunDraft {
  readonly steps: StepEntry[];
  mode: WorkflowMode;
  phase: RunPhase;
  message: string;
  suspend: boolean;
  terminated: boolean;
  finished: boolean;
  startTime: string | undefined;
  endTime: string | undefined;
  conditions: readonly Condition[];
  contextBackend: WorkflowRunStatus["contextBackend"];
  outputs: WorkflowRunStatus["outputs"];
  readonly #original: WorkflowRunStatus | undefined;

  /** `status` undefined: a run that was never looked at. */
  constructor(status: WorkflowRunStatus | undefined) {
    this.#original = status;
    this.steps = (status?.steps ?? []).map((step) => new StepEntry(step.id, step));
    this.mode = status?.mode ?? {};
    this.phase = status?.status ?? "";
    this.message = status?.message ?? "";
    this.suspend = status?.suspend ?? false;
    this.terminated = status?.terminated ?? false;
    this.finished = status?.finished ?? false;
    this.startTime = status?.startTime ?? undefined;
    this.endTime = status?.endTime ?? undefined;
    this.conditions = status?.conditions ?? [];
    this.contextBackend = status?.contextBackend;
    this.outputs = status?.outputs;
  }

  /** Begins anew: nothing of an earlier life stays (spec: engine.md 2). */
  initialize(mode: WorkflowMode, now: string): void {
    this.steps.length = 0;
    this.mode = mode;
    this.phase = "";
    this.message = "";
    this.suspend = false;
    this.terminated = false;
    this.finished = false;
    this.startTime = now;
    this.endTime = undefined;
    this.conditions = [];
    this.contextBackend = undefined;
    this.outputs = undefined;
  }

  /** The run can be resolved and stored again: what its condition said is no more (oddity 9 of the API). */
  clearError(): void {
    if (this.conditions.some(({ type, status }) => type === RUN_CONDITION && status === "False")) {
      this.conditions = this.conditions.filter(({ type }) => type !== RUN_CONDITION);
    }
  }

  /** Sets the run's condition; one that says the same keeps its time. */
  setCondition(condition: Omit<Condition, "type" | "lastTransitionTime">, now: string): void {
    const old = this.conditions.find(({ type }) => type === RUN_CONDITION);
    if (
      old?.status === condition.status &&
      old.reason === condition.reason &&
      (old.message ?? "") === (condition.message ?? "")
    ) {
      return;
    }
    this.conditions = [
      ...this.conditions.filter(({ type }) => type !== RUN_CONDITION),
      { type: RUN_CONDITION, lastTransitionTime: now, ...condition },
    ];
  }

  /** Whether a status is the one that the run came with: there is nothing to write. */
  isOriginal(status: WorkflowRunStatus): boolean {
    return status === this.#original;
  }

  /** The status to store: the original one if nothing changed. */
  finish(): WorkflowRunStatus {
    const original = this.#original;
    const steps = finishAll(this.steps, original?.steps);
    if (
      original !== undefined &&
      (steps === original.steps || (steps.length === 0 && original.steps === undefined)) &&
      original.mode === this.mode &&
      original.status === this.phase &&
      (original.message ?? "") === this.message &&
      original.suspend === this.suspend &&
      original.terminated === this.terminated &&
      original.finished === this.finished &&
      (original.startTime ?? undefined) === this.startTime &&
      (original.endTime ?? undefined) === this.endTime &&
      (original.conditions ?? []).length === this.conditions.length &&
      this.conditions.every((condition, i) => condition === original.conditions?.[i]) &&
      original.contextBackend?.name === this.contextBackend?.name &&
      original.contextBackend?.uid === this.contextBackend?.uid &&
      original.contextBackend?.resourceVersion === this.contextBackend?.resourceVersion &&
      original.outputs === this.outputs
    ) {
      return original;
    }
    return {
      ...(this.conditions.length === 0 ? {} : { conditions: this.conditions }),
      mode: this.mode,
      status: this.phase,
      ...(this.message === "" ? {} : { message: this.message }),
      suspend: this.suspend,
      terminated: this.terminated,
      finished: this.finished,
      ...(this.contextBackend === undefined ? {} : { contextBackend: this.contextBackend }),
      ...(steps.length === 0 ? {} : { steps }),
      ...(this.startTime === undefined ? {} : { startTime: this.startTime }),
      ...(this.endTime === undefined ? {} : { endTime: this.endTime }),
      ...(this.outputs === undefined ? {} : { outputs: this.outputs }),
    };
  }
}

/** What an attempt, a group or a check made of a step. */
export interface StepOutcome {
  readonly phase: StepPhase;
  readonly reason?: StepReason | undefined;
  readonly message?: string | undefined;
}

/**
 * Whether nothing more is done for a step (spec: engine.md 4). With `suspendOnFailure` a step that used up its
 * retries is tried again after a resume.
 */
export function isFinal(
  entry: { readonly phase?: StepPhase | undefined; readonly reason?: StepReason | undefined },
  suspendOnFailure = false,
): boolean {
  switch (entry.phase) {
    case "succeeded":
    case "skipped":
      return true;
    case "failed":
      if (entry.reason === undefined || entry.reason === "Execute") return false;
      return !(suspendOnFailure && entry.reason === "FailedAfterRetries");
    default:
      return false;
  }
}

/** Skips what is open among the entries of something that is over: a group, a `forEach`, a run. */
export function skipOpen(entries: readonly StepEntry[]): void {
  for (const entry of entries) {
    skipOpen(entry.subSteps);
    if (isFinal(entry)) continue;
    entry.phase = "skipped";
    entry.reason = "Skip";
    entry.message = "";
  }
}

/** Whether a step is past its first attempt. A group is, too, that is pending only because its sub-steps are. */
export function isStarted(entry: StepEntry | undefined): boolean {
  if (entry?.phase === undefined) return false;
  return entry.phase !== "pending" || entry.subSteps.length > 0;
}

/** RFC 3339, seconds, UTC. */
export function formatTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
