import type { File, Node } from "../ast/ast.ts";

/** What a rule has at hand. */
export interface FixContext {
  /** Reports a place that is rewritten. */
  warn(node: Node, message: string): void;
  /** The canonical text of a node, for messages. */
  show(node: Node): string;
}

/** Rewrites one thing in a file; returns the same file if it is not there. */
export type Rewrite = (file: File, ctx: FixContext) => File;
