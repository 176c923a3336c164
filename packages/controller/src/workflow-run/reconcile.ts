// One look at a run: what is stored goes into the engine, what comes out is written once, and the wake-ups are set.
// It sees keys, never events. Between looks it keeps only what the engine may lose (its memory of waits, who woke whom)
// and the run as last written, because the cache may not have seen that yet.
import { ANNOTATION_CONTROLLER_VERSION, LABEL_SHARD, type WorkflowRun } from "@lateen/api";
import {
  type Engine,
  type PassMemory,
  type PassResult,
  configMapStorage,
  execute,
} from "@lateen/engine";
import { type Client, isConflict, isNotFound } from "@lateen/kube";
import type { ControllerSettings } from "../flags.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { writeDebug } from "./debug.ts";
import type { EventRecorder } from "./events.ts";
import type { Mark, WakeUps } from "./wake-ups.ts";
import { writeStatus } from "./write-status.ts";

/** When to look again: not before something happens, after so many milliseconds, or with growing delays. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "after"; readonly milliseconds: number }
  | { readonly kind: "again" }
  | { readonly kind: "retry"; readonly error: unknown };

/** Looks at runs. */
export interface RunReconciler {
  /** One pass over the run of this key (`namespace/name`). One at a time a key. Never rejects. */
  reconcile(key: string, signal: AbortSignal): Promise<Outcome>;
  /** A step of the run is to be looked at: an object that it waits for changed. */
  woken(key: string, stepId: string): void;
  /** Runs of which something is kept. */
  readonly size: number;
}

/** What the reconciler works with. */
export interface RunReconcilerOptions {
  readonly engine: Engine;
  readonly client: Client;
  /** The run as the cache has it; shared, not to be changed. */
  readonly cached: (key: string) => WorkflowRun | undefined;
  readonly wakeUps: WakeUps;
  readonly events: EventRecorder;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly version: string;
  readonly settings: Pick<ControllerSettings, "ignoreWithoutRequirement" | "shard">;
}

/** What is kept of a run between two looks. */
interface Kept {
  readonly uid: string;
  memory: PassMemory | undefined;
  woken: Set<string>;
  /** As last written. */
  written: WorkflowRun | undefined;
}

/** Makes the reconciler of runs. */
export function createRunReconciler(options: RunReconcilerOptions): RunReconciler {
  const { engine, client, wakeUps, events, metrics, log } = options;
  const kept = new Map<string, Kept>();

  const forget = (key: string): Outcome => {
    kept.delete(key);
    wakeUps.delete(key);
    return { kind: "done" };
  };

  const latest = (key: string): WorkflowRun | undefined => {
    const cached = options.cached(key);
    const written = kept.get(key)?.written;
    if (
      cached === undefined ||
      written === undefined ||
      cached.metadata.uid !== written.metadata.uid
    )
      return cached;
    return isNewer(written, cached) ? written : cached;
  };

  const pass = async (key: string, run: WorkflowRun, signal: AbortSignal): Promise<Outcome> => {
    const state = stateFor(kept, key, run);
    const woken = state.woken;
    state.woken = new Set();
    const since = wakeUps.mark();
    const began = engine.clock.now();
    let current = run;
    const result = await execute(engine, {
      run,
      storage: configMapStorage({ client, run, clock: engine.clock }),
      woken,
      signal,
      ...(state.memory === undefined ? {} : { memory: state.memory }),
      writeStatus: async (status) => {
        const { run: written } = await writeStatus(client, current, status);
        if (written !== undefined) current = written;
      },
    });
    metrics.pass(
      run.status?.status ?? "",
      result.status.status,
      (engine.clock.now() - began) / 1000,
    );
    if (!run.status?.startTime && result.status.startTime) metrics.initialized();
    const written = await store(current, result, state);
    if (written === "dropped") {
      state.memory = undefined;
      state.woken = woken;
      return { kind: "again" };
    }
    state.memory = result.memory;
    announce(run, result);
    if (result.status.finished) return forget(key);
    setWakeUps(key, result, since);
    return outcomeOf(result, written === "merged", engine.clock.now());
  };

  const store = async (
    run: WorkflowRun,
    result: PassResult,
    state: Kept,
  ): Promise<"unchanged" | "written" | "merged" | "dropped"> => {
    if (!result.changed) return "unchanged";
    const { run: written, isMerged } = await writeStatus(client, run, result.status);
    if (written === undefined) return "dropped";
    state.written = written;
    return isMerged ? "merged" : "written";
  };

  const announce = (run: WorkflowRun, result: PassResult): void => {
    events.record(run, result.events);
    if (result.status.finished) metrics.finished({ ...run, status: result.status });
    if (result.debug.length > 0) {
      writeDebug(client, run, result.debug).catch((error: unknown) =>
        log.warn({ err: error, ...nameOf(run) }, "writing what the steps evaluated to failed"),
      );
    }
  };

  const setWakeUps = (key: string, result: PassResult, since: Mark): void => {
    wakeUps.set(key, result.wakeUp.watches, since);
  };

  return {
    async reconcile(key, signal) {
      const run = latest(key);
      if (run === undefined || run.status?.finished === true) return forget(key);
      if (run.metadata.deletionTimestamp !== undefined) return forget(key);
      if (!isOurs(run, options)) return forget(key);
      try {
        return await pass(key, run, signal);
      } catch (error) {
        if (isNotFound(error) && options.cached(key) === undefined) return forget(key);
        if (!signal.aborted && !isConflict(error)) {
          log.error({ err: error, ...nameOf(run) }, "reconcile WorkflowRun error");
        }
        return { kind: "retry", error };
      }
    },
    woken(key, stepId) {
      kept.get(key)?.woken.add(stepId);
    },
    get size() {
      return kept.size;
    },
  };
}

function stateFor(kept: Map<string, Kept>, key: string, run: WorkflowRun): Kept {
  const uid = run.metadata.uid ?? "";
  const known = kept.get(key);
  // A run that began anew, or another one of the same name, has nothing to remember.
  const isKnown = known?.uid === uid;
  const state = isKnown
    ? known
    : { uid, memory: undefined, woken: new Set<string>(), written: undefined };
  if (!run.status?.startTime) state.memory = undefined;
  if (!isKnown) kept.set(key, state);
  return state;
}

function outcomeOf(result: PassResult, isMerged: boolean, now: number): Outcome {
  if (isMerged) return { kind: "again" };
  if (result.error !== undefined && result.isRetried) return { kind: "retry", error: result.error };
  const { at } = result.wakeUp;
  return at === undefined
    ? { kind: "done" }
    : { kind: "after", milliseconds: Math.max(0, at - now) };
}

/** Whether this controller is to act on the run at all (spec: engine.md 1 and 25). */
function isOurs(run: WorkflowRun, { version, settings }: RunReconcilerOptions): boolean {
  if (settings.shard !== undefined && run.metadata.labels?.[LABEL_SHARD] !== settings.shard)
    return false;
  const required = run.metadata.annotations?.[ANNOTATION_CONTROLLER_VERSION];
  return required === undefined ? !settings.ignoreWithoutRequirement : required === version;
}

/** Whether the first is the newer state of the same object. Versions are numbers wherever they come from etcd or us. */
function isNewer(a: WorkflowRun, b: WorkflowRun): boolean {
  const [left, right] = [Number(a.metadata.resourceVersion), Number(b.metadata.resourceVersion)];
  return left > right;
}

function nameOf(run: WorkflowRun): { readonly namespace: string; readonly name: string } {
  return { namespace: run.metadata.namespace ?? "", name: run.metadata.name ?? "" };
}
