// The work queue of a controller, with the promises of client-go's workqueue:
// fair: keys are worked on in the order in which they came;
// stingy: a key that is added several times before it is taken is worked on once;
// one at a time: a key is never with two workers; added meanwhile, it is worked on again afterwards.
import type { Clock } from "@lateen/client";

/** Told what happens in a queue, for metrics. All times in milliseconds. */
export interface QueueMetrics {
  /** A key was added; the length of the queue is `depth`. */
  added?(depth: number): void;
  /** A key was taken after it had waited. */
  taken?(depth: number, waited: number): void;
  /** A worker is done with a key. */
  done?(worked: number): void;
  /** A key was added for another try. */
  retried?(): void;
}

/** Keys that wait for workers. */
export interface WorkQueue<K = string> {
  /** Adds a key, unless it already waits. Does nothing after `shutDown`. */
  add(key: K): void;
  /** The next key, as soon as there is one; `undefined` when the queue is shut down and empty. */
  take(): Promise<K | undefined>;
  /** Must be called by whoever took the key, when done with it. */
  done(key: K): void;
  /** Keys that wait; those in work do not count. */
  readonly length: number;
  /** Takes no more keys. Those that wait are still given out. */
  shutDown(): void;
  /** Shuts down and drops what waits; resolves when the workers are done with what they have. */
  drain(): Promise<void>;
}

/** Options of queues. */
export interface QueueOptions {
  readonly clock: Clock;
  readonly metrics?: QueueMetrics;
}

/** Makes a {@link WorkQueue}. */
export function createQueue<K = string>({ clock, metrics = {} }: QueueOptions): WorkQueue<K> {
  /** In order, with the time since when they wait. Maps keep the order of insertion. */
  const waiting = new Map<K, number>();
  const working = new Map<K, number>();
  /** Added while they are in work. */
  const again = new Set<K>();
  const takers: ((key: K | undefined) => void)[] = [];
  const drained: (() => void)[] = [];
  let isShutDown = false;

  const hand = (key: K, since: number): K => {
    waiting.delete(key);
    const now = clock.now();
    working.set(key, now);
    metrics.taken?.(waiting.size, now - since);
    return key;
  };
  const enqueue = (key: K): void => {
    const since = clock.now();
    waiting.set(key, since);
    metrics.added?.(waiting.size);
    const taker = takers.shift();
    if (taker !== undefined) taker(hand(key, since));
  };
  const shutDown = (): void => {
    isShutDown = true;
    if (waiting.size > 0) return;
    for (const taker of takers.splice(0)) taker(undefined);
  };

  return {
    add(key) {
      if (isShutDown || waiting.has(key)) return;
      if (working.has(key)) again.add(key);
      else enqueue(key);
    },
    take() {
      for (const [key, since] of waiting) return Promise.resolve(hand(key, since));
      if (isShutDown) return Promise.resolve(undefined);
      return new Promise((resolve) => takers.push(resolve));
    },
    done(key) {
      const since = working.get(key);
      if (since === undefined) return;
      working.delete(key);
      metrics.done?.(clock.now() - since);
      if (again.delete(key) && !isShutDown) enqueue(key);
      if (working.size === 0) for (const resolve of drained.splice(0)) resolve();
    },
    get length() {
      return waiting.size;
    },
    shutDown,
    drain() {
      waiting.clear();
      again.clear();
      shutDown();
      if (working.size === 0) return Promise.resolve();
      return new Promise((resolve) => drained.push(resolve));
    },
  };
}
