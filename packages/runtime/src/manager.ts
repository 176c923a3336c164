// Starts the parts of a process in the order in which they need each other, and stops them in the reverse order:
// servers first (health must answer while the rest starts), then caches, then leadership, then controllers.

/** A part of a process that runs until it is told to stop. */
export interface Runnable {
  readonly name: string;
  /** Runs until the signal is aborted; a rejection, or an end before that, stops the whole process. */
  run(signal: AbortSignal): Promise<void>;
  /** Resolves when others may rely on it; at once when absent. */
  ready?(): Promise<void>;
}

/** The stages, in the order of their start. */
export const STAGES = ["servers", "caches", "leadership", "controllers"] as const;

/** When a part is started. */
export type Stage = (typeof STAGES)[number];

/** Starts and stops parts of a process. */
export interface Manager {
  /** Adds a part. Throws an Error once the manager runs. */
  add(stage: Stage, runnable: Runnable): void;
  /** Whether all parts are ready. */
  readonly isReady: boolean;
  /**
   * Starts all stages, one after the other, and runs until the signal is aborted. Rejects with the first failure of a
   * part, after all others have stopped.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** Makes a {@link Manager}. */
export function createManager(): Manager {
  const stages = new Map<Stage, Runnable[]>(STAGES.map((stage) => [stage, []]));
  let isRunning = false;
  let isReady = false;
  return {
    get isReady() {
      return isReady;
    },
    add(stage, runnable) {
      if (isRunning) throw new Error(`cannot add ${runnable.name}: the manager runs already`);
      stages.get(stage)?.push(runnable);
    },
    async run(signal) {
      isRunning = true;
      const failed = Promise.withResolvers<never>();
      // A failure after the end of the race is reported below.
      failed.promise.catch(() => undefined);
      const aborted = whenAborted(signal);
      const started: { readonly stop: AbortController; readonly ended: Promise<unknown> }[] = [];
      const failures: unknown[] = [];
      try {
        for (const stage of STAGES) {
          if (signal.aborted) break;
          const stop = new AbortController();
          const runnables = stages.get(stage) ?? [];
          const ended = Promise.all(
            runnables.map((runnable) => supervise(runnable, stop.signal, failed.reject)),
          );
          started.push({ stop, ended });
          const ready = Promise.all(runnables.map((runnable) => runnable.ready?.()));
          await Promise.race([ready, failed.promise, aborted]);
        }
        isReady = !signal.aborted;
        await Promise.race([aborted, failed.promise]);
      } catch (error) {
        failures.push(error);
      }
      isReady = false;
      for (const { stop, ended } of started.reverse()) {
        stop.abort();
        await ended;
      }
      if (failures.length > 0) throw failures[0];
    },
  };
}

async function supervise(
  runnable: Runnable,
  signal: AbortSignal,
  fail: (error: unknown) => void,
): Promise<void> {
  try {
    await runnable.run(signal);
    if (!signal.aborted) fail(new Error(`${runnable.name} ended by itself`));
  } catch (error) {
    fail(error);
  }
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
