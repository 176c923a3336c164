/** A key with its value at one revision. */
export interface Entry {
  readonly key: string;
  /** Any text without the character NUL. */
  readonly value: string;
  /** The revision of the write that made this value. */
  readonly revision: number;
  /** The revision of the write that created the key. */
  readonly createRevision: number;
  /**
   * What a reader derived from `value` (its parsed form, say). The store never looks at it; it
   * lives as long as the entry stays in memory and is not persisted.
   */
  memo?: unknown;
}

/** What became of a key. The entry of a deletion holds the last value that the deleter wrote. */
export interface StoreEvent {
  readonly kind: "created" | "updated" | "deleted";
  readonly entry: Entry;
  /** What stood there before; absent for a creation. */
  readonly previous?: Entry;
}

/**
 * The content of one write. The store calls `write(revision)` exactly once, in the same turn, as
 * soon as the revision is known, so that a value can contain its own revision.
 */
export interface Written {
  readonly value: string;
  readonly memo?: unknown;
  /** Names that the entry refers to from now on; {@link Store.referrers} finds it by them. */
  readonly addedRefs?: readonly string[];
  /** Names that it no longer refers to; for a deletion, all of them. */
  readonly droppedRefs?: readonly string[];
}

/** Makes the content of a write from the revision that it gets. */
export type Write = (revision: number) => Written;

/** The outcome of a write: done and durable, or lost against `latest` (absent: there is no such key). */
export type WriteResult =
  | { readonly ok: true; readonly entry: Entry }
  | { readonly ok: false; readonly latest: Entry | undefined };

/** Selects a range of keys. */
export interface RangeOptions {
  /** Keys that start with this; it ends in `/` or is a whole key. */
  readonly prefix: string;
  /** Only keys after this one (of an earlier page). */
  readonly after?: string;
  /** As the store was at this revision; the newest when absent. */
  readonly revision?: number;
  /** At most that many entries; all when absent. */
  readonly limit?: number;
}

/** A page of entries in the order of their keys, or why that revision cannot be read. */
export type RangeResult =
  | {
      readonly ok: true;
      readonly entries: readonly Entry[];
      /** The revision that the page shows. */
      readonly revision: number;
      /** There are entries after the last one. */
      readonly more: boolean;
    }
  | { readonly ok: false; readonly reason: "compacted" | "future" };

/** Selects the events of a watch. */
export interface WatchOptions {
  /** Keys that start with this; it ends in `/` or is a whole key. */
  readonly prefix: string;
  /** Events after this revision; only new ones when absent. */
  readonly after?: number;
}

/** Receives what a watch sees. */
export interface WatchSink {
  /** Events in the order of their revisions, in batches. */
  onEvents(events: readonly StoreEvent[]): void;
  /** The log was compacted past what this watch still had to read. It has ended. */
  onExpired(): void;
}

/** A watch that runs until it is stopped, or why it cannot begin. */
export type WatchResult =
  | {
      readonly ok: true;
      stop(): void;
      /** Everything up to {@link Store.revision} has been delivered. */
      isCurrent(): boolean;
    }
  | { readonly ok: false; readonly reason: "compacted" };

/**
 * A versioned key-value log: every write has a revision, and whoever knows a revision can read on
 * from it until that part of the log is compacted.
 *
 * Reads answer at once. A write decides at once (against writes still under way) and resolves when
 * it is durable. Exceptions are failures of the database ({@link StoreError}), nothing else.
 */
export interface Store {
  /** The newest durable revision. */
  readonly revision: number;
  /** Revisions below this one can no longer be listed or watched from. */
  readonly compactRevision: number;
  /** The newest durable entry of a key. */
  get(key: string): Entry | undefined;
  /** The newest entry of a key, counting writes under way: what the next write competes with. */
  latest(key: string): Entry | undefined;
  range(options: RangeOptions): RangeResult;
  /** How many keys start with `prefix`. */
  count(prefix: string): number;
  create(key: string, write: Write): Promise<WriteResult>;
  /** Replaces the entry whose revision is `expected`. */
  update(key: string, expected: number, write: Write): Promise<WriteResult>;
  /** Removes the entry whose revision is `expected`; `write` gives the value that watchers see. */
  delete(key: string, expected: number, write: Write): Promise<WriteResult>;
  watch(options: WatchOptions, sink: WatchSink): WatchResult;
  /** Keys of the entries that refer to this name. */
  referrers(ref: string): readonly string[];
  /** The references that `referrers` knows, after `after`, in order, at most `limit`. */
  references(after: string, limit: number): readonly string[];
  /** Forgets what was superseded at or before `revision`. */
  compact(revision: number): Promise<void>;
  /** Waits for the writes under way, stops all watches and lets go of the files. */
  close(): Promise<void>;
}
