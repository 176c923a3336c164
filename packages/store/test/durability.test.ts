// What was acknowledged is there after `kill -9`, however often and whenever it comes.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteStore } from "@lateen/store";
import { afterAll, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "lateen-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ROUNDS = 4;

it("kill -9 loses nothing that was acknowledged", async () => {
  const path = join(folder, "log.db");
  const acknowledged = new Map<string, { readonly revision: number; readonly count: number }>();
  for (let round = 0; round < ROUNDS; round++) {
    const lines = await writeAndKill(path, 400 * (round + 1));
    for (const line of lines) {
      const [key = "", revision = "", count = ""] = line.split(" ");
      acknowledged.set(key, { revision: Number(revision), count: Number(count) });
    }
    const store = openSqliteStore({ path });
    expect(store.revision).toBeGreaterThanOrEqual(
      Math.max(...[...acknowledged.values()].map(({ revision }) => revision)),
    );
    for (const [key, { revision, count }] of acknowledged) {
      const entry = store.get(key);
      // A write may have become durable without its acknowledgement having got out.
      expect(entry?.revision).toBeGreaterThanOrEqual(revision);
      if (entry?.revision === revision)
        expect(entry.value).toMatch(new RegExp(`^\\d+:${count}:x*$`));
    }
    await store.close();
  }
  expect(acknowledged.size).toBe(320);
});

/** Starts the writer, kills it after that many acknowledgements and returns them. */
function writeAndKill(path: string, limit: number): Promise<string[]> {
  const script = join(import.meta.dirname, "writer-process.ts");
  const child: ChildProcess = spawn(
    process.execPath,
    ["--conditions=@lateen/source", script, path],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
      if (text.split("\n").length > limit) child.kill("SIGKILL");
    });
    child.once("error", reject);
    child.once("close", () => {
      const lines = text.split("\n");
      // The last line may be cut off.
      lines.pop();
      resolve(lines.slice(1));
    });
  });
}
