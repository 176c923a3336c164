// The only file that names the SQLite binding. `node:sqlite` warns that it is experimental; users
// of the store cannot do anything about that, so the warning is kept from their terminal.
import type * as Binding from "node:sqlite";
import { StoreError, type StoreErrorCode } from "../errors.ts";

/** A connection to a database file. */
export type Database = Binding.DatabaseSync;
/** A prepared statement. */
export type Statement = Binding.StatementSync;

let binding: typeof Binding | undefined;

/** Opens a database file. Throws {@link StoreError}. */
export function openDatabase(
  path: string,
  options: { readonly readOnly?: boolean } = {},
): Database {
  try {
    return new (load().DatabaseSync)(path, { readOnly: options.readOnly ?? false });
  } catch (error) {
    throw sqliteError(error, path);
  }
}

function load(): typeof Binding {
  if (binding !== undefined) return binding;
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    binding = process.getBuiltinModule("node:sqlite");
  } finally {
    process.emitWarning = emitWarning;
  }
  return binding;
}

// Primary result codes: https://sqlite.org/rescode.html
const CODES: Readonly<Record<number, readonly [StoreErrorCode, string]>> = {
  3: ["unwritable", "no permission for"],
  5: ["locked", "another process has a lock on"],
  8: ["unwritable", "cannot write to"],
  11: ["corrupt", "the file is damaged:"],
  13: ["full", "no space left to write to"],
  14: ["unwritable", "cannot open"],
  26: ["corrupt", "the file is not a database:"],
};

/** What SQLite reported, as the store's own error. */
export function sqliteError(error: unknown, path: string): StoreError {
  if (error instanceof StoreError) return error;
  const number = Number((error as { errcode?: unknown }).errcode ?? 0) & 0xff;
  const [code, text] = CODES[number] ?? (["failed", "the database failed:"] as const);
  const detail = error instanceof Error ? error.message : String(error);
  return new StoreError(code, `${text} ${path} (${detail})`, { cause: error });
}
