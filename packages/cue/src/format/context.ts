// What the functions that turn nodes into documents share. They call each other through the context, so that
// no file imports another back.
import type { Declaration, Expression, Label, Node } from "../ast/ast.ts";
import type { MaybeDoc } from "./doc.ts";

export interface Context {
  /** Properties of nodes found out beforehand, see {@link Flag}. */
  readonly flags: ReadonlyMap<Node, number>;
  /** How many indices, slices and interpolations are around; operators are set closer in them. */
  subscript: number;
  /** An expression with its comments. */
  expr(expr: Expression): MaybeDoc;
  /** An expression without its own comments. */
  bare(expr: Expression): MaybeDoc;
  label(label: Label): MaybeDoc;
  /** A declaration without its own comments, except those of a field. */
  declaration(declaration: Declaration): MaybeDoc;
  /** Declarations with what separates them. */
  declarations(list: readonly Declaration[]): MaybeDoc;
}

export const Flag = {
  /** A node below has a layout hint. */
  hintBelow: 1,
  /** A node below is to be on a new line. */
  newLineBelow: 2,
  /** The nearest around some layout hint that decides between an author's layout and our own. */
  isAuthored: 4,
  /** What is printed for the node ends with a comment on a line of its own. */
  endsWithOwnLineComment: 8,
  /** What is printed for the node ends with a comment. */
  endsWithComment: 16,
} as const;

export function hasFlag(ctx: Context, node: Node, flag: number): boolean {
  return ((ctx.flags.get(node) ?? 0) & flag) !== 0;
}
