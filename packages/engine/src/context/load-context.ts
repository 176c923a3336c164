import type { WorkflowRun } from "@lateen/api";
import { resolveLimits } from "../features.ts";
import { idFor } from "../hash.ts";
import type { Engine, ExecuteInput } from "../pass.ts";
import { readVariables } from "./read-variables.ts";
import { ContextError, RunContext } from "./run-context.ts";
import { Variables } from "./variables.ts";

/** Loads what is stored for a run. Throws {@link ContextError}. */
export async function loadContext(engine: Engine, input: ExecuteInput): Promise<RunContext> {
  const { run, storage } = input;
  const { variableBytes, journalBytes } = resolveLimits(engine.limits);
  const place = `configMap(${run.metadata.namespace ?? "default"}/${run.status?.contextBackend?.name ?? `workflow-${run.metadata.name}-context`})`;
  try {
    const stored = await storage.load();
    const variables =
      stored === undefined
        ? new Variables(new Map(), variableBytes)
        : readVariables(stored.data["vars"] ?? "", engine.templates, variableBytes);
    return new RunContext({
      storage,
      stored,
      variables,
      newSession: () => newSession(engine, run),
      recordedRevision: run.status?.contextBackend?.resourceVersion,
      journalBytes,
      place,
    });
  } catch (err) {
    const text = err instanceof Error ? err.message : String(err);
    throw new ContextError(`load context: ${text}`, err);
  }
}

/**
 * Names this life of the run. Until it is stored, a pass that is repeated because the process died finds the run in the
 * same version and so comes to the same name, and with it to the same ids and idempotency keys.
 */
function newSession(engine: Engine, run: WorkflowRun): string {
  const { uid, resourceVersion } = run.metadata;
  const version = resourceVersion || `${engine.clock.now()}/${engine.random()}`;
  return idFor(`${uid ?? ""}/${version}`, 16);
}
