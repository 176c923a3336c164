// One attempt of a step: evaluate, find the next action, answer it from the journal or call it, put its result into
// the evaluation, and again, until the step is done, waits, is suspended or fails (spec: engine.md 10).
import {
  type CueError,
  type Data,
  type Fill,
  type Position,
  type Value,
  isCueError,
} from "@lateen/cue";
import type { Json, JsonObject } from "@lateen/kube";
import { describeAmong, describeError } from "../condition.ts";
import { waitDeadline } from "../deadline.ts";
import { encodeData } from "../context/encode.ts";
import { ContextError } from "../context/run-context.ts";
import { hashText } from "../hash.ts";
import type { StepNode } from "../instance.ts";
import type { Journal, JournalEntry } from "../journal.ts";
import { formatPath } from "../path.ts";
import type {
  ActionInput,
  ActionNature,
  ActionResult,
  ProviderFunction,
  ProviderRegistry,
  WatchRef,
} from "../provider.ts";
import type { PassScope } from "../scope.ts";
import type { StepEntry, StepOutcome } from "../status.ts";
import { suspendAt } from "../suspend.ts";
import {
  type Results,
  allAskable,
  directlyRead,
  recheckForInput,
  recheckForWait,
  sourcesOf,
} from "./recheck.ts";
import { redact, secretsIn } from "../redact.ts";
import { runtimeFor } from "./runtime.ts";
import { type FoundAction, findAction } from "./search.ts";

/** What an attempt came to. */
export interface AttemptResult {
  readonly outcome: StepOutcome;
  /** The step is left unfinished because of an error that a retry may heal. */
  readonly isError: boolean;
  /** A break action: the run ends. */
  readonly isBreak: boolean;
  /** The last evaluation, for outputs and debugging; absent if there was none. */
  readonly value: Value | undefined;
  /** To be kept if the step goes on later. */
  readonly journal: Journal;
  /** Objects whose change may let the step go on; undefined: there is something that cannot be watched. */
  readonly watches: readonly WatchRef[] | undefined;
  /** A time at which the step can go on, if it told one. */
  readonly until: number | undefined;
  /** The action at which the attempt ended before the template did. */
  readonly stop: Stop | undefined;
  /** Results that the attempt knew, by path. */
  readonly results: ReadonlyMap<string, JournalEntry>;
  /** Texts in the results that must be shown nowhere. */
  readonly secrets: ReadonlySet<string>;
}

/** Where an attempt stopped, and on account of what. */
export interface Stop {
  readonly path: string;
  readonly provider: string;
  readonly function: string;
  /** Of the condition of a wait, else of the action. */
  readonly position: Position | undefined;
  /** Paths of the results that the condition, or the action's input, read directly. */
  readonly reads: readonly string[];
}

/** Input of {@link runAttempt}. */
export interface AttemptInput {
  readonly scope: PassScope;
  readonly node: StepNode;
  readonly entry: StepEntry;
  readonly context: JsonObject;
  readonly parameter: Data;
  readonly journal: Journal;
  /**
   * What may be called besides what the journal answers; default all. `none`: nothing. `reads`: functions that change
   * nothing, to explain a step as it stands. `polls`: those, and what the step repeated as long as it waited, for the
   * outputs of one that timed out.
   */
  readonly calls?: "none" | "reads" | "polls";
  /** Called once, before the step waits for the network for the first time. */
  readonly onNetwork: () => void;
}

/** Runs one attempt. Errors of the template and of functions are outcomes; what is thrown is a bug or the store's. */
export async function runAttempt(input: AttemptInput): Promise<AttemptResult> {
  return new Attempt(input).run();
}

/** Legacy functions take their input from the struct itself and put their result into it. */
const LEGACY_PROVIDERS = new Set(["op", "ql"]);

class Attempt {
  readonly #in: AttemptInput;
  readonly #fills: Fill[];
  readonly #entries = new Map<string, JournalEntry>();
  readonly #functions = new Map<string, ProviderFunction>();
  readonly #pathOfFill = new Map<number, string>();
  /** Sources of the results of functions that only compute. */
  readonly #readBy = new Map<string, readonly string[]>();
  readonly #watches = new Map<string, readonly WatchRef[]>();
  readonly #done = new Set<string>();
  readonly #secrets = new Set<string>();
  /** Paths of results that are not stored, for the secrets in them. */
  readonly #secretPaths = new Set<string>();
  readonly #results: Results;
  #journal: Journal;
  #value: Value | undefined;
  #message = "";
  #stop: Stop | undefined;

  constructor(input: AttemptInput) {
    this.#in = input;
    this.#journal = input.journal;
    this.#fills = [
      { path: ["context"], value: input.context as Json },
      { path: ["parameter"], value: input.parameter },
    ];
    this.#results = {
      entries: this.#entries,
      pathOfFill: this.#pathOfFill,
      readBy: this.#readBy,
      isRepeatable: (path) => this.#functions.get(path)?.repeatable === true,
    };
  }

  async run(): Promise<AttemptResult> {
    const { scope, node } = this.#in;
    const template = node.template;
    if (template?.program === undefined)
      return this.#failed(template?.error ?? "no template", new Set());
    const program = template.program;
    const evaluate = (): Value =>
      program.evaluate({
        fill: [...this.#fills],
        budget: { ...scope.budget, signal: scope.signal },
      });
    let value = evaluate();
    this.#value = value;
    let isValidated = false;
    for (;;) {
      if (!isValidated) {
        // A conflict fails the step in every attempt, and before anything is done (oddity 1).
        const errors = value.validate().filter(({ code }) => code !== "incomplete");
        // What the user gave explains best what is wrong with what is made of it.
        const broken = errors.find(({ path }) => path[0] === "parameter") ?? errors[0];
        if (broken?.code === "budget") throw broken;
        if (broken !== undefined) {
          return this.#failed(describeAmong(broken, errors), allAskable(this.#results));
        }
        isValidated = true;
      }
      const action = findAction(value, (key) => this.#done.has(key));
      if (action === undefined) return this.#result({ phase: "succeeded" });
      if (scope.signal.aborted || scope.engine.clock.now() > scope.deadline) {
        return this.#failed("cuex compile resolve timeout", new Set());
      }
      this.#done.add(action.key);
      const breath = scope.breathe();
      if (breath !== undefined) await breath;
      const fillsBefore = this.#fills.length;
      const stop = await this.#perform(action);
      if (stop !== undefined) return stop;
      if (this.#fills.length > fillsBefore) {
        value = evaluate();
        this.#value = value;
        isValidated = false;
      }
    }
  }

  /** Answers or calls one action; a result if the attempt ends with it. */
  async #perform(action: FoundAction): Promise<AttemptResult | undefined> {
    const { scope } = this.#in;
    const { registry } = scope.engine;
    const fn = registry.find(action.provider, action.name);
    if (fn === undefined) {
      return this.#failed(notFound(action, registry), new Set());
    }
    this.#functions.set(action.key, fn);
    const stop = await this.#answer(action, fn);
    if (stop !== undefined)
      this.#stop ??= stopAt(action, directlyRead(action.value, this.#results));
    return stop === undefined ? undefined : { ...stop, stop: this.#stop };
  }

  async #answer(action: FoundAction, fn: ProviderFunction): Promise<AttemptResult | undefined> {
    const input = inputOf(action, fn);
    if (input instanceof Error) {
      const message = `function call error for ${action.key}: cue: marshal error: ${describeError(input)}`;
      return this.#failed(message, recheckForInput(action.value, this.#results));
    }
    const nature = typeof fn.nature === "function" ? fn.nature(input) : fn.nature;
    const inputHash = nature === "control" ? "" : hashText(encodeData(input.struct));
    const known = this.#journal.entries.get(action.key);
    if (
      known !== undefined &&
      known.input === inputHash &&
      !this.#journal.recheck.has(action.key)
    ) {
      if (known.lost !== undefined) {
        throw new Error(
          `the result of ${action.key} took ${known.lost} bytes, too many to be kept, and what it did must not be done twice`,
        );
      }
      this.#keep(action, known);
      return undefined;
    }
    if (!this.#mayCall(action, fn, nature)) return this.#result({ phase: "succeeded" });
    let result: ActionResult;
    try {
      result = await this.#call(action, fn, input, nature, inputHash);
    } catch (err) {
      if (err instanceof ContextError) throw err;
      if (isCueError(err)) {
        const message = `function call error for ${action.key}: cue: marshal error: ${describeError(err)}`;
        return this.#failed(message, recheckForInput(action.value, this.#results));
      }
      const text = err instanceof Error ? err.message : String(err);
      return this.#failed(`function call error for ${action.key}: ${text}`, new Set());
    }
    return this.#take(action, result, { input: inputHash, nature });
  }

  #mayCall(action: FoundAction, fn: ProviderFunction, nature: ActionNature): boolean {
    const { calls } = this.#in;
    if (calls === undefined) return true;
    if (calls === "none") return false;
    if (nature !== "effect") return true;
    return calls === "polls" && fn.repeatable === true && this.#journal.recheck.has(action.key);
  }

  async #call(
    action: FoundAction,
    fn: ProviderFunction,
    input: ActionInput,
    nature: ActionNature,
    inputHash: string,
  ): Promise<ActionResult> {
    const { scope, node, entry, context } = this.#in;
    const runtime = runtimeFor(scope, node, entry, context, `${action.key}/${inputHash}`);
    if (nature === "control") return fn.call(input, runtime);
    this.#in.onNetwork();
    await scope.network.acquire();
    try {
      // What was done and must not be done twice is on record before anything else takes its time.
      if (scope.flags.hasUnrecordedEffect) {
        scope.flags.hasUnrecordedEffect = false;
        await scope.context.flush();
      }
      return await fn.call(input, runtime);
    } finally {
      scope.network.release();
    }
  }

  #take(
    action: FoundAction,
    result: ActionResult,
    made: { readonly input: string; readonly nature: ActionNature },
  ): AttemptResult | undefined {
    const { scope, entry } = this.#in;
    switch (result.kind) {
      case "done": {
        const known: JournalEntry =
          result.returns === undefined ? made : { ...made, returns: result.returns };
        if (result.watches !== undefined) this.#watches.set(action.key, result.watches);
        for (const secret of result.secrets ?? []) this.#secrets.add(secret);
        if ((result.secrets ?? []).length > 0) this.#secretPaths.add(action.key);
        this.#keep(action, known);
        if (made.nature === "effect" && this.#functions.get(action.key)?.repeatable !== true) {
          scope.flags.hasUnrecordedEffect = true;
          scope.context.setJournal(entry.id, {
            ...this.#journal,
            entries: this.#journalEntries(new Set()),
            recheck: new Set(),
          });
        }
        return undefined;
      }
      case "message":
        this.#message = result.message || this.#message;
        return undefined;
      case "wait":
        return this.#wait(action, result);
      case "suspend": {
        let suspended: ReturnType<typeof suspendAt>;
        try {
          suspended = suspendAt(scope, entry, labelOf(action), result, this.#journal);
        } catch (err) {
          const text = err instanceof Error ? err.message : String(err);
          return this.#failed(`function call error for ${action.key}: ${text}`, new Set());
        }
        if (suspended.isPassed) {
          this.#journal = suspended.journal;
          return undefined;
        }
        this.#message = suspended.message;
        return this.#result(
          { phase: "suspending", reason: "Suspend" },
          { recheck: new Set(), watches: [], until: suspended.until },
        );
      }
      case "fail":
        this.#message = result.message || this.#message;
        return this.#result({ phase: "failed", reason: "Action" });
      case "break":
        this.#message = result.message || this.#message;
        return this.#result({ phase: "succeeded", reason: "Terminate" }, { isBreak: true });
      default:
        throw new Error(
          `unknown result of ${action.key}: ${JSON.stringify(result satisfies never)}`,
        );
    }
  }

  #wait(
    action: FoundAction,
    result: Extract<ActionResult, { readonly kind: "wait" }>,
  ): AttemptResult {
    const { scope, entry } = this.#in;
    this.#message = result.message || this.#message;
    let deadline: number | undefined;
    try {
      deadline = waitDeadline(scope, entry.id, labelOf(action), result.deadline);
    } catch (err) {
      const text = err instanceof Error ? err.message : String(err);
      return this.#failed(`function call error for ${action.key}: ${text}`, new Set());
    }
    if (deadline !== undefined && deadline <= scope.now) {
      const waited = this.#message === "" ? "" : `: ${this.#message}`;
      this.#message = `waited at ${action.key} until its deadline${waited}`;
      return this.#result({ phase: "failed", reason: "Timeout" });
    }
    const recheck = recheckForWait(action.value, this.#value ?? action.value, this.#results);
    const watches = this.#watchesOf(recheck, result.watches);
    const until = Math.min(
      result.until ?? Number.POSITIVE_INFINITY,
      deadline ?? Number.POSITIVE_INFINITY,
    );
    return this.#result(
      { phase: "running", reason: "Wait" },
      { recheck, watches, until: Number.isFinite(until) ? until : undefined },
    );
  }

  #keep(action: FoundAction, entry: JournalEntry): void {
    if (entry.nature !== "control") this.#entries.set(action.key, entry);
    if (entry.returns === undefined) return;
    if (entry.nature === "control") {
      const read = directlyRead(action.value, this.#results);
      this.#readBy.set(action.key, [
        ...new Set(read.flatMap((path) => sourcesOf(path, this.#results))),
      ]);
    }
    const secrets = secretsIn(entry.returns);
    if (secrets.length > 0) {
      for (const secret of secrets) this.#secrets.add(secret);
      this.#secretPaths.add(action.key);
    }
    const path = LEGACY_PROVIDERS.has(action.provider) ? action.path : [...action.path, "$returns"];
    this.#pathOfFill.set(this.#fills.length, action.key);
    this.#fills.push({ path, value: entry.returns });
  }

  #failed(message: string, recheck: ReadonlySet<string>): AttemptResult {
    this.#message = message;
    const journal = { ...this.#journal, failures: this.#journal.failures + 1 };
    this.#journal = journal;
    return this.#result({ phase: "failed", reason: "Execute" }, { recheck, isError: true });
  }

  #result(
    outcome: StepOutcome,
    more: {
      readonly recheck?: ReadonlySet<string>;
      readonly isError?: boolean;
      readonly isBreak?: boolean;
      readonly watches?: readonly WatchRef[] | undefined;
      readonly until?: number | undefined;
    } = {},
  ): AttemptResult {
    const recheck = more.recheck ?? new Set();
    return {
      outcome: { ...outcome, message: redact(this.#message, this.#secrets) },
      isError: more.isError ?? false,
      isBreak: more.isBreak ?? false,
      value: this.#value,
      journal: { ...this.#journal, entries: this.#journalEntries(recheck), recheck },
      watches: more.watches,
      until: more.until,
      stop: this.#stop,
      results: this.#entries,
      secrets: this.#secrets,
    };
  }

  /**
   * What to keep for the next attempt: what this one used, without what is asked anew; and effects of earlier attempts
   * that this one did not come to.
   */
  #journalEntries(recheck: ReadonlySet<string>): ReadonlyMap<string, JournalEntry> {
    const kept = new Map<string, JournalEntry>();
    for (const [path, entry] of this.#journal.entries) {
      if (entry.nature === "effect" && !recheck.has(path)) kept.set(path, entry);
    }
    for (const [path, entry] of this.#entries) {
      // What was read of a Secret is read again rather than stored.
      const isStored = entry.nature === "effect" || !this.#secretPaths.has(path);
      if (isStored && !recheck.has(path)) kept.set(path, entry);
    }
    return kept;
  }

  #watchesOf(
    recheck: ReadonlySet<string>,
    own: readonly WatchRef[] | undefined,
  ): readonly WatchRef[] | undefined {
    const watches = [...(own ?? [])];
    for (const path of recheck) {
      const watched = this.#watches.get(path);
      if (watched === undefined || watched.length === 0) return undefined;
      watches.push(...watched);
    }
    return watches;
  }
}

function notFound({ key, provider, name }: FoundAction, registry: ProviderRegistry): string {
  if (provider === "") return `${key} calls ${name} of no provider: #provider is missing`;
  return registry.hasProvider(provider)
    ? `function ${name} not found in provider ${provider}`
    : `provider ${provider} not found`;
}

function stopAt(action: FoundAction, reads: readonly string[]): Stop {
  const condition = [["$params", "continue"], ["continue"]]
    .map((path) => action.value.lookup(path))
    .find((value) => value.exists());
  return {
    path: action.key,
    provider: action.provider,
    function: action.name,
    position: condition?.position() ?? action.value.position(),
    reads,
  };
}

/** The input of a function, or the error that says what of it is not known. */
function inputOf(action: FoundAction, fn: ProviderFunction): ActionInput | CueError {
  let struct: { readonly [key: string]: Json } = {};
  try {
    struct = action.value.decode() as { readonly [key: string]: Json };
  } catch (err) {
    if (!isCueError(err) || err.code === "budget") throw err;
    if (fn.native !== true) return err;
    // Names the input for the journal.
    struct = { "": action.value.syntax() };
  }
  const params = struct["$params"];
  const isNewStyle =
    !LEGACY_PROVIDERS.has(action.provider) &&
    params !== null &&
    typeof params === "object" &&
    !Array.isArray(params);
  return {
    struct,
    params: isNewStyle ? params : LEGACY_PROVIDERS.has(action.provider) ? struct : {},
    value: action.value,
    label: labelOf(action),
    path: action.key,
  };
}

function labelOf(action: FoundAction): string {
  const last = action.path.at(-1);
  return typeof last === "number" ? formatPath(action.path) : (last ?? "");
}
