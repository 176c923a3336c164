// What goes into one pass over a run and what comes out of it. Nothing else carries state between passes.
import type { WorkflowRun, WorkflowRunStatus } from "@lateen/api";
import type { ClusterClients, JsonObject } from "@lateen/kube";
import type { DefinitionSource } from "./definitions.ts";
import type { Features, Limits } from "./features.ts";
import type { NetworkSlots } from "./network.ts";
import type { Clock, ProviderRegistry, WatchRef } from "./provider.ts";
import type { RunStorage } from "./storage.ts";
import type { TemplateCache } from "./template/cache.ts";

/** What all runs share. */
export interface Engine {
  readonly definitions: DefinitionSource;
  readonly registry: ProviderRegistry;
  readonly clusters: ClusterClients;
  readonly templates: TemplateCache;
  readonly clock: Clock;
  /** A number in [0, 1), as `Math.random`. */
  readonly random: () => number;
  readonly features?: Features;
  readonly limits?: Limits;
  /** Bound on the actions of all runs that wait for the network at once; see {@link networkSlots}. Default: none. */
  readonly network?: NetworkSlots;
  /** CPU time that this thread has used, in milliseconds: what budgets of evaluations count. Default: `clock`. */
  readonly cpuTime?: () => number;
  /** Lets others have the thread; passes that take long ask for it now and then. Default: they keep it. */
  readonly breathe?: () => Promise<void>;
  readonly observer?: EngineObserver;
  /** Receives what steps log. Must not throw. */
  readonly stepLog?: (entry: StepLogEntry) => void;
}

/** A line of a step's log. */
export interface StepLogEntry {
  readonly run: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly step: string;
  readonly stepId: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly level: "info" | "error";
  readonly message: string;
  readonly fields?: JsonObject;
}

/** Told how long parts of a pass took, in milliseconds. Must not throw. */
export interface EngineObserver {
  /** An attempt of a step of this type ended. */
  attempt?(type: string, milliseconds: number): void;
  /** The steps and templates of a run were found. */
  resolved?(milliseconds: number): void;
}

/** Input of {@link execute}. */
export interface ExecuteInput {
  /** The run as read; it is not modified. */
  readonly run: WorkflowRun;
  readonly storage: RunStorage;
  /** What the pass before gave back; absent after a restart of the process. */
  readonly memory?: PassMemory;
  /** Ids of steps whose watched objects changed since the pass before. */
  readonly woken?: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  /** Called when the pass begins to wait for the network; what it gives is called when it does so no longer. */
  readonly away?: () => () => void;
  /** With `patchStatusAtOnce`: writes the status in between. */
  readonly writeStatus?: (status: WorkflowRunStatus) => Promise<void>;
}

/** What the engine would like to have back in the next pass; it does without after a restart. */
export interface PassMemory {
  readonly steps: ReadonlyMap<string, StepMemory>;
  /** `metadata.generation` of the run that was worked on: where it is another now, every step is looked at. */
  readonly generation?: number | undefined;
}

/** Part of {@link PassMemory}. */
export interface StepMemory {
  /** How many times in a row the step was left waiting with the same message. */
  readonly turns: number;
  readonly message: string;
  /** When to look at it again, ms since the epoch; undefined: only when woken. */
  readonly at: number | undefined;
  readonly watches: readonly WatchRef[];
  /** Phase in which the pass left it: a client may have changed it since. */
  readonly phase: string;
  /** Hash of the template that it was evaluated with. */
  readonly template: string;
  /** When its first attempt began, ms since the epoch; the status knows seconds only. */
  readonly startedAt: number | undefined;
}

/** An event to record on the run. */
export interface RunEvent {
  readonly type: "Normal" | "Warning";
  readonly reason: "Execute" | "Generate";
  readonly message: string;
}

/** When and by what a run is to be looked at again. */
export interface WakeUp {
  /** Milliseconds since the epoch; undefined: no timer. */
  readonly at: number | undefined;
  /** Objects whose change wakes steps; a change of one with an empty `stepId` wakes the run as a whole. */
  readonly watches: readonly { readonly stepId: string; readonly refs: readonly WatchRef[] }[];
}

/** What a step evaluated to, for the debug ConfigMap. */
export interface DebugRecord {
  readonly stepId: string;
  readonly stepName: string;
  /** CUE text. */
  readonly value: string;
}

/** Output of {@link execute}. */
export interface PassResult {
  /** What to write; the very object that came in if nothing changed. */
  readonly status: WorkflowRunStatus;
  readonly changed: boolean;
  /** The run could not be resolved or its context not stored. */
  readonly error: Error | undefined;
  /** With an error: whether trying again with back-off may help. A watch that fires may help in any case. */
  readonly isRetried: boolean;
  readonly events: readonly RunEvent[];
  readonly wakeUp: WakeUp;
  readonly memory: PassMemory;
  readonly debug: readonly DebugRecord[];
}
