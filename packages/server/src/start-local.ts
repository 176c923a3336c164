// A cluster with a controller that lives in this process and leaves nothing behind: for `lateen run --local`.
import { systemClock } from "@lateen/client";
import {
  type ControllerSettings,
  createWorkflowController,
  readControllerFlags,
} from "@lateen/controller";
import type { Client } from "@lateen/kube";
import { startCluster } from "./cluster.ts";
import { clusterClients } from "./clusters.ts";
import { installCrds, installStepTypes } from "./install.ts";
import { createLog } from "./log.ts";
import { runController } from "./start-server.ts";
import { sqliteStepLog } from "./step-log/sqlite-step-log.ts";
import type { StepLogLine } from "./step-log/step-log.ts";

/** How a local cluster is to be started. */
export interface LocalOptions {
  /** Further names of member clusters, in memory too. */
  readonly clusters?: readonly string[];
  readonly namespaces?: readonly string[];
  readonly settings?: ControllerSettings;
  readonly version: string;
  /** Told of what goes wrong behind the scenes, one line each. */
  readonly onWarning: (text: string) => void;
}

/** A cluster in memory. */
export interface LocalCluster {
  readonly client: Client;
  /** What the steps of a run logged. */
  stepLog(run: { readonly namespace: string; readonly name: string }): readonly StepLogLine[];
  close(): Promise<void>;
}

/** Starts a cluster in memory with simulated workloads and the built-in step types. */
export async function startLocal(options: LocalOptions): Promise<LocalCluster> {
  const log = createLog({ level: "warn", write: (line) => options.onWarning(warningText(line)) });
  const onError = (error: unknown): void =>
    log.error({ err: error }, "the API server failed at a task");
  const start = (
    name: string,
    namespaces: readonly string[] = [],
  ): ReturnType<typeof startCluster> =>
    startCluster({ name, namespaces, simulateWorkloads: true, onError });
  const hub = await start("local", options.namespaces);
  const others = await Promise.all((options.clusters ?? []).map((name) => start(name)));
  await installCrds(hub.client);
  await installStepTypes(hub.client);
  const members = others.map(({ name, client }) => ({
    name,
    client,
    url: "",
    token: "",
    certificateAuthority: "",
  }));
  const clusters = clusterClients(hub.client, members, onError);
  const stepLog = sqliteStepLog(":memory:", systemClock);
  const controller = createWorkflowController({
    client: hub.client,
    clusters,
    settings: options.settings ?? readControllerFlags(),
    version: options.version,
    log,
    onStepLog: (entry) => stepLog.append(entry),
  });
  const { stop } = await runController(controller);
  return {
    client: hub.client,
    stepLog: (run) => stepLog.read(run),
    async close() {
      await stop();
      await clusters.close();
      await Promise.all([hub, ...others].map((cluster) => cluster.close()));
      stepLog.close();
    },
  };
}

/** A line of the log for people: what happened and why, without the rest. */
export function warningText(line: string): string {
  const {
    msg = "",
    err,
    run,
  } = JSON.parse(line) as {
    readonly msg?: string;
    readonly err?: { readonly message?: string };
    readonly run?: string;
  };
  return [run, msg, err?.message].filter((part) => part !== undefined && part !== "").join(": ");
}
