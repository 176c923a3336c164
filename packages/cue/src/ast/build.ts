// Constructors of nodes that have no place in a source: for exporters and rewriters.
import { labelNeedsQuotes } from "../token/chars.ts";
import { quoteBytes, quoteString, type QuoteForm } from "../literal/quote.ts";
import { Source } from "../token/source.ts";
import {
  type Alias,
  type Attribute,
  type BasicLit,
  type BinaryExpr,
  type BinaryOperator,
  type BottomLit,
  type CallExpr,
  type Clause,
  type CommentGroup,
  type Comprehension,
  type Constraint,
  type Declaration,
  type Ellipsis,
  type EmbedDecl,
  type Expression,
  type FallbackClause,
  type Field,
  type File,
  type ForClause,
  type Ident,
  type IfClause,
  type ImportDecl,
  type ImportSpec,
  type IndexExpr,
  type Interpolation,
  type Label,
  type LetClause,
  type ListLit,
  type LiteralKind,
  type Node,
  NO_COMMENTS,
  NO_POS,
  NO_SPACE,
  type NodeBase,
  type PackageClause,
  type ParenExpr,
  type PostfixExpr,
  type SelectorExpr,
  type SliceExpr,
  Spacing,
  type StructLit,
  type UnaryExpr,
  type UnaryOperator,
} from "./ast.ts";

const NOWHERE: NodeBase = { start: NO_POS, end: NO_POS, comments: NO_COMMENTS };

export function ident(name: string): Ident {
  return { kind: "Ident", ...NOWHERE, name };
}

/** A literal by its text: `basicLit("int", "12")`. */
export function basicLit(literal: LiteralKind, text: string): BasicLit {
  return { kind: "BasicLit", ...NOWHERE, literal, text };
}

export function nullLit(): BasicLit {
  return basicLit("null", "null");
}

export function boolLit(value: boolean): BasicLit {
  return value ? basicLit("true", "true") : basicLit("false", "false");
}

/** A string literal with this value. */
export function stringLit(value: string, form?: QuoteForm): BasicLit {
  return basicLit("string", quoteString(value, form));
}

/** A bytes literal with this value. */
export function bytesLit(value: Uint8Array, form?: QuoteForm): BasicLit {
  return basicLit("bytes", quoteBytes(value, form));
}

/** The label of a regular field: an identifier where the name allows it, else a string. */
export function stringLabel(name: string): Ident | BasicLit {
  return labelNeedsQuotes(name) ? stringLit(name) : ident(name);
}

export function bottomLit(): BottomLit {
  return { kind: "BottomLit", ...NOWHERE };
}

/**
 * `{ … }`. As the value of a field, a struct with one field is printed without braces (`a: b: 1`), unless
 * `braced` asks for them.
 */
export function structLit(
  elements: readonly Declaration[],
  options: { readonly braced?: boolean } = {},
): StructLit {
  const position = options.braced === true ? NO_SPACE : NO_POS;
  return { kind: "StructLit", ...NOWHERE, open: position, elements, close: position };
}

export function listLit(elements: readonly Expression[]): ListLit {
  return { kind: "ListLit", ...NOWHERE, open: NO_POS, elements, close: NO_POS, commas: true };
}

export function ellipsis(type?: Expression): Ellipsis {
  return { kind: "Ellipsis", ...NOWHERE, type };
}

export function field(
  label: Label,
  value: Expression,
  options: { readonly constraint?: Constraint; readonly attributes?: readonly Attribute[] } = {},
): Field {
  return {
    kind: "Field",
    ...NOWHERE,
    label,
    alias: undefined,
    constraint: options.constraint ?? "",
    colon: NO_POS,
    value,
    attributes: options.attributes ?? [],
  };
}

export function attribute(text: string): Attribute {
  return { kind: "Attribute", ...NOWHERE, text };
}

export function alias(name: string, expr: Expression): Alias {
  return { kind: "Alias", ...NOWHERE, ident: ident(name), equal: NO_POS, expr };
}

export function embedDecl(expr: Expression): EmbedDecl {
  return { kind: "EmbedDecl", ...NOWHERE, expr };
}

export function letClause(name: string, expr: Expression): LetClause {
  return { kind: "LetClause", ...NOWHERE, ident: ident(name), equal: NO_POS, expr };
}

export function forClause(key: string | undefined, value: string, source: Expression): ForClause {
  return {
    kind: "ForClause",
    ...NOWHERE,
    key: key === undefined ? undefined : ident(key),
    comma: NO_POS,
    value: ident(value),
    inStart: NO_POS,
    source,
  };
}

export function ifClause(condition: Expression): IfClause {
  return { kind: "IfClause", ...NOWHERE, condition };
}

export function comprehension(
  clauses: readonly Clause[],
  value: Expression,
  fallback?: StructLit,
): Comprehension {
  const clause: FallbackClause | undefined =
    fallback === undefined ? undefined : { kind: "FallbackClause", ...NOWHERE, body: fallback };
  return { kind: "Comprehension", ...NOWHERE, clauses, value, fallback: clause };
}

export function parenExpr(expr: Expression): ParenExpr {
  return { kind: "ParenExpr", ...NOWHERE, expr, close: NO_POS };
}

/** `expr.name`, the name quoted if it is no identifier. */
export function selectorExpr(expr: Expression, name: string | Ident | BasicLit): SelectorExpr {
  const selector = typeof name === "string" ? stringLabel(name) : name;
  return { kind: "SelectorExpr", ...NOWHERE, expr, period: NO_POS, selector };
}

export function indexExpr(expr: Expression, index: Expression): IndexExpr {
  return { kind: "IndexExpr", ...NOWHERE, expr, open: NO_POS, index, close: NO_POS };
}

export function sliceExpr(expr: Expression, low?: Expression, high?: Expression): SliceExpr {
  return { kind: "SliceExpr", ...NOWHERE, expr, open: NO_POS, low, high, close: NO_POS };
}

export function callExpr(callee: Expression, args: readonly Expression[]): CallExpr {
  return { kind: "CallExpr", ...NOWHERE, callee, open: NO_POS, arguments: args, close: NO_POS };
}

export function unaryExpr(operator: UnaryOperator, expr: Expression): UnaryExpr {
  return { kind: "UnaryExpr", ...NOWHERE, operator, expr };
}

export function binaryExpr(
  left: Expression,
  operator: BinaryOperator,
  right: Expression,
): BinaryExpr {
  return { kind: "BinaryExpr", ...NOWHERE, left, operator, operatorStart: NO_POS, right };
}

/** `a op b op c …`, grouped from the left; the operand itself if there is only one. */
export function binaryChain(operator: BinaryOperator, operands: readonly Expression[]): Expression {
  return operands.reduce((left, right) => binaryExpr(left, operator, right));
}

export function postfixExpr(expr: Expression, operator: "..." | "?"): PostfixExpr {
  return { kind: "PostfixExpr", ...NOWHERE, expr, operator, operatorStart: NO_POS };
}

/** Text fragments (`"a \(`, `) b"`) and expressions in turn. */
export function interpolation(elements: readonly Expression[]): Interpolation {
  return { kind: "Interpolation", ...NOWHERE, elements };
}

export function packageClause(name: string): PackageClause {
  return { kind: "PackageClause", ...NOWHERE, name: ident(name) };
}

export function importSpec(path: string, name?: string): ImportSpec {
  return {
    kind: "ImportSpec",
    ...NOWHERE,
    name: name === undefined ? undefined : ident(name),
    path: stringLit(path),
  };
}

/** `import "path"` for one spec, `import (…)` for more. */
export function importDecl(specs: readonly ImportSpec[]): ImportDecl {
  const parenthesis = specs.length === 1 ? NO_POS : NO_SPACE;
  return { kind: "ImportDecl", ...NOWHERE, open: parenthesis, specs, close: parenthesis };
}

export function file(declarations: readonly Declaration[], source: Source = new Source("")): File {
  return { kind: "File", ...NOWHERE, source, declarations, experiments: [] };
}

/** Characters that no source may have, nor a comment with an error that shows them. */
const NO_SOURCE = /[\0\ufeff]/g;

/** Lines of text as a comment group: above what it is attached to (`isDoc`) or after it. */
export function commentGroup(
  lines: readonly string[],
  options: { readonly isDoc?: boolean; readonly position?: number } = {},
): CommentGroup {
  const isDoc = options.isDoc ?? true;
  return {
    kind: "CommentGroup",
    ...NOWHERE,
    isDoc,
    isLine: !isDoc,
    position: options.position ?? (isDoc ? 0 : 4),
    spacing: Spacing.none,
    list: lines.map((line) => ({
      kind: "Comment",
      start: NO_POS,
      end: NO_POS,
      text: line === "" ? "//" : `// ${line.replace(NO_SOURCE, "\ufffd")}`,
    })),
  };
}

/** The same node with these comments. */
export function withComments<T extends Node>(node: T, comments: readonly CommentGroup[]): T {
  return { ...node, comments };
}
