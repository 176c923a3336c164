import type { WorkflowRun } from "@lateen/api";
import { CommandError } from "./errors.ts";

/** Throws {@link CommandError} for a run that has succeeded: there is nothing left to do to it. */
export function refuseSucceeded(run: WorkflowRun, operation: string): void {
  if (run.status?.status === "succeeded") {
    throw new CommandError(
      `can not ${operation} workflow ${run.metadata.name}: it has already succeeded`,
    );
  }
}
