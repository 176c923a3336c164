// One step in one pass: pre-check, inputs, attempt, outputs, record (spec: engine.md 8 to 11).
import { type Data, isCueError } from "@lateen/cue";
import type { Json } from "@lateen/kube";
import { delayAfter, retryDelay } from "../backoff.ts";
import { printFields } from "../context/print.ts";
import { evaluateCondition, evaluateRetry } from "../condition.ts";
import type { StepNode } from "../instance.ts";
import { EMPTY_JOURNAL } from "../journal.ts";
import { redactSyntax } from "../redact.ts";
import { isSkippedByRule } from "../plan/skip.ts";
import {
  type ListState,
  type PassScope,
  type StepWake,
  ensureEntry,
  processContext,
  record,
} from "../scope.ts";
import { type StepEntry, type StepOutcome, isFinal, isStarted } from "../status.ts";
import { resumeTime } from "../suspend.ts";
import { hasValidTimeout, startedAt, timeoutOf } from "../timeout.ts";
import { type AttemptInput, type AttemptResult, runAttempt } from "./attempt.ts";
import { writeNoOutputs, writeOutputs } from "./outputs.ts";
import { parameterOf } from "./parameter.ts";
import { ContextError } from "../context/run-context.ts";

/** Whether the step runs now, and why not. */
export type PreCheck =
  | { readonly kind: "run" }
  | { readonly kind: "skip"; readonly message: string }
  | { readonly kind: "timeout" };

/** The checks before a step or a group is worked on (spec: engine.md 8). Its dependencies are there. */
export function preCheck(scope: PassScope, node: StepNode, list: ListState): PreCheck {
  const entry = scope.entryOf.get(node);
  if (scope.runDeadline !== undefined && scope.runDeadline <= scope.now && !node.isLast) {
    return isStarted(entry) ? { kind: "timeout" } : { kind: "skip", message: "" };
  }
  if (!isStarted(entry)) {
    const condition = node.isAskedPerItem ? "always" : (node.spec.if ?? "");
    if (condition === "") {
      if (isSkippedByRule(scope, node, list)) return { kind: "skip", message: "" };
    } else if (condition !== "always") {
      const id = entry?.id ?? scope.context.newStepId(node.path);
      const result = evaluateCondition(scope, node, condition, id);
      if ("error" in result) return { kind: "skip", message: `pre check error: ${result.error}` };
      if (!result.value) return { kind: "skip", message: "" };
    }
  }
  const timeout = timeoutOf(scope, node, entry);
  if (timeout.kind === "invalid") {
    return { kind: "skip", message: `pre check error: ${timeout.message}` };
  }
  return timeout.kind === "over" ? { kind: "timeout" } : { kind: "run" };
}

/** Works on a step that is not final and whose dependencies are there. */
export async function runStep(scope: PassScope, node: StepNode, list: ListState): Promise<void> {
  const check = preCheck(scope, node, list);
  if (check.kind === "skip") {
    skipStep(scope, node, check.message);
    await scope.publish();
    return;
  }
  const entry = ensureEntry(scope, node);
  if (check.kind === "timeout") {
    await timeOutStep(scope, node, entry);
    await scope.publish();
    return;
  }
  if (!isDue(scope, node, entry)) {
    const memory = scope.memory.get(entry.id);
    if (memory !== undefined) scope.wakes.set(entry.id, memory);
    if (entry.reason === "FailedAfterRetries") scope.flags.exhausted = true;
    else if (entry.phase !== "suspending") scope.flags.waiting = true;
    return;
  }
  await attemptStep(scope, node, entry, list);
  await scope.publish();
}

/** Records a step as skipped; those who wait for its outputs get nothing (spec: engine.md 11). */
export function skipStep(scope: PassScope, node: StepNode, message: string): void {
  const entry = ensureEntry(scope, node);
  writeNoOutputs(scope, node);
  record(scope, entry, node, { phase: "skipped", reason: "Skip", message });
  debugInput(scope, node, entry);
}

/** For debugging: what a step that was not evaluated would have been given. */
function debugInput(scope: PassScope, node: StepNode, entry: StepEntry): void {
  if (scope.debug === undefined || node.template === undefined) return;
  const fields: [string, Data][] = [
    ["context", processContext(scope, node, entry.id) as Json],
    ["parameter", (node.spec.properties ?? {}) as Json],
  ];
  scope.debug.push({ stepId: entry.id, stepName: node.spec.name, value: printFields(fields) });
}

/** Fails a step for its timeout. Nothing is changed any more; outputs come from what was done and what can be read. */
async function timeOutStep(scope: PassScope, node: StepNode, entry: StepEntry): Promise<void> {
  scope.draft.terminated = true;
  record(scope, entry, node, { phase: "failed", reason: "Timeout", message: "" });
  const outputs = node.spec.outputs ?? [];
  if (outputs.length > 0) {
    const result = await tryAttempt(scope, node, entry, () => undefined, "polls");
    const value = "crash" in result ? undefined : result.value;
    const problems = writeOutputs(scope, node, value);
    if (problems.messages.length > 0) entry.message = problems.messages.join("");
  }
  close(scope, entry);
}

/** Times out a step of a group whose own time is over. */
export async function timeOut(scope: PassScope, node: StepNode): Promise<void> {
  await timeOutStep(scope, node, ensureEntry(scope, node));
}

function isDue(scope: PassScope, node: StepNode, entry: StepEntry): boolean {
  // Suspended by a client, not by itself: it waits for the client.
  if (entry.phase === "suspending" && entry.reason !== "Suspend") return false;
  if (entry.reason === "FailedAfterRetries") return scope.flags.isResumedAfterFailure;
  const memory = scope.memory.get(entry.id);
  if (memory === undefined || !isStarted(entry) || scope.flags.isEdited) return true;
  if (entry.phase !== memory.phase || scope.woken.has(entry.id)) return true;
  if (node.template?.hash !== memory.template) return true;
  return memory.at !== undefined && memory.at <= scope.now;
}

async function attemptStep(
  scope: PassScope,
  node: StepNode,
  entry: StepEntry,
  list: ListState,
): Promise<void> {
  const began = isStarted(entry) ? startedAt(scope, entry) : scope.now;
  const result = await tryAttempt(scope, node, entry, list.onNetwork);
  if ("crash" in result) {
    scope.draft.terminated = true;
    record(scope, entry, node, { ...result.crash, isAttempt: true });
    writeNoOutputs(scope, node);
    debugInput(scope, node, entry);
    close(scope, entry);
    return;
  }
  scope.debug?.push({
    stepId: entry.id,
    stepName: node.spec.name,
    value: redactSyntax(result.value?.syntax({ defaults: true }) ?? "", result.secrets),
  });
  let outcome = result.outcome;
  if (result.isError) outcome = afterError(scope, node, result);
  if (isFinal(outcome, scope.engine.features?.suspendOnFailure)) {
    outcome = withOutputs(scope, node, outcome, result);
    if (outcome.phase === "failed" || result.isBreak) scope.draft.terminated = true;
    record(scope, entry, node, { ...outcome, isAttempt: true });
    close(scope, entry, result.journal.passed);
    return;
  }
  const wake = wakeFor(scope, node, entry, outcome, result, began);
  record(scope, entry, node, { ...outcome, isAttempt: result.isError });
  scope.wakes.set(entry.id, wake);
  scope.context.setJournal(entry.id, result.journal);
  if (outcome.reason === "FailedAfterRetries") scope.flags.exhausted = true;
  else if (outcome.phase !== "suspending") scope.flags.waiting = true;
}

/** A template that took too long so many times in a pass is not evaluated again in it: its items would take hours. */
const MOST_TIMES_OVER_BUDGET = 3;

/** The result of an attempt, or that it came to nothing: inputs that do not fit, or a bug. */
export async function tryAttempt(
  scope: PassScope,
  node: StepNode,
  entry: StepEntry,
  onNetwork: () => void,
  calls?: AttemptInput["calls"],
): Promise<AttemptResult | { readonly crash: StepOutcome }> {
  const parameter = parameterOf(scope, node);
  if ("error" in parameter) {
    return { crash: { phase: "failed", reason: "Input", message: parameter.error } };
  }
  const hash = node.template?.hash ?? "";
  const timesOver = scope.overBudget.get(hash) ?? 0;
  if (timesOver >= MOST_TIMES_OVER_BUDGET) {
    const message = `not evaluated: ${node.spec.type} exceeded its budget ${timesOver} times`;
    return { crash: { phase: "failed", reason: "Rendering", message } };
  }
  const journal = scope.context.journal(entry.id);
  const isResumed = scope.flags.isResumedAfterFailure && entry.reason === "FailedAfterRetries";
  const { clock, observer } = scope.engine;
  const began = clock.now();
  try {
    return await runAttempt({
      scope,
      node,
      entry,
      context: processContext(scope, node, entry.id),
      parameter: parameter.parameter,
      journal: isResumed ? { ...journal, failures: 0 } : journal,
      ...(calls === undefined ? {} : { calls }),
      onNetwork,
    });
  } catch (err) {
    if (err instanceof ContextError) throw err;
    const text = err instanceof Error ? err.message : String(err);
    if (isCueError(err) && err.code === "budget") scope.overBudget.set(hash, timesOver + 1);
    return {
      crash: {
        phase: "failed",
        reason: "Rendering",
        message: `invalid cue task for evaluation: ${text}`,
      },
    };
  } finally {
    observer?.attempt?.(node.spec.type ?? "", clock.now() - began);
  }
}

/** Tried again, or given up. */
function afterError(scope: PassScope, node: StepNode, result: AttemptResult): StepOutcome {
  const { retry } = node.spec;
  const isOver = result.journal.failures > (retry?.limit ?? scope.limits.errorRetries);
  const given = { ...result.outcome, reason: "FailedAfterRetries" as const };
  if (isOver) return given;
  if (retry?.if === undefined || retry.if === "") return result.outcome;
  const wanted = evaluateRetry(scope, node, retry.if, {
    message: result.outcome.message ?? "",
    attempt: result.journal.failures,
  });
  if ("error" in wanted)
    return { ...given, message: `${given.message} (retry.if: ${wanted.error})` };
  return wanted.value ? result.outcome : given;
}

function withOutputs(
  scope: PassScope,
  node: StepNode,
  outcome: StepOutcome,
  result: AttemptResult,
): StepOutcome {
  const problems = writeOutputs(scope, node, result.value);
  if (problems.messages.length === 0) return outcome;
  const text = problems.messages.join("");
  if (problems.conflict !== undefined) return { phase: "failed", reason: "Output", message: text };
  if (outcome.phase === "failed" && outcome.message) {
    return { ...outcome, message: `${outcome.message}\n${text}` };
  }
  return { ...outcome, message: text };
}

/**
 * What is left of a step's journal when it is done: its effects and the suspensions that it passed, until the step's end
 * is on record.
 */
function close(scope: PassScope, entry: StepEntry, passed: readonly string[] = []): void {
  const { entries } = scope.context.journal(entry.id);
  const hasEffect = [...entries.values()].some(({ nature }) => nature === "effect");
  scope.context.setJournal(
    entry.id,
    hasEffect || passed.length > 0
      ? { ...EMPTY_JOURNAL, entries, passed, isClosed: true }
      : EMPTY_JOURNAL,
  );
}

function wakeFor(
  scope: PassScope,
  node: StepNode,
  entry: StepEntry,
  outcome: StepOutcome,
  result: AttemptResult,
  began: number | undefined,
): StepWake {
  const memory = scope.memory.get(entry.id);
  const turns =
    memory !== undefined && memory.message === (outcome.message ?? "") ? memory.turns + 1 : 0;
  const base = { turns, startedAt: began, template: node.template?.hash ?? "" };
  if (outcome.phase === "suspending") {
    return { ...base, at: result.until ?? resumeTime(scope, entry.id), watches: [] };
  }
  if (outcome.reason === "FailedAfterRetries") return { ...base, at: undefined, watches: [] };
  if (result.isError) {
    const failures = result.journal.failures;
    const backoff = node.spec.retry?.backoff;
    const delay =
      backoff === undefined
        ? delayAfter(failures - 1, scope.limits.failedBackoffSeconds)
        : retryDelay(backoff, failures, scope.engine.random());
    return { ...base, at: scope.now + delay, watches: [] };
  }
  let at: number;
  if (!hasValidTimeout(node)) {
    // The text of the timeout is looked at from the second attempt on.
    at = scope.now + 50;
  } else if (result.watches !== undefined) {
    at = scope.now + scope.limits.resyncSeconds * 1000;
  } else {
    at = scope.now + delayAfter(turns, scope.limits.waitBackoffSeconds);
  }
  if (result.until !== undefined) at = Math.min(at, Math.max(result.until, scope.now));
  return { ...base, at, watches: result.watches ?? [] };
}
