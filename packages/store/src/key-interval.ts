import type { KeyInterval } from "./log.ts";

/** The interval of all keys that start with `prefix`, or of one key where no `/` ends it. */
export function prefixInterval(prefix: string): KeyInterval {
  return { start: prefix, end: prefix + (prefix.endsWith("/") ? LAST : FIRST) };
}

/** `keys` without those up to and including `after`. */
export function intervalAfter(keys: KeyInterval, after: string): KeyInterval {
  const next = after + FIRST;
  return next > keys.start ? { start: next, end: keys.end } : keys;
}

/** Above every key: keys hold no character outside the basic plane's assigned part. */
const LAST = "\uffff";
/** What is appended to a key to get the next one. */
const FIRST = "\u0000";
