// Fans the committed events out to the watchers. A watch that begins in the past first reads the
// log in pages until it has caught up, then joins the live ones; either way its sink sees every
// revision once and in order.
import { turn } from "./clock.ts";
import { prefixInterval } from "./key-interval.ts";
import type { LogChange, LogDriver } from "./log.ts";
import { rowEntry } from "./row-entry.ts";
import type { StoreEvent, WatchSink } from "./store.ts";

/** What the broadcaster works with. */
export interface BroadcasterOptions {
  readonly driver: LogDriver;
  /** The newest durable revision at the start. */
  readonly revision: number;
  compactRevision(): number;
  onError(error: unknown): void;
}

/** A watch that was started. */
export interface Subscription {
  stop(): void;
  /** It hears of every batch as soon as that is published, and has heard of the last one. */
  isCurrent(): boolean;
}

interface Watcher {
  readonly prefix: string;
  readonly sink: WatchSink;
  stopped: boolean;
  joined: boolean;
  /** Events of the batch that is being published. */
  batch: StoreEvent[];
}

const PAGE = 500;
/** Recent events are kept in memory, so that a watch which begins a moment ago needs no reading. */
const RECENT_EVENTS = 1_024;

/** Delivers committed events to watchers. */
export class Broadcaster {
  readonly #options: BroadcasterOptions;
  readonly #live = new Map<string, Set<Watcher>>();
  #recent: StoreEvent[] = [];
  /** Every event after this revision is in `#recent`. */
  #recentAfter: number;
  #revision: number;
  #closed = false;

  constructor(options: BroadcasterOptions) {
    this.#options = options;
    this.#revision = options.revision;
    this.#recentAfter = options.revision;
  }

  /** Starts a watch after `revision`. */
  add(prefix: string, after: number, sink: WatchSink): Subscription {
    const watcher: Watcher = { prefix, sink, stopped: false, joined: false, batch: [] };
    if (after >= this.#revision) this.#join(watcher);
    else this.#catchUp(watcher, after).catch(this.#options.onError);
    return {
      stop: () => {
        watcher.stopped = true;
        const set = this.#live.get(prefix);
        if (set?.delete(watcher) === true && set.size === 0) this.#live.delete(prefix);
      },
      isCurrent: () => watcher.joined && watcher.batch.length === 0,
    };
  }

  /** Delivers the events of a batch whose last revision is `revision`. */
  publish(events: readonly StoreEvent[], revision: number): void {
    this.#revision = revision;
    this.#remember(events);
    const touched: Watcher[] = [];
    for (const event of events) {
      const { key } = event.entry;
      for (let end = key.indexOf("/"); end !== -1; end = key.indexOf("/", end + 1)) {
        this.#collect(key.slice(0, end + 1), event, touched);
      }
      this.#collect(key, event, touched);
    }
    for (const watcher of touched) {
      const { batch } = watcher;
      watcher.batch = [];
      this.#deliver(watcher, batch);
    }
  }

  close(): void {
    this.#closed = true;
    for (const set of this.#live.values()) for (const watcher of set) watcher.stopped = true;
    this.#live.clear();
    this.#recent = [];
  }

  #collect(prefix: string, event: StoreEvent, touched: Watcher[]): void {
    const watchers = this.#live.get(prefix);
    if (watchers === undefined) return;
    for (const watcher of watchers) {
      if (watcher.batch.length === 0) touched.push(watcher);
      watcher.batch.push(event);
    }
  }

  #deliver(watcher: Watcher, events: readonly StoreEvent[]): void {
    if (watcher.stopped || events.length === 0) return;
    try {
      watcher.sink.onEvents(events);
    } catch (error) {
      watcher.stopped = true;
      this.#live.get(watcher.prefix)?.delete(watcher);
      this.#options.onError(error);
    }
  }

  #join(watcher: Watcher): void {
    watcher.joined = true;
    const watchers = this.#live.get(watcher.prefix);
    if (watchers === undefined) this.#live.set(watcher.prefix, new Set([watcher]));
    else watchers.add(watcher);
  }

  async #catchUp(watcher: Watcher, after: number): Promise<void> {
    // The caller gets its stop function before the first event.
    await turn();
    const keys = prefixInterval(watcher.prefix);
    for (let position = after; !watcher.stopped && !this.#closed; ) {
      if (position >= this.#recentAfter) {
        const events = this.#recent.filter(
          ({ entry }) =>
            entry.revision > position && entry.key >= keys.start && entry.key < keys.end,
        );
        this.#join(watcher);
        this.#deliver(watcher, events);
        return;
      }
      if (position < this.#options.compactRevision()) {
        watcher.stopped = true;
        watcher.sink.onExpired();
        return;
      }
      const until = this.#revision;
      const changes = this.#options.driver.changes(keys, position, until, PAGE);
      position = changes.length < PAGE ? until : (changes.at(-1) as LogChange).row.revision;
      this.#deliver(watcher, changes.map(changeEvent));
      if (changes.length === PAGE) await turn();
      else if (position >= this.#revision) {
        this.#join(watcher);
        return;
      }
    }
  }

  #remember(events: readonly StoreEvent[]): void {
    this.#recent.push(...events);
    if (this.#recent.length < 2 * RECENT_EVENTS) return;
    const dropped = this.#recent.splice(0, this.#recent.length - RECENT_EVENTS);
    this.#recentAfter = (dropped.at(-1) as StoreEvent).entry.revision;
  }
}

function changeEvent({ row, previous }: LogChange): StoreEvent {
  const entry = rowEntry(row);
  if (previous === undefined) return { kind: "created", entry };
  return { kind: row.deleted ? "deleted" : "updated", entry, previous: rowEntry(previous) };
}
