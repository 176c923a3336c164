// The syntax tree. Nodes are inert: the parser and the constructors in build.ts make them, nobody changes
// them. A node's place is `start` and `end`, offsets into its file's source; a node that was made by code
// has `NO_POS` or one of the layout hints below in place of an offset, and so has any bracket or operator
// that the source does not have (the elided braces of `a: b: 1`).
import type { Source } from "../token/source.ts";

/** No place in a source, and no wish where to print it. */
export const NO_POS = -1;
/** No place in a source; to be printed directly after what precedes it. */
export const NO_SPACE = -2;
/** No place in a source; to be printed after a blank. */
export const BLANK = -3;
/** No place in a source; to be printed on a new line. */
export const NEW_LINE = -4;
/** No place in a source; to be printed after an empty line. */
export const NEW_SECTION = -5;

/** An offset into the source, or one of the negative constants above. */
export type Offset = number;

/** The space before a token as the source has it, from nothing to an empty line. */
export const Spacing = { none: 0, noSpace: 1, blank: 2, newLine: 3, newSection: 4 } as const;
export type Spacing = (typeof Spacing)[keyof typeof Spacing];

/** What all nodes have. */
export interface NodeBase {
  /** Offset of the first character; for an expression this is where its leftmost operand begins. */
  readonly start: Offset;
  /** Offset after the last character. */
  readonly end: Offset;
  /** Comments that belong to the node, in order of `position`. */
  readonly comments: readonly CommentGroup[];
}

/** One `//` comment, without its line end. */
export interface Comment {
  readonly kind: "Comment";
  readonly start: Offset;
  readonly end: Offset;
  readonly text: string;
}

/** Comments on adjacent lines with nothing between them. */
export interface CommentGroup {
  readonly kind: "CommentGroup";
  readonly start: Offset;
  readonly end: Offset;
  readonly comments: readonly CommentGroup[];
  /** Directly above what it documents. */
  readonly isDoc: boolean;
  /** On the same line as the end of the node. */
  readonly isLine: boolean;
  /**
   * Where in the node it stands: 0 before the first token, 1 before the second … For a field:
   * `0 label 1 : 2 value 3 , 4`.
   */
  readonly position: number;
  /** What separates it from what stands before it. */
  readonly spacing: Spacing;
  readonly list: readonly Comment[];
}

/** A file. Package clause, imports and file attributes are declarations at its head. */
export interface File extends NodeBase {
  readonly kind: "File";
  readonly source: Source;
  readonly declarations: readonly Declaration[];
  /** Names of the experiments that `@experiment(…)` at the head of the file asks for. */
  readonly experiments: readonly string[];
}

/** `package name` */
export interface PackageClause extends NodeBase {
  readonly kind: "PackageClause";
  readonly name: Ident;
}

/** `import "path"` or `import (…)`; `open` and `close` are the parentheses. */
export interface ImportDecl extends NodeBase {
  readonly kind: "ImportDecl";
  readonly open: Offset;
  readonly specs: readonly ImportSpec[];
  readonly close: Offset;
}

/** `[name] "path"` */
export interface ImportSpec extends NodeBase {
  readonly kind: "ImportSpec";
  readonly name: Ident | undefined;
  readonly path: BasicLit;
}

/** `?` optional, `!` required, empty for a regular field. */
export type Constraint = "" | "?" | "!";

/**
 * `label: value`. `a: b: c` is a field whose value is a `StructLit` without braces that holds one field.
 * A label `X=name` is an `Alias` around the label; `[pattern]` is a `ListLit` of one element (an `Alias`
 * in `[X=string]`); `(expr)` is a `ParenExpr`; `"\(expr)"` an `Interpolation`.
 */
export interface Field extends NodeBase {
  readonly kind: "Field";
  readonly label: Label;
  readonly alias: PostfixAlias | undefined;
  readonly constraint: Constraint;
  readonly colon: Offset;
  readonly value: Expression;
  readonly attributes: readonly Attribute[];
}

/** `~X`, `~(X)` or `~(K,V)` after a label; `label` is K. */
export interface PostfixAlias extends NodeBase {
  readonly kind: "PostfixAlias";
  readonly open: Offset;
  readonly label: Ident | undefined;
  readonly field: Ident;
  readonly close: Offset;
}

/** `let ident = expr`, a declaration or a clause of a comprehension. */
export interface LetClause extends NodeBase {
  readonly kind: "LetClause";
  readonly ident: Ident;
  readonly equal: Offset;
  readonly expr: Expression;
}

/** An expression as a declaration: embedded into the struct, or the value of the file. */
export interface EmbedDecl extends NodeBase {
  readonly kind: "EmbedDecl";
  readonly expr: Expression;
}

/** `...` in a struct, `...` or `...type` in a list. */
export interface Ellipsis extends NodeBase {
  readonly kind: "Ellipsis";
  readonly type: Expression | undefined;
}

/** `@name(body)`, `text` is all of it. */
export interface Attribute extends NodeBase {
  readonly kind: "Attribute";
  readonly text: string;
}

/** Declarations that do not parse. */
export interface BadDecl extends NodeBase {
  readonly kind: "BadDecl";
}

/** `for … if … let … try … { … } [else | otherwise { … }]`, in a struct or a list. */
export interface Comprehension extends NodeBase {
  readonly kind: "Comprehension";
  readonly clauses: readonly Clause[];
  readonly value: Expression;
  readonly fallback: FallbackClause | undefined;
}

/** `for [key,] value in source` */
export interface ForClause extends NodeBase {
  readonly kind: "ForClause";
  readonly key: Ident | undefined;
  readonly comma: Offset;
  readonly value: Ident;
  readonly inStart: Offset;
  readonly source: Expression;
}

/** `if condition` */
export interface IfClause extends NodeBase {
  readonly kind: "IfClause";
  readonly condition: Expression;
}

/** `try` before a struct, or `try ident = expr`; needs `@experiment(try)`. */
export interface TryClause extends NodeBase {
  readonly kind: "TryClause";
  readonly ident: Ident | undefined;
  readonly equal: Offset;
  readonly expr: Expression | undefined;
}

/** `else { … }` after one `if` or `try`, `otherwise { … }` after anything else. */
export interface FallbackClause extends NodeBase {
  readonly kind: "FallbackClause";
  readonly body: StructLit;
}

/** An identifier, with `#`, `_` or `_#` if it has one. Keywords used as names are identifiers too. */
export interface Ident extends NodeBase {
  readonly kind: "Ident";
  readonly name: string;
}

export type LiteralKind = "null" | "true" | "false" | "int" | "float" | "string" | "bytes";

/** A literal as written; literal/unquote.ts and literal/number.ts give its value. */
export interface BasicLit extends NodeBase {
  readonly kind: "BasicLit";
  readonly literal: LiteralKind;
  readonly text: string;
}

/**
 * A string or bytes literal with `\(…)`. `elements` alternates text fragments (`BasicLit` with the quotes
 * and the parentheses that bound them: `"a \(`, `) b"`) and expressions.
 */
export interface Interpolation extends NodeBase {
  readonly kind: "Interpolation";
  readonly elements: readonly Expression[];
}

/** `{ … }`; without braces in the source (`open` and `close` are `NO_POS`) inside a chain `a: b: 1`. */
export interface StructLit extends NodeBase {
  readonly kind: "StructLit";
  readonly open: Offset;
  readonly elements: readonly Declaration[];
  readonly close: Offset;
}

/** `[ … ]`, also as a label. `commas` is false where the source uses line ends in place of commas. */
export interface ListLit extends NodeBase {
  readonly kind: "ListLit";
  readonly open: Offset;
  readonly elements: readonly Expression[];
  readonly close: Offset;
  readonly commas: boolean;
}

/** `ident = expr`: around a label, as the value of a field, or in a pattern. */
export interface Alias extends NodeBase {
  readonly kind: "Alias";
  readonly ident: Ident;
  readonly equal: Offset;
  readonly expr: Expression;
}

/** `(expr)` */
export interface ParenExpr extends NodeBase {
  readonly kind: "ParenExpr";
  readonly expr: Expression;
  /** Offset of `)`. */
  readonly close: Offset;
}

/** `expr.selector` */
export interface SelectorExpr extends NodeBase {
  readonly kind: "SelectorExpr";
  readonly expr: Expression;
  readonly period: Offset;
  readonly selector: Ident | BasicLit;
}

/** `expr[index]` */
export interface IndexExpr extends NodeBase {
  readonly kind: "IndexExpr";
  readonly expr: Expression;
  readonly open: Offset;
  readonly index: Expression;
  readonly close: Offset;
}

/** `expr[low:high]` */
export interface SliceExpr extends NodeBase {
  readonly kind: "SliceExpr";
  readonly expr: Expression;
  readonly open: Offset;
  readonly low: Expression | undefined;
  readonly high: Expression | undefined;
  readonly close: Offset;
}

/** `callee(arguments)` */
export interface CallExpr extends NodeBase {
  readonly kind: "CallExpr";
  readonly callee: Expression;
  readonly open: Offset;
  readonly arguments: readonly Expression[];
  readonly close: Offset;
}

export type UnaryOperator =
  | "+"
  | "-"
  | "!"
  | "*"
  | "<"
  | "<="
  | ">"
  | ">="
  | "=="
  | "!="
  | "=~"
  | "!~";

/** `operator expr`; `*` marks a default. */
export interface UnaryExpr extends NodeBase {
  readonly kind: "UnaryExpr";
  readonly operator: UnaryOperator;
  readonly expr: Expression;
}

export type BinaryOperator =
  | "|"
  | "&"
  | "||"
  | "&&"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "=~"
  | "!~"
  | "+"
  | "-"
  | "*"
  | "/";

/** `left operator right` */
export interface BinaryExpr extends NodeBase {
  readonly kind: "BinaryExpr";
  readonly left: Expression;
  readonly operator: BinaryOperator;
  readonly operatorStart: Offset;
  readonly right: Expression;
}

/** `expr...` (experiment explicitopen) or `expr?` (experiment try). */
export interface PostfixExpr extends NodeBase {
  readonly kind: "PostfixExpr";
  readonly expr: Expression;
  readonly operator: "..." | "?";
  readonly operatorStart: Offset;
}

/** `_|_` */
export interface BottomLit extends NodeBase {
  readonly kind: "BottomLit";
}

/** What does not parse as an expression. */
export interface BadExpr extends NodeBase {
  readonly kind: "BadExpr";
}

export type Expression =
  | Alias
  | BadExpr
  | BasicLit
  | BinaryExpr
  | BottomLit
  | CallExpr
  | Comprehension
  | Ellipsis
  | Ident
  | IndexExpr
  | Interpolation
  | ListLit
  | ParenExpr
  | PostfixExpr
  | SelectorExpr
  | SliceExpr
  | StructLit
  | UnaryExpr;

/** A file's or struct's elements. The first three only at the head of a file. */
export type Declaration =
  | PackageClause
  | ImportDecl
  | Attribute
  | BadDecl
  | Comprehension
  | CommentGroup
  | Ellipsis
  | EmbedDecl
  | Field
  | LetClause;

export type Clause = ForClause | IfClause | LetClause | TryClause;

/** What may stand before the colon of a field. */
export type Label = Ident | BasicLit | Interpolation | ParenExpr | ListLit | Alias;

export type Node =
  | Clause
  | Declaration
  | Expression
  | FallbackClause
  | File
  | ImportSpec
  | PostfixAlias;

/** The comments of a node without any: one shared list. */
export const NO_COMMENTS: readonly CommentGroup[] = Object.freeze([]);
