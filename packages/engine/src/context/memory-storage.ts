import type { ContextChange, RunStorage, StoredContext } from "../storage.ts";

/** A storage in memory, for embedding and tests. `snapshot` is what a later one may start from. */
export interface MemoryStorage extends RunStorage {
  snapshot(): StoredContext | undefined;
}

/** Makes a {@link MemoryStorage}, empty or from a snapshot. */
export function memoryStorage(initial?: StoredContext): MemoryStorage {
  let stored = initial;
  return {
    snapshot: () => stored,
    load: () => Promise.resolve(stored),
    save(change: ContextChange) {
      const data: { [key: string]: string } = { ...stored?.data };
      for (const [key, value] of Object.entries(change.data)) {
        if (value === null) delete data[key];
        else data[key] = value;
      }
      stored = { data, session: change.session, reference: stored?.reference ?? {} };
      return Promise.resolve(stored.reference);
    },
  };
}
