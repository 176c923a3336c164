import type { WorkflowRun } from "@lateen/api";
import { typeOf } from "@lateen/api";
import { type Client, isGone, isNotFound } from "@lateen/kube";

/** Names one run. */
export interface RunKey {
  readonly namespace: string;
  readonly name: string;
}

/**
 * The states of a run from now on, each as soon as it is known; `undefined` when it is gone, which ends the iteration.
 * A broken watch is taken up again. Throws `ApiError` NotFound if there is no such run at the start.
 */
export async function* watchRun(
  client: Client,
  key: RunKey,
  signal: AbortSignal,
): AsyncGenerator<WorkflowRun | undefined> {
  const type = typeOf("WorkflowRun");
  let isFirst = true;
  for (;;) {
    let run: WorkflowRun;
    try {
      run = await client.get<WorkflowRun>({ ...type, ...key }, { signal });
    } catch (error) {
      if (isFirst || !isNotFound(error)) throw error;
      yield undefined;
      return;
    }
    isFirst = false;
    yield run;
    try {
      const events = client.watch<WorkflowRun>(type, {
        ...key,
        fieldSelector: `metadata.name=${key.name}`,
        ...(run.metadata.resourceVersion === undefined
          ? {}
          : { resourceVersion: run.metadata.resourceVersion }),
        signal,
      });
      for await (const event of events) {
        if (event.type === "BOOKMARK") continue;
        if (event.type === "DELETED") {
          yield undefined;
          return;
        }
        yield event.object;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (!isGone(error)) throw error;
    }
    if (signal.aborted) return;
  }
}
