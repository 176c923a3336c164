// A cluster in this process.
export type { Cluster, ClusterOptions } from "./cluster.ts";
