// Why a step is where it is: the clause that decides, the values that it saw, what is on record, what wakes it.
import type { StepStatus } from "@lateen/api";
import type { Data, Position, Value } from "@lateen/cue";
import { delayAfter, retryDelay } from "./backoff.ts";
import { describeError, evaluateCondition, evaluateItems } from "./condition.ts";
import { Gathered } from "./context/gathered.ts";
import { loadContext } from "./context/load-context.ts";
import { createScope, matchEntries } from "./create-scope.ts";
import { resolveInstance } from "./instance.ts";
import { clauseOfAction, clauseOfExpression } from "./explain-clause.ts";
import { type HoldingStep, whyNotBegun, whyOpen, whySkipped } from "./explain-place.ts";
import type { StepNode } from "./instance.ts";
import type { JournalEntry } from "./journal.ts";
import type { Engine, ExecuteInput } from "./pass.ts";
import { readPins } from "./pins.ts";
import { parsePath } from "./path.ts";
import { keepsFailures } from "./plan/final.ts";
import { itemsKey, itemsOf } from "./plan/for-each.ts";
import type { WatchRef } from "./provider.ts";
import { redactSyntax, secretsIn } from "./redact.ts";
import type { PassScope } from "./scope.ts";
import { RunDraft, StepEntry, isFinal } from "./status.ts";
import { pathOfStep } from "./step-place.ts";
import { templateBody } from "./template/body.ts";
import type { AttemptResult } from "./task/attempt.ts";
import { parameterOf } from "./task/parameter.ts";
import { tryAttempt } from "./task/step.ts";
import { timeoutOf } from "./timeout.ts";

/** A result that a step knows. Values of Secrets are left out. */
export interface KnownResult {
  /** Path of the action. */
  readonly path: string;
  readonly nature: string;
  /** Whether it is on record, rather than read just now. */
  readonly isRecorded: boolean;
  readonly value: Data | undefined;
}

/** The text that decides, and what it saw. */
export interface DecidingClause {
  /** CUE text of a condition; empty where it is an action that decides. */
  readonly text: string;
  /** In the template of the step's type; for an `if`, in its text. */
  readonly position: Position;
  /** The references in it with their values as CUE text, or why there is none. */
  readonly values: readonly { readonly reference: string; readonly value: string }[];
}

/** What is to say of a step. */
export interface StepExplanation {
  readonly name: string;
  readonly type: string;
  /** As recorded; undefined if it was never reached. */
  readonly status: StepStatus | undefined;
  /** In words. */
  readonly summary: string;
  /** The action at which the template stands, with the place of what decides. */
  readonly action:
    | {
        readonly path: string;
        readonly name: string;
        readonly position: Position | undefined;
        /** Paths of the results that the condition reads. */
        readonly reads: readonly string[];
      }
    | undefined;
  /** What decides where the step stands, if it stands anywhere. */
  readonly clause: DecidingClause | undefined;
  /** CUE text of the step type as the run goes by it; empty for a group. */
  readonly template: string;
  /** What the template gets as `parameter`; undefined if an input is not there. */
  readonly parameter: Data | undefined;
  /** The whole template as evaluated, CUE text; empty if there was no evaluation. */
  readonly value: string;
  readonly results: readonly KnownResult[];
  /** Objects whose change wakes the step; undefined: something that it waits for cannot be watched. */
  readonly watches: readonly WatchRef[] | undefined;
  readonly failures: number;
  /** Place in the run of what decides, if that is not in a template, e.g. `spec.workflowSpec.steps[3].dependsOn[0]`. */
  readonly place: string | undefined;
  /** Other steps that it waits for: those that it depends on, its sub-steps, its items. */
  readonly waitsFor: readonly HoldingStep[];
  /** When its time is over, ms since the epoch. */
  readonly timeoutAt: number | undefined;
  /** When the time of the whole run is over, ms since the epoch. */
  readonly runTimeoutAt: number | undefined;
  /** About when it is tried again after an error, ms since the epoch. */
  readonly retryAt: number | undefined;
  /** When it resumes by itself, or can go on by its own account, ms since the epoch. */
  readonly until: number | undefined;
}

/** Input of {@link explainStep}. */
export interface ExplainInput extends ExecuteInput {
  readonly step: string;
  /** What may be asked besides what is on record: functions that only read (default), or none. */
  readonly calls?: "reads" | "none";
}

/**
 * Explains a step of a run as it stands: evaluates it with what is on record, reads anew what can be read, changes
 * nothing. Throws if the run cannot be resolved or has no such step.
 */
export async function explainStep(engine: Engine, input: ExplainInput): Promise<StepExplanation> {
  const { run, step } = input;
  const draft = new RunDraft(run.status);
  const context = await loadContext(engine, input);
  const pins = readPins(context);
  const instance = await resolveInstance(engine, run, pins);
  const now = engine.clock.now();
  const scope = createScope(engine, input, {
    draft,
    instance,
    context,
    now,
    isResumedAfterFailure: false,
    publish: () => Promise.resolve(),
  });
  expandItems(scope, [...instance.steps, ...instance.last], step);
  const node = instance.nodes.get(step);
  if (node === undefined) throw new Error(`the run has no step ${JSON.stringify(step)}`);
  const entry = scope.entryOf.get(node);
  const timeout = timeoutOf(scope, node, entry);
  const parameter = parameterOf(scope, node);
  const base: StepExplanation = {
    name: step,
    type: node.spec.type,
    status: entry?.finish(),
    summary: "",
    action: undefined,
    clause: undefined,
    template: node.template?.source ?? "",
    parameter: "error" in parameter ? undefined : parameter.parameter,
    value: "",
    results: [],
    watches: [],
    failures: entry === undefined ? 0 : context.journal(entry.id).failures,
    place: undefined,
    waitsFor: [],
    timeoutAt: timeout.kind === "ahead" ? timeout.at : undefined,
    runTimeoutAt: draft.finished || node.isLast ? undefined : scope.runDeadline,
    retryAt: undefined,
    until: undefined,
  };
  if ((entry?.phase ?? "pending") === "pending") {
    if (isDoneItem(scope, node))
      return { ...base, summary: "succeeded; items that did leave no entry" };
    const holding = whyNotBegun(scope, node);
    if (holding !== undefined) return { ...base, ...holding };
  }
  if (entry === undefined || entry.phase === "skipped") {
    const place = `${pathOfStep(scope, node)}.if`;
    const condition = node.isAskedPerItem ? "" : (node.spec.if?.trim() ?? "");
    if (condition !== "" && condition !== "always") {
      return { ...base, place, ...explainCondition(scope, node, condition, entry) };
    }
    return entry === undefined
      ? { ...base, summary: "not reached yet" }
      : { ...base, ...whySkipped(scope, node, entry) };
  }
  if (entry.phase === "suspending" && entry.reason !== "Suspend" && entry.subSteps.length === 0) {
    return { ...base, summary: "held by a client, until it is resumed" };
  }
  if (node.template === undefined) return { ...base, ...whyOpen(scope, node, entry) };
  const calls = input.calls ?? "reads";
  const attempt = await tryAttempt(scope, node, copyOf(entry), () => undefined, calls);
  if ("crash" in attempt) return { ...base, summary: attempt.crash.message ?? "" };
  const recorded = context.journal(entry.id).entries;
  const { stop } = attempt;
  const isRetried = entry.phase === "failed" && !isFinal(entry, keepsFailures(scope));
  const isOver = entry.phase === "succeeded" || (entry.phase === "failed" && !isRetried);
  return {
    ...base,
    summary:
      isOver || isRetried
        ? endOf(entry)
        : summaryOf(attempt.outcome.phase, attempt.outcome.message ?? "", stop?.path),
    action:
      stop === undefined
        ? undefined
        : {
            path: stop.path,
            name: `${stop.provider}.${stop.function}`,
            position: stop.position,
            reads: stop.reads,
          },
    clause: decidingClause(node, attempt) ?? conflictOf(attempt),
    value: redactSyntax(attempt.value?.syntax({ defaults: true }) ?? "", attempt.secrets),
    results: Array.from(attempt.results, ([path, result]) => known(path, result, recorded)),
    watches: isOver || isRetried ? [] : attempt.watches,
    retryAt: isRetried && !draft.finished ? nextTry(scope, node, entry, base.failures) : undefined,
    until: isOver || isRetried ? undefined : attempt.until,
  };
}

/**
 * Makes the steps of items that are recorded, and the one that is asked for, known by name. An item that is not recorded
 * is one that is done, or that waits for its turn.
 */
function expandItems(scope: PassScope, nodes: readonly StepNode[], step: string): void {
  for (const node of nodes) {
    const entry = scope.entryOf.get(node);
    if (node.expand === undefined) {
      expandItems(scope, node.children ?? [], step);
      continue;
    }
    if (entry === undefined) continue;
    const gathered = new Gathered(scope.context.getKey(itemsKey(entry)));
    const found = itemsOf(scope, node, gathered);
    if ("error" in found) continue;
    scope.gathered.set(node, gathered);
    const byName = new Map(entry.subSteps.map((sub) => [sub.name, sub]));
    for (const item of found.items) {
      const suffix = String(item.key ?? item.index);
      const sub = byName.get(`${node.spec.name}-${suffix}`);
      if (sub === undefined && !step.includes(suffix)) continue;
      const child = node.expand(item);
      if (sub !== undefined) matchEntries(scope, [child], [sub]);
      expandItems(scope, [child], step);
    }
  }
}

function isDoneItem(scope: PassScope, { parent, item }: StepNode): boolean {
  if (parent?.expand === undefined || item === undefined) return false;
  return (
    scope.gathered.get(parent)?.done.has(item.index) === true ||
    scope.entryOf.get(parent)?.phase === "succeeded"
  );
}

function nextTry(
  scope: PassScope,
  { spec: { retry } }: StepNode,
  entry: StepEntry,
  failures: number,
): number | undefined {
  const last = Date.parse(entry.lastExecuteTime ?? "");
  if (Number.isNaN(last) || failures === 0) return undefined;
  return (
    last +
    (retry?.backoff === undefined
      ? delayAfter(failures - 1, scope.limits.failedBackoffSeconds)
      : retryDelay(retry.backoff, failures, 0))
  );
}

/** A step that was not reached, or skipped: its `if`, and what that saw. */
function explainCondition(
  scope: PassScope,
  node: StepNode,
  condition: string,
  entry: StepEntry | undefined,
): Pick<StepExplanation, "summary" | "clause"> {
  const result = evaluateCondition(scope, node, condition, entry?.id ?? "");
  const text = "error" in result ? result.error : String(result.value);
  const { references } = clauseOfExpression(condition);
  const values = references.map((reference) => {
    const seen = evaluateItems(scope, node, reference);
    const value = "error" in seen ? `(${seen.error})` : JSON.stringify(seen.value);
    return { reference, value };
  });
  return {
    summary: `if: ${condition} is ${text}`,
    clause: { text: condition, position: { filename: "if", line: 1, column: 1 }, values },
  };
}

/** The place in the template of what contradicts, where no action decides. */
function conflictOf({ isError, stop, value }: AttemptResult): DecidingClause | undefined {
  if (!isError || stop !== undefined || value === undefined) return undefined;
  const errors = value.validate().filter(({ code }) => code !== "incomplete");
  const broken = errors.find(({ path }) => path[0] === "parameter") ?? errors[0];
  const position = broken?.positions.find(({ filename }) => filename === "template.cue");
  if (broken === undefined || position === undefined) return undefined;
  return { text: describeError(broken), position, values: [] };
}

function decidingClause(
  node: StepNode,
  { stop, value, secrets, outcome }: AttemptResult,
): DecidingClause | undefined {
  const path = parsePath(stop?.path ?? "");
  if (path === undefined || value === undefined || node.template === undefined) return undefined;
  const clause = clauseOfAction(
    templateBody(node.template.source),
    path,
    outcome.phase === "failed" && outcome.reason === "Action",
  );
  if (clause === undefined) return undefined;
  const values = clause.references.flatMap((reference) => {
    const text = textOf(value, reference);
    // What is optional and was not given says nothing.
    if (text === undefined || text.startsWith("(cannot reference optional field")) return [];
    return [{ reference, value: redactSyntax(text, secrets) }];
  });
  return { text: clause.isCondition ? clause.text : "", position: clause.position, values };
}

/** A reference in a template, seen from the template's top; undefined where it is one to what is around it. */
function textOf(value: Value, reference: string): string | undefined {
  const seen = value.expression(reference);
  const error = seen.error();
  if (error === undefined) return seen.syntax({ final: true }).trim();
  return error.message.startsWith("reference ") ? undefined : `(${error.message})`;
}

function endOf(entry: StepEntry): string {
  const reason = entry.reason === undefined || entry.reason === "Execute" ? "" : entry.reason;
  const why = REASONS[reason] ?? reason;
  const again = entry.phase === "failed" && reason === "" ? ", to be tried again" : "";
  const parts = [entry.phase ?? "", ...(why === "" ? [] : [`, ${why}`]), again].join("");
  return entry.message === "" ? parts : `${parts}: ${entry.message}`;
}

const REASONS: Readonly<Record<string, string>> = {
  Timeout: "its time was over",
  Terminate: "ended from outside, or by a break",
  FailedAfterRetries: "after all retries",
  Input: "for its input",
  Output: "for its outputs",
  Rendering: "in its template",
  Action: "by its own account",
};

/** Trying a step out may pass a suspension: not of the real entry. */
function copyOf(entry: StepEntry): StepEntry {
  return new StepEntry(entry.id, { ...entry.finish() });
}

function known(
  path: string,
  { nature, returns }: JournalEntry,
  recorded: ReadonlyMap<string, JournalEntry>,
): KnownResult {
  const isSecret = returns !== undefined && secretsIn(returns).length > 0;
  return { path, nature, isRecorded: recorded.has(path), value: isSecret ? undefined : returns };
}

function summaryOf(phase: string, message: string, path: string | undefined): string {
  const at = path === undefined ? "" : ` at ${path}`;
  switch (phase) {
    case "running":
      return `waits${at}${message === "" ? "" : `: ${message}`}`;
    case "suspending":
      return `suspended${at}${message === "" ? "" : `: ${message}`}`;
    case "failed":
      return `fails${at}: ${message}`;
    default:
      return path === undefined ? "would be done now" : `would go on with ${path}`;
  }
}
