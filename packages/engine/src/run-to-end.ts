// Passes over one run until it ends or only somebody else can let it go on: for programs that embed the engine.
import type { WorkflowRun, WorkflowRunStatus } from "@lateen/api";
import { execute } from "./execute.ts";
import type { Engine, PassMemory, WakeUp } from "./pass.ts";
import type { RunStorage } from "./storage.ts";

/** Input of {@link runToEnd}. */
export interface RunToEndInput {
  /** The run; with a status, it goes on from there. It is not modified. */
  readonly run: WorkflowRun;
  /** Where variables and journals are. What it holds belongs together with the run's status. */
  readonly storage: RunStorage;
  /**
   * Resolves when the run is to be looked at again: at `wakeUp.at` (ms since the epoch) at the latest, earlier if one
   * of the watched objects changed. Rejecting ends the loop.
   */
  readonly wait: (wakeUp: WakeUp & { readonly at: number }) => Promise<void>;
  /** Receives each new status before the next pass begins: the place to save it. */
  readonly onStatus?: (status: WorkflowRunStatus) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Works on a run until it is finished, or suspended with no time at which it resumes by itself; gives the last status.
 * Throws the error of a run that cannot be resolved or stored, the reason of the signal, and what `wait` and `onStatus`
 * throw.
 */
export async function runToEnd(engine: Engine, input: RunToEndInput): Promise<WorkflowRunStatus> {
  const { storage, signal } = input;
  let { run } = input;
  let memory: PassMemory | undefined;
  for (;;) {
    if (signal?.aborted === true) throw signal.reason;
    const result = await execute(engine, {
      run,
      storage,
      ...(memory === undefined ? {} : { memory }),
      ...(signal === undefined ? {} : { signal }),
    });
    memory = result.memory;
    if (result.changed) {
      run = { ...run, status: result.status };
      await input.onStatus?.(result.status);
    }
    if (result.error !== undefined) throw result.error;
    const { at } = result.wakeUp;
    if (result.status.finished || at === undefined) return result.status;
    await input.wait({ ...result.wakeUp, at });
  }
}
