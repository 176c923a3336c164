// npm run bench -- [NAME] [--json]: the figures of bench/RESULTS.md, measured in one run.
import { parseArgs } from "node:util";
import { benchApiServer } from "./apiserver.ts";
import { benchCue } from "./cue.ts";
import { benchCueGrowth } from "./cue-growth.ts";
import { benchEngine } from "./engine.ts";
import { benchScale } from "./scale.ts";

/** One measured figure. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the issue asks for or the reference takes, for the eye. */
  readonly goal?: string;
}

/** A suite reports its figures as it goes. */
export type Bench = (report: (figure: Figure) => void, only: string | undefined) => Promise<void>;

const suites: Readonly<Record<string, Bench>> = {
  apiserver: benchApiServer,
  cue: benchCue,
  "cue-growth": benchCueGrowth,
  engine: benchEngine,
  scale: benchScale,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: "boolean", default: false }, only: { type: "string" } },
});

for (const name of positionals.length > 0 ? positionals : Object.keys(suites)) {
  const suite = suites[name];
  if (suite === undefined) {
    process.stderr.write(`no benchmark ${name}: ${Object.keys(suites).join(", ")}\n`);
    process.exit(2);
  }
  await suite(
    (figure) => process.stdout.write(`${values.json ? JSON.stringify(figure) : row(figure)}\n`),
    values.only,
  );
}

function row({ name, value, unit, goal }: Figure): string {
  const digits = value >= 100 ? 0 : value >= 1 ? 2 : 4;
  return `${name.padEnd(46)} ${value.toFixed(digits).padStart(12)} ${unit.padEnd(8)} ${goal ?? ""}`.trimEnd();
}
