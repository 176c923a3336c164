import type { LogRow } from "./log.ts";
import type { Entry } from "./store.ts";

/** A row as an entry. */
export function rowEntry(row: LogRow): Entry {
  return {
    key: row.key,
    value: row.value,
    revision: row.revision,
    createRevision: row.createRevision,
    memo: undefined,
  };
}
