// The thread that writes. Transactions wait for the disk, so they run beside the thread that
// answers requests; that thread sends one job at a time and reads through a connection of its own.
import { parentPort, workerData } from "node:worker_threads";
import type { AppendRow } from "../log.ts";
import { openDatabase, sqliteError } from "./sqlite.ts";
import * as statements from "./statements.ts";

/** What the writer is asked to do. */
export type WriterJob =
  | { readonly kind: "append"; readonly rows: readonly AppendRow[] }
  | { readonly kind: "compact"; readonly after: number; readonly until: number }
  | { readonly kind: "close" };

/** What came of a job. */
export type WriterAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** The write-ahead log goes into the database once it has that many bytes. */
const CHECKPOINT_BYTES = 4 * 1024 * 1024;

const { path } = workerData as { readonly path: string };
const database = openDatabase(path);
database.exec(
  "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -8192",
);
const append = database.prepare(statements.APPEND);
const addReference = database.prepare(statements.ADD_REFERENCE);
const dropReference = database.prepare(statements.DROP_REFERENCE);
const compactSuperseded = database.prepare(statements.COMPACT_SUPERSEDED);
const compactDeletions = database.prepare(statements.COMPACT_DELETIONS);
const setCompactRevision = database.prepare(statements.SET_COMPACT_REVISION);
let bytesSinceCheckpoint = 0;

parentPort?.on("message", (job: WriterJob) => {
  parentPort?.postMessage(answer(job));
  if (bytesSinceCheckpoint >= CHECKPOINT_BYTES) checkpoint();
  if (job.kind === "close") parentPort?.close();
});

function answer(job: WriterJob): WriterAnswer {
  try {
    run(job);
    return { ok: true };
  } catch (error) {
    const { code, message } = sqliteError(error, path);
    return { ok: false, code, message };
  }
}

function run(job: WriterJob): void {
  switch (job.kind) {
    case "append":
      transaction(() => job.rows.forEach(write));
      return;
    case "compact":
      transaction(() => {
        compactSuperseded.run(job.after, job.until);
        compactDeletions.run(job.after, job.until);
        setCompactRevision.run(job.until);
      });
      return;
    case "close":
      database.close();
  }
}

function write(row: AppendRow): void {
  append.run(
    row.revision,
    row.key,
    row.createRevision,
    row.previousRevision,
    row.deleted ? 1 : 0,
    row.value,
  );
  for (const ref of row.droppedRefs) dropReference.run(ref, row.key);
  for (const ref of row.addedRefs) addReference.run(ref, row.key);
  bytesSinceCheckpoint += row.value.length;
}

function transaction(body: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    body();
    database.exec("COMMIT");
  } catch (error) {
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}

/** A checkpoint that cannot be finished now is taken up again with the next bytes. */
function checkpoint(): void {
  bytesSinceCheckpoint = 0;
  database.exec("PRAGMA wal_checkpoint(PASSIVE)");
}
