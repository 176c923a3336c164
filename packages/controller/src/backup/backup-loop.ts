import type { WorkflowRun } from "@lateen/api";
import { type Clock, type Informer, cacheKey } from "@lateen/client";
import { type ControllerMetrics, createController } from "@lateen/runtime";
import type { Log } from "../log.ts";
import { type BackupOptions, backupReconciler } from "./backup.ts";
import { openPersister } from "./persisters.ts";

/** What {@link backupLoop} works with. */
export interface BackupLoopOptions extends Omit<BackupOptions, "persister"> {
  readonly runs: Informer<WorkflowRun>;
  readonly workers: number;
  readonly metrics: ControllerMetrics;
  readonly clock: Clock;
  readonly log: Log;
}

/** Backs finished runs up until the signal is aborted. Rejects if the store cannot be opened. */
export function backupLoop(options: BackupLoopOptions): (signal: AbortSignal) => Promise<void> {
  const { runs, clock, log, workers, metrics, ...rest } = options;
  return async (signal) => {
    const persister = await openPersister(options.client, options.settings, clock);
    const loop = createController({
      name: "backup",
      reconcile: backupReconciler({ ...rest, persister }),
      workers,
      metrics,
      clock,
      onError: ({ key, error, retryAfter }) =>
        log.error({ err: error, run: key, retryAfter }, "backing a run up failed"),
    });
    loop.watch(
      runs,
      ({ object }) => [cacheKey(object)],
      ({ type, object }) => type !== "deleted" && object.status?.finished === true,
    );
    await loop.run(signal);
  };
}
