// What `npm run gen` writes.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { apiReference } from "./api-reference.ts";
import { cliReference } from "./cli-reference.ts";
import { exampleRun } from "./example-run.ts";
import type { GeneratedFile } from "./generated-file.ts";
import { providerSources } from "./provider-sources.ts";
import { stepDefinitions } from "./step-definitions.ts";

const GENERATORS: readonly ((
  root: string,
) => readonly GeneratedFile[] | Promise<readonly GeneratedFile[]>)[] = [
  apiReference,
  cliReference,
  exampleRun,
  providerSources,
  stepDefinitions,
];

/** All generated files as they should be, of the repository at `root`. */
export async function generate(root: string): Promise<readonly GeneratedFile[]> {
  return (await Promise.all(GENERATORS.map((generator) => generator(root)))).flat();
}

/** The text of the file as it is; undefined if there is none. */
export function currentText(root: string, path: string): string | undefined {
  try {
    return readFileSync(join(root, path), "utf8");
  } catch (err) {
    if ((err as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw err;
  }
}
