// Exec plugins and auth providers are carried out by @kubernetes/client-node, which is loaded only when one is asked:
// that takes half a second.
import type { Credentials } from "./http-transport.ts";

/** Credentials of an exec plugin or an auth provider, as kubeconfigs describe them; one run of the plugin at a time. */
export function pluginCredentials(
  name: string,
  user: object,
  cluster: object,
): () => Promise<Credentials> {
  let config: Promise<PluginConfig> | undefined;
  let underway: Promise<Credentials> | undefined;
  const ask = async (): Promise<Credentials> => {
    const { applyToHTTPSOptions } = await (config ??= loadPluginConfig(name, user, cluster));
    const options: PluginOptions = {};
    await applyToHTTPSOptions(options);
    const { headers = {}, cert, key } = options;
    return {
      headers: Object.fromEntries(
        Object.entries(headers).map(([header, value]) => [header.toLowerCase(), value]),
      ),
      ...(cert === undefined ? {} : { cert: String(cert) }),
      ...(key === undefined ? {} : { key: String(key) }),
    };
  };
  return () =>
    (underway ??= ask().finally(() => {
      underway = undefined;
    }));
}

interface PluginOptions {
  headers?: { [name: string]: string };
  cert?: unknown;
  key?: unknown;
}

interface PluginConfig {
  readonly applyToHTTPSOptions: (options: PluginOptions) => Promise<void>;
}

async function loadPluginConfig(
  name: string,
  user: object,
  cluster: object,
): Promise<PluginConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  config.loadFromString(
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      // The library also makes a connection, which is not used: it shall not mind what the address is.
      clusters: [{ name: "cluster", cluster: { ...cluster, "insecure-skip-tls-verify": true } }],
      users: [{ name, user }],
      contexts: [{ name: "context", context: { cluster: "cluster", user: name } }],
      "current-context": "context",
    }),
  );
  return {
    applyToHTTPSOptions: (options) => config.applyToHTTPSOptions(options as object),
  };
}
