// The clause of a text that decides, and the references in it: what an explanation shows the values of.
import type { PathElement, Position } from "@lateen/cue";
import {
  type Expression,
  type Field,
  type Node,
  children,
  parseExpr,
  parseFile,
} from "@lateen/cue/syntax";
import { labelOf } from "./template/body.ts";

/** A clause as it is written. */
export interface Clause {
  /** CUE text. */
  readonly text: string;
  /** The references in it, each once, in order. */
  readonly references: readonly string[];
}

/**
 * The condition of the wait at a path of a template (the one that fails it, if it failed), else the action there;
 * undefined where it is computed.
 */
export function clauseOfAction(
  template: string,
  path: readonly PathElement[],
  isFailed = false,
): (Clause & { readonly position: Position; readonly isCondition: boolean }) | undefined {
  const { file } = parseFile(template);
  const condition = isFailed ? "failWhen" : "continue";
  for (const below of [["$params", condition], [condition], []]) {
    const field = fieldAt(file.declarations, [...path, ...below]);
    if (field === undefined) continue;
    const { line, column } = file.source.position(field.start);
    const isCondition = below.length > 0;
    const clause = clauseOf(template, field.value);
    return { ...clause, position: { filename: "template.cue", line, column }, isCondition };
  }
  return undefined;
}

function fieldAt(nodes: readonly Node[], path: readonly PathElement[]): Field | undefined {
  const [label, ...rest] = path;
  for (const node of nodes) {
    if (node.kind === "Field") {
      if (labelOf(node) !== label) continue;
      const found = rest.length === 0 ? node : fieldAt([node.value], rest);
      if (found !== undefined) return found;
    } else if (PASSED.has(node.kind)) {
      const found = fieldAt(children(node), path);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** Nodes whose fields are fields of what they stand in. */
const PASSED: ReadonlySet<string> = new Set([
  "StructLit",
  "BinaryExpr",
  "ParenExpr",
  "EmbedDecl",
  "Comprehension",
]);

/** The clause that an expression's text is. */
export function clauseOfExpression(text: string): Clause {
  const { expr } = parseExpr(text);
  return expr === undefined ? { text, references: [] } : clauseOf(text, expr);
}

function clauseOf(text: string, node: Expression): Clause {
  const references = new Set<string>();
  collect(text, node, references);
  return { text: text.slice(node.start, node.end), references: [...references] };
}

/** `a.b[0].c` as a whole; of calls and structs, what is in them. */
function collect(text: string, node: Node, into: Set<string>): void {
  if (isReference(node)) {
    into.add(text.slice(node.start, node.end));
    return;
  }
  if (node.kind === "CallExpr") {
    for (const argument of node.arguments) collect(text, argument, into);
    return;
  }
  if (node.kind === "Field") collect(text, node.value, into);
  else for (const child of children(node)) collect(text, child, into);
}

const PREDECLARED = new Set(["_", "string", "int", "number", "bool", "bytes", "float", "true"]);

function isReference(node: Node): boolean {
  if (node.kind === "Ident") return !PREDECLARED.has(node.name);
  if (node.kind === "SelectorExpr") return isReference(node.expr);
  if (node.kind !== "IndexExpr") return false;
  return isReference(node.expr) && (node.index.kind === "BasicLit" || isReference(node.index));
}
