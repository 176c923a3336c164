// Reading and writing runs the way all commands do.
import { type WorkflowRun, type WorkflowRunStatus, typeOf } from "@lateen/api";
import { type Client, type ObjectKey, isConflict } from "@lateen/kube";
import type { RunKey } from "./watch-run.ts";

const WRITE_TRIES = 5;

/** The key of a run for a client. */
export function runObjectKey(key: RunKey): ObjectKey {
  return { ...typeOf("WorkflowRun"), ...key };
}

/** Reads a run. Throws `ApiError`. */
export function getRun(client: Client, key: RunKey): Promise<WorkflowRun> {
  return client.get<WorkflowRun>(runObjectKey(key));
}

/**
 * Changes the status of a run as it is at this moment; begins anew when somebody else wrote in between. Nothing is
 * written if `edit` returns the very status. Throws what `edit` throws, and `ApiError`.
 */
export async function editStatus(
  client: Client,
  key: RunKey,
  edit: (run: WorkflowRun) => WorkflowRunStatus | Promise<WorkflowRunStatus>,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    const run = await getRun(client, key);
    const status = await edit(run);
    if (status === run.status) return;
    try {
      await client.update<WorkflowRun>({ ...run, status }, { subresource: "status" });
      return;
    } catch (error) {
      if (!isConflict(error) || tries === WRITE_TRIES) throw error;
    }
  }
}
