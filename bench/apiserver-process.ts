// An API server over SQLite in a process of its own, for bench/apiserver.ts. Prints its port; ends with its
// standard input.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApiServer } from "@lateen/apiserver";
import { openSqliteStore } from "@lateen/store";

const folder = mkdtempSync(join(tmpdir(), "lateen-bench-"));
const store = openSqliteStore({ path: join(folder, "log.db") });
const server = await createApiServer({ store });
const { port } = await server.listen();
process.stdout.write(`${port}\n`);
process.stdin.on("end", () => {
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
process.stdin.resume();
