import { spawn } from "node:child_process";
import { accessSync, constants, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/** The path of a Chromium on this machine, undefined if there is none. */
export function findChromium(): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Runs a module in a page beside files, and gives what it exports as `result`, by way of JSON. */
export async function runInChromium(
  chromium: string,
  files: ReadonlyMap<string, string>,
  module: string,
): Promise<unknown> {
  const page = `<!doctype html><pre id="result">nothing</pre><script type="module">
    const show = (value) => { document.getElementById("result").textContent = encodeURIComponent(JSON.stringify(value)); };
    const module = "/test.js";
    try { show((await import(module)).result); } catch (error) { show({ error: String(error?.stack ?? error) }); }
  </script>`;
  const server = createServer((request, response) => {
    const name = (request.url ?? "/").slice(1);
    const script = name === "test.js" ? module : files.get(name);
    if (name === "") response.setHeader("content-type", "text/html").end(page);
    else if (script === undefined) response.writeHead(404).end();
    else response.setHeader("content-type", "text/javascript").end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const profile = mkdtempSync(join(tmpdir(), "chromium-"));
  try {
    const { port } = server.address() as AddressInfo;
    const html = await outputOf(chromium, [
      "--headless",
      "--no-sandbox",
      "--disable-gpu",
      "--disable-dev-shm-usage",
      `--user-data-dir=${profile}`,
      "--virtual-time-budget=60000",
      "--dump-dom",
      `http://127.0.0.1:${String(port)}/`,
    ]);
    const text = /<pre id="result">([^<]*)<\/pre>/.exec(html)?.[1];
    if (text === undefined || text === "nothing") throw new Error(`the page ended early:\n${html}`);
    return JSON.parse(decodeURIComponent(text)) as unknown;
  } finally {
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function outputOf(command: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
    let output = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => void (output += chunk));
    child.on("error", reject);
    child.on("close", () => resolve(output));
  });
}
