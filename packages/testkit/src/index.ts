// A cluster in this process.
export { type Cluster, type ClusterOptions, kubeconfigText, startCluster } from "./cluster.ts";

// Real command line tools.
export {
  type CommandResult,
  helmPath,
  KUBECTL_VERSIONS,
  type KubectlOptions,
  type KubectlVersion,
  kubectl,
  kubectlPath,
} from "./kubectl.ts";

// Time, files and goldens.
export { type FakeClock, fakeClock } from "./clock.ts";
export { temporaryFolder } from "./temporary-folder.ts";
export {
  type Archive,
  type ArchiveFile,
  formatTxtar,
  parseTxtar,
  txtarFile,
} from "./txtar.ts";
export { golden, goldenInArchive, isUpdatingGoldens } from "./golden.ts";
