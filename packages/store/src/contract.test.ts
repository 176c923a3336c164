import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe } from "vitest";
import { storeContract } from "./store.contract.ts";
import { openMemoryStore } from "./memory/open.ts";
import { openSqliteStore } from "./sqlite/open.ts";

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "lateen-store-"));
  folders.push(folder);
  return folder;
}

describe("memory", () => storeContract((options) => openMemoryStore(options)));
describe("sqlite", () =>
  storeContract((options) => openSqliteStore({ ...options, path: join(newFolder(), "log.db") })));
describe("sqlite without cache", () =>
  storeContract((options) =>
    openSqliteStore({ ...options, cacheBytes: 0, path: join(newFolder(), "log.db") }),
  ));
