import { renameSync, writeFileSync } from "node:fs";

/** A cluster as a kubeconfig names it. */
export interface KubeconfigCluster {
  /** Name of cluster, user and context. */
  readonly name: string;
  readonly server: string;
  readonly token: string;
  /** PEM text of the certificate to trust. */
  readonly certificateAuthority?: string;
}

/** The text of a kubeconfig with one context a cluster; the first is the current one. JSON, which is YAML too. */
export function kubeconfigText(clusters: readonly KubeconfigCluster[]): string {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": clusters[0]?.name ?? "",
    clusters: clusters.map(({ name, server, certificateAuthority }) => ({
      name,
      cluster: {
        server,
        ...(certificateAuthority === undefined
          ? {}
          : { "certificate-authority-data": Buffer.from(certificateAuthority).toString("base64") }),
      },
    })),
    contexts: clusters.map(({ name }) => ({
      name,
      context: { cluster: name, user: name, namespace: "default" },
    })),
    users: clusters.map(({ name, token }) => ({ name, user: { token } })),
  };
  return `${JSON.stringify(config, null, 2)}\n`;
}

/** Writes the file in one step, so that nobody reads half of it; only its owner may read it. */
export function writeKubeconfig(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text, { mode: 0o600 });
  renameSync(temporary, path);
}
