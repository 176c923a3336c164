// The controller in this process, and runs watched until they are as a test wants them.
import { type WorkflowRun, type WorkflowRunStatus, typeOf } from "@lateen/api";
import type { Clock } from "@lateen/client";
import type { Client } from "@lateen/kube";
import { createManager } from "@lateen/runtime";
import {
  type FlagValues,
  type Metrics,
  createWorkflowController,
  readControllerFlags,
} from "../src/index.ts";

/** How a controller is set up; what is left out is the default. */
export interface ControllerSetup {
  readonly flags?: FlagValues;
  readonly clock?: Clock;
  /** Takes what is logged as an error. */
  readonly onError?: (fields: object, message: string) => void;
  /** Takes what is logged as a warning. */
  readonly onWarning?: (fields: object, message: string) => void;
}

/** A controller that has read what there is and works. */
export interface RunningController {
  readonly metrics: Metrics;
  /** Settles when it has ended, with the error if it was one that ended it. */
  readonly ended: Promise<void>;
  /** Ends it, when what it does is done. */
  stop(): Promise<void>;
}

const silent = (): void => undefined;

/** Starts a controller that has this client for all clusters. */
export async function runController(
  client: Client,
  { flags = {}, clock, onError = silent, onWarning = silent }: ControllerSetup = {},
): Promise<RunningController> {
  const controller = createWorkflowController({
    client,
    clusters: { cluster: async () => client },
    settings: readControllerFlags(flags),
    version: "1",
    ...(clock === undefined ? {} : { clock }),
    log: { debug: silent, info: silent, warn: onWarning, error: onError },
  });
  const manager = createManager();
  manager.add("caches", controller.caches);
  manager.add("controllers", controller);
  const stopping = new AbortController();
  const ended = manager.run(stopping.signal);
  await controller.caches.ready();
  return {
    metrics: controller.metrics,
    ended,
    stop: () => {
      stopping.abort();
      return ended;
    },
  };
}

/** Where a run of the tests is. */
export const keyOf = (name: string) => ({ ...typeOf("WorkflowRun"), namespace: "default", name });

/** A run in the namespace of the tests. */
export const runOf = (name: string, steps: readonly object[], context?: object): WorkflowRun =>
  ({
    ...typeOf("WorkflowRun"),
    metadata: { name, namespace: "default" },
    spec: { ...(context === undefined ? {} : { context }), workflowSpec: { steps } },
  }) as WorkflowRun;

/** A step that is done at once: it puts its name into its status. */
export const print = (name: string): object => ({
  name,
  type: "print-message-in-status",
  properties: { message: name },
});

/** The run as soon as its status is as wanted; throws after so many milliseconds. */
export async function until(
  client: Client,
  name: string,
  holds: (status: WorkflowRunStatus) => boolean,
  milliseconds = 10_000,
): Promise<WorkflowRun> {
  const first = await client.get<WorkflowRun>(keyOf(name));
  if (first.status !== undefined && holds(first.status)) return first;
  for await (const { object } of client.watch<WorkflowRun>(typeOf("WorkflowRun"), {
    namespace: "default",
    name,
    resourceVersion: first.metadata.resourceVersion ?? "",
    signal: AbortSignal.timeout(milliseconds),
  })) {
    if (object.status !== undefined && holds(object.status)) return object;
  }
  throw new Error(
    `it did not come to pass: ${JSON.stringify((await client.get(keyOf(name)))["status"])}`,
  );
}

/** How many milliseconds a run takes from its creation to its end; throws after so many. */
export async function timeOf(
  client: Client,
  run: WorkflowRun,
  milliseconds?: number,
): Promise<number> {
  const began = performance.now();
  await client.create(run);
  await until(client, run.metadata.name ?? "", ({ finished }) => finished, milliseconds);
  return performance.now() - began;
}
