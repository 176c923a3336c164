import { type WorkflowRun, type WorkflowRunStatus, typeOf } from "@lateen/api";
import { type Client, type KubeObject, isConflict } from "@lateen/kube";
import { mergeStatus } from "./merge-status.ts";

const TRIES = 5;

/** What became of a write. */
export interface WrittenStatus {
  /** The run as it stands now; undefined if the outcome of the pass had to be dropped, or the run is gone. */
  readonly run: WorkflowRun | undefined;
  /** A client's edits went in, too: the run has to be looked at again. */
  readonly isMerged: boolean;
  /** With no `run`: a client began the run anew, nothing of this pass counts. */
  readonly isRestarted: boolean;
}

/**
 * Writes the status that a pass came to. If the run changed meanwhile, what clients did to it is kept
 * ({@link mergeStatus}). Throws `ApiError`, NotFound where the run is gone.
 */
export async function writeStatus(
  client: Pick<Client, "get" | "update">,
  run: WorkflowRun,
  status: WorkflowRunStatus,
): Promise<WrittenStatus> {
  let current = run;
  let next = status;
  for (let tries = 1; ; tries += 1) {
    try {
      const written = await client.update<KubeObject>(
        { ...current, status: next },
        { subresource: "status" },
      );
      return { run: written as WorkflowRun, isMerged: current !== run, isRestarted: false };
    } catch (error) {
      if (!isConflict(error) || tries === TRIES) throw error;
    }
    const { name = "", namespace = "default" } = run.metadata;
    current = await client.get<WorkflowRun>({ ...typeOf("WorkflowRun"), namespace, name });
    if (current.metadata.uid !== run.metadata.uid)
      return { run: undefined, isMerged: true, isRestarted: false };
    const merged = mergeStatus({ base: run.status, ours: status, theirs: current.status });
    if (merged === undefined) {
      const isRestarted = !current.status?.startTime;
      return { run: undefined, isMerged: true, isRestarted };
    }
    next = merged;
  }
}
