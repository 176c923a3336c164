// What `npm pack` makes of the packages works in an empty folder, with nothing beside it but what they declare.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@lateen/testkit";
import { beforeAll, expect, it } from "vitest";
import { ROOT } from "./lateen.ts";

const run = promisify(execFile);
const folder = temporaryFolder();

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Our packages that the command needs, itself included, and all others that those declare. */
function closure(): { readonly ours: string[]; readonly others: string[] } {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const path = locate(name, from);
    if (path === undefined || found.has(path)) return;
    found.add(path);
    const { dependencies = {}, optionalDependencies = {} } = manifestIn(path);
    for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies }))
      visit(dependency, path);
  };
  visit("@lateen/cli", ROOT);
  const paths = [...found];
  return {
    ours: paths.filter((path) => path.startsWith(join(ROOT, "packages"))),
    others: paths.filter((path) => !path.startsWith(join(ROOT, "packages"))),
  };
}

/** The folder of a package as Node finds it from another one. */
function locate(name: string, from: string): string | undefined {
  const own = join(ROOT, "packages", name.replace("@lateen/", ""));
  if (name.startsWith("@lateen/")) return own;
  return [join(from, "node_modules", name), join(ROOT, "node_modules", name)].find((path) =>
    existsSync(path),
  );
}

function manifestIn(path: string): Manifest {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8")) as Manifest;
}

beforeAll(async () => {
  const npm = join(process.execPath, "../npm");
  await run(
    process.execPath,
    [join(ROOT, "node_modules/typescript/bin/tsc"), "-b", "packages/cli/tsconfig.src.json"],
    { cwd: ROOT },
  );
  const { ours, others } = closure();
  for (const path of ours) {
    const { stdout } = await run(
      existsSync(npm) ? npm : "npm",
      ["pack", "--json", "--ignore-scripts", "--pack-destination", folder],
      { cwd: path },
    );
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    const target = join(folder, "node_modules", manifestIn(path).name);
    mkdirSync(target, { recursive: true });
    await run("tar", ["-xzf", join(folder, filename), "-C", target, "--strip-components=1"]);
  }
  for (const path of others)
    cpSync(path, join(folder, path.slice(ROOT.length + 1)), { recursive: true, dereference: true });
}, 120_000);

const call = (...args: string[]) =>
  run(process.execPath, [join(folder, "node_modules/@lateen/cli/bin/lateen.js"), ...args], {
    cwd: folder,
  });

it("packed packages hold no sources and no tests", () => {
  expect(existsSync(join(folder, "node_modules/@lateen/cli/dist/main.js"))).toBe(true);
  for (const path of ["src", "test", "dist/root.test.js"])
    expect(existsSync(join(folder, "node_modules/@lateen/cli", path))).toBe(false);
});

it("an installed lateen runs a file in the process itself", async () => {
  const { stdout, stderr } = await call(
    "run",
    "-f",
    join(ROOT, "examples/hello/run.yaml"),
    "--local",
  );
  expect(stdout).toMatch(/hello succeeded/);
  expect(stderr).toBe("");
});

it("an installed lateen starts a server", async () => {
  const child = execFile(
    process.execPath,
    [join(folder, "node_modules/@lateen/cli/bin/lateen.js"), "up", "--port", "0"],
    { cwd: folder },
  );
  let output = "";
  const ended = new Promise<number | null>((done) => child.once("close", done));
  await new Promise<void>((done) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (chunk: string) => {
        output += chunk;
        if (output.includes("Ctrl-C stops it")) done();
      });
    }
    void ended.then(() => done());
  });
  expect(output).toMatch(/hello succeeded/);
  const { stdout } = await call("ls");
  expect(stdout).toMatch(/^hello +succeeded/m);
  child.kill("SIGINT");
  expect(await ended).toBe(0);
});
