// Finding the API server: what the flags say, else KUBECONFIG, else the server of `lateen up` in this folder or above
// it, else ~/.kube/config.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type LoadedKubeConfig, createClient, httpTransport, loadKubeConfig } from "@lateen/client";
import { CommandError } from "./errors.ts";
import type { Connection, Environment, GlobalFlags } from "./factory.ts";

/** The data folder of `lateen up` unless it is told otherwise. */
export const DEFAULT_DATA_FOLDER = ".lateen";

/** Reads the kubeconfig that the flags and the environment point to. Throws {@link CommandError}. */
export async function readKubeconfig(
  flags: GlobalFlags,
  { env, cwd }: Pick<Environment, "env" | "cwd">,
): Promise<LoadedKubeConfig> {
  const path = flags.kubeconfig ?? (env["KUBECONFIG"] ? undefined : embeddedKubeconfig(cwd));
  try {
    return await loadKubeConfig({
      env,
      ...(path === undefined ? {} : { path }),
      ...(flags.context === undefined ? {} : { context: flags.context }),
    });
  } catch (cause) {
    const text = cause instanceof Error ? cause.message : String(cause);
    const hint =
      text.startsWith("no kubeconfig") && path === undefined
        ? "; `lateen up` starts a server of your own"
        : "";
    throw new CommandError(`${text}${hint}`, { cause });
  }
}

/** Connects to the API server. Throws {@link CommandError}. */
export async function connect(
  flags: GlobalFlags,
  environment: Pick<Environment, "env" | "cwd">,
): Promise<Connection> {
  const config = await readKubeconfig(flags, environment);
  const { transport } = httpTransport(config.http);
  return {
    client: createClient({ transport, userAgent: "lateen" }),
    namespace: flags.namespace ?? config.namespace,
    server: config.http.server,
    async fetchText(path, signal) {
      const response = await transport({
        method: "GET",
        path,
        headers: {},
        isStream: true,
        ...(signal === undefined ? {} : { signal }),
      });
      if (response.status === 200) return decode(response.chunks());
      await response.text();
      if (response.status === 404) return undefined;
      throw new CommandError(`GET ${path}: the server answered with status ${response.status}`);
    },
  };
}

async function* decode(chunks: AsyncIterable<Uint8Array>): AsyncIterable<string> {
  const decoder = new TextDecoder();
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
}

function embeddedKubeconfig(cwd: string): string | undefined {
  for (let folder = cwd; ; folder = dirname(folder)) {
    const path = join(folder, DEFAULT_DATA_FOLDER, "kubeconfig");
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}
