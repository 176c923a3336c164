import { accessSync, constants, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { StoreError } from "../errors.ts";
import { LogStore, type LogStoreOptions } from "../log-store.ts";
import type { Store } from "../store.ts";
import { SqliteDriver } from "./driver.ts";
import { prepareSchema } from "./schema.ts";
import { type Database, openDatabase, sqliteError } from "./sqlite.ts";

/** Where the database lies. */
export interface SqliteStoreOptions extends LogStoreOptions {
  /** The database file; its folder is made. Beside it lie `-wal`, `-shm` and `-lock` files. */
  readonly path: string;
}

/**
 * Opens a store in a SQLite file. What it acknowledged survives the end of the process, however it
 * ends, and of the machine. Throws {@link StoreError} with the codes `format`, `corrupt`,
 * `unwritable`, `locked`.
 */
export function openSqliteStore(options: SqliteStoreOptions): Store {
  const { path } = options;
  prepareFolder(dirname(path));
  const lock = openLock(`${path}-lock`);
  try {
    return new LogStore(new SqliteDriver(path, openLog(path), () => lock.close()), options);
  } catch (error) {
    lock.close();
    throw sqliteError(error, path);
  }
}

/** Opens the log for reading, after making or checking it with a connection that may write. */
function openLog(path: string): Database {
  const database = openDatabase(path);
  try {
    database.exec("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    prepareSchema(database, path);
  } finally {
    database.close();
  }
  const reader = openDatabase(path);
  reader.exec("PRAGMA query_only = 1; PRAGMA cache_size = -8192");
  return reader;
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw new StoreError("unwritable", `cannot write to the folder ${folder}`, { cause });
  }
}

/**
 * Two processes must not append to one log. The guard is a file of its own with an exclusive lock,
 * which the system takes back when the process ends, even by `kill -9`.
 */
function openLock(path: string): Database {
  const lock = openDatabase(path);
  try {
    lock.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    const { code, message, cause } = sqliteError(error, path);
    if (code !== "locked") throw new StoreError(code, message, { cause });
    throw new StoreError("locked", `another process is using ${path.slice(0, -"-lock".length)}`, {
      cause,
    });
  }
}
