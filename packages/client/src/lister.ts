import { type KubeObject, type LabelSelector, matchesLabels } from "@lateen/kube";
import type { Indexer } from "./indexer.ts";

/** Reads a cache of objects. What it returns is shared and must not be changed. */
export interface Lister<T extends KubeObject = KubeObject> {
  /** The object of that name; the namespace is left out for cluster-scoped kinds. */
  get(name: string, namespace?: string): T | undefined;
  /** All objects, or those of a namespace, or those that have certain labels. Linear in the size of the cache. */
  list(options?: { readonly namespace?: string; readonly labels?: LabelSelector }): T[];
  /** The objects that an index has under a value. */
  byIndex(index: string, value: string): T[];
  readonly size: number;
}

/** Makes a {@link Lister} over an indexer. */
export function createLister<T extends KubeObject>(indexer: Indexer<T>): Lister<T> {
  return {
    get: (name, namespace) => indexer.get(namespace === undefined ? name : `${namespace}/${name}`),
    list({ namespace, labels } = {}) {
      const found: T[] = [];
      for (const object of indexer.values()) {
        if (namespace !== undefined && object.metadata.namespace !== namespace) continue;
        if (labels !== undefined && !matchesLabels(labels, object.metadata.labels)) continue;
        found.push(object);
      }
      return found;
    },
    byIndex: (index, value) => [...indexer.byIndex(index, value)],
    get size() {
      return indexer.size;
    },
  };
}
