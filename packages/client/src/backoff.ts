import type { Random } from "./clock.ts";

/** How waiting times grow. All in milliseconds. */
export interface BackoffOptions {
  /** The first waiting time. */
  readonly base: number;
  /** The longest. */
  readonly max: number;
  /** By how much each is longer than the one before; default 2. */
  readonly factor?: number;
  /** Up to this part of the waiting time is added by chance; default 1. */
  readonly jitter?: number;
}

/** Waiting times that grow with each failure in a row. */
export interface Backoff {
  /** The next waiting time in milliseconds. */
  next(): number;
  /** Starts over: something succeeded. */
  reset(): void;
}

/** Makes a {@link Backoff}. */
export function createBackoff(options: BackoffOptions, random: Random): Backoff {
  const { base, max, factor = 2, jitter = 1 } = options;
  let failures = 0;
  return {
    next() {
      const plain = Math.min(base * factor ** failures, max);
      failures++;
      return plain * (1 + jitter * random());
    },
    reset() {
      failures = 0;
    },
  };
}
