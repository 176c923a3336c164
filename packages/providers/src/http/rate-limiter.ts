/** At most `limit` calls at once, and one more each `period` milliseconds. */
export interface RateLimit {
  readonly limit: number;
  readonly period: number;
}

/** Token buckets by key. */
export interface RateLimiter {
  /** Takes a token; false where there is none. Another rule for a key starts a new bucket. */
  allow(key: string, rule: RateLimit, now: number): boolean;
}

interface Bucket {
  readonly rule: RateLimit;
  tokens: number;
  filledAt: number;
}

/** Makes a {@link RateLimiter} that keeps the `capacity` keys used last (default 128). */
export function rateLimiter(capacity = 128): RateLimiter {
  const buckets = new Map<string, Bucket>();
  return {
    allow(key, rule, now) {
      const bucket = bucketFor(key, rule, now);
      buckets.delete(key);
      buckets.set(key, bucket);
      if (buckets.size > capacity) {
        const [oldest] = buckets.keys();
        if (oldest !== undefined) buckets.delete(oldest);
      }
      if (bucket.tokens < 1) return false;
      bucket.tokens -= 1;
      return true;
    },
  };

  function bucketFor(key: string, rule: RateLimit, now: number): Bucket {
    const known = buckets.get(key);
    if (
      known === undefined ||
      known.rule.limit !== rule.limit ||
      known.rule.period !== rule.period
    ) {
      return { rule, tokens: rule.limit, filledAt: now };
    }
    const gained = rule.period <= 0 ? rule.limit : (now - known.filledAt) / rule.period;
    known.tokens = Math.min(rule.limit, known.tokens + gained);
    known.filledAt = now;
    return known;
  }
}
