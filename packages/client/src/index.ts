// The client.
export { type ClientOptions, createClient } from "./rest.ts";
export type { ApiResource, DiscoveringClient, Discovery } from "./discovery.ts";

// Ways to a server.
export {
  handlerTransport,
  prefixTransport,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./transport.ts";
export {
  type Credentials,
  type HttpOptions,
  type HttpTransport,
  httpTransport,
} from "./http-transport.ts";

// Time and chance.
export {
  type Clock,
  type Random,
  nextTurn,
  sleep,
  systemClock,
  systemRandom,
  threadCpuTime,
} from "./clock.ts";

// Caches that follow the server.
export { type Change, createInformer, type Informer, type InformerOptions } from "./informer.ts";
export type { ReflectorTarget } from "./reflector.ts";
export { cacheKey, type IndexFunction, type Indexes, splitCacheKey } from "./indexer.ts";
export type { Lister } from "./lister.ts";

// Where the server is.
export {
  inClusterConfig,
  type KubeConfigOptions,
  type LoadedKubeConfig,
  loadKubeConfig,
} from "./kubeconfig.ts";

// Member clusters.
export {
  CLUSTER_CREDENTIAL_LABEL,
  type ClusterClientsOptions,
  createClusterClients,
  type ManagedClusterClients,
} from "./clusters.ts";

// Several processes, one of which leads.
export {
  createLeaseLock,
  type Lease,
  type LeaseLock,
  type LeaseLockOptions,
} from "./lease-lock.ts";
export {
  createLeaderElection,
  type LeaderElection,
  type LeaderElectionOptions,
} from "./leader-election.ts";
