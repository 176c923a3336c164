// Old runs go: of each group (runs with the same value of a label) the newest finished one stays, the others are deleted
// once they ended long enough ago (spec: engine.md 24.1).
import { type WorkflowRun, typeOf } from "@lateen/api";
import type { Clock } from "@lateen/client";
import { type Client, isNotFound } from "@lateen/kube";
import type { ControllerSettings } from "../flags.ts";
import type { Log } from "../log.ts";
import { endOrCreation, listRuns, newestFirst } from "../newest-first.ts";

/** What {@link recycleDaily} works with. */
export interface RecycleOptions {
  readonly client: Client;
  readonly clock: Clock;
  readonly settings: Pick<ControllerSettings, "groupByLabel" | "recycleSeconds">;
  readonly log: Log;
}

const TRIES = 3;
const FIRST_RETRY_MILLISECONDS = 60_000;

/** Recycles at each midnight of the local time zone; the result ends that. */
export function recycleDaily(options: RecycleOptions): () => void {
  const { clock, settings, log } = options;
  if (settings.groupByLabel === "") return () => undefined;
  let cancel: () => void = () => undefined;
  const attempt = (tries: number, delay: number): void => {
    recycle(options).catch((error: unknown) => {
      log.warn({ err: error, tries }, "recycling finished runs failed");
      if (tries < TRIES) cancel = clock.after(delay, () => attempt(tries + 1, delay * 5));
    });
  };
  const schedule = (): void => {
    cancel = clock.after(untilMidnight(clock.now()), () => {
      schedule();
      attempt(1, FIRST_RETRY_MILLISECONDS);
    });
  };
  schedule();
  return () => cancel();
}

/** Deletes what is to be deleted now; returns how many. A failed deletion is logged and does not stop the others. */
export async function recycle({ client, clock, settings, log }: RecycleOptions): Promise<number> {
  const deadline = clock.now() - settings.recycleSeconds * 1000;
  let deleted = 0;
  const runs = await listRuns(client, settings.groupByLabel);
  for (const run of disposable(runs, settings.groupByLabel, deadline)) {
    const { name = "", namespace = "" } = run.metadata;
    try {
      await client.delete({ ...typeOf("WorkflowRun"), namespace, name });
      deleted += 1;
    } catch (error) {
      if (!isNotFound(error))
        log.warn({ err: error, namespace, name }, "deleting a finished run failed");
    }
  }
  return deleted;
}

/** The runs that ended before `deadline` and are not the newest of their group. */
export function disposable(
  runs: readonly WorkflowRun[],
  label: string,
  deadline: number,
): WorkflowRun[] {
  const kept = new Set<string>();
  return newestFirst(runs).filter((run) => {
    const group = run.metadata.labels?.[label] ?? "";
    if (!kept.has(group)) {
      kept.add(group);
      return false;
    }
    return run.status?.finished === true && endOrCreation(run) < deadline;
  });
}

function untilMidnight(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime() - now;
}
