import { ANNOTATION_CONTROLLER_VERSION, LABEL_SHARD, type WorkflowRun } from "@lateen/api";
import type { ControllerSettings } from "../flags.ts";

/** Which controller this is. */
export interface ControllerIdentity {
  readonly version: string;
  readonly settings: Pick<ControllerSettings, "ignoreWithoutRequirement" | "shard">;
}

/** Whether this controller is to act on the run at all (spec: engine.md 1 and 25). */
export function isOurs(run: WorkflowRun, { version, settings }: ControllerIdentity): boolean {
  if (settings.shard !== undefined && run.metadata.labels?.[LABEL_SHARD] !== settings.shard)
    return false;
  const required = run.metadata.annotations?.[ANNOTATION_CONTROLLER_VERSION];
  return required === undefined ? !settings.ignoreWithoutRequirement : required === version;
}
