import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { compile, createPackageCache, inspect, type PackageResolver } from "@lateen/cue";
import { ROOT } from "../../embedded-server.ts";
import type { Outcome } from "../known-failures.ts";
import { firstDifference, type Node } from "./compare.ts";

/** What the command line says. */
export interface CueOptions {
  readonly dir?: string;
  readonly only?: string;
}

interface Case {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
  readonly value: Node;
  readonly exportOK: boolean;
  readonly exportText?: string;
  readonly doubtful?: readonly string[];
}

const corpus = resolve(ROOT, "../shared/corpus/cue");
const CASE_LIMIT_MS = 20_000;

/** Runs the language cases in this process. Undefined where they are absent. */
export async function runCueCases(options: CueOptions): Promise<readonly Outcome[] | undefined> {
  const folder = casesFolder(options.dir === undefined ? corpus : resolve(options.dir));
  if (folder === undefined) return undefined;
  const packages = packageResolver([join(folder, "../packages"), join(corpus, "packages")]);
  const cache = createPackageCache();
  const wanted = options.only === undefined ? undefined : globPattern(options.only);
  const outcomes: Outcome[] = [];
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".jsonl")).sort()) {
    for (const line of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (line === "") continue;
      const test = JSON.parse(line) as Case;
      if (wanted !== undefined && !wanted.test(test.name)) continue;
      const problem = check(test, packages, cache);
      const group = test.name.split("/")[0] as string;
      outcomes.push({ name: test.name, group, ...(problem === undefined ? {} : { problem }) });
    }
  }
  return outcomes;
}

function check(
  test: Case,
  packages: PackageResolver,
  cache: ReturnType<typeof createPackageCache>,
): string | undefined {
  const sources = Object.entries(test.files).map(([filename, text]) => ({ filename, text }));
  try {
    const { program, errors } = compile(sources, { packages, cache });
    const first = errors[0]?.positions[0];
    const rejected = test.value["syntaxError"] === true || test.value["compileError"] === true;
    if (program === undefined) {
      if (!rejected) return `rejected: ${first?.filename}:${first?.line}:${first?.column} ${errors[0]?.message}`;
      const same = first?.line === test.value["line"] && first?.filename === test.value["file"];
      return same
        ? undefined
        : `first error at ${first?.filename}:${first?.line} (${errors[0]?.message}), want ${test.value["file"]}:${test.value["line"]} (${test.value["msg"]})`;
    }
    if (rejected) return `accepted, want an error at ${test.value["file"]}:${test.value["line"]} (${test.value["msg"]})`;
    const budget = { milliseconds: CASE_LIMIT_MS, now: () => performance.now() };
    const root = program.evaluate({ budget });
    const leniency = { doubtful: test.doubtful ?? [], cycleDepth: test.name.startsWith("cycle") };
    const difference = firstDifference(test.value, inspect(root) as Node, leniency);
    if (difference !== undefined) return difference;
    if (!test.exportOK || test.exportText === undefined) return undefined;
    const text = root.exportJson();
    return text === test.exportText ? undefined : `exports ${excerpt(text, test.exportText)}`;
  } catch (err) {
    return `threw ${err instanceof Error ? (err.stack ?? err.message).split("\n").slice(0, 3).join(" | ") : String(err)}`;
  }
}

/** The two texts from shortly before they part. */
function excerpt(got: string, want: string): string {
  let at = 0;
  while (at < got.length && got[at] === want[at]) at++;
  const from = Math.max(0, at - 30);
  return `…${got.slice(from, at + 50)}, want …${want.slice(from, at + 50)}`;
}

function casesFolder(dir: string): string | undefined {
  for (const candidate of [join(dir, "cue/cases"), join(dir, "cases"), dir]) {
    if (existsSync(candidate) && readdirSync(candidate).some((name) => name.endsWith(".jsonl"))) return candidate;
  }
  return undefined;
}

function packageResolver(folders: readonly string[]): PackageResolver {
  return (importPath) => {
    for (const folder of folders) {
      const filename = join(folder, `${importPath}.cue`);
      if (existsSync(filename)) return [{ filename: `${importPath}.cue`, text: readFileSync(filename, "utf8") }];
    }
    return undefined;
  };
}

function globPattern(glob: string): RegExp {
  const escaped = glob.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}`);
}
