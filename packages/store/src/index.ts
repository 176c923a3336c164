// A versioned key-value log with watch.
export type {
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
  Written,
} from "./store.ts";
export { isStoreError, StoreError, type StoreErrorCode } from "./errors.ts";

// The two places where the log can be kept.
export { openMemoryStore } from "./memory/open.ts";
export { openSqliteStore, type SqliteStoreOptions } from "./sqlite/open.ts";
export type { LogStoreOptions } from "./log-store.ts";
