// Finished runs are stored elsewhere, each once, and deleted if that is wanted (spec: engine.md 24.2).
import { ANNOTATION_BACKED_UP, type WorkflowRun, typeOf } from "@lateen/api";
import { type Client, isNotFound } from "@lateen/kube";
import type { Reconcile } from "@lateen/runtime";
import { listRuns, newestFirst } from "../newest-first.ts";
import type { Persister } from "./persisters.ts";
import type { BackupSettings } from "./settings.ts";

/** What {@link backupReconciler} works with. */
export interface BackupOptions {
  readonly client: Client;
  readonly settings: BackupSettings;
  /** The label whose value groups runs; empty: all runs are one group. */
  readonly groupByLabel: string;
  readonly persister: Persister | undefined;
  /** Whether this controller is to act on a run. */
  readonly isOurs: (run: WorkflowRun) => boolean;
}

/** Looks at a run (`namespace/name`), and stores what of it and its group is to be stored. */
export function backupReconciler(options: BackupOptions): Reconcile {
  const { client, settings, persister, isOurs } = options;

  const backUp = async (run: WorkflowRun): Promise<void> => {
    const { namespace = "default", name = "" } = run.metadata;
    const key = { ...typeOf("WorkflowRun"), namespace, name };
    if (!isStored(run)) {
      await persister?.store(run);
      // A deleted run needs no mark.
      if (persister !== undefined && !settings.cleanOnBackup) {
        await client.patch(key, "merge", {
          metadata: { annotations: { [ANNOTATION_BACKED_UP]: endOf(run) } },
        });
      }
    }
    if (settings.cleanOnBackup) await client.delete(key);
  };

  const reconcile = async (namespace: string, name: string): Promise<void> => {
    const run = await client.get<WorkflowRun>({ ...typeOf("WorkflowRun"), namespace, name });
    if (run.status?.finished !== true || !isOurs(run)) return;
    for (const one of await dueWith(options, run)) await unlessGone(backUp(one));
  };

  return async (key) => {
    const [namespace = "", name = ""] = key.split("/");
    await unlessGone(reconcile(namespace, name));
    return undefined;
  };
}

/** Somebody else may delete a run at any time; there is nothing to do then. */
async function unlessGone(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

/** The run itself; of failed runs, where the newest is to stay, all but that one of the group. */
async function dueWith(options: BackupOptions, run: WorkflowRun): Promise<WorkflowRun[]> {
  const { client, settings, groupByLabel, isOurs } = options;
  if (!settings.keepsLatestFailed || !hasFailed(run)) return [run];
  const group = run.metadata.labels?.[groupByLabel];
  const runs = await listRuns(client, group ? `${groupByLabel}=${group}` : undefined);
  return newestFirst(runs.filter(hasFailed)).slice(1).filter(isOurs);
}

function hasFailed({ status }: WorkflowRun): boolean {
  return status?.finished === true && status.status === "failed";
}

/** Whether this end of the run is stored: a run that was started again ends again. */
function isStored(run: WorkflowRun): boolean {
  return run.metadata.annotations?.[ANNOTATION_BACKED_UP] === endOf(run);
}

function endOf({ status }: WorkflowRun): string {
  return status?.endTime ?? "unknown";
}
