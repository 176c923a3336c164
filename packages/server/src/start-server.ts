// `lateen up`: API servers over SQLite, the controller, and what they need, in one process.
import type { Listener } from "@lateen/apiserver";
import { systemClock } from "@lateen/client";
import {
  type ControllerSettings,
  type Log,
  type WorkflowController,
  createWorkflowController,
} from "@lateen/controller";
import { type Client, dnsLabelProblems } from "@lateen/kube";
import { createManager } from "@lateen/runtime";
import { type EmbeddedCluster, startCluster } from "./cluster.ts";
import { type Member, clusterClients, registerMember } from "./clusters.ts";
import { type DataFolder, openDataFolder, removeStaleKubeconfig } from "./data/folder.ts";
import { kubeconfigText, writeKubeconfig } from "./data/kubeconfig.ts";
import { StartError } from "./errors.ts";
import { embeddedAdmission } from "./admission.ts";
import { keepHeapSmall } from "./heap.ts";
import { installCrds, installStepTypes } from "./install.ts";
import { answerPage } from "./pages.ts";
import { sqliteStepLog } from "./step-log/sqlite-step-log.ts";
import type { Certificate } from "./tls/certificate.ts";

/** How a server is to be started. */
export interface ServerOptions {
  /** Folder of the data; made if it is not there. */
  readonly data: string;
  readonly host: string;
  /** 0: any that is free. Members get the ports after it. */
  readonly port: number;
  /** Names of further clusters, each with an API server of its own, registered as members of the hub. */
  readonly clusters: readonly string[];
  /** Plays kubelet and workload controllers in all clusters. */
  readonly simulateWorkloads: boolean;
  readonly settings: ControllerSettings;
  readonly version: string;
  readonly log: Log;
}

/** A server that runs. */
export interface RunningServer {
  readonly url: string;
  /** Path of the kubeconfig that was written. */
  readonly kubeconfig: string;
  readonly dataFolder: string;
  /** Of the hub, in this process. */
  readonly client: Client;
  readonly clusters: readonly { readonly name: string; readonly url: string }[];
  /** Resolves when the server has stopped; rejects if it failed. */
  readonly ended: Promise<void>;
  /** Lets the passes under way end, then closes everything. */
  stop(): Promise<void>;
}

/** Name of the hub's context in the kubeconfig. */
const HUB = "lateen";

/** Starts a server; when this resolves, the kubeconfig is written and runs are worked on. Rejects with {@link StartError}. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkClusterNames(options.clusters);
  const folder = openDataFolder(options.data);
  const closers: (() => Promise<void> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await start(options, folder, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  options: ServerOptions,
  folder: DataFolder,
  closers: (() => Promise<void> | void)[],
  close: () => Promise<void>,
): Promise<RunningServer> {
  const { log } = options;
  const onError = (error: unknown): void =>
    log.error({ err: error }, "the API server failed at a task");
  let controller: WorkflowController | undefined;
  const hub = await openCluster(HUB, closers, {
    ...options,
    onError,
    database: folder.database(HUB),
    token: folder.token(),
    ...(options.settings.webhook
      ? { admission: embeddedAdmission(() => controller?.admission) }
      : {}),
    pages: (request) => answerPage({ stepLog, metrics: () => controller?.metrics }, request),
  });
  removeStaleKubeconfig(folder);
  const stepLog = sqliteStepLog(folder.stepLog, systemClock);
  closers.push(() => stepLog.close());
  const certificate = folder.certificate(options.host, systemClock.now());
  const listener = await hub.listen({ host: options.host, port: options.port, tls: certificate });
  await installCrds(hub.client);
  const [members] = await Promise.all([
    startMembers(options, folder, certificate, closers, onError),
    installStepTypes(hub.client),
  ]);
  await Promise.all(members.map((member) => registerMember(hub.client, member)));
  const clusters = clusterClients(hub.client, members, onError);
  closers.push(() => clusters.close());
  controller = createWorkflowController({
    client: hub.client,
    clusters,
    settings: options.settings,
    version: options.version,
    log,
    processMetrics: true,
    onStepLog: (entry) => stepLog.append(entry),
    onRunDeleted: ({ metadata }) =>
      stepLog.drop({ namespace: metadata.namespace ?? "", name: metadata.name ?? "" }),
  });
  const { ended, stop } = await runController(controller);
  closers.push(stop);
  closers.push(keepHeapSmall(systemClock));
  const entry = (name: string, { url }: { readonly url: string }) => ({
    name,
    server: url,
    token: folder.token(),
    certificateAuthority: certificate.certificate,
  });
  writeKubeconfig(
    folder.kubeconfig,
    kubeconfigText([entry(HUB, listener), ...members.map((member) => entry(member.name, member))]),
  );
  return {
    url: listener.url,
    kubeconfig: folder.kubeconfig,
    dataFolder: folder.path,
    client: hub.client,
    clusters: members.map(({ name, url }) => ({ name, url })),
    ended,
    stop: close,
  };
}

async function openCluster(
  name: string,
  closers: (() => Promise<void> | void)[],
  options: Omit<Parameters<typeof startCluster>[0], "name">,
): Promise<EmbeddedCluster> {
  const cluster = await startCluster({ ...options, name });
  closers.push(() => cluster.close());
  return cluster;
}

async function startMembers(
  options: ServerOptions,
  folder: DataFolder,
  tls: Certificate,
  closers: (() => Promise<void> | void)[],
  onError: (error: unknown) => void,
): Promise<Member[]> {
  const token = folder.token();
  return Promise.all(
    options.clusters.map(async (name, index): Promise<Member> => {
      const cluster = await openCluster(name, closers, {
        database: folder.database(name),
        token,
        simulateWorkloads: options.simulateWorkloads,
        onError,
      });
      const port = options.port === 0 ? 0 : options.port + 1 + index;
      const listener: Listener = await cluster.listen({ host: options.host, port, tls });
      return {
        name,
        client: cluster.client,
        url: listener.url,
        token,
        certificateAuthority: tls.certificate,
      };
    }),
  );
}

/** Runs the controller; resolves when its caches are filled and it works. */
export async function runController(
  controller: WorkflowController,
): Promise<{ readonly ended: Promise<void>; stop(): Promise<void> }> {
  const stopping = new AbortController();
  const manager = createManager();
  manager.add("caches", controller.caches);
  manager.add("controllers", controller);
  const ended = manager.run(stopping.signal);
  // Whoever waits for `ended` is told.
  ended.catch(() => undefined);
  await Promise.race([controller.caches.ready(), ended]);
  return {
    ended,
    async stop() {
      stopping.abort();
      await ended.catch(() => undefined);
    },
  };
}

function checkClusterNames(names: readonly string[]): void {
  const seen = new Set([HUB, "local", ""]);
  for (const name of names) {
    const [problem] = dnsLabelProblems(name);
    if (problem !== undefined)
      throw new StartError("cluster", `--clusters: "${name}" is no name for a cluster: ${problem}`);
    if (seen.has(name)) throw new StartError("cluster", `--clusters: the name "${name}" is taken`);
    seen.add(name);
  }
}
