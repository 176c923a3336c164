import type { Clock } from "@lateen/client";

/** Says how long a key has to wait before its next try. */
export interface RateLimiter<K = string> {
  /** Milliseconds to wait; counts as a failure of the key. */
  when(key: K): number;
  /** The key succeeded: its next failure is its first. */
  forget(key: K): void;
  /** Failures of the key in a row. */
  failures(key: K): number;
}

/** Waits `base · 2^failures` milliseconds, at most `max`. Defaults: 5 ms and 1000 s, as in client-go. */
export function exponentialLimiter<K = string>(base = 5, max = 1_000_000): RateLimiter<K> {
  const counts = new Map<K, number>();
  return {
    when(key) {
      const count = counts.get(key) ?? 0;
      counts.set(key, count + 1);
      return Math.min(base * 2 ** count, max);
    },
    forget: (key) => counts.delete(key),
    failures: (key) => counts.get(key) ?? 0,
  };
}

/** Lets `perSecond` tries a second pass, and `burst` at once, whatever the keys. Defaults: 10 and 100. */
export function bucketLimiter<K = string>(
  clock: Clock,
  perSecond = 10,
  burst = 100,
): RateLimiter<K> {
  let tokens = burst;
  let counted = clock.now();
  return {
    when() {
      const now = clock.now();
      tokens = Math.min(burst, tokens + ((now - counted) / 1_000) * perSecond) - 1;
      counted = now;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1_000;
    },
    forget: () => undefined,
    failures: () => 0,
  };
}

/** The longest wait that any of the limiters asks for. */
export function longestOf<K = string>(...limiters: readonly RateLimiter<K>[]): RateLimiter<K> {
  return {
    when: (key) => Math.max(...limiters.map((limiter) => limiter.when(key))),
    forget: (key) => {
      for (const limiter of limiters) limiter.forget(key);
    },
    failures: (key) => Math.max(...limiters.map((limiter) => limiter.failures(key))),
  };
}

/** The limiter of controllers: exponential for each key, and a bucket for all. */
export function defaultLimiter<K = string>(clock: Clock): RateLimiter<K> {
  return longestOf(exponentialLimiter<K>(), bucketLimiter<K>(clock));
}
