import type { KubeObject, Reader, Watcher } from "@lateen/kube";
import { type Clock, type Random, systemClock, systemRandom } from "./clock.ts";
import { cacheKey, Indexer, type Indexes } from "./indexer.ts";
import { createLister, type Lister } from "./lister.ts";
import { reflect, type ReflectorTarget } from "./reflector.ts";

/** A change in a cache. `old` is what the cache had before. */
export type Change<T extends KubeObject = KubeObject> =
  | { readonly type: "added"; readonly object: T; readonly old?: undefined }
  | { readonly type: "updated"; readonly object: T; readonly old: T }
  | { readonly type: "deleted"; readonly object: T; readonly old?: undefined };

/** What an informer is made of. */
export interface InformerOptions<T extends KubeObject = KubeObject> {
  readonly client: Reader & Watcher;
  readonly target: ReflectorTarget;
  readonly indexes?: Indexes<T>;
  /** Makes what is kept smaller, e.g. without `managedFields`. Must not change its argument. */
  readonly transform?: (object: T) => T;
  /** Told of failures; the informer goes on by itself. */
  readonly onError?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** A cache of a kind that follows the server. What it holds is shared and must not be changed. */
export interface Informer<T extends KubeObject = KubeObject> {
  readonly lister: Lister<T>;
  /** Whether everything that was there at the start is in the cache. */
  readonly hasSynced: boolean;
  /** Resolves when {@link hasSynced} becomes true; rejects if the informer is stopped before. */
  synced(): Promise<void>;
  /**
   * Calls back for each change, in order, once the cache shows it. Whoever comes late is told of what is there as
   * `added`. Returns how to stop it. A callback that throws is reported to `onError`, and the others go on.
   */
  onChange(callback: (change: Change<T>) => void): () => void;
  /** Follows the server until the signal is aborted. Call it once. */
  run(signal: AbortSignal): Promise<void>;
}

/** Makes an {@link Informer}. It does nothing before `run`. */
export function createInformer<T extends KubeObject = KubeObject>(
  options: InformerOptions<T>,
): Informer<T> {
  const {
    client,
    target,
    indexes = {},
    transform,
    onError = () => undefined,
    clock = systemClock,
    random = systemRandom,
  } = options;
  const indexer = new Indexer<T>(indexes);
  const callbacks = new Set<(change: Change<T>) => void>();
  const syncing = Promise.withResolvers<void>();
  // Nobody has to wait for it.
  syncing.promise.catch(() => undefined);
  let hasSynced = false;

  const call = (callback: (change: Change<T>) => void, change: Change<T>): void => {
    try {
      callback(change);
    } catch (error) {
      onError(error);
    }
  };
  const tell = (change: Change<T>): void => {
    for (const callback of callbacks) call(callback, change);
  };
  const put = (given: T): void => {
    const object = transform === undefined ? given : transform(given);
    const old = indexer.set(cacheKey(object), object);
    if (old === undefined) tell({ type: "added", object });
    else if (!isSame(old, object)) tell({ type: "updated", object, old });
  };
  const drop = (key: string, last?: T): void => {
    const old = indexer.delete(key);
    if (old !== undefined) tell({ type: "deleted", object: last ?? old });
  };

  return {
    lister: createLister(indexer),
    get hasSynced() {
      return hasSynced;
    },
    synced: () => syncing.promise,
    onChange(callback) {
      callbacks.add(callback);
      for (const object of indexer.values()) call(callback, { type: "added", object });
      return () => callbacks.delete(callback);
    },
    async run(signal) {
      const sink = {
        onList(objects: readonly T[]): void {
          const present = new Set(objects.map(cacheKey));
          for (const key of [...indexer.keys()]) if (!present.has(key)) drop(key);
          for (const object of objects) put(object);
          hasSynced = true;
          syncing.resolve();
        },
        onEvent({ type, object }: { readonly type: string; readonly object: T }): void {
          if (type === "BOOKMARK") return;
          if (type === "DELETED") drop(cacheKey(object), object);
          else put(object);
        },
        onError,
      };
      await reflect({ client, target, sink, clock, random }, signal);
      syncing.reject(new Error(`the informer of ${target.kind} was stopped`));
    },
  };
}

/** After a relist most objects are what they were. */
function isSame(a: KubeObject, b: KubeObject): boolean {
  const version = a.metadata.resourceVersion;
  return (
    version !== undefined &&
    version === b.metadata.resourceVersion &&
    a.metadata.uid === b.metadata.uid
  );
}
