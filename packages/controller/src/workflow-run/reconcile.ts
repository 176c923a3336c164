// One look at a run: what is stored goes into the engine, what comes out is written once, and the wake-ups are set.
// It sees keys, never events. Between looks it keeps only what the engine may lose (its memory of waits, who woke whom)
// and the run as last written, because the cache may not have seen that yet.
import type { WorkflowRun } from "@lateen/api";
import {
  type Engine,
  type PassMemory,
  type PassResult,
  configMapStorage,
  execute,
} from "@lateen/engine";
import { type Client, isNotFound } from "@lateen/kube";
import type { Reconcile, ReconcileContext, ReconcileResult } from "@lateen/runtime";
import type { ControllerSettings } from "../flags.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { writeDebug } from "./debug.ts";
import type { EventRecorder } from "./events.ts";
import { isOurs } from "./ours.ts";
import type { WakeUps } from "./wake-ups.ts";
import { writeStatus } from "./write-status.ts";

/** Looks at runs. */
export interface RunReconciler {
  /** One pass over the run of this key (`namespace/name`); one at a time a key. Rejects if it is to be tried again. */
  readonly reconcile: Reconcile;
  /** A step of the run is to be looked at: an object that it waits for changed. */
  woken(key: string, stepId: string): void;
  /** The cache shows this state of a run, or none: what was kept until then may go. */
  observed(key: string, run: WorkflowRun | undefined): void;
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
  /** As last written, until the cache shows it. */
  written: WorkflowRun | undefined;
  /** The resourceVersion of what was last written. */
  version: string | undefined;
  /** When the run is to be looked at again if nothing happens; milliseconds since the epoch, undefined: not before. */
  dueAt: number | undefined;
  /** The last pass left nothing to be done at once. */
  isSettled: boolean;
}

/** Makes the reconciler of runs. */
export function createRunReconciler(options: RunReconcilerOptions): RunReconciler {
  const { engine, client, wakeUps, events, metrics, log } = options;
  const kept = new Map<string, Kept>();

  const forget = (key: string): void => {
    kept.delete(key);
    wakeUps.delete(key);
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

  const pass = async (
    key: string,
    run: WorkflowRun,
    state: Kept,
    woken: ReadonlySet<string>,
    { signal, away }: ReconcileContext,
  ): Promise<ReconcileResult | undefined> => {
    state.isSettled = false;
    const since = wakeUps.mark();
    const began = engine.clock.now();
    let current = run;
    const result = await execute(engine, {
      run,
      storage: configMapStorage({ client, run, clock: engine.clock }),
      woken,
      signal,
      away,
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
    const stored = await store(current, result, state);
    if (stored === "dropped") {
      state.memory = undefined;
      return { requeueAfter: 0 };
    }
    state.memory = result.memory;
    announce(run, result);
    if (result.status.finished) {
      // The cache may not show the end yet: `written` stays until it does.
      state.memory = undefined;
      wakeUps.delete(key);
      if (options.cached(key)?.status?.finished === true) kept.delete(key);
      return undefined;
    }
    wakeUps.set(key, result.wakeUp.watches, since);
    if (stored === "merged") return { requeueAfter: 0 };
    if (result.error !== undefined && result.isRetried) throw result.error;
    state.isSettled = true;
    state.dueAt = result.wakeUp.at;
    return waitFor(state, engine.clock.now());
  };

  const store = async (
    run: WorkflowRun,
    result: PassResult,
    state: Kept,
  ): Promise<"unchanged" | "written" | "merged" | "dropped"> => {
    if (!result.changed) return "unchanged";
    const { run: written, isMerged, isRestarted } = await writeStatus(client, run, result.status);
    if (written === undefined) {
      if (isRestarted) await dropContext(run, result);
      return "dropped";
    }
    const cached = options.cached(keyOf(run));
    state.written = cached !== undefined && !isNewer(written, cached) ? undefined : written;
    state.version = written.metadata.resourceVersion;
    return isMerged ? "merged" : "written";
  };

  /** A run that began anew starts with nothing: not with what a pass wrote that was still under way. */
  const dropContext = async (run: WorkflowRun, { status }: PassResult): Promise<void> => {
    const { name, namespace = run.metadata.namespace ?? "default" } = status.contextBackend ?? {};
    if (name === undefined) return;
    try {
      await client.delete({ apiVersion: "v1", kind: "ConfigMap", namespace, name });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
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

  return {
    async reconcile(key, ctx) {
      const run = latest(key);
      if (run === undefined || run.metadata.deletionTimestamp !== undefined) return forget(key);
      if (run.status?.finished === true || !isOurs(run, options)) {
        wakeUps.delete(key);
        return undefined;
      }
      const state = stateFor(kept, key, run);
      if (isNothingNew(state, run, engine.clock.now())) return waitFor(state, engine.clock.now());
      const { woken } = state;
      state.woken = new Set();
      try {
        return await pass(key, run, state, woken, ctx);
      } catch (error) {
        for (const stepId of woken) state.woken.add(stepId);
        if (isNotFound(error) && options.cached(key) === undefined) return forget(key);
        throw error;
      }
    },
    woken(key, stepId) {
      kept.get(key)?.woken.add(stepId);
    },
    observed(key, run) {
      const state = kept.get(key);
      if (state === undefined) return;
      if (run === undefined) forget(key);
      else if (run.status?.finished === true) kept.delete(key);
      else if (state.written !== undefined && !isNewer(state.written, run))
        state.written = undefined;
    },
    get size() {
      return kept.size;
    },
  };
}

/** Only what the last pass itself wrote has changed, nobody was woken and no time has come. */
function isNothingNew(state: Kept, run: WorkflowRun, now: number): boolean {
  return (
    state.isSettled &&
    state.woken.size === 0 &&
    state.version !== undefined &&
    state.version === run.metadata.resourceVersion &&
    (state.dueAt === undefined || state.dueAt > now)
  );
}

function waitFor({ dueAt }: Kept, now: number): ReconcileResult | undefined {
  return dueAt === undefined ? undefined : { requeueAfter: Math.max(0, dueAt - now) };
}

function stateFor(kept: Map<string, Kept>, key: string, run: WorkflowRun): Kept {
  const uid = run.metadata.uid ?? "";
  const known = kept.get(key);
  if (known?.uid === uid) {
    // A run that began anew has nothing to remember.
    if (!run.status?.startTime) known.memory = undefined;
    return known;
  }
  const state: Kept = {
    uid,
    memory: undefined,
    woken: new Set(),
    written: undefined,
    version: undefined,
    dueAt: undefined,
    isSettled: false,
  };
  kept.set(key, state);
  return state;
}

/** Whether the first is the newer state of the same object. Versions are numbers wherever they come from etcd or us. */
function isNewer(a: WorkflowRun, b: WorkflowRun): boolean {
  const [left, right] = [Number(a.metadata.resourceVersion), Number(b.metadata.resourceVersion)];
  return left > right;
}

function keyOf({ metadata }: WorkflowRun): string {
  return `${metadata.namespace}/${metadata.name}`;
}

function nameOf(run: WorkflowRun): { readonly namespace: string; readonly name: string } {
  return { namespace: run.metadata.namespace ?? "", name: run.metadata.name ?? "" };
}
