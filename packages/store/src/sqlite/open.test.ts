import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isStoreError } from "../errors.ts";
import { openSqliteStore } from "./open.ts";
import { openDatabase } from "./sqlite.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lateen-store-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function failure(path: string): { code: string; message: string } {
  try {
    openSqliteStore({ path });
  } catch (error) {
    if (isStoreError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it opened");
}

describe("openSqliteStore", () => {
  it("finds what was written before", async () => {
    const path = join(folder, "deep/down/log.db");
    const first = openSqliteStore({ path });
    await first.create("/a/1", () => ({ value: "one", addedRefs: ["r"] }));
    await first.compact(first.revision);
    await first.close();
    const second = openSqliteStore({ path });
    expect(second.get("/a/1")?.value).toBe("one");
    expect(second.referrers("r")).toEqual(["/a/1"]);
    expect([second.revision, second.compactRevision]).toEqual([1, 1]);
    await second.close();
  });

  it("goes on counting where deletions were compacted away", async () => {
    const path = join(folder, "log.db");
    const first = openSqliteStore({ path });
    await first.create("/a/1", () => ({ value: "one" }));
    await first.delete("/a/1", 1, () => ({ value: "" }));
    await first.compact(2);
    await first.close();
    const second = openSqliteStore({ path });
    expect(second.revision).toBe(2);
    await second.close();
  });

  it("refuses a format that it does not know", async () => {
    const path = join(folder, "log.db");
    await openSqliteStore({ path }).close();
    const database = openDatabase(path);
    database.exec("PRAGMA user_version = 99");
    database.close();
    const { code, message } = failure(path);
    expect(code).toBe("format");
    expect(message).toMatch(/has data format 99, this version reads format 1: use the version/);
  });

  it("refuses the database of another program", () => {
    const path = join(folder, "log.db");
    const database = openDatabase(path);
    database.exec("CREATE TABLE theirs (x)");
    database.close();
    expect(failure(path)).toEqual({
      code: "format",
      message: `${path} is a database of another program`,
    });
  });

  it("refuses a file that is no database", () => {
    const path = join(folder, "log.db");
    writeFileSync(path, "this is a text file, and a long enough one to be looked at ".repeat(100));
    expect(failure(path)).toMatchObject({ code: "corrupt" });
    expect(failure(path).message).toContain(`the file is not a database: ${path}`);
  });

  it("refuses a folder that it cannot write to", () => {
    writeFileSync(join(folder, "file"), "");
    const path = join(folder, "file", "log.db");
    expect(failure(path)).toEqual({
      code: "unwritable",
      message: `cannot write to the folder ${join(folder, "file")}`,
    });
  });

  it("refuses a place where a folder lies", () => {
    const path = join(folder, "log.db");
    mkdirSync(path);
    expect(failure(path)).toMatchObject({ code: "unwritable" });
  });

  it("refuses a file that is in use", async () => {
    const path = join(folder, "log.db");
    const store = openSqliteStore({ path });
    expect(failure(path)).toEqual({
      code: "locked",
      message: `another process is using ${path}`,
    });
    await store.close();
    await openSqliteStore({ path }).close();
  });
});
