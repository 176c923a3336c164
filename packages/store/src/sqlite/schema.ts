import { StoreError } from "../errors.ts";
import type { Database } from "./sqlite.ts";

/** Marks the file as ours: "LATE" in ASCII. */
const APPLICATION_ID = 0x4c415445;
/** Raised with every change of the tables below. */
const FORMAT_VERSION = 1;

const TABLES = `
  CREATE TABLE log (
    revision INTEGER PRIMARY KEY,
    key TEXT NOT NULL,
    create_revision INTEGER NOT NULL,
    previous_revision INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    value TEXT NOT NULL
  );
  CREATE UNIQUE INDEX log_key ON log (key, revision, deleted);
  CREATE TABLE reference (
    ref TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (ref, key)
  ) WITHOUT ROWID;
  CREATE TABLE state (
    name TEXT PRIMARY KEY,
    number INTEGER NOT NULL
  ) WITHOUT ROWID;
  INSERT INTO state VALUES ('compact_revision', 0);
`;

/** Makes the tables in a new file and checks the format of an old one. Throws {@link StoreError}. */
export function prepareSchema(database: Database, path: string): void {
  const pragma = (name: string): number =>
    Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  const version = pragma("user_version");
  const id = pragma("application_id");
  const tables = database.prepare("SELECT count(*) AS n FROM sqlite_master").get()?.["n"];
  if (version === 0 && id === 0 && tables === 0) {
    database.exec(`
      BEGIN IMMEDIATE;
      ${TABLES}
      PRAGMA application_id = ${APPLICATION_ID};
      PRAGMA user_version = ${FORMAT_VERSION};
      COMMIT;
    `);
    return;
  }
  if (id !== APPLICATION_ID) {
    throw new StoreError("format", `${path} is a database of another program`);
  }
  if (version !== FORMAT_VERSION) {
    throw new StoreError(
      "format",
      `${path} has data format ${version}, this version reads format ${FORMAT_VERSION}: ` +
        `use the version of Lateen that wrote it, or choose another data folder`,
    );
  }
}
