import type { KeyInterval } from "./log.ts";

/** The interval of all keys that start with `prefix`. */
export function prefixInterval(prefix: string): KeyInterval {
  return { start: prefix, end: prefixEnd(prefix) };
}

/** `keys` without those up to and including `after`. */
export function intervalAfter(keys: KeyInterval, after: string): KeyInterval {
  const next = `${after}\u0000`;
  return next > keys.start ? { start: next, end: keys.end } : keys;
}

/** Above every key: keys hold no character outside the basic plane's assigned part. */
const LAST = "\uffff";

function prefixEnd(prefix: string): string {
  return prefix + LAST;
}
