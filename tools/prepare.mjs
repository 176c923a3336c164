// Before `npm start` and `npm test`: installs what the lock file says if it is not installed, and builds what changed.
// Runs with the machine's own Node (20 or newer) and before anything is installed: no dependencies, no TypeScript.
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const stamp = join(root, ".build", "built");
const isInstallOnly = process.argv.includes("--install-only");

if (Number(process.versions.node.split(".")[0]) < 20) {
  fail(`Node 20 or newer is needed to begin with; this is ${process.version}.`);
}
if (!isInstalled()) install();
if (!isInstallOnly && !isBuilt()) build();

/** Whether node_modules holds every package of the lock file in its version. */
function isInstalled() {
  const installed = readJson(join(root, "node_modules", ".package-lock.json"));
  const wanted = readJson(join(root, "package-lock.json"));
  if (installed === undefined || wanted === undefined) return false;
  return Object.entries(wanted.packages).every(([path, entry]) => {
    if (!path.includes("node_modules/")) return true;
    const found = installed.packages[path];
    // Packages for other platforms are in the lock file but not installed.
    if (found === undefined) return entry.optional === true;
    return entry.link === true ? found.link === true : found.version === entry.version;
  });
}

function install() {
  say("installing dependencies …");
  const npm = process.env.npm_execpath;
  const [command, ...args] = npm === undefined ? ["npm", "ci"] : [process.execPath, npm, "ci"];
  const { status, error } = spawnSync(
    command,
    [...args, "--no-audit", "--no-fund", "--no-progress", "--loglevel=error"],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      shell: process.platform === "win32" && npm === undefined,
    },
  );
  if (status !== 0) fail(`\`npm ci\` failed${error === undefined ? "" : `: ${error.message}`}.`);
}

/** Whether the build is newer than every source. */
function isBuilt() {
  if (!existsSync(stamp) || !existsSync(join(root, "packages/cli/dist/main.js"))) return false;
  const builtAt = statSync(stamp).mtimeMs;
  const settings = ["package-lock.json", "tsconfig.base.json"].map((name) => join(root, name));
  return (
    settings.every((path) => statSync(path).mtimeMs <= builtAt) &&
    readdirSync(join(root, "packages")).every(
      (name) => !isNewer(join(root, "packages", name, "src"), builtAt),
    )
  );
}

function isNewer(folder, time) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? isNewer(path, time) : statSync(path).mtimeMs > time;
  });
}

function build() {
  say("building …");
  const began = new Date();
  const node = join(
    root,
    "node_modules",
    "node",
    "bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  const steps = [
    [join(root, "node_modules/typescript/bin/tsc"), "-b", "packages/cli/tsconfig.src.json"],
    [join(root, "tools/bundle-cue.mjs")],
  ];
  const isDone = steps.every((step) => {
    const command = existsSync(node) ? node : process.execPath;
    return spawnSync(command, step, { cwd: root, stdio: ["ignore", 2, 2] }).status === 0;
  });
  if (!isDone) {
    say("the build failed (see above); going on from the sources.");
    return;
  }
  mkdirSync(dirname(stamp), { recursive: true });
  // What was written while the compiler ran may not be in the build: the stamp is as old as its beginning.
  writeFileSync(stamp, "");
  utimesSync(stamp, began, began);
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

function say(text) {
  process.stderr.write(`lateen: ${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
