// `npm run fuzz -w packages/cue -- COUNT [SEED]`: checks so many random sources; prints those with a problem, made as
// short as they can be. Ends with exit code 1 if there are any.
import { problemOf } from "./check.ts";
import { randomSource } from "./mutate.ts";
import { seededRandom } from "./random.ts";
import { shrink } from "./shrink.ts";

const count = Number(process.argv[2] ?? 10_000);
const first = Number(process.argv[3] ?? 1);
const MAX_PROBLEMS = 50;
const kinds = new Map<string, number>();
const began = performance.now();
let done = 0;

for (; done < count && kinds.size < MAX_PROBLEMS; done++) {
  const seed = first + done;
  const random = seededRandom(seed);
  const source = randomSource(random);
  const problem = problemOf(source, seededRandom(seed));
  if (problem !== undefined) report(seed, source, problem);
  if (done % 10_000 === 9_999) {
    const seconds = Math.round((performance.now() - began) / 1_000);
    process.stderr.write(`${done + 1} sources, ${seconds} s, ${kinds.size} kinds of problems\n`);
  }
}

const total = [...kinds.values()].reduce((sum, each) => sum + each, 0);
process.stdout.write(`${done} sources, ${total} with a problem, ${kinds.size} kinds\n`);
process.exitCode = total === 0 ? 0 : 1;

function report(seed: number, source: string, problem: string): void {
  const kind = kindOf(problem);
  const seen = kinds.get(kind) ?? 0;
  kinds.set(kind, seen + 1);
  if (seen >= 3) return;
  const short = shrink(source, (text) => {
    const own = problemOf(text, seededRandom(seed));
    return own !== undefined && kindOf(own) === kind;
  });
  const shown = problemOf(short, seededRandom(seed)) ?? problem;
  process.stdout.write(`--- seed ${seed}: ${JSON.stringify(short)}\n${shown.slice(0, 1_500)}\n`);
}

/** What problems have in common: where an exception was thrown, or the first words. */
function kindOf(problem: string): string {
  if (!problem.startsWith("threw")) return problem.split(/[\n:]/, 1)[0]?.replace(/\d+/g, "N") ?? "";
  const frame = /\n\s+at [^\n]*/.exec(problem)?.[0] ?? "";
  return `${problem.split("\n", 1)[0]}${frame.replace(/:\d+\)?$/, "")}`;
}
