// One pass over a run: state in; new status, variables and wake-up out (spec: engine.md 4).
import {
  type ExecuteMode,
  MESSAGE_SUSPENDED_ON_FAILURE,
  REASON_AVAILABLE,
  REASON_RECONCILE_ERROR,
  type WorkflowRun,
  isFinalRunPhase,
} from "@lateen/api";
import { ContextError, RunContext } from "./context/run-context.ts";
import { Variables } from "./context/variables.ts";
import { idFor } from "./hash.ts";
import { resolveLimits } from "./features.ts";
import { type Instance, InstanceError, type StepNode, resolveInstance } from "./instance.ts";
import type {
  DebugRecord,
  Engine,
  ExecuteInput,
  PassMemory,
  PassResult,
  RunEvent,
  StepMemory,
  WakeUp,
} from "./pass.ts";
import { isNodeFinal, keepsFailures, runList } from "./plan/list.ts";
import { wasEnded } from "./plan/skip.ts";
import { type PassScope, networkSlots } from "./scope.ts";
import { RunDraft, type StepEntry, formatTime, isFinal } from "./status.ts";
import { skipStep } from "./task/step.ts";
import { readVariables } from "./context/read-variables.ts";
import { resumeTime } from "./suspend.ts";
import { timeoutOf } from "./timeout.ts";

/**
 * Works on a run as far as it can go now. Reads and writes its storage, calls functions; writes no status and sets no
 * timer: what to do is in the result. Errors of steps are status; errors of the run itself are `result.error`. Throws
 * only for bugs.
 */
export async function execute(engine: Engine, input: ExecuteInput): Promise<PassResult> {
  const { run } = input;
  const now = engine.clock.now();
  const draft = new RunDraft(run.status);
  if (draft.finished) return unchanged(run, input.memory);
  let instance: Instance;
  try {
    instance = await resolveInstance(run, engine.definitions, engine.templates);
  } catch (err) {
    return generateError(draft, err, now, input.memory);
  }
  if (draft.startTime === undefined && draft.steps.length === 0) {
    draft.initialize(initialMode(instance), formatTime(now));
  }
  try {
    return await runPass(engine, input, draft, instance, now);
  } catch (err) {
    if (!(err instanceof ContextError)) throw err;
    return executeError(run, err, now, input.memory);
  }
}

async function runPass(
  engine: Engine,
  input: ExecuteInput,
  draft: RunDraft,
  instance: Instance,
  now: number,
): Promise<PassResult> {
  const limits = resolveLimits(engine.limits);
  const { run } = input;
  const context = await loadContext(engine, input, limits.variableBytes);
  const memory = input.memory?.steps ?? new Map<string, StepMemory>();
  const isResumedAfterFailure = draft.message === MESSAGE_SUSPENDED_ON_FAILURE && !draft.suspend;
  if (isResumedAfterFailure) draft.message = "";
  const debug: DebugRecord[] = [];
  const scope: PassScope = {
    engine,
    limits,
    run,
    name: run.metadata.name ?? "",
    namespace: run.metadata.namespace ?? "default",
    draft,
    subStepMode: instance.mode?.subSteps || "DAG",
    context,
    nodes: instance.nodes,
    entryOf: new Map(),
    entries: new Map(),
    aliases: instance.aliases,
    memory,
    woken: input.woken ?? new Set(),
    wakes: new Map(),
    now,
    deadline: now + limits.passMilliseconds,
    signal: input.signal ?? new AbortController().signal,
    debug: run.metadata.annotations?.["workflowrun.oam.dev/debug"] === "true" ? debug : undefined,
    network: networkSlots(limits.parallelSteps),
    publish: publisher(engine, input, draft, context),
    flags: { exhausted: false, waiting: false, hasUnrecordedEffect: false, isResumedAfterFailure },
  };
  matchEntries(scope, instance.steps, draft.steps);
  context.compactJournals((id) => isRecordedFinal(draft.steps, id));

  const finishedBefore = finalPhase(scope, instance);
  const isHeld = draft.suspend && !hasSuspended(draft.steps);
  if (finishedBefore !== undefined) draft.phase = finishedBefore;
  else if (isHeld) draft.phase = "suspending";
  else {
    await runSteps(scope, instance);
    draft.suspend = isSuspended(draft.steps);
    settleFailures(scope);
    draft.phase = finalPhase(scope, instance) ?? (draft.suspend ? "suspending" : "executing");
  }
  if (isFinalRunPhase(draft.phase)) finishRun(draft, now);
  if (context.isChanged || context.reference === undefined) await context.flush();
  draft.contextBackend = context.reference;
  return result(scope, run, input.memory);
}

/** Runs the lists; where a run is to end and only steps that cannot start are left, skips those. */
async function runSteps(scope: PassScope, instance: Instance): Promise<void> {
  const isDag = scope.draft.mode.steps === "DAG";
  for (;;) {
    await runList(scope, instance.steps, { isDag, onNetwork: () => undefined });
    if (!scope.draft.terminated || !skipStuck(scope, instance.steps)) return;
  }
}

/**
 * In a run that is to end: skips the steps that are pending when nothing is left that could release them (oddity 6).
 * Whether any was.
 */
function skipStuck(scope: PassScope, steps: readonly StepNode[]): boolean {
  const stuck: StepNode[] = [];
  const collect = (nodes: readonly StepNode[]): boolean =>
    nodes.every((node) => {
      if (isNodeFinal(scope, node)) return true;
      const entry = scope.entryOf.get(node);
      if (
        entry?.phase === "pending" &&
        !(node.children ?? []).some((child) => scope.entryOf.has(child))
      ) {
        stuck.push(node);
        return true;
      }
      if (entry === undefined) return true;
      return node.children !== undefined && collect(node.children);
    });
  if (!collect(steps) || stuck.length === 0) return false;
  for (const node of stuck) {
    for (const child of node.children ?? []) skipStep(scope, child, "");
    skipStep(scope, node, "");
  }
  return true;
}

function initialMode(instance: Instance): {
  readonly steps: ExecuteMode;
  readonly subSteps: ExecuteMode;
} {
  return {
    steps: instance.mode?.steps || "StepByStep",
    subSteps: instance.mode?.subSteps || "DAG",
  };
}

async function loadContext(
  engine: Engine,
  input: ExecuteInput,
  variableBytes: number,
): Promise<RunContext> {
  const { run, storage } = input;
  const place = `configMap(${run.metadata.namespace ?? "default"}/${run.status?.contextBackend?.name ?? `workflow-${run.metadata.name}-context`})`;
  try {
    const stored = await storage.load();
    const variables =
      stored === undefined
        ? new Variables()
        : readVariables(stored.data["vars"] ?? "", engine.templates);
    return new RunContext({
      storage,
      stored,
      variables,
      newSession: () =>
        idFor(`${run.metadata.uid ?? ""}/${engine.random()}/${engine.clock.now()}`, 16),
      resourceVersion: run.metadata.resourceVersion ?? "",
      variableBytes,
      place,
    });
  } catch (err) {
    const text = err instanceof Error ? err.message : String(err);
    throw new ContextError(`load context: ${text}`, err);
  }
}

/** Pairs recorded entries with the steps that they are of; entries of steps that are no more stay as they are. */
function matchEntries(
  scope: PassScope,
  nodes: readonly StepNode[],
  entries: readonly StepEntry[],
): void {
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  for (const node of nodes) {
    const entry = byName.get(node.spec.name);
    if (entry === undefined) continue;
    scope.entryOf.set(node, entry);
    scope.entries.set(entry.name, entry);
    if (node.children !== undefined) matchEntries(scope, node.children, entry.subSteps);
  }
}

function isRecordedFinal(entries: readonly StepEntry[], id: string): boolean {
  return entries.some(
    (entry) => (entry.id === id && isFinal(entry)) || isRecordedFinal(entry.subSteps, id),
  );
}

/** The phase in which the run ends, or undefined while it goes on. */
function finalPhase(
  scope: PassScope,
  instance: Instance,
): "succeeded" | "failed" | "terminated" | undefined {
  if (!instance.steps.every((node) => isNodeFinal(scope, node))) return undefined;
  const failed = instance.steps
    .map((node) => scope.entryOf.get(node))
    .filter((entry) => entry?.phase === "failed");
  if (failed.length === 0) {
    return scope.draft.terminated && wasEnded(scope) ? "terminated" : "succeeded";
  }
  return failed.every((entry) => entry?.reason === "Terminate") ? "terminated" : "failed";
}

function hasSuspended(entries: readonly StepEntry[]): boolean {
  return entries.some(
    (entry) =>
      (entry.phase === "suspending" && entry.reason === "Suspend") || hasSuspended(entry.subSteps),
  );
}

function isSuspended(entries: readonly StepEntry[]): boolean {
  return entries.some((entry) => entry.phase === "suspending" || isSuspended(entry.subSteps));
}

/** What becomes of a run with a step that used up its retries (spec: engine.md 5.3). */
function settleFailures(scope: PassScope): void {
  const { draft, flags } = scope;
  if (!flags.exhausted || !keepsFailures(scope) || flags.waiting || draft.suspend) return;
  draft.suspend = true;
  draft.message = MESSAGE_SUSPENDED_ON_FAILURE;
}

function finishRun(draft: RunDraft, now: number): void {
  draft.finished = true;
  draft.suspend = false;
  draft.endTime = formatTime(now);
  if (draft.phase === "succeeded") {
    draft.setCondition({ status: "True", reason: REASON_AVAILABLE }, formatTime(now));
  }
}

function publisher(
  engine: Engine,
  input: ExecuteInput,
  draft: RunDraft,
  context: RunContext,
): () => Promise<void> {
  const write = input.writeStatus;
  if (engine.features?.patchStatusAtOnce !== true || write === undefined)
    return () => Promise.resolve();
  return async () => {
    // What a step left behind comes first: who sees its end may look for it.
    if (context.isChanged || context.reference === undefined) await context.flush();
    draft.contextBackend = context.reference;
    if (draft.phase === "" || draft.phase === "initializing") draft.phase = "executing";
    await write(draft.finish());
  };
}

function result(scope: PassScope, run: WorkflowRun, before: PassMemory | undefined): PassResult {
  const { draft } = scope;
  const status = draft.finish();
  const steps = new Map<string, StepMemory>();
  const wakeUp = draft.finished ? NO_WAKE_UP : collectWakes(scope, steps);
  return {
    status,
    changed: status !== run.status,
    error: undefined,
    isRetried: false,
    events: eventsOf(draft),
    wakeUp,
    memory: steps.size === 0 && before?.steps.size === 0 ? before : { steps },
    debug: scope.debug ?? [],
  };
}

const NO_WAKE_UP: WakeUp = { at: undefined, watches: [] };

function collectWakes(scope: PassScope, steps: Map<string, StepMemory>): WakeUp {
  let at: number | undefined;
  const earliest = (time: number | undefined): void => {
    if (time !== undefined && (at === undefined || time < at)) at = time;
  };
  const watches: WakeUp["watches"][number][] = [];
  // A run that a client holds stands still: only what suspended itself keeps its time (spec: engine.md 15.3).
  const isHeld = scope.draft.suspend && !hasSuspended(scope.draft.steps);
  const visit = (entry: StepEntry): void => {
    for (const sub of entry.subSteps) visit(sub);
    if (isFinal(entry, keepsFailures(scope))) return;
    const wake = scope.wakes.get(entry.id) ?? scope.memory.get(entry.id);
    if (wake !== undefined) {
      steps.set(entry.id, { ...wake, message: entry.message, phase: entry.phase ?? "" });
    }
    const isSuspending = entry.phase === "suspending";
    if (isHeld && !isSuspending) return;
    const node = scope.nodes.get(entry.name);
    const timeout = node === undefined ? undefined : timeoutOf(scope, node, entry);
    if (timeout?.kind === "ahead") earliest(timeout.at);
    if (isSuspending) earliest(resumeTime(scope, entry.id));
    if (wake === undefined || isHeld) return;
    earliest(wake.at);
    if (wake.watches.length > 0) watches.push({ stepId: entry.id, refs: wake.watches });
  };
  for (const entry of scope.draft.steps) visit(entry);
  return { at, watches };
}

const FINISH_MESSAGES: { readonly [phase: string]: string | undefined } = {
  succeeded: "WorkflowRun finished successfully",
  terminated: "WorkflowRun finished with termination",
  failed: "WorkflowRun finished with failure",
};

function eventsOf(draft: RunDraft): RunEvent[] {
  const message = draft.finished ? FINISH_MESSAGES[draft.phase] : undefined;
  return message === undefined ? [] : [{ type: "Normal", reason: "Execute", message }];
}

function unchanged(run: WorkflowRun, memory: PassMemory | undefined): PassResult {
  return {
    status: run.status ?? new RunDraft(undefined).finish(),
    changed: false,
    error: undefined,
    isRetried: false,
    events: [],
    wakeUp: NO_WAKE_UP,
    memory: memory ?? { steps: new Map() },
    debug: [],
  };
}

/** The run cannot be resolved: nothing of it is executed, what is recorded stays (spec: engine.md 1). */
function generateError(
  draft: RunDraft,
  thrown: unknown,
  now: number,
  memory: PassMemory | undefined,
): PassResult {
  const err = thrown instanceof Error ? thrown : new Error(String(thrown));
  draft.phase = "initializing";
  draft.setCondition(
    { status: "False", reason: REASON_RECONCILE_ERROR, message: err.message },
    formatTime(now),
  );
  const refs = err instanceof InstanceError ? err.watches : [];
  return {
    ...failure(draft, err, memory),
    // What only an edit of the run can heal is not tried again until then.
    isRetried: !(err instanceof InstanceError) || refs.length > 0,
    events: [
      {
        type: "Warning",
        reason: "Generate",
        message: `fail to generate workflow runners: ${err.message}`,
      },
    ],
    wakeUp: { at: undefined, watches: refs.length === 0 ? [] : [{ stepId: "", refs }] },
  };
}

/** The run's context cannot be read or stored: the steps of this pass are not recorded (spec: engine.md 1). */
function executeError(
  run: WorkflowRun,
  err: ContextError,
  now: number,
  memory: PassMemory | undefined,
): PassResult {
  const draft = new RunDraft(run.status);
  draft.phase = "executing";
  draft.setCondition(
    { status: "False", reason: REASON_RECONCILE_ERROR, message: err.message },
    formatTime(now),
  );
  return {
    ...failure(draft, err, memory),
    events: [{ type: "Warning", reason: "Execute", message: `fail to execute: ${err.message}` }],
  };
}

function failure(draft: RunDraft, error: Error, memory: PassMemory | undefined): PassResult {
  return {
    status: draft.finish(),
    changed: true,
    error,
    isRetried: true,
    events: [],
    wakeUp: NO_WAKE_UP,
    memory: memory ?? { steps: new Map() },
    debug: [],
  };
}
