// One pass over a run: state in; new status, variables and wake-up out (spec: engine.md 4).
import {
  ANNOTATION_PIN,
  type ExecuteMode,
  MESSAGE_SUSPENDED_ON_FAILURE,
  REASON_AVAILABLE,
  type WorkflowRun,
  isFinalRunPhase,
} from "@lateen/api";
import { loadContext } from "./context/load-context.ts";
import { ContextError, type RunContext } from "./context/run-context.ts";
import { type Instance, InstanceError, resolveInstance } from "./instance.ts";
import { eventsOf, executeError, generateError, unchanged } from "./outcome.ts";
import type { Engine, ExecuteInput, PassMemory, PassResult, StepMemory } from "./pass.ts";
import { dropPins, readPins, writePins } from "./pins.ts";
import { finalPhase, runLists, settleFailures } from "./plan/run-lists.ts";
import { NO_WAKE_UP, collectWakes, hasSuspended } from "./plan/wake.ts";
import { runOutputs } from "./run-outputs.ts";
import { createScope } from "./create-scope.ts";
import type { PassScope } from "./scope.ts";
import { RunDraft, type StepEntry, formatTime, isFinal, skipOpen } from "./status.ts";

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
  const isStarted = draft.startTime !== undefined || draft.steps.length > 0;
  try {
    let context = isStarted ? await loadContext(engine, input) : undefined;
    const pins = context !== undefined && isPinned(run) ? readPins(context) : undefined;
    const began = engine.clock.now();
    const instance = await resolveInstance(engine, run, pins);
    engine.observer?.resolved?.(engine.clock.now() - began);
    if (!isStarted) draft.initialize(initialMode(instance), formatTime(now));
    context ??= await loadContext(engine, input);
    return await runPass(engine, input, { draft, instance, context, now });
  } catch (err) {
    const before = new RunDraft(run.status);
    if (err instanceof ContextError) return executeError(before, err, now, input.memory);
    if (err instanceof InstanceError) return generateError(before, err, now, input.memory);
    throw err;
  }
}

function isPinned(run: WorkflowRun): boolean {
  return run.metadata.annotations?.[ANNOTATION_PIN] !== "false";
}

async function runPass(
  engine: Engine,
  input: ExecuteInput,
  pass: {
    readonly draft: RunDraft;
    readonly instance: Instance;
    readonly context: RunContext;
    readonly now: number;
  },
): Promise<PassResult> {
  const { draft, instance, context, now } = pass;
  const { run } = input;
  const isResumedAfterFailure = draft.message === MESSAGE_SUSPENDED_ON_FAILURE && !draft.suspend;
  if (isResumedAfterFailure) draft.message = "";
  const scope = createScope(engine, input, {
    ...pass,
    isResumedAfterFailure,
    publish: publisher(engine, input, draft, context),
  });
  context.compactJournals(finalIds(draft.steps));

  const finishedBefore = finalPhase(scope, instance);
  const isTimedOut = scope.runDeadline !== undefined && scope.runDeadline <= now;
  if (isTimedOut && finishedBefore === undefined) draft.terminated = true;
  const isHeld = draft.suspend && !hasSuspended(draft.steps) && !isTimedOut;
  if (finishedBefore !== undefined) draft.phase = finishedBefore;
  else if (isHeld) draft.phase = "suspending";
  else {
    await runLists(scope, instance);
    draft.suspend = isSuspended(draft.steps);
    settleFailures(scope);
    draft.phase = finalPhase(scope, instance) ?? (draft.suspend ? "suspending" : "executing");
  }
  if (isFinalRunPhase(draft.phase)) {
    finishRun(scope, instance);
    dropPins(context);
  } else if (isPinned(run)) writePins(context, instance);
  if (context.isChanged || context.reference === undefined) await context.flush();
  draft.contextBackend = context.reference;
  draft.clearError();
  return result(scope, instance, input.memory);
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

function finalIds(entries: readonly StepEntry[], into: Set<string> = new Set()): Set<string> {
  for (const entry of entries) {
    if (isFinal(entry)) into.add(entry.id);
    finalIds(entry.subSteps, into);
  }
  return into;
}

function isSuspended(entries: readonly StepEntry[]): boolean {
  return entries.some((entry) => entry.phase === "suspending" || isSuspended(entry.subSteps));
}

function finishRun(scope: PassScope, instance: Instance): void {
  const { draft, now } = scope;
  if (instance.outputs.length > 0) {
    const { values, problem } = runOutputs(scope, instance.outputs);
    draft.outputs = values;
    if (problem !== undefined) draft.message = problem;
  }
  // A client that ends a group leaves those of its steps alone that wait for something.
  skipOpen(draft.steps);
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

function result(scope: PassScope, instance: Instance, before: PassMemory | undefined): PassResult {
  const { draft, run } = scope;
  const status = draft.finish();
  const steps = new Map<string, StepMemory>();
  const wakeUp = draft.finished
    ? NO_WAKE_UP
    : collectWakes(scope, isPinned(run) ? [] : instance.sources, steps);
  return {
    status,
    changed: status !== run.status,
    error: undefined,
    isRetried: false,
    events: eventsOf(draft),
    wakeUp,
    memory:
      steps.size === 0 && before?.steps.size === 0
        ? before
        : { steps, generation: run.metadata.generation },
    debug: scope.debug ?? [],
  };
}
