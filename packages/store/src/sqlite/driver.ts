// Reads on a read-only connection of this thread, writes through the writer thread.
import { Worker } from "node:worker_threads";
import { StoreError, type StoreErrorCode } from "../errors.ts";
import type { AppendRow, KeyInterval, LogChange, LogDriver, LogRow } from "../log.ts";
import { type Database, type Statement, sqliteError } from "./sqlite.ts";
import * as statements from "./statements.ts";
import type { WriterAnswer, WriterJob } from "./writer.ts";

type Columns = Record<string, unknown>;

interface Waiting {
  resolve(): void;
  reject(error: unknown): void;
}

/** The log in a SQLite file. */
export class SqliteDriver implements LogDriver {
  readonly revision: number;
  readonly compactRevision: number;
  readonly #path: string;
  readonly #reader: Database;
  readonly #onClose: () => void;
  readonly #writer: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #get: Statement;
  readonly #range: Statement;
  readonly #count: Statement;
  readonly #changes: Statement;
  readonly #referrers: Statement;
  readonly #references: Statement;
  #compacted: number;
  #failure: StoreError | undefined;

  /** `reader` is open and its schema checked; `onClose` lets go of what guards the file. */
  constructor(path: string, reader: Database, onClose: () => void) {
    this.#path = path;
    this.#reader = reader;
    this.#onClose = onClose;
    this.#get = reader.prepare(statements.GET);
    this.#range = reader.prepare(statements.RANGE);
    this.#count = reader.prepare(statements.COUNT);
    this.#changes = reader.prepare(statements.CHANGES);
    this.#referrers = reader.prepare(statements.REFERRERS);
    this.#references = reader.prepare(statements.REFERENCES);
    this.revision = Number(reader.prepare(statements.NEWEST_REVISION).get()?.["n"]);
    this.compactRevision = Number(reader.prepare(statements.COMPACT_REVISION).get()?.["n"]);
    this.#compacted = this.compactRevision;
    this.#writer = new Worker(writerFile(), {
      workerData: { path },
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 8 },
      execArgv: [],
    });
    this.#writer.on("message", (answer: WriterAnswer) => this.#answered(answer));
    this.#writer.on("error", (error) => this.#fail(sqliteError(error, path)));
    this.#writer.on("exit", () => this.#fail(new StoreError("closed", `${path} is closed`)));
  }

  append(rows: readonly AppendRow[]): Promise<void> {
    return this.#send({ kind: "append", rows });
  }

  get(key: string, revision: number): LogRow | undefined {
    const columns = this.#read(() => this.#get.get(key, revision));
    return columns === undefined ? undefined : rowOf(columns);
  }

  range(keys: KeyInterval, revision: number, limit: number): readonly LogRow[] {
    return this.#read(() => this.#range.all(keys.start, keys.end, revision, limit)).map(rowOf);
  }

  count(keys: KeyInterval, revision: number): number {
    return Number(this.#read(() => this.#count.get(keys.start, keys.end, revision))?.["n"]);
  }

  changes(keys: KeyInterval, after: number, until: number, limit: number): readonly LogChange[] {
    return this.#read(() => this.#changes.all(after, until, keys.start, keys.end, limit)).map(
      (columns) => {
        const row = rowOf(columns);
        return columns["p_revision"] === null ? { row } : { row, previous: previousOf(columns) };
      },
    );
  }

  referrers(ref: string): readonly string[] {
    return this.#read(() => this.#referrers.all(ref)).map((columns) => columns["key"] as string);
  }

  references(after: string, limit: number): readonly string[] {
    return this.#read(() => this.#references.all(after, limit)).map(
      (columns) => columns["ref"] as string,
    );
  }

  async compact(revision: number): Promise<void> {
    const after = this.#compacted;
    this.#compacted = revision;
    await this.#send({ kind: "compact", after, until: revision });
  }

  async close(): Promise<void> {
    if (this.#failure === undefined) await this.#send({ kind: "close" });
    await this.#writer.terminate();
    this.#reader.close();
    this.#onClose();
  }

  #send(job: WriterJob): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#writer.postMessage(job);
    });
  }

  #answered(answer: WriterAnswer): void {
    const waiting = this.#waiting.shift();
    if (answer.ok) waiting?.resolve();
    else waiting?.reject(new StoreError(answer.code as StoreErrorCode, answer.message));
  }

  #fail(error: StoreError): void {
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
  }

  #read<T>(query: () => T): T {
    try {
      return query();
    } catch (error) {
      throw sqliteError(error, this.#path);
    }
  }
}

/** Beside this file, as source or compiled. */
function writerFile(): URL {
  return new URL(import.meta.url.endsWith(".ts") ? "./writer.ts" : "./writer.js", import.meta.url);
}

function rowOf(columns: Columns): LogRow {
  return {
    revision: columns["revision"] as number,
    key: columns["key"] as string,
    value: columns["value"] as string,
    createRevision: columns["create_revision"] as number,
    previousRevision: columns["previous_revision"] as number,
    deleted: columns["deleted"] === 1,
  };
}

function previousOf(columns: Columns): LogRow {
  return {
    revision: columns["p_revision"] as number,
    key: columns["p_key"] as string,
    value: columns["p_value"] as string,
    createRevision: columns["p_create_revision"] as number,
    previousRevision: columns["p_previous_revision"] as number,
    deleted: columns["p_deleted"] === 1,
  };
}
