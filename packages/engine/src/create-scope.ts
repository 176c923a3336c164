import { ANNOTATION_DEBUG, type WorkflowRun } from "@lateen/api";
import { parseDuration, parseTime } from "@lateen/kube";
import type { RunContext } from "./context/run-context.ts";
import { evaluationBudget } from "./budget.ts";
import { resolveLimits } from "./features.ts";
import type { Instance, StepNode } from "./instance.ts";
import type { Engine, ExecuteInput } from "./pass.ts";
import { runList, visit } from "./plan/list.ts";
import { networkSlots, passSlots } from "./network.ts";
import type { PassScope } from "./scope.ts";
import type { RunDraft, StepEntry } from "./status.ts";

/** What a pass works on. */
export interface PassParts {
  readonly draft: RunDraft;
  readonly instance: Instance;
  readonly context: RunContext;
  readonly now: number;
  readonly isResumedAfterFailure: boolean;
  readonly publish: () => Promise<void>;
}

/** Puts together what a pass carries around. */
export function createScope(engine: Engine, input: ExecuteInput, parts: PassParts): PassScope {
  const { draft, instance, context, now } = parts;
  const { run } = input;
  const limits = resolveLimits(engine.limits);
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
    memory: input.memory?.steps ?? new Map(),
    woken: input.woken ?? new Set(),
    wakes: new Map(),
    now,
    deadline: now + limits.passMilliseconds,
    runDeadline: runDeadline(run, draft),
    parameters: instance.parameters,
    signal: input.signal ?? new AbortController().signal,
    debug: run.metadata.annotations?.[ANNOTATION_DEBUG] === "true" ? [] : undefined,
    network: passSlots(networkSlots(limits.parallelSteps), engine.network, input.away),
    breathe: breathing(engine),
    budget: evaluationBudget(engine),
    overBudget: new Map(),
    publish: parts.publish,
    gathered: new Map(),
    runList: (nodes, options) => runList(scope, nodes, options),
    visit: (node, list) => visit(scope, node, list),
    flags: {
      exhausted: false,
      waiting: false,
      hasUnrecordedEffect: false,
      isResumedAfterFailure: parts.isResumedAfterFailure,
      isEndedByClient: draft.terminated && !hasFailed(draft.steps),
      isEdited: input.memory?.generation !== run.metadata.generation,
    },
  };
  matchEntries(scope, [...instance.steps, ...instance.last], draft.steps);
  return scope;
}

/** How long a pass keeps the thread before it lets others have it. */
const BREATH_MILLISECONDS = 8;
/** Turns that others get at most for one piece of work. */
const MOST_BREATHS = 64;

function breathing({ breathe, clock }: Engine): PassScope["breathe"] {
  if (breathe === undefined) return () => undefined;
  let last = clock.now();
  return () => {
    const taken = clock.now() - last;
    if (taken < BREATH_MILLISECONDS) return undefined;
    return breatheFor(Math.min(Math.floor(taken / BREATH_MILLISECONDS), MOST_BREATHS));
  };
  // Who took the thread for long gives way for as many turns.
  async function breatheFor(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await breathe?.();
    last = clock.now();
  }
}

function hasFailed(entries: readonly StepEntry[]): boolean {
  return entries.some((entry) => entry.phase === "failed" || hasFailed(entry.subSteps));
}

/** Pairs recorded entries with the steps that they are of; entries of steps that are no more stay as they are. */
export function matchEntries(
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

function runDeadline(run: WorkflowRun, draft: RunDraft): number | undefined {
  const text = run.spec?.timeout;
  if (text === undefined || text === "" || draft.startTime === undefined) return undefined;
  // The text was checked when the run was resolved.
  return parseTime(draft.startTime) + parseDuration(text);
}
