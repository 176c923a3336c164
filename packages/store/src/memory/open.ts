import { LogStore, type LogStoreOptions } from "../log-store.ts";
import type { Store } from "../store.ts";
import { MemoryDriver } from "./driver.ts";

/** Opens a store that lives in this process alone and is gone with it. For tests and trials. */
export function openMemoryStore(options: LogStoreOptions = {}): Store {
  return new LogStore(new MemoryDriver(), options);
}
