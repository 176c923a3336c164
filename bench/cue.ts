// Time of one evaluation of the inputs beside the Go figures: `evaluate` from the compiled program with a parameter
// filled in, `cold` from the source text (parse, compile, evaluate, export).
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  compile,
  createPackageCache,
  type Data,
  type PackageResolver,
  type Program,
} from "@lateen/cue";
import { ROOT } from "../tools/embedded-server.ts";
import type { Bench } from "./main.ts";

interface Input {
  readonly name: string;
  readonly file: string;
  readonly expected: string;
  /** The field to export; empty for all. */
  readonly path: string;
}

const folder = resolve(ROOT, "../shared/corpus/cue/bench");
const WARM_UP_MS = 2_000;
const MEASURE_MS = 1_500;

/** What Go takes at best, in milliseconds: evaluation from the parsed tree, and the whole. */
const GO: Readonly<Record<string, readonly [evaluate: number, total: number]>> = {
  "01-step-apply-deployment": [0.309, 0.675],
  "02-step-request": [0.604, 2.223],
  "03-step-build-push-image": [0.62, 1.213],
  "04-step-notification": [0.546, 1.565],
  "04b-step-vela-cli": [0.879, 1.553],
  "05-fields-1000": [13.441, 16.368],
  "06-fields-10000": [308.777, 352.927],
  "07-comprehension-5000": [240.541, 235.183],
  "08-disjunction-2n": [204.505, 208.428],
  "09-deep-unify": [3.18, 8.569],
  "10-k8s-200": [72.756, 76.491],
};

/** Measures every input, or the one whose name starts with `only`. */
export const benchCue: Bench = async (report, only) => {
  if (!existsSync(folder)) {
    process.stderr.write("bench cue: the inputs are not here, skipped\n");
    return;
  }
  const inputs = JSON.parse(
    readFileSync(join(folder, "manifest.json"), "utf8"),
  ) as readonly Input[];
  for (const input of inputs.filter(({ name }) => only === undefined || name.startsWith(only))) {
    const text = readFileSync(join(folder, input.file), "utf8");
    const path = input.path === "" ? [] : input.path.split(".");
    const cache = createPackageCache();
    const program = compiled(input.file, text, cache);
    const expected = readFileSync(join(folder, input.expected), "utf8").trim();
    const got = program.evaluate().lookup(path).exportJson();
    if (got !== expected)
      throw new Error(`${input.name}: exports something else than expected: ${got.slice(0, 200)}`);
    const go = GO[input.name] ?? [Number.NaN, Number.NaN];
    const warm = measure(() => evaluateWithParameter(program, path));
    report({
      name: `${input.name} evaluate min`,
      value: warm.min,
      unit: "ms",
      goal: `Go ${go[0]} ms`,
    });
    report({ name: `${input.name} evaluate median`, value: warm.median, unit: "ms" });
    report({ name: `${input.name} evaluate allocates`, value: warm.kibibytes, unit: "KiB" });
    const cold = measure(() =>
      compiled(input.file, text, createPackageCache()).evaluate().lookup(path).exportJson(),
    );
    report({ name: `${input.name} cold min`, value: cold.min, unit: "ms", goal: `Go ${go[1]} ms` });
    report({ name: `${input.name} cold median`, value: cold.median, unit: "ms" });
  }
};

const parameters = new WeakMap<Program, Data | undefined>();

/** A step's evaluation as the engine makes it: the parameter is filled in, the result read as data. */
function evaluateWithParameter(program: Program, path: readonly string[]): unknown {
  if (!parameters.has(program)) {
    const parameter = program.evaluate().lookup(["parameter"]);
    parameters.set(
      program,
      parameter.exists() && parameter.validate({ concrete: true }).length === 0
        ? parameter.decode()
        : undefined,
    );
  }
  const value = parameters.get(program);
  const fill = value === undefined ? [] : [{ path: ["parameter"], value }];
  return program.evaluate({ fill }).lookup(path).exportJson();
}

function compiled(
  filename: string,
  text: string,
  cache: ReturnType<typeof createPackageCache>,
): Program {
  const { program, errors } = compile([{ filename, text }], { packages, cache });
  if (program === undefined) throw new Error(`${filename}: ${errors[0]?.message}`);
  return program;
}

const packages: PackageResolver = (importPath) => {
  const filename = join(folder, "../packages", `${importPath}.cue`);
  return existsSync(filename) ? [{ filename, text: packageText(filename) }] : undefined;
};

const packageTexts = new Map<string, string>();

function packageText(filename: string): string {
  let text = packageTexts.get(filename);
  if (text === undefined) packageTexts.set(filename, (text = readFileSync(filename, "utf8")));
  return text;
}

interface Sample {
  readonly min: number;
  readonly median: number;
  /** Allocated by one iteration, as far as the heap tells between two collections. */
  readonly kibibytes: number;
}

function measure(run: () => unknown): Sample {
  repeat(run, WARM_UP_MS);
  const times = repeat(run, MEASURE_MS).sort((a, b) => a - b);
  return {
    min: times[0] as number,
    median: times[times.length >> 1] as number,
    kibibytes: allocation(run),
  };
}

function repeat(run: () => unknown, milliseconds: number): number[] {
  const times: number[] = [];
  const end = performance.now() + milliseconds;
  do {
    const start = performance.now();
    run();
    times.push(performance.now() - start);
  } while (performance.now() < end);
  return times;
}

function allocation(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20; round++) {
    const before = process.memoryUsage().heapUsed;
    run();
    const used = process.memoryUsage().heapUsed - before;
    if (used > 0) least = Math.min(least, used);
  }
  return least / 1024;
}
