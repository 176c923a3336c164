// `npm run fuzz -w packages/cue -- COUNT [SEED] [SOURCES…]`: checks so many random sources; prints those with a problem,
// made as short as they can be. SOURCES are folders or files of more programs to mutate: `.cue`, or `.jsonl` with a
// property `files`. Ends with exit code 1 if there are problems. Where the environment variable CUE names the command of
// the reference, it is asked about every source whose value depends on the order of its fields or files.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { problemOf } from "./check.ts";
import { known } from "./check-order.ts";
import { randomSource } from "./mutate.ts";
import { seededRandom } from "./random.ts";
import { SEEDS } from "./seeds.ts";
import { shrink } from "./shrink.ts";

const count = Number(process.argv[2] ?? 10_000);
const first = Number(process.argv[3] ?? 1);
/** Longer programs are too slow to be mutated by the hundred thousand. */
const MAX_SEED = 4_000;
const seeds = [...SEEDS, ...process.argv.slice(4).flatMap(sources)];
const MAX_PROBLEMS = 50;
const kinds = new Map<string, number>();
const began = performance.now();
let done = 0;

for (; done < count && kinds.size < MAX_PROBLEMS; done++) {
  const seed = first + done;
  const random = seededRandom(seed);
  const source = randomSource(random, seeds);
  const problem = problemOf(source, seededRandom(seed));
  if (problem !== undefined) report(seed, source, problem);
  if (done % 10_000 === 9_999) process.stderr.write(`${summary()}\n`);
}

const total = [...kinds.values()].reduce((sum, each) => sum + each, 0);
process.stdout.write(`${summary()}\n`);
process.exitCode = total === 0 ? 0 : 1;

function summary(): string {
  const seconds = Math.round((performance.now() - began) / 1_000);
  const problems = [...kinds.values()].reduce((sum, each) => sum + each, 0);
  return `${done} sources from seed ${first} in ${seconds} s: ${problems} with a problem (${kinds.size} kinds), known to depend on the order: ${JSON.stringify(known)}`;
}

function report(seed: number, source: string, problem: string): void {
  const kind = kindOf(problem);
  const seen = kinds.get(kind) ?? 0;
  kinds.set(kind, seen + 1);
  if (seen >= 3) {
    process.stdout.write(`--- seed ${seed}: ${kind}\n`);
    return;
  }
  const counted = { ...known };
  const short = shrink(source, (text) => {
    const own = problemOf(text, seededRandom(seed));
    return own !== undefined && kindOf(own) === kind;
  });
  const shown = problemOf(short, seededRandom(seed)) ?? problem;
  Object.assign(known, counted);
  process.stdout.write(`--- seed ${seed}: ${JSON.stringify(short)}\n${shown.slice(0, 1_500)}\n`);
}

/** What problems have in common: where an exception was thrown, or the first words. */
function kindOf(problem: string): string {
  if (!problem.startsWith("threw")) return problem.split(/[\n:]/, 1)[0]?.replace(/\d+/g, "N") ?? "";
  const frame = /\n\s+at [^\n]*/.exec(problem)?.[0] ?? "";
  return `${problem.split("\n", 1)[0]}${frame.replace(/:\d+\)?$/, "")}`;
}

function sources(path: string): string[] {
  if (statSync(path).isDirectory())
    return readdirSync(path).flatMap((name) => sources(join(path, name)));
  const text = readFileSync(path, "utf8");
  if (path.endsWith(".cue")) return text.length > MAX_SEED ? [] : [text];
  if (!path.endsWith(".jsonl")) return [];
  return text
    .split("\n")
    .filter((line) => line !== "")
    .flatMap((line) => Object.values((JSON.parse(line) as { files: Record<string, string> }).files))
    .filter((each) => each.length <= MAX_SEED);
}
