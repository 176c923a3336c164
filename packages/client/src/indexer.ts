import type { KubeObject } from "@lateen/kube";

/** Gives the values under which an object is found in an index; none leaves it out. */
export type IndexFunction<T extends KubeObject = KubeObject> = (object: T) => readonly string[];

/** Index functions by the name of their index. */
export interface Indexes<T extends KubeObject = KubeObject> {
  readonly [name: string]: IndexFunction<T>;
}

/** `namespace/name`, or the name alone for cluster-scoped objects: the key of an object in caches and queues. */
export function cacheKey({ metadata }: KubeObject): string {
  const { namespace, name = "" } = metadata;
  return namespace === undefined || namespace === "" ? name : `${namespace}/${name}`;
}

/** The parts of a {@link cacheKey}. */
export function splitCacheKey(key: string): { readonly namespace?: string; readonly name: string } {
  const slash = key.indexOf("/");
  if (slash === -1) return { name: key };
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

/** Objects by key, and by the values of indexes. Only the reflector writes it. */
export class Indexer<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #functions: Indexes<T>;
  readonly #indexes = new Map<string, Map<string, Map<string, T>>>();

  constructor(functions: Indexes<T>) {
    this.#functions = functions;
    for (const name of Object.keys(functions)) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  keys(): IterableIterator<string> {
    return this.#objects.keys();
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  /** The objects that an index has under a value. Throws an Error for an index that there is not. */
  byIndex(name: string, value: string): Iterable<T> {
    const index = this.#indexes.get(name);
    if (index === undefined) throw new Error(`there is no index ${JSON.stringify(name)}`);
    return index.get(value)?.values() ?? [];
  }

  /** Puts an object; returns the one that it replaces. */
  set(key: string, object: T): T | undefined {
    const old = this.#objects.get(key);
    if (old !== undefined) this.#unindex(key, old);
    this.#objects.set(key, object);
    for (const [name, index] of this.#indexes) {
      for (const value of this.#functions[name]?.(object) ?? []) {
        let entries = index.get(value);
        if (entries === undefined) {
          entries = new Map();
          index.set(value, entries);
        }
        entries.set(key, object);
      }
    }
    return old;
  }

  /** Removes an object; returns it. */
  delete(key: string): T | undefined {
    const old = this.#objects.get(key);
    if (old === undefined) return undefined;
    this.#objects.delete(key);
    this.#unindex(key, old);
    return old;
  }

  #unindex(key: string, object: T): void {
    for (const [name, index] of this.#indexes) {
      for (const value of this.#functions[name]?.(object) ?? []) {
        const entries = index.get(value);
        entries?.delete(key);
        if (entries?.size === 0) index.delete(value);
      }
    }
  }
}
