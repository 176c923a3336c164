// The log in plain arrays. Keys are kept in a sorted array that is brought up to date when somebody
// asks for a range.
import type { AppendRow, KeyInterval, LogChange, LogDriver, LogRow } from "../log.ts";

/** The log in memory. */
export class MemoryDriver implements LogDriver {
  readonly revision = 0;
  readonly compactRevision = 0;
  /** All rows that are kept, by revision. */
  #rows: LogRow[] = [];
  /** The rows of each key, oldest first. */
  readonly #versions = new Map<string, LogRow[]>();
  readonly #referrers = new Map<string, Set<string>>();
  #sortedKeys: string[] = [];
  #newKeys: string[] = [];

  append(rows: readonly AppendRow[]): Promise<void> {
    for (const { addedRefs, droppedRefs, ...row } of rows) {
      this.#rows.push(row);
      const versions = this.#versions.get(row.key);
      if (versions === undefined) {
        this.#versions.set(row.key, [row]);
        this.#newKeys.push(row.key);
      } else {
        versions.push(row);
      }
      for (const ref of droppedRefs) this.#drop(ref, row.key);
      for (const ref of addedRefs) {
        const keys = this.#referrers.get(ref);
        if (keys === undefined) this.#referrers.set(ref, new Set([row.key]));
        else keys.add(row.key);
      }
    }
    return Promise.resolve();
  }

  get(key: string, revision: number): LogRow | undefined {
    return this.#versions.get(key)?.findLast((row) => row.revision <= revision);
  }

  range(keys: KeyInterval, revision: number, limit: number): readonly LogRow[] {
    const rows: LogRow[] = [];
    const sorted = this.#keys();
    for (let i = lowerBound(sorted, keys.start); i < sorted.length && rows.length < limit; i++) {
      const key = sorted[i] as string;
      if (key >= keys.end) break;
      const row = this.get(key, revision);
      if (row !== undefined && !row.deleted) rows.push(row);
    }
    return rows;
  }

  count(keys: KeyInterval, revision: number): number {
    return this.range(keys, revision, Number.MAX_SAFE_INTEGER).length;
  }

  changes(keys: KeyInterval, after: number, until: number, limit: number): readonly LogChange[] {
    const changes: LogChange[] = [];
    for (let i = this.#firstAfter(after); i < this.#rows.length && changes.length < limit; i++) {
      const row = this.#rows[i] as LogRow;
      if (row.revision > until) break;
      if (row.key < keys.start || row.key >= keys.end) continue;
      const previous = this.get(row.key, row.revision - 1);
      changes.push(
        row.previousRevision > 0 && previous !== undefined ? { row, previous } : { row },
      );
    }
    return changes;
  }

  referrers(ref: string): readonly string[] {
    return [...(this.#referrers.get(ref) ?? [])].sort();
  }

  references(after: string, limit: number): readonly string[] {
    return [...this.#referrers.keys()]
      .filter((ref) => ref > after)
      .sort()
      .slice(0, limit);
  }

  compact(revision: number): Promise<void> {
    const superseded = new Set<number>();
    for (const row of this.#rows) {
      if (row.revision > revision) break;
      if (row.previousRevision > 0) superseded.add(row.previousRevision);
      if (row.deleted) superseded.add(row.revision);
    }
    const keys = new Set<string>();
    this.#rows = this.#rows.filter((row) => {
      const gone = superseded.has(row.revision);
      if (gone) keys.add(row.key);
      return !gone;
    });
    for (const key of keys) {
      const versions = (this.#versions.get(key) ?? []).filter(
        (row) => !superseded.has(row.revision),
      );
      if (versions.length > 0) this.#versions.set(key, versions);
      else this.#forget(key);
    }
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #drop(ref: string, key: string): void {
    const keys = this.#referrers.get(ref);
    if (keys?.delete(key) === true && keys.size === 0) this.#referrers.delete(ref);
  }

  #forget(key: string): void {
    this.#versions.delete(key);
    const sorted = this.#keys();
    sorted.splice(lowerBound(sorted, key), 1);
  }

  #keys(): string[] {
    if (this.#newKeys.length > 0) {
      this.#sortedKeys = [...this.#sortedKeys, ...this.#newKeys].sort(compare);
      this.#newKeys = [];
    }
    return this.#sortedKeys;
  }

  #firstAfter(revision: number): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#rows[middle] as LogRow).revision <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function lowerBound(sorted: readonly string[], key: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as string) < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
