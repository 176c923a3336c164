// One embedded cluster: a store and an API server over it.
import {
  type ApiServer,
  type ApiServerOptions,
  type Listener,
  createApiServer,
} from "@lateen/apiserver";
import { SYSTEM_NAMESPACE } from "@lateen/api";
import type { Client } from "@lateen/kube";
import { type Store, isStoreError, openMemoryStore, openSqliteStore } from "@lateen/store";
import { StartError } from "./errors.ts";
import type { Certificate } from "./tls/certificate.ts";

/** An embedded cluster. */
export interface EmbeddedCluster {
  readonly name: string;
  /** In this process: no socket, no text. */
  readonly client: Client;
  /** Listens for HTTPS. Rejects with {@link StartError}. */
  listen(where: {
    readonly host: string;
    readonly port: number;
    readonly tls: Certificate;
  }): Promise<Listener>;
  close(): Promise<void>;
}

/** What a cluster is made of. */
export interface EmbeddedClusterOptions {
  readonly name: string;
  /** The database; in memory when absent. */
  readonly database?: string;
  readonly token?: string;
  readonly namespaces?: readonly string[];
  readonly simulateWorkloads: boolean;
  readonly pages?: ApiServerOptions["pages"];
  readonly admission?: ApiServerOptions["admission"];
  readonly onError: (error: unknown) => void;
}

/** Opens the store and starts the API server. Rejects with {@link StartError}. */
export async function startCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const store = openStore(options);
  let server: ApiServer;
  try {
    server = await createApiServer({
      store,
      namespaces: [SYSTEM_NAMESPACE, ...(options.namespaces ?? [])],
      simulateWorkloads: options.simulateWorkloads,
      onError: options.onError,
      ...(options.token === undefined ? {} : { token: options.token }),
      ...(options.pages === undefined ? {} : { pages: options.pages }),
      ...(options.admission === undefined ? {} : { admission: options.admission }),
    });
  } catch (error) {
    await store.close();
    throw error;
  }
  return {
    name: options.name,
    client: server.client(),
    async listen({ host, port, tls }) {
      try {
        return await server.listen({ host, port, tls });
      } catch (cause) {
        throw listenError(cause, host, port);
      }
    },
    async close() {
      await server.close();
      await store.close();
    },
  };
}

function openStore({ database, onError }: EmbeddedClusterOptions): Store {
  if (database === undefined) return openMemoryStore({ onError });
  try {
    return openSqliteStore({ path: database, onError });
  } catch (cause) {
    if (!isStoreError(cause)) throw cause;
    const code = cause.code === "format" ? "format" : cause.code === "locked" ? "locked" : "folder";
    const hint = code === "locked" ? " (is `lateen up` running there already?)" : "";
    throw new StartError(code, `${cause.message}${hint}`, { cause });
  }
}

function listenError(cause: unknown, host: string, port: number): unknown {
  const { code } = cause as { readonly code?: string };
  const texts: Readonly<Record<string, string>> = {
    EADDRINUSE: `port ${port} is in use by another program: choose another with --port, or 0 for any that is free`,
    EACCES: `port ${port} needs more rights: choose one above 1023 with --port`,
    EADDRNOTAVAIL: `this machine does not have the address ${host}`,
    ENOTFOUND: `this machine does not have the address ${host}`,
  };
  const text = texts[code ?? ""];
  return text === undefined ? cause : new StartError("port", text, { cause });
}
