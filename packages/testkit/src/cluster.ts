import type { Client } from "@lateen/kube";
import type { ApiServer } from "@lateen/apiserver";
import type { Store } from "@lateen/store";

/** How a test cluster is set up. */
export interface ClusterOptions {
  /** Objects to create at the start, in order: CRDs first. */
  readonly objects?: readonly unknown[];
  readonly namespaces?: readonly string[];
  readonly simulateWorkloads?: boolean;
  /** Kept in memory when absent. */
  readonly store?: Store;
}

/** An API server in this process, in memory. */
export interface Cluster {
  readonly server: ApiServer;
  readonly store: Store;
  /** The in-process client; what it shares is frozen. */
  readonly client: Client;
  /** Listens on a free port (at the first call) and returns the address. */
  url(): Promise<string>;
  /** A kubeconfig file for {@link url}. */
  kubeconfig(): Promise<string>;
  close(): Promise<void>;
}
