import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { openDataFolder } from "./folder.ts";

const parent = mkdtempSync(join(tmpdir(), "lateen-folder-"));
afterAll(() => rmSync(parent, { recursive: true, force: true }));

it("keeps one token, of hexadecimal digits", () => {
  const path = join(parent, "data");
  const token = openDataFolder(path).token();
  expect(token).toMatch(/^[0-9a-f]{64}$/);
  expect(openDataFolder(path).token()).toBe(token);
});
