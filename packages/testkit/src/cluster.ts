import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ApiServer,
  type ApiServerOptions,
  type Clock,
  createApiServer,
  type Listener,
} from "@lateen/apiserver";
import type { Client, KubeObject } from "@lateen/kube";
import { openMemoryStore, type Store } from "@lateen/store";
import { temporaryFolder } from "./temporary-folder.ts";

/** How a test cluster is set up. */
export interface ClusterOptions {
  /** Objects to create at the start, in order: CRDs first. */
  readonly objects?: readonly KubeObject[];
  /** Namespaces besides `default`, `kube-system`, `kube-public` and `vela-system`. */
  readonly namespaces?: readonly string[];
  /** Pods, Jobs and Deployments get on by themselves. Default false. */
  readonly simulateWorkloads?: boolean;
  /** Kept in memory when absent. */
  readonly store?: Store;
  /** The machine's time when absent. */
  readonly clock?: Clock;
}

/** An API server in this process. */
export interface Cluster {
  readonly server: ApiServer;
  readonly store: Store;
  /** The in-process client; what it shares is frozen, so that a test which changes it fails. */
  readonly client: Client;
  /** Failures of background tasks; a test may expect it to be empty. */
  readonly errors: readonly unknown[];
  /** Listens on a free port (at the first call) and returns the address. */
  url(): Promise<string>;
  /** The path of a kubeconfig for {@link url}. */
  kubeconfig(): Promise<string>;
  close(): Promise<void>;
}

/** Starts a cluster in a few milliseconds. Close it after the test. */
export async function startCluster(options: ClusterOptions = {}): Promise<Cluster> {
  const store = options.store ?? openMemoryStore();
  const errors: unknown[] = [];
  const serverOptions: ApiServerOptions = {
    store,
    namespaces: ["vela-system", ...(options.namespaces ?? [])],
    freezeShared: true,
    simulateWorkloads: options.simulateWorkloads ?? false,
    onError: (error) => errors.push(error),
    ...(options.clock === undefined ? {} : { clock: options.clock }),
  };
  const server = await createApiServer(serverOptions);
  const client = server.client();
  for (const object of options.objects ?? []) await client.create(object);
  let listening: Promise<Listener> | undefined;
  const url = async (): Promise<string> => (await (listening ??= server.listen())).url;
  return {
    server,
    store,
    client,
    errors,
    url,
    async kubeconfig() {
      const path = join(temporaryFolder(), "kubeconfig");
      writeFileSync(path, kubeconfigText(await url()));
      return path;
    },
    async close() {
      await server.close();
      await store.close();
    },
  };
}

/** A kubeconfig with one context. */
export function kubeconfigText(server: string, token = "unused"): string {
  const name = "test";
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: "default" } }],
    "current-context": name,
  });
}
