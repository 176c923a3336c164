import type { Client, KubeObject } from "@lateen/kube";
import type { ApiRequest, ApiResponse } from "./http/message.ts";
import type { Store } from "@lateen/store";
import type { Clock } from "./clock.ts";
import type { Random } from "./random.ts";

/** What an API server is made of. */
export interface ApiServerOptions {
  /** Where everything is kept. The server does not close it. */
  readonly store: Store;
  /** Callers must send this bearer token; anybody may call when absent. */
  readonly token?: string;
  /** Namespaces made at the start besides `default`, `kube-system` and `kube-public`. */
  readonly namespaces?: readonly string[];
  /** Plays kubelet and workload controllers: Deployments become available, Pods and Jobs succeed. */
  readonly simulateWorkloads?: boolean;
  /** Freezes what the in-process client shares, so that a caller who changes it throws. For tests. */
  readonly freezeShared?: boolean;
  /** What an admission webhook would do, in this process. */
  readonly admission?: Admission;
  /**
   * Answers paths that are no resources, after authentication and before the server's own; undefined for a path that
   * it does not know.
   */
  readonly pages?: (request: ApiRequest) => ApiResponse | Promise<ApiResponse> | undefined;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Told of failures that have no caller (a background task); the server goes on. */
  readonly onError?: (error: unknown) => void;
}

/** Looks at objects before they are stored; both may throw an `ApiError` to refuse. Status writes pass unseen. */
export interface Admission {
  /** The object as it is to be validated and stored. `old` is absent for a creation. Must not change its arguments. */
  mutate?(object: KubeObject, old: KubeObject | undefined): KubeObject;
  /** Called for what the schema has accepted. */
  validate?(object: KubeObject, old: KubeObject | undefined): void;
}

/** Where to listen. */
export interface ListenOptions {
  /** 0 (the default) lets the system choose. */
  readonly port?: number;
  /** Default `127.0.0.1`. */
  readonly host?: string;
  /** Listens for HTTPS with this certificate (PEM). kubectl sends its token over HTTPS only. */
  readonly tls?: { readonly certificate: string; readonly key: string };
}

/** A server that listens on a port. */
export interface Listener {
  readonly port: number;
  /** `http://host:port` or `https://host:port`. */
  readonly url: string;
  /** Ends all connections, also watches. */
  close(): Promise<void>;
}

/** A Kubernetes-compatible API server. */
export interface ApiServer {
  /** Answers one request, without a socket. Never rejects: failures are answers too. */
  handle(request: Request): Promise<Response>;
  /** Listens for HTTP. Rejects with the system's error (`EADDRINUSE` …). */
  listen(options?: ListenOptions): Promise<Listener>;
  /**
   * A client in this process: no socket, no serialisation. What `watch` and `list` yield is shared
   * and must not be changed; what `get` and the writing calls return is the caller's own.
   */
  client(): Client;
  /** Stops watches, listeners and background tasks. */
  close(): Promise<void>;
}
