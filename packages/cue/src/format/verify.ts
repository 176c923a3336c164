// Formatting must not change what a file means. Comments can stand in so many places that `cue fmt` prints
// some of them where they swallow what follows or end an expression early; so a file with comments is read
// back, and where it reads differently the comments in the expressions of that declaration are moved above it.
import {
  type CommentGroup,
  type Declaration,
  type File,
  NO_POS,
  type Node,
  Spacing,
} from "../ast/ast.ts";
import { children, walk } from "../ast/walk.ts";
import { unquote, unquoteFragments } from "../literal/unquote.ts";
import { parseFile } from "../parser/parse.ts";
import type { Mutable } from "./detach.ts";

/** Whether a file has comments, so that its text must be verified. */
export function hasComments(file: File): boolean {
  let found = false;
  walk(file, (node) => {
    found ||= node.comments.length > 0;
    return !found;
  });
  return found;
}

/** Whether a text reads as this file: the same nodes, comments and layout aside. */
export function readsAs(text: string, file: File): boolean {
  const parsed = parseFile(text);
  return parsed.errors.length === 0 && isSameNode(parsed.file, file);
}

/** Whether a text has the comments of a file, in any order; it may have more empty ones. */
export function hasCommentsOf(text: string, file: File): boolean {
  const kept = commentLines(parseFile(text).file);
  const own = commentLines(file);
  // Empty lines are put between comments that become one.
  const added = kept.length - own.length;
  return added >= 0 && own.every((line, index) => line === kept[index + added]);
}

function commentLines(file: File): readonly string[] {
  const lines: string[] = [];
  const add = (comment: CommentGroup): void => {
    lines.push(...comment.list.map(({ text }) => text.trimEnd()));
  };
  walk(file, (node) => {
    node.comments.forEach(add);
    if (node.kind === "CommentGroup") add(node);
    return true;
  });
  return lines.sort();
}

/** Whether a text is read without errors. */
export function isReadable(text: string): boolean {
  return parseFile(text).errors.length === 0;
}

function isSameNode(a: Node, b: Node): boolean {
  const pending: [Node, Node][] = [[a, b]];
  for (let pair = pending.pop(); pair !== undefined; pair = pending.pop()) {
    const [left, right] = pair.map(withoutDoubleParens) as [Node, Node];
    if (left.kind !== right.kind || !isSameToken(left, right)) return false;
    const leftBelow = partsOf(left);
    const rightBelow = partsOf(right);
    if (leftBelow.length !== rightBelow.length) return false;
    for (const [index, child] of leftBelow.entries()) pending.push([child, rightBelow[index]!]);
  }
  return true;
}

function withoutDoubleParens(node: Node): Node {
  let inner = node;
  while (inner.kind === "ParenExpr" && inner.expr.kind === "ParenExpr") inner = inner.expr;
  return inner;
}

/** The nodes below that must agree; the fragments of an interpolation are compared as a whole. */
function partsOf(node: Node): readonly Node[] {
  // An import of nothing is left out.
  if (node.kind === "File") return node.declarations.filter((each) => !isEmptyImport(each));
  if (node.kind !== "Interpolation") return children(node);
  return node.elements.filter((_, index) => index % 2 === 1);
}

function isEmptyImport(node: Node): boolean {
  return node.kind === "ImportDecl" && node.specs.length === 0;
}

/** Whether two nodes of one kind agree in what is not in the nodes below. */
function isSameToken(a: Node, b: Node): boolean {
  switch (a.kind) {
    case "Ident":
      return b.kind === "Ident" && a.name === b.name;
    case "Attribute":
      return b.kind === "Attribute" && a.text === b.text;
    case "UnaryExpr":
    case "BinaryExpr":
    case "PostfixExpr":
      return "operator" in b && a.operator === b.operator;
    case "Field":
      return b.kind === "Field" && a.constraint === b.constraint;
    case "BasicLit":
      return b.kind === "BasicLit" && literalValue(a) === literalValue(b);
    case "Interpolation":
      return b.kind === "Interpolation" && interpolationValue(a) === interpolationValue(b);
    default:
      return true;
  }
}

function literalValue(node: Node & { readonly kind: "BasicLit" }): string {
  // Numbers may be written anew (`.5` as `0.5`), but keep their place.
  if (node.literal === "int" || node.literal === "float") return node.literal;
  if (node.literal !== "string" && node.literal !== "bytes") return node.text;
  const value = unquote(node.text);
  return value.ok ? String(value.value) : node.text;
}

function interpolationValue(node: Node & { readonly kind: "Interpolation" }): string {
  const fragments = node.elements
    .filter((_, index) => index % 2 === 0)
    .map((element) => (element.kind === "BasicLit" ? element.text : ""));
  const values = unquoteFragments(fragments);
  return JSON.stringify(values.ok ? values.values.map(String) : fragments);
}

/** Moves all comments inside the expressions of a declaration of a detached tree above the declaration. */
export function hoistComments(declaration: Mutable<Declaration>): void {
  const found: CommentGroup[] = [];
  walk(declaration, (node: Mutable<Node>) => {
    if (node !== declaration && isDeclaration(node)) {
      hoistComments(node);
      return false;
    }
    const keeps = (comment: CommentGroup): boolean =>
      node === declaration && comment.position === 0;
    found.push(...node.comments.filter((comment) => !keeps(comment)));
    node.comments = node.comments.filter(keeps);
    return true;
  });
  if (found.length === 0) return;
  const [first] = declaration.comments;
  const list = [...declaration.comments, ...found].flatMap((comment) => comment.list);
  declaration.comments = [
    {
      kind: "CommentGroup",
      start: NO_POS,
      end: NO_POS,
      comments: [],
      isDoc: true,
      isLine: false,
      position: 0,
      spacing: first?.spacing ?? Spacing.newLine,
      list,
    },
  ];
}

function isDeclaration(node: Node): node is Declaration {
  switch (node.kind) {
    case "Field":
    case "EmbedDecl":
    case "LetClause":
    case "Comprehension":
      return true;
    default:
      return false;
  }
}
