// The store as an append-only log (kine's model). A write is decided in memory against the newest
// state, gets the next revision and joins the batch under construction; one append at a time is
// under way, so that all writes which arrive meanwhile share the next transaction. Only when the
// append is durable do readers see the batch, its writers get their answer and the broadcaster its
// events. See docs/flow.md.
import { Broadcaster } from "./broadcaster.ts";
import { EntryCache } from "./entry-cache.ts";
import { StoreError } from "./errors.ts";
import { intervalAfter, prefixInterval } from "./key-interval.ts";
import type { AppendRow, LogDriver, LogRow } from "./log.ts";
import { rowEntry } from "./row-entry.ts";
import type {
  Entry,
  RangeOptions,
  RangeResult,
  Store,
  StoreEvent,
  WatchOptions,
  WatchResult,
  WatchSink,
  Write,
  WriteResult,
} from "./store.ts";

/** Settings of a store; sensible ones are built in. */
export interface LogStoreOptions {
  /** Memory for entries in use, in bytes (an estimate). Default 16 MiB. */
  readonly cacheBytes?: number;
  /** Superseded revisions are kept at least for that many writes. Default 20,000. */
  readonly retainRevisions?: number;
  /** Told of a watcher that threw and of a compaction that failed; both go on. */
  readonly onError?: (error: unknown) => void;
}

const DEFAULT_CACHE_BYTES = 16 * 1024 * 1024;
const DEFAULT_RETAIN_REVISIONS = 20_000;
/** A compaction covers at least that many revisions, so that it stays a small part of the work. */
const COMPACT_STEP = 2_000;
const MAX_BATCH_ROWS = 1_000;
const MAX_BATCH_LENGTH = 8 * 1024 * 1024;
const NO_REFS: readonly string[] = [];

interface Pending {
  readonly row: AppendRow;
  readonly event: StoreEvent;
  resolve(result: WriteResult): void;
  reject(error: unknown): void;
}

/** The store over a driver. */
export class LogStore implements Store {
  readonly #driver: LogDriver;
  readonly #cache: EntryCache;
  readonly #broadcaster: Broadcaster;
  readonly #retain: number;
  readonly #onError: (error: unknown) => void;
  /** The newest of the writes under way to each key. */
  readonly #underway = new Map<string, StoreEvent>();
  #queue: Pending[] = [];
  #appending: Promise<void> | undefined;
  #compacting: Promise<void> | undefined;
  #revision: number;
  #nextRevision: number;
  #compactRevision: number;
  #closed = false;

  constructor(driver: LogDriver, options: LogStoreOptions = {}) {
    this.#driver = driver;
    this.#cache = new EntryCache(options.cacheBytes ?? DEFAULT_CACHE_BYTES);
    this.#retain = options.retainRevisions ?? DEFAULT_RETAIN_REVISIONS;
    this.#onError = options.onError ?? (() => undefined);
    this.#revision = driver.revision;
    this.#nextRevision = driver.revision + 1;
    this.#compactRevision = driver.compactRevision;
    this.#broadcaster = new Broadcaster({
      driver,
      revision: driver.revision,
      compactRevision: () => this.#compactRevision,
      onError: this.#onError,
    });
  }

  get revision(): number {
    return this.#revision;
  }

  get compactRevision(): number {
    return this.#compactRevision;
  }

  get(key: string): Entry | undefined {
    this.#assertOpen();
    const cached = this.#cache.get(key);
    if (cached !== undefined) return cached;
    const row = this.#driver.get(key, this.#revision);
    if (row === undefined || row.deleted) return undefined;
    const entry = rowEntry(row);
    this.#cache.set(entry);
    return entry;
  }

  latest(key: string): Entry | undefined {
    const underway = this.#underway.get(key);
    if (underway === undefined) return this.get(key);
    return underway.kind === "deleted" ? undefined : underway.entry;
  }

  range(options: RangeOptions): RangeResult {
    this.#assertOpen();
    const revision = options.revision ?? this.#revision;
    if (revision > this.#revision) return { ok: false, reason: "future" };
    if (revision < this.#compactRevision) return { ok: false, reason: "compacted" };
    let keys = prefixInterval(options.prefix);
    if (options.after !== undefined) keys = intervalAfter(keys, options.after);
    const limit = options.limit ?? Number.MAX_SAFE_INTEGER - 1;
    const rows = this.#driver.range(keys, revision, limit + 1);
    const more = rows.length > limit;
    const entries = (more ? rows.slice(0, limit) : rows).map((row) => this.#known(row));
    return { ok: true, entries, revision, more };
  }

  count(prefix: string): number {
    this.#assertOpen();
    return this.#driver.count(prefixInterval(prefix), this.#revision);
  }

  create(key: string, write: Write): Promise<WriteResult> {
    const latest = this.latest(key);
    if (latest !== undefined) return Promise.resolve({ ok: false, latest });
    return this.#append("created", key, undefined, write);
  }

  update(key: string, expected: number, write: Write): Promise<WriteResult> {
    const latest = this.latest(key);
    if (latest?.revision !== expected) return Promise.resolve({ ok: false, latest });
    return this.#append("updated", key, latest, write);
  }

  delete(key: string, expected: number, write: Write): Promise<WriteResult> {
    const latest = this.latest(key);
    if (latest?.revision !== expected) return Promise.resolve({ ok: false, latest });
    return this.#append("deleted", key, latest, write);
  }

  watch(options: WatchOptions, sink: WatchSink): WatchResult {
    this.#assertOpen();
    const after = options.after ?? this.#revision;
    if (after < this.#compactRevision) return { ok: false, reason: "compacted" };
    return { ok: true, ...this.#broadcaster.add(options.prefix, after, sink) };
  }

  referrers(ref: string): readonly string[] {
    this.#assertOpen();
    return this.#driver.referrers(ref);
  }

  references(after: string, limit: number): readonly string[] {
    this.#assertOpen();
    return this.#driver.references(after, limit);
  }

  async compact(revision: number): Promise<void> {
    this.#assertOpen();
    await this.#compacting;
    const target = Math.min(revision, this.#revision);
    if (target <= this.#compactRevision) return;
    this.#compactRevision = target;
    this.#compacting = this.#driver.compact(target).finally(() => {
      this.#compacting = undefined;
    });
    await this.#compacting;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    while (this.#appending !== undefined) await this.#appending;
    this.#closed = true;
    this.#broadcaster.close();
    await this.#compacting?.catch(this.#onError);
    await this.#driver.close();
    this.#cache.clear();
  }

  #append(
    kind: StoreEvent["kind"],
    key: string,
    previous: Entry | undefined,
    write: Write,
  ): Promise<WriteResult> {
    this.#assertOpen();
    const revision = this.#nextRevision;
    const { value, memo, addedRefs = NO_REFS, droppedRefs = NO_REFS } = write(revision);
    this.#nextRevision = revision + 1;
    const entry: Entry = {
      key,
      value,
      revision,
      createRevision: previous?.createRevision ?? revision,
      memo,
    };
    const event: StoreEvent = previous === undefined ? { kind, entry } : { kind, entry, previous };
    this.#underway.set(key, event);
    return new Promise((resolve, reject) => {
      this.#queue.push({
        row: {
          revision,
          key,
          value,
          createRevision: entry.createRevision,
          previousRevision: previous?.revision ?? 0,
          deleted: kind === "deleted",
          addedRefs,
          droppedRefs,
        },
        event,
        resolve,
        reject,
      });
      this.#appending ??= this.#drain();
    });
  }

  /** Appends batch after batch until nothing is left. */
  async #drain(): Promise<void> {
    // Writes of the same turn belong to the first batch.
    await Promise.resolve();
    while (this.#queue.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#driver.append(batch.map((pending) => pending.row));
      } catch (error) {
        this.#abandon(batch, error);
        break;
      }
      this.#commit(batch);
    }
    this.#appending = undefined;
  }

  #takeBatch(): Pending[] {
    let rows = 0;
    for (let length = 0; rows < this.#queue.length && rows < MAX_BATCH_ROWS; rows++) {
      length += (this.#queue[rows] as Pending).row.value.length;
      if (length > MAX_BATCH_LENGTH && rows > 0) break;
    }
    if (rows === this.#queue.length) {
      const batch = this.#queue;
      this.#queue = [];
      return batch;
    }
    return this.#queue.splice(0, rows);
  }

  #commit(batch: readonly Pending[]): void {
    this.#revision = (batch.at(-1) as Pending).row.revision;
    for (const { event, resolve } of batch) {
      const { entry } = event;
      if (event.kind === "deleted") this.#cache.delete(entry.key);
      else this.#cache.set(entry);
      if (this.#underway.get(entry.key) === event) this.#underway.delete(entry.key);
      resolve({ ok: true, entry });
    }
    this.#broadcaster.publish(
      batch.map((pending) => pending.event),
      this.#revision,
    );
    this.#compactOld();
  }

  /** A failed append fails every write that was decided on top of it; nobody has seen them. */
  #abandon(batch: readonly Pending[], cause: unknown): void {
    const failed = [...batch, ...this.#queue];
    this.#queue = [];
    this.#underway.clear();
    this.#nextRevision = this.#revision + 1;
    for (const { reject } of failed) reject(cause);
  }

  #compactOld(): void {
    const target = this.#revision - this.#retain;
    if (this.#compacting !== undefined || target < this.#compactRevision + COMPACT_STEP) return;
    this.compact(this.#compactRevision + COMPACT_STEP).catch(this.#onError);
  }

  /** The entry in memory for a row, so that its memo is shared. */
  #known(row: LogRow): Entry {
    const cached = this.#cache.get(row.key);
    return cached?.revision === row.revision ? cached : rowEntry(row);
  }

  #assertOpen(): void {
    if (this.#closed) throw new StoreError("closed", "the store is closed");
  }
}
