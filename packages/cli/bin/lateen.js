#!/usr/bin/env node
// Starts the command under Node 24 or newer: from what was built if that is up to date, else from source.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const REQUIRED_MAJOR = 24;
const here = dirname(fileURLToPath(import.meta.url));
const built = resolve(here, "../dist/main.js");
const source = resolve(here, "../src/main.ts");
// What `lateen cue` needs, in one file: it starts in a third of the time.
const bundle = resolve(here, "../dist/cue.js");
const isCue = process.argv[2] === "cue" && existsSync(bundle);

if (Number(process.versions.node.split(".")[0]) < REQUIRED_MAJOR) runUnderNewerNode();
else await start();

async function start() {
  quietSqlite();
  const module = await import("node:module");
  if (isBuilt()) {
    module.enableCompileCache?.();
    await import(pathToFileURL(isCue ? bundle : built).href);
    return;
  }
  // A checkout without a build: Node reads the TypeScript sources themselves, which this condition selects.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ["@lateen/source", ...context.conditions] }),
  });
  await import(pathToFileURL(source).href);
}

/** Node calls its SQLite experimental; users of the command need not hear of it. */
function quietSqlite() {
  const { emitWarning } = process;
  process.emitWarning = (warning, ...rest) => {
    if (rest[0] === "ExperimentalWarning" && String(warning).startsWith("SQLite")) return;
    emitWarning.call(process, warning, ...rest);
  };
}

/** Whether there is a build, and in a checkout none of the sources is newer. */
function isBuilt() {
  if (!existsSync(built)) return false;
  if (!existsSync(source)) return true;
  const stamp = resolve(here, "../../../.build/built");
  if (!existsSync(stamp)) return false;
  const builtAt = statSync(stamp).mtimeMs;
  const packages = resolve(here, "../..");
  const names = isCue ? ["cli", "cue"] : readdirSync(packages);
  return names.every((name) => !isNewer(join(packages, name, "src"), builtAt));
}

function isNewer(folder, time) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? isNewer(path, time) : statSync(path).mtimeMs > time;
  });
}

function runUnderNewerNode() {
  const node = findNode();
  if (node === undefined) {
    process.stderr.write(
      `lateen needs Node ${REQUIRED_MAJOR} or newer; this is ${process.version}. \`npm install node@${REQUIRED_MAJOR}\` brings one.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: "inherit" });
  // The terminal sends Ctrl-C to both processes; what is sent to this one alone is passed on.
  process.on("SIGINT", () => {});
  for (const name of ["SIGTERM", "SIGHUP"]) process.on(name, () => child.kill(name));
  child.on("exit", (code, signal) => process.exit(code ?? (signal === null ? 1 : 130)));
}

/** The Node that the package `node` brings, in this folder's or an outer node_modules. */
function findNode() {
  const name = process.platform === "win32" ? "node.exe" : "node";
  for (let folder = here; ; folder = dirname(folder)) {
    const path = join(folder, "node_modules", "node", "bin", name);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
}
