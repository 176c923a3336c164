// What must hold of every source, good or bad.
import type { Declaration, File } from "../../src/ast/ast.ts";
import { transform } from "../../src/ast/transform.ts";
import { isCueError } from "../../src/errors/cue-error.ts";
import { fixFile } from "../../src/fix/fix.ts";
import { formatFile } from "../../src/format/format.ts";
import { readsAs } from "../../src/format/verify.ts";
import { createWorkspace, inspect, type InspectedNode, type Value } from "../../src/index.ts";
import { parseFile } from "../../src/parser/parse.ts";
import type { Random } from "./random.ts";

/** What an evaluation may take here. */
const NODES = 20_000;
const MILLISECONDS = 1_000;
/** Longer than this, and something does not listen to its budget. */
const HANG = 5_000;

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
  parseFile(text, { keepGoing: true });
  if (errors.length > 0) return undefined;
  const formatted = attempt(() => formatFile(file));
  if (formatted !== undefined && !readsAs(formatted, file)) return "reads otherwise when formatted";
  const simplified = attempt(() => formatFile(file, { simplify: true }));
  if (simplified !== undefined && parseFile(simplified).errors.length > 0) {
    return "does not parse when simplified";
  }
  fixFile(file);
  const value = evaluate([file]);
  if (value === undefined) return undefined;
  const exportProblem = exported(value);
  if (exportProblem !== undefined) return exportProblem;
  return orderProblem(file, value, random);
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (err) {
    if (isCueError(err)) return undefined;
    throw err;
  }
}

function evaluate(files: readonly File[]): Value | undefined {
  const budget = { nodes: NODES, depth: 200, milliseconds: MILLISECONDS, now: () => performance.now() };
  return createWorkspace({ budget }).build(files).value;
}

/** Exports in every form; what is printed as CUE must be CUE. */
function exported(value: Value): string | undefined {
  value.validate({ concrete: true });
  for (const write of [
    () => value.exportJson(),
    () => value.exportYaml(),
    () => value.decode(),
    () => value.syntax(),
  ]) {
    attempt(write);
  }
  for (const options of [
    { final: true, definitions: true, hidden: true, optional: true, errors: true },
    { optional: true, definitions: true, hidden: true, docs: true, attributes: true },
  ]) {
    const text = attempt(() => formatFile(value.syntaxTree(options)));
    if (text === undefined) continue;
    const [error] = parseFile(text).errors;
    if (error !== undefined) return `is exported as what does not parse: ${error.message}\n${text}`;
  }
  return undefined;
}

/** The value must not depend on the order of fields, nor on how they are spread over files. */
function orderProblem(file: File, value: Value, random: Random): string | undefined {
  const expected = normal(inspect(value));
  const shuffled = transform(file, (node) =>
    node.kind === "StructLit" ? { ...node, elements: shuffle(node.elements, random) } : node,
  );
  const permuted = { ...shuffled, declarations: shuffleFile(shuffled.declarations, random) };
  const other = evaluate([permuted]);
  if (other === undefined) return "is refused with its fields in another order";
  const actual = normal(inspect(other));
  if (isBudget(expected) || isBudget(actual) || expected === actual) return undefined;
  return `depends on the order of fields:\n${expected}\n${actual}\n${attempt(() => formatFile(permuted))}`;
}

function shuffle<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let index = result.length - 1; index > 0; index--) {
    const other = random.below(index + 1);
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}

const HEAD: ReadonlySet<string> = new Set(["PackageClause", "ImportDecl", "Attribute", "CommentGroup"]);

function shuffleFile(declarations: readonly Declaration[], random: Random): Declaration[] {
  const head = declarations.filter(({ kind }) => HEAD.has(kind));
  return [...head, ...shuffle(declarations.filter(({ kind }) => !HEAD.has(kind)), random)];
}

function isBudget(text: string): boolean {
  return text.includes('"budget"');
}

/** A node without what may depend on the order: of fields, of disjuncts, and the words of errors. */
function normal(node: InspectedNode): string {
  return JSON.stringify(plain(node));
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (key === "msg" || key === "expr" || key === "disjuncts" || key === "notAllowed") continue;
    if (key === "error") {
      out[key] = part === "budget" ? part : part === "incomplete" || part === "cycle" ? "incomplete" : "error";
      // What stands beside an error may or may not have been evaluated.
      return out;
    }
    out[key] = key === "fields" ? sortedFields(part as readonly (readonly [string, unknown])[]) : plain(part);
  }
  return out;
}

function sortedFields(fields: readonly (readonly [string, unknown])[]): unknown {
  return fields
    .map(([label, value]) => [label, plain(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
