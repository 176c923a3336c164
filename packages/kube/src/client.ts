// Interfaces only (controller-runtime's cut): the HTTP client, the in-process API server and the
// informer caches all stand behind them.
import type { JsonObject, KubeList, KubeObject } from "./object.ts";

/** Names a kind: `{ apiVersion: "apps/v1", kind: "Deployment" }`. */
export interface TypeMeta {
  readonly apiVersion: string;
  readonly kind: string;
}

/** Names one object; `namespace` is left out for cluster-scoped kinds. */
export interface ObjectKey extends TypeMeta {
  readonly name: string;
  readonly namespace?: string;
}

/** Options of {@link Reader.list} and {@link Watcher.watch}. */
export interface ListOptions {
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly limit?: number;
  readonly continue?: string;
  readonly signal?: AbortSignal;
}

/** Common options of calls. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
}

/** Reads objects. Throws `ApiError`; `isNotFound(err)` when there is none. */
export interface Reader {
  get<T extends KubeObject = KubeObject>(key: ObjectKey, options?: CallOptions): Promise<T>;
  list<T extends KubeObject = KubeObject>(
    type: TypeMeta,
    options?: ListOptions,
  ): Promise<KubeList<T>>;
}

/** How a patch is written; `apply` is server-side apply. */
export type PatchType = "merge" | "json" | "strategic" | "apply";

/** A patch of an object, of its status, or of its scale (the answer is then an `autoscaling/v1` Scale). */
export interface PatchOptions extends CallOptions {
  readonly subresource?: "status" | "scale";
  readonly force?: boolean;
}

/** Options of a delete. */
export interface DeleteOptions extends CallOptions {
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** Changes objects. Throws `ApiError`; `isConflict(err)` on a lost update. */
export interface Writer {
  create<T extends KubeObject>(object: T, options?: CallOptions): Promise<T>;
  update<T extends KubeObject>(
    object: T,
    options?: CallOptions & { readonly subresource?: "status" },
  ): Promise<T>;
  patch<T extends KubeObject = KubeObject>(
    key: ObjectKey,
    type: PatchType,
    body: JsonObject | JsonObject[],
    options?: PatchOptions,
  ): Promise<T>;
  delete(key: ObjectKey, options?: DeleteOptions): Promise<void>;
  deleteAll(
    type: TypeMeta,
    options?: ListOptions & Pick<DeleteOptions, "propagationPolicy">,
  ): Promise<void>;
}

/** One event of a watch. A `bookmark` carries only `metadata.resourceVersion`. */
export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK";
  readonly object: T;
}

/** Watches a kind from a resourceVersion on. The iteration throws `ApiError` (`isGone(err)`: list again). */
export interface Watcher {
  watch<T extends KubeObject = KubeObject>(
    type: TypeMeta,
    options: ListOptions & { readonly resourceVersion?: string; readonly name?: string },
  ): AsyncIterable<WatchEvent<T>>;
}

/** Options of {@link LogReader.logs}. */
export interface LogOptions {
  /** Default: the only one. */
  readonly container?: string;
  /** The last lines only; default all. */
  readonly tailLines?: number;
  readonly signal?: AbortSignal;
}

/** Reads what the containers of Pods wrote. Throws `ApiError`. */
export interface LogReader {
  logs(
    pod: { readonly name: string; readonly namespace: string },
    options?: LogOptions,
  ): Promise<string>;
}

/** A client of one cluster. */
export interface Client extends Reader, Writer, Watcher, LogReader {}

/** Clients by cluster name; `""` and `local` are the hub. Throws `ApiError` for an unknown cluster. */
export interface ClusterClients {
  cluster(name: string): Promise<Client>;
}
