// npm run conformance -- cue|engine [--dir DIR] [--only GLOB] [--json] [--server URL --token T]
import { parseArgs } from "node:util";
import { runCueCases } from "./cue/run.ts";
import { runEngineCases } from "./engine/run.ts";
import { groupTable, judge, type Outcome, readKnownFailures } from "./known-failures.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dir: { type: "string" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    server: { type: "string" },
    token: { type: "string" },
    slow: { type: "string" },
    jobs: { type: "string" },
  },
});

const suites: Readonly<Record<string, (options: typeof values) => Promise<readonly Outcome[] | undefined>>> = {
  cue: runCueCases,
  engine: runEngineCases,
};

const names = positionals.length > 0 ? positionals : Object.keys(suites);
let ok = true;
for (const name of names) {
  const suite = suites[name];
  if (suite === undefined) {
    process.stderr.write(`no suite ${name}: ${Object.keys(suites).join(", ")}\n`);
    process.exit(2);
  }
  const outcomes = await suite(values);
  if (outcomes === undefined) {
    process.stdout.write(`conformance ${name}: the cases are not here, skipped\n`);
    continue;
  }
  const verdict = judge(outcomes, readKnownFailures(`${import.meta.dirname}/${name}/known-failures.txt`));
  ok &&= verdict.ok;
  if (values.json) {
    process.stdout.write(`${JSON.stringify({ suite: name, passed: verdict.passed, failed: verdict.failed, outcomes })}\n`);
  } else {
    process.stdout.write(`${verdict.lines.join("\n")}\n\n${groupTable(outcomes)}\n\n`);
  }
  process.stdout.write(`${verdict.passed} passed, ${verdict.failed} failed\n`);
}
process.exit(ok ? 0 : 1);
