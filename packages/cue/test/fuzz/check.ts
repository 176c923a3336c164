// What must hold of every source, good or bad.
import type { File } from "../../src/ast/ast.ts";
import { isCueError } from "../../src/errors/cue-error.ts";
import { fixFile } from "../../src/fix/fix.ts";
import { formatFile } from "../../src/format/format.ts";
import { readsAs } from "../../src/format/verify.ts";
import { compile, createWorkspace, inspect, type Program, type Value } from "../../src/index.ts";
import { parseFile } from "../../src/parser/parse.ts";
import { jsonSchema, openApi } from "../../src/schema/index.ts";
import { exportProblem } from "./check-exports.ts";
import { fileOrderProblem, known, orderProblem } from "./check-order.ts";
import { mayReferToItself } from "./cycles.ts";
import { agree, hasError, isBudget } from "./agree.ts";
import type { Random } from "./random.ts";

/** What an evaluation may take here. */
const NODES = 20_000;
const MILLISECONDS = 1_000;
/** Longer than this, and something does not listen to its budget. */
const HANG = 30_000;

/** What is wrong with a source; undefined if nothing is. */
export function problemOf(text: string, random: Random): string | undefined {
  const began = performance.now();
  try {
    const problem = check(text, random);
    const took = performance.now() - began;
    return problem ?? (took > HANG ? `took ${Math.round(took)} ms` : undefined);
  } catch (err) {
    return `threw ${err instanceof Error ? (err.stack ?? err.message) : String(err)}`;
  }
}

function check(text: string, random: Random): string | undefined {
  const { file, errors } = parseFile(text, { filename: "a.cue" });
  if (errors.length > 0) {
    const whole = parseFile(text, { keepGoing: true });
    if (random.oneIn(6)) attempt(() => formatFile(whole.file));
    return undefined;
  }
  return syntaxProblem(text, file, random) ?? valueProblem(text, file, random);
}

function syntaxProblem(text: string, file: File, random: Random): string | undefined {
  const formatted = attempt(() => formatFile(file));
  if (formatted !== undefined && formatted !== text) {
    // Reserved names are refused where a declaration begins, as in the reference: formatting may bring one there.
    if (text.includes("__")) return undefined;
    if (!readsAs(formatted, file)) return `reads otherwise when formatted:\n${formatted}`;
    const again = attempt(() => formatFile(parseFile(formatted).file));
    if (again !== formatted) return `is not formatted at once:\n${formatted}\n${again}`;
  }
  if (random.oneIn(3)) {
    const simplified = attempt(() => formatFile(file, { simplify: true }));
    if (simplified !== undefined && parseFile(simplified).errors.length > 0) {
      return `does not parse when simplified:\n${simplified}`;
    }
  }
  if (!random.oneIn(3)) return undefined;
  const fixed = fixFile(file);
  if (fixed.file === file) return undefined;
  const modern = attempt(() => formatFile(fixed.file));
  if (modern === undefined || parseFile(modern).errors.length === 0) return undefined;
  return `does not parse when fixed:\n${modern}`;
}

function valueProblem(text: string, file: File, random: Random): string | undefined {
  const { program, errors } = compile([{ filename: "a.cue", text }]);
  const value = evaluate([file]);
  if (program === undefined || value === undefined) {
    return program === value ? undefined : `is compiled or not: ${errors[0]?.message}`;
  }
  // Not everything each time: a source is cheap, a question is not.
  return (
    exportProblem(value, evaluate, random) ??
    orderProblem({ file, value, random, evaluate }) ??
    (random.oneIn(3) ? fileOrderProblem({ file, value, random, evaluate }) : undefined) ??
    (random.oneIn(3) ? repeatProblem(program, value) : undefined) ??
    (random.oneIn(3) ? demandProblem(file, program, value) : undefined) ??
    (random.oneIn(16) ? schemaProblem(file, value) : undefined)
  );
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (err) {
    if (isCueError(err)) return undefined;
    throw err;
  }
}

const BUDGET = {
  nodes: NODES,
  depth: 200,
  milliseconds: MILLISECONDS,
  now: () => performance.now(),
};

function evaluate(files: readonly File[]): Value | undefined {
  return createWorkspace({ budget: BUDGET }).build(files).value;
}

/** A program must give the same each time, and what it gives is what its files give when built otherwise. */
function repeatProblem(program: Program, value: Value): string | undefined {
  const built = inspect(value);
  const [first, second] = [1, 2].map(() => inspect(program.evaluate({ budget: BUDGET })));
  if (first === undefined || second === undefined) return undefined;
  if (isBudget(built) || isBudget(first) || isBudget(second)) return undefined;
  const texts = [first, second].map((node) => JSON.stringify(node));
  if (texts[0] !== texts[1]) return `is another the second time:\n${texts.join("\n")}`;
  return agree(built, first)
    ? undefined
    : `is compiled to another:\n${texts[0]}\n${JSON.stringify(built)}`;
}

/** A field that is asked for alone is the same as among the others. */
function demandProblem(file: File, program: Program, value: Value): string | undefined {
  const whole = inspect(value);
  // A struct that is itself in error need not tell what its fields are.
  if ("error" in whole) return undefined;
  for (const { label, value: field } of value
    .fields({ hidden: true, definitions: true })
    .slice(0, 4)) {
    const expected = inspect(field);
    const actual = inspect(program.evaluate({ budget: BUDGET }).lookup([label]));
    if (isBudget(expected) || isBudget(actual)) return undefined;
    if (agree(actual, expected)) continue;
    if (mayReferToItself(file)) {
      known.circles++;
      return undefined;
    }
    if (hasError(whole) && agree(actual, expected, true)) {
      known.errors++;
      return undefined;
    }
    return `is another when asked for alone: ${label}\n${JSON.stringify(expected)}\n${JSON.stringify(actual)}`;
  }
  return undefined;
}

/** Schemas can be made of everything. */
function schemaProblem(file: File, value: Value): undefined {
  attempt(() => openApi([file], { title: "t", version: "1" }));
  for (const { label } of value.fields({ definitions: true, optional: true })) {
    attempt(() => jsonSchema([file], label));
  }
}
