import type { ObjectReference } from "@lateen/api";

/** What is stored for a run beside its status: variables, suspend times, journals, by key (spec: api.md 6). */
export interface StoredContext {
  readonly data: { readonly [key: string]: string };
  /** What `status.contextBackend` says. */
  readonly reference: ObjectReference;
  /** Random text made when the store was made: step ids and idempotency keys derive from it. */
  readonly session: string;
}

/** A change of {@link StoredContext.data}; `null` removes a key. */
export interface ContextChange {
  readonly session: string;
  readonly data: { readonly [key: string]: string | null };
}

/**
 * Where the context of one run is kept: the context ConfigMap, or memory. One writer at a time.
 */
export interface RunStorage {
  /**
   * What is stored; undefined if nothing was yet. Throws if it should be there and is not, with the
   * message `configmaps "<name>" not found`.
   */
  load(): Promise<StoredContext | undefined>;
  /** Makes the store if there is none, then writes the change; durable when it returns. */
  save(change: ContextChange): Promise<ObjectReference>;
}
