// Why a step is where it is: the clause that decides, the values that it saw, what is on record, what wakes it.
import type { StepStatus } from "@lateen/api";
import type { Data, Position } from "@lateen/cue";
import { evaluateCondition } from "./condition.ts";
import { loadContext } from "./context/load-context.ts";
import { createScope } from "./create-scope.ts";
import { resolveInstance } from "./instance.ts";
import type { JournalEntry } from "./journal.ts";
import type { Engine, ExecuteInput } from "./pass.ts";
import { readPins } from "./pins.ts";
import { pendingMessage } from "./plan/pending.ts";
import { secretsIn } from "./redact.ts";
import { RunDraft, StepEntry } from "./status.ts";
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
  readonly results: readonly KnownResult[];
  readonly failures: number;
  /** When its time is over, ms since the epoch. */
  readonly timeoutAt: number | undefined;
  /** When it resumes by itself, or can go on by its own account, ms since the epoch. */
  readonly until: number | undefined;
}

/**
 * Explains a step of a run as it stands: evaluates it with what is on record, reads anew what can be read, changes
 * nothing. Throws if the run cannot be resolved or has no such step.
 */
export async function explainStep(
  engine: Engine,
  input: ExecuteInput & { readonly step: string },
): Promise<StepExplanation> {
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
  const node = instance.nodes.get(step);
  if (node === undefined) throw new Error(`the run has no step ${JSON.stringify(step)}`);
  const entry = scope.entryOf.get(node);
  const timeout = timeoutOf(scope, node, entry);
  const base: StepExplanation = {
    name: step,
    type: node.spec.type,
    status: entry?.finish(),
    summary: "",
    action: undefined,
    results: [],
    failures: entry === undefined ? 0 : context.journal(entry.id).failures,
    timeoutAt: timeout.kind === "ahead" ? timeout.at : undefined,
    until: undefined,
  };
  const pending = pendingMessage(scope, node);
  if (pending !== undefined && (entry?.phase ?? "pending") === "pending") {
    return { ...base, summary: pending };
  }
  const condition = node.spec.if?.trim() ?? "";
  if (entry?.phase === "skipped" || entry === undefined) {
    if (condition !== "" && condition !== "always") {
      const result = evaluateCondition(scope, node, condition, entry?.id ?? "");
      const text = "error" in result ? result.error : String(result.value);
      return { ...base, summary: `if: ${condition} is ${text}` };
    }
    return {
      ...base,
      summary: entry === undefined ? "not reached yet" : "skipped: a step before it failed",
    };
  }
  if (node.template === undefined) {
    return { ...base, summary: `its sub-steps are ${entry.phase ?? "not started"}` };
  }
  const attempt = await tryAttempt(scope, node, copyOf(entry), () => undefined, "reads");
  if ("crash" in attempt) return { ...base, summary: attempt.crash.message ?? "" };
  const recorded = context.journal(entry.id).entries;
  const { stop } = attempt;
  return {
    ...base,
    summary: summaryOf(attempt.outcome.phase, attempt.outcome.message ?? "", stop?.path),
    action:
      stop === undefined
        ? undefined
        : {
            path: stop.path,
            name: `${stop.provider}.${stop.function}`,
            position: stop.position,
            reads: stop.reads,
          },
    results: Array.from(attempt.results, ([path, result]) => known(path, result, recorded)),
    until: attempt.until,
  };
}

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
