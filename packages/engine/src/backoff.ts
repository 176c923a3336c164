// When to look at a step again (spec: engine.md 14). The reference keeps one counter for the whole run and the
// youngest step sets the pace of all; here each step has its own.
import type { RetryBackoff } from "@lateen/api";
import { parseDuration } from "@lateen/kube";

/** Milliseconds until the next look after `turns` looks in a row (0: after the first one). */
export function delayAfter(turns: number, maxSeconds: number): number {
  // The reference's own status write makes its second attempt follow the first within some 40 ms.
  if (turns <= 0) return 50;
  const seconds = Math.floor(0.05 * 2 ** Math.min(turns, 15));
  return Math.min(Math.max(seconds, 1), maxSeconds) * 1000;
}

/** Milliseconds before retry number `retry` (from 1) as a step asks for it. `random` is in [0, 1). */
export function retryDelay(backoff: RetryBackoff, retry: number, random: number): number {
  const first = backoff.duration ? parseDuration(backoff.duration) : 1000;
  const max = backoff.max ? parseDuration(backoff.max) : Number.POSITIVE_INFINITY;
  const factor = Math.max(1, backoff.factor ?? 2);
  const delay = Math.min(first * factor ** (retry - 1), max, 86_400_000);
  const jitter = Math.min(Math.max(backoff.jitter ?? 0, 0), 1);
  // Whatever a run says, one that is tried for ever leaves time for others.
  const least = retry <= QUICK_RETRIES ? 50 : 1000;
  return Math.max(least, delay * (1 - jitter * random));
}

const QUICK_RETRIES = 10;
