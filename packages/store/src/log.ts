// What a storage driver is: an append-only log of rows and the questions that the log store asks it.
// The driver knows neither writes under way nor watchers.

/** One write. */
export interface LogRow {
  readonly revision: number;
  readonly key: string;
  readonly value: string;
  readonly createRevision: number;
  /** The row that this one supersedes; 0 for a creation. */
  readonly previousRevision: number;
  readonly deleted: boolean;
}

/** A row as it is appended, with the references that it brings and those that it ends. */
export interface AppendRow extends LogRow {
  readonly addedRefs: readonly string[];
  readonly droppedRefs: readonly string[];
}

/** A row and the one that it superseded. */
export interface LogChange {
  readonly row: LogRow;
  readonly previous?: LogRow;
}

/** A half-open interval of keys: `start` ≤ key < `end`. */
export interface KeyInterval {
  readonly start: string;
  readonly end: string;
}

/** A storage driver. Reads are synchronous; appends are one at a time, atomic and durable. */
export interface LogDriver {
  /** The newest revision when the driver was opened. */
  readonly revision: number;
  /** The revision that the log was compacted to when the driver was opened. */
  readonly compactRevision: number;
  append(rows: readonly AppendRow[]): Promise<void>;
  /** The newest row of a key at `revision`; a deletion counts as a row. */
  get(key: string, revision: number): LogRow | undefined;
  /** Live rows at `revision` in the order of keys. */
  range(keys: KeyInterval, revision: number, limit: number): readonly LogRow[];
  count(keys: KeyInterval, revision: number): number;
  /** Changes with `after` < revision ≤ `until` in the order of revisions. */
  changes(keys: KeyInterval, after: number, until: number, limit: number): readonly LogChange[];
  referrers(ref: string): readonly string[];
  references(after: string, limit: number): readonly string[];
  compact(revision: number): Promise<void>;
  close(): Promise<void>;
}
