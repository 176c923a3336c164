import { DatabaseSync } from "node:sqlite";
import type { Clock } from "@lateen/client";
import type { StepLogEntry } from "@lateen/engine";
import type { StepLog, StepLogLine } from "./step-log.ts";

const FLUSH_MILLISECONDS = 50;
/** Longest message that is kept, in characters. */
const LONGEST_MESSAGE = 16 * 1024;
/** Lines that are kept in all; the oldest go first. */
const MOST_LINES = 1_000_000;
const LINES_PER_TRIM = 10_000;

const TABLES = `
  CREATE TABLE IF NOT EXISTS line (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    namespace TEXT NOT NULL,
    run TEXT NOT NULL,
    uid TEXT NOT NULL,
    time INTEGER NOT NULL,
    step TEXT NOT NULL,
    step_id TEXT NOT NULL,
    level TEXT NOT NULL,
    message TEXT NOT NULL,
    fields TEXT
  );
  CREATE INDEX IF NOT EXISTS line_run ON line (namespace, run, id);
`;

/**
 * Keeps step logs in a SQLite file, or in memory for the path `:memory:`. Lines are written in batches: the end of the
 * process may cost those of the last moment.
 */
export function sqliteStepLog(path: string, clock: Clock): StepLog {
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${TABLES}`);
  const insert = database.prepare(
    "INSERT INTO line (namespace, run, uid, time, step, step_id, level, message, fields) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const select = database.prepare(
    `SELECT id, time, step, step_id, level, message, fields FROM line
     WHERE namespace = ?1 AND run = ?2 AND id > ?3 AND (?4 = '' OR step = ?4)
       AND uid = (SELECT uid FROM line WHERE namespace = ?1 AND run = ?2 ORDER BY id DESC LIMIT 1)
     ORDER BY id`,
  );
  const remove = database.prepare("DELETE FROM line WHERE namespace = ? AND run = ?");
  const trim = database.prepare("DELETE FROM line WHERE id <= (SELECT max(id) FROM line) - ?");
  const listeners = new Map<string, Set<() => void>>();
  let waiting: StepLogEntry[] = [];
  let dropped: { readonly namespace: string; readonly name: string }[] = [];
  let untrimmed = 0;
  let cancel: (() => void) | undefined;
  let isClosed = false;

  const flush = (): void => {
    cancel?.();
    cancel = undefined;
    if (waiting.length === 0 && dropped.length === 0) return;
    const entries = waiting;
    const runs = dropped;
    waiting = [];
    dropped = [];
    database.exec("BEGIN");
    for (const { namespace, name } of runs) remove.run(namespace, name);
    for (const { run, time, step, stepId, level, message, fields } of entries) {
      const text =
        message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message;
      const json = fields === undefined ? null : JSON.stringify(fields);
      insert.run(
        run.namespace,
        run.name,
        run.uid,
        Math.round(time),
        step,
        stepId,
        level,
        text,
        json,
      );
    }
    untrimmed += entries.length;
    if (untrimmed >= LINES_PER_TRIM) {
      trim.run(MOST_LINES);
      untrimmed = 0;
    }
    database.exec("COMMIT");
    for (const key of new Set(entries.map(({ run }) => keyOf(run)))) {
      for (const callback of listeners.get(key) ?? []) callback();
    }
  };
  const schedule = (): void => {
    cancel ??= clock.after(FLUSH_MILLISECONDS, flush);
  };

  return {
    append(entry) {
      if (isClosed) return;
      waiting.push(entry);
      schedule();
    },
    read({ namespace, name, step = "", after = 0 }) {
      flush();
      return select.all(namespace, name, after, step).map(lineOf);
    },
    onLines(run, callback) {
      const key = keyOf(run);
      const callbacks = listeners.get(key) ?? new Set();
      listeners.set(key, callbacks.add(callback));
      return () => {
        callbacks.delete(callback);
        if (callbacks.size === 0) listeners.delete(key);
      };
    },
    drop(run) {
      if (isClosed) return;
      waiting = waiting.filter((entry) => keyOf(entry.run) !== keyOf(run));
      dropped.push(run);
      schedule();
    },
    close() {
      flush();
      isClosed = true;
      database.close();
    },
  };
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

function lineOf(row: Record<string, unknown>): StepLogLine {
  return {
    id: Number(row["id"]),
    time: Number(row["time"]),
    step: String(row["step"]),
    stepId: String(row["step_id"]),
    level: row["level"] === "error" ? "error" : "info",
    message: String(row["message"]),
    ...(row["fields"] === null
      ? {}
      : { fields: JSON.parse(String(row["fields"])) as NonNullable<StepLogLine["fields"]> }),
  };
}
