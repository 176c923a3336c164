// What one pass carries around. Made by execute.ts; lives as long as the pass.
import type { StepPhase, WorkflowRun } from "@lateen/api";
import type { Budget } from "@lateen/cue";
import { type Json, type JsonObject, sortFields } from "@lateen/kube";
import type { Gathered } from "./context/gathered.ts";
import type { RunContext } from "./context/run-context.ts";
import type { ResolvedLimits } from "./features.ts";
import type { StepNode } from "./instance.ts";
import type { NetworkSlots } from "./network.ts";
import type { DebugRecord, Engine, StepMemory } from "./pass.ts";
import type { WatchRef } from "./provider.ts";
import { type RunDraft, StepEntry, formatTime, isStarted } from "./status.ts";

/** When and by what a step is to be looked at again; kept in the pass's memory. */
export interface StepWake {
  readonly at: number | undefined;
  readonly watches: readonly WatchRef[];
  readonly turns: number;
  readonly template: string;
  /** When the step's first attempt began, ms since the epoch. */
  readonly startedAt: number | undefined;
}

/** One pass over one run. */
export interface PassScope {
  readonly engine: Engine;
  readonly limits: ResolvedLimits;
  readonly run: WorkflowRun;
  readonly name: string;
  readonly namespace: string;
  readonly draft: RunDraft;
  /** Mode of the sub-steps of groups that name none. */
  readonly subStepMode: string;
  readonly context: RunContext;
  /** The whole instance, by step name; a name that is used twice is the first one's. */
  readonly nodes: ReadonlyMap<string, StepNode>;
  /** Recorded steps and sub-steps. */
  readonly entryOf: Map<StepNode, StepEntry>;
  /** The same by name. */
  readonly entries: Map<string, StepEntry>;
  /** Names that the properties of steps give: also visible in `status` of conditions. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly memory: ReadonlyMap<string, StepMemory>;
  readonly woken: ReadonlySet<string>;
  readonly wakes: Map<string, StepWake>;
  readonly now: number;
  readonly deadline: number;
  /** When the time of the whole run is over, ms since the epoch. */
  readonly runDeadline: number | undefined;
  /** Parameters of the workflow, if it declares any. */
  readonly parameters: JsonObject | undefined;
  readonly signal: AbortSignal;
  readonly debug: DebugRecord[] | undefined;
  /** Runs a step's attempts with a bound on those that wait for the network at once. */
  readonly network: NetworkSlots;
  /** To be awaited before each piece of work, where it gives something: others get their turn. */
  readonly breathe: () => Promise<void> | undefined;
  /** What one evaluation may take. */
  readonly budget: Budget;
  /** How many evaluations of a template took more than that in this pass, by its hash. */
  readonly overBudget: Map<string, number>;
  /** Writes the status as it stands, where the feature asks for it. */
  readonly publish: () => Promise<void>;
  readonly flags: PassFlags;
  /** Works on the steps of a list. */
  readonly runList: (
    nodes: readonly StepNode[],
    options: { readonly isDag: boolean; readonly onNetwork: () => void },
  ) => Promise<void>;
  /** Works on one step, whatever it is. */
  readonly visit: (node: StepNode, list: ListState) => Promise<void>;
  /** What the items of a `forEach` came to so far. */
  readonly gathered: Map<StepNode, Gathered>;
}

/** What the list that a step stands in knows. */
export interface ListState {
  readonly isDag: boolean;
  /** Step by step: a step before this one is neither succeeded nor skipped. */
  readonly hasFailure: boolean;
  /** Called when the work on a step begins to wait for the network. */
  readonly onNetwork: () => void;
}

/** What the attempts of a pass have in common (spec: engine.md 5.3). */
export interface PassFlags {
  /** A step used up its retries in this pass. */
  exhausted: boolean;
  /** A step waits or will be tried again. */
  waiting: boolean;
  /** An effect that may not be repeated has been done and is not recorded yet. */
  hasUnrecordedEffect: boolean;
  /** A client resumed a run that `suspendOnFailure` had suspended: retries count anew. */
  readonly isResumedAfterFailure: boolean;
  /** The run was to end when this pass began, and no step had failed: a client asked for it. */
  readonly isEndedByClient: boolean;
  /** The spec of the run is not the one that the pass before worked on. */
  readonly isEdited: boolean;
}

/** The `context` of a step as templates and conditions see it (spec: engine.md 7). */
export function processContext(scope: PassScope, node: StepNode, stepId: string): JsonObject {
  const group = node.parent === undefined ? undefined : node.parent.spec.name;
  const trace = `i-${scope.context.session.slice(0, 8)}`;
  const groupId = node.parent === undefined ? undefined : ensureEntry(scope, node.parent).id;
  const ownGroup = node.children === undefined ? undefined : node.spec.name;
  const stepGroupName = group ?? ownGroup;
  // In the order of the names, which templates that go through them see.
  const result: JsonObject = {
    name: scope.name,
    namespace: scope.namespace,
    publishVersion: "",
    spanID: groupId === undefined ? `${trace}.${stepId}` : `${trace}.${groupId}.${stepId}`,
    ...(stepGroupName === undefined ? {} : { stepGroupName }),
    stepName: node.spec.name,
    stepSessionID: stepId,
    workflowName: "",
  };
  if (node.item !== undefined) {
    result["item"] = node.item.value as Json;
    result["index"] = node.item.index;
    if (node.item.key !== undefined) result["key"] = node.item.key;
  }
  if (scope.parameters !== undefined) result["parameters"] = scope.parameters;
  const custom = scope.run.spec?.context;
  if (custom === undefined) return result;
  for (const [key, value] of Object.entries(custom)) result[key] = value as Json;
  return sortFields(result);
}

/** Records what became of a step (spec: engine.md 5.4); a phase that a step had already, with all else, changes nothing. */
export function record(
  scope: PassScope,
  entry: StepEntry,
  node: StepNode,
  outcome: {
    readonly phase: StepPhase;
    readonly reason?: StepEntry["reason"];
    readonly message?: string | undefined;
    /** The step was executed now, even if that changed nothing. */
    readonly isAttempt?: boolean;
  },
): void {
  const message = cut(outcome.message ?? "", scope.limits.messageBytes);
  const isChanged =
    entry.phase !== outcome.phase || entry.reason !== outcome.reason || entry.message !== message;
  const time = formatTime(scope.now);
  // Time spent pending does not count towards the timeout: the clock starts when the step does.
  const starts =
    entry.firstExecuteTime === undefined || (!isStarted(entry) && outcome.phase !== "pending");
  entry.name = node.spec.name;
  entry.type = node.spec.type;
  entry.phase = outcome.phase;
  entry.reason = outcome.reason;
  entry.message = message;
  if (starts) entry.firstExecuteTime = time;
  if (isChanged || outcome.isAttempt === true || entry.lastExecuteTime === undefined) {
    entry.lastExecuteTime = time;
  }
}

/**
 * The entry of a step, made and listed where there is none yet; a sub-step's brings its group's with it, which has no
 * type until the group itself is recorded (spec: engine.md 5.4).
 */
export function ensureEntry(scope: PassScope, node: StepNode): StepEntry {
  const known = scope.entryOf.get(node);
  if (known !== undefined) return known;
  const list =
    node.parent === undefined ? scope.draft.steps : ensureEntry(scope, node.parent).subSteps;
  const entry = new StepEntry(scope.context.newStepId(node.path));
  entry.name = node.spec.name;
  if (node.children === undefined) entry.type = node.spec.type;
  list.push(entry);
  scope.entryOf.set(node, entry);
  if (!scope.entries.has(node.spec.name)) scope.entries.set(node.spec.name, entry);
  return entry;
}

function cut(message: string, limit: number): string {
  return message.length <= limit
    ? message
    : `${message.slice(0, limit)} … (${message.length} characters)`;
}
