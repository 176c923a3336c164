// `npm run gen`: writes the files that are made from others. `-- --check` only tells which are out of date.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { exampleRun } from "./example-run.ts";
import { providerSources } from "./provider-sources.ts";
import { stepDefinitions } from "./step-definitions.ts";

/** A file to be written; the path is relative to the repository's root. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

const GENERATORS: readonly ((root: string) => readonly GeneratedFile[])[] = [
  exampleRun,
  providerSources,
  stepDefinitions,
];

const root = resolve(import.meta.dirname, "../..");
const isCheck = process.argv.includes("--check");
const stale: string[] = [];
for (const generator of GENERATORS) {
  for (const { path, text } of generator(root)) {
    const file = join(root, path);
    if (textOf(file) === text) continue;
    stale.push(path);
    if (isCheck) continue;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
for (const path of stale) process.stdout.write(`${isCheck ? "out of date" : "wrote"} ${path}\n`);
if (isCheck && stale.length > 0) {
  process.stderr.write("run `npm run gen`\n");
  process.exitCode = 1;
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw err;
  }
}
