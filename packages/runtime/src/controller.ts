// The loop that events end in: informers tell of changes, handlers make keys of them, the queue keeps the keys, workers
// give them to the reconciler. What came of a turn is looked at in one place.
import { type Clock, type Informer, systemClock } from "@lateen/client";
import type { KubeObject } from "@lateen/kube";
import { createDelayingQueue, type DelayingQueue } from "./delaying-queue.ts";
import type { Handler } from "./handler.ts";
import type { Predicate } from "./predicate.ts";
import type { QueueMetrics } from "./queue.ts";
import { defaultLimiter, type RateLimiter } from "./rate-limiter.ts";
import { isTerminal, type Reconcile } from "./reconcile.ts";

/** How a turn ended. */
export type ReconcileOutcome = "done" | "requeued" | "error" | "terminal";

/** Told what a controller does, for metrics. */
export interface ControllerMetrics extends QueueMetrics {
  /** A turn ended after that many milliseconds. */
  reconciled?(outcome: ReconcileOutcome, milliseconds: number): void;
  /** How many workers are busy. */
  active?(workers: number): void;
}

/** What a controller is made of. */
export interface ControllerOptions<K = string> {
  /** For logs. */
  readonly name: string;
  readonly reconcile: Reconcile<K>;
  /** Turns at the same time, each for another key, those aside that are away; default 1. */
  readonly workers?: number;
  /** How long failed keys wait; default: `defaultLimiter`. */
  readonly limiter?: RateLimiter<K>;
  readonly metrics?: ControllerMetrics;
  /** Told of each failed turn. */
  readonly onError?: (failure: {
    readonly key: K;
    readonly error: unknown;
    readonly isTerminal: boolean;
    /** Milliseconds until the next try; absent if there is none. */
    readonly retryAfter?: number;
  }) => void;
  readonly clock?: Clock;
}

/** Works on keys until it is stopped. */
export interface Controller<K = string> {
  readonly name: string;
  /** For keys that come from elsewhere than informers. */
  readonly queue: DelayingQueue<K>;
  /** Feeds the queue from an informer. The predicates must all hold. Call it before `run`. */
  watch<T extends KubeObject>(
    informer: Informer<T>,
    handler: Handler<T, K>,
    ...predicates: readonly Predicate<T>[]
  ): void;
  /**
   * Works until the signal is aborted and the turns in progress are over. Waits first for the informers that it watches
   * to be in sync. Turns get a signal that is aborted `grace` milliseconds (default 10 000) after the stop.
   */
  run(signal: AbortSignal, options?: { readonly grace?: number }): Promise<void>;
}

/** Makes a {@link Controller}. */
export function createController<K = string>(options: ControllerOptions<K>): Controller<K> {
  const { name, reconcile, workers = 1, metrics = {}, onError, clock = systemClock } = options;
  const limiter = options.limiter ?? defaultLimiter<K>(clock);
  const queue = createDelayingQueue<K>({ clock, metrics });
  const informers = new Set<Informer<never>>();
  const unsubscribe: (() => void)[] = [];
  let active = 0;
  const working = new Set<Promise<void>>();
  /** Workers more than there should be, since a turn that was away is back. */
  let surplus = 0;

  const away = (signal: AbortSignal) => (): (() => void) => {
    if (surplus > 0) surplus -= 1;
    else employ(signal);
    return () => {
      surplus += 1;
    };
  };

  const turn = async (key: K, signal: AbortSignal): Promise<void> => {
    // This turn decides anew when the next one is due.
    queue.cancel(key);
    const begin = clock.now();
    metrics.active?.(++active);
    const end = (outcome: ReconcileOutcome): void =>
      metrics.reconciled?.(outcome, clock.now() - begin);
    try {
      const result = await reconcile(key, { signal, away: away(signal) });
      limiter.forget(key);
      const after = result?.requeueAfter;
      if (after === undefined) return end("done");
      queue.addAfter(key, after);
      end("requeued");
    } catch (error) {
      if (isTerminal(error)) {
        limiter.forget(key);
        onError?.({ key, error: error.cause, isTerminal: true });
        return end("terminal");
      }
      const retryAfter = limiter.when(key);
      metrics.retried?.();
      queue.addAfter(key, retryAfter);
      onError?.({ key, error, isTerminal: false, retryAfter });
      end("error");
    } finally {
      metrics.active?.(--active);
      queue.done(key);
    }
  };

  const work = async (signal: AbortSignal): Promise<void> => {
    for (let key = await queue.take(); key !== undefined; key = await queue.take()) {
      await turn(key, signal);
      if (surplus > 0) {
        surplus -= 1;
        return;
      }
    }
  };

  const employ = (signal: AbortSignal): void => {
    const worker: Promise<void> = work(signal).finally(() => working.delete(worker));
    working.add(worker);
  };

  return {
    name,
    queue,
    watch(informer, handler, ...predicates) {
      informers.add(informer as unknown as Informer<never>);
      const stop = informer.onChange((change) => {
        if (!predicates.every((predicate) => predicate(change))) return;
        for (const key of handler(change)) queue.add(key);
      });
      unsubscribe.push(stop);
    },
    async run(signal, { grace = 10_000 } = {}) {
      const stopped = whenAborted(signal);
      const inSync = Promise.all([...informers].map((informer) => informer.synced()));
      const turns = new AbortController();
      try {
        await Promise.race([inSync, stopped]);
        if (signal.aborted) return;
        for (let i = 0; i < workers; i++) employ(turns.signal);
        await stopped;
        const cancel = clock.after(grace, () => turns.abort());
        await queue.drain();
        await Promise.all(working);
        cancel();
      } finally {
        for (const stop of unsubscribe.splice(0)) stop();
        queue.shutDown();
      }
    },
  };
}

function whenAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
