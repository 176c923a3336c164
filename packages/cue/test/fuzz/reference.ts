// Asks the reference, where the environment variable CUE names its command, whether an order shows in its value too.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { File, Node } from "../../src/ast/ast.ts";
import { isCueError } from "../../src/errors/cue-error.ts";
import { formatFile } from "../../src/format/format.ts";
import { parseFile } from "../../src/parser/parse.ts";

const COMMAND = process.env["CUE"];

/** It has no budget of its own. */
const MILLISECONDS = 10_000;

/**
 * Whether the reference gives two values for two orders of the same files, whatever the words of their errors.
 * Undefined if there is no reference to ask, or if it has no answer, or none in time.
 */
export function referenceDiffers(
  own: readonly File[],
  others: readonly File[],
): boolean | undefined {
  if (COMMAND === undefined) return undefined;
  const [left, right] = [own, others].map((files) => valueOf(COMMAND, files));
  return left === undefined || right === undefined ? undefined : left !== right;
}

function valueOf(command: string, files: readonly File[]): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "fuzz-"));
  try {
    const names = files.map((_file, index) => `${index}.cue`);
    files.forEach((file, index) => writeFileSync(join(folder, `${index}.cue`), formatFile(file)));
    const { status, stdout } = spawnSync(command, ["eval", "-A", "-H", "-O", "-i", ...names], {
      cwd: folder,
      encoding: "utf8",
      timeout: MILLISECONDS,
    });
    // Where the whole is an error, nothing is said of its parts.
    return status === null || /^(?:_\|_|$)/.test(stdout) ? undefined : normalForm(stdout);
  } catch (err) {
    // What cannot be written cannot be asked.
    if (isCueError(err)) return undefined;
    throw err;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What was printed without comments and places, with fields and operands sorted. */
function normalForm(text: string): string {
  const { file, errors } = parseFile(text);
  return errors.length > 0 ? text : partText(file);
}

function partText(part: unknown): string {
  if (Array.isArray(part)) return `[${part.map(partText).join(" ")}]`;
  if (!isNode(part)) return JSON.stringify(part) ?? "";
  if (part.kind === "BinaryExpr" && (part.operator === "&" || part.operator === "|")) {
    return `(${operands(part, part.operator).toSorted().join(` ${part.operator} `)})`;
  }
  const parts = Object.entries(part).flatMap(([key, each]: [string, unknown]) => {
    // What is left of a node without its comments and offsets.
    if (key === "comments" || typeof each === "number" || key === "source") return [];
    const isUnordered = key === "elements" || key === "declarations";
    return isUnordered && part.kind !== "ListLit" && Array.isArray(each)
      ? each.map(partText).toSorted()
      : [`${key}=${partText(each)}`];
  });
  return `{${parts.join(" ")}}`;
}

function operands(node: Node, operator: string): string[] {
  return node.kind === "BinaryExpr" && node.operator === operator
    ? [...operands(node.left, operator), ...operands(node.right, operator)]
    : [partText(node)];
}

function isNode(part: unknown): part is Node {
  return typeof part === "object" && part !== null && "kind" in part;
}
