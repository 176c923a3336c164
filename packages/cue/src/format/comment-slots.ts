// Where the comments of a node go. The parser numbers them by the tokens of the node; for brackets that is
// `0 open 1 body 2 close 3`.
import {
  type CommentGroup,
  type Expression,
  type Node,
  NO_POS,
  type Offset,
  Spacing,
} from "../ast/ast.ts";
import { isBraced } from "./detach.ts";

export const DOC = 0;
export const PREFIX = 1;
export const SUFFIX = 2;
export const TRAILING = 3;

export interface CommentSlots {
  /** Before the node. */
  doc: readonly CommentGroup[];
  /** After its first token: inside brackets, at their beginning. */
  prefix: readonly CommentGroup[];
  /** After its second token: inside brackets, at their end. */
  suffix: readonly CommentGroup[];
  /** After the node. */
  trailing: readonly CommentGroup[];
}

const NONE: readonly CommentGroup[] = [];
const NO_SLOTS: CommentSlots = { doc: NONE, prefix: NONE, suffix: NONE, trailing: NONE };

export function commentSlots(node: Node): CommentSlots {
  const { comments } = node;
  if (comments.length === 0) return { ...NO_SLOTS };
  return {
    doc: comments.filter((comment) => comment.position === DOC),
    prefix: comments.filter((comment) => comment.position === PREFIX),
    suffix: comments.filter((comment) => comment.position === SUFFIX),
    trailing: comments.filter((comment) => comment.position < DOC || comment.position >= TRAILING),
  };
}

export function hasCommentAt(node: Node, position: number): boolean {
  return node.comments.some((comment) => comment.position === position);
}

export function hasDoc(node: Node): boolean {
  return hasCommentAt(node, DOC);
}

/** A comment at the first or second position. */
export function hasNonDocComment(node: Node): boolean {
  return hasCommentAt(node, PREFIX) || hasCommentAt(node, SUFFIX);
}

/** It follows on the line of what it belongs to. */
export function isSameLine(comment: CommentGroup): boolean {
  return comment.isLine || comment.spacing === Spacing.blank;
}

/** A comment after the node that has a line of its own. */
export function isOwnLineTrailing(node: Node): boolean {
  return node.comments.some(
    (comment) =>
      comment.position >= TRAILING && !comment.isLine && comment.spacing >= Spacing.newLine,
  );
}

/** The node's own document has its comments at the first two positions. */
export function managesInterior(node: Node): boolean {
  switch (node.kind) {
    case "StructLit":
    case "ListLit":
    case "BinaryExpr":
    case "SelectorExpr":
      return true;
    default:
      return false;
  }
}

/** A comment that stands after an element, on a line of its own. */
export function hasPostComment(node: Node): boolean {
  const inside = managesInterior(node);
  return node.comments.some((comment) => {
    if (comment.position === DOC || isSameLine(comment)) return false;
    return !inside || (comment.position !== PREFIX && comment.position !== SUFFIX);
  });
}

interface ClosingBracket {
  /** Offset in the source, or negative. */
  readonly offset: Offset;
  readonly isEmpty: boolean;
}

function closingBracket(node: Expression): ClosingBracket | undefined {
  const isStruct = node.kind === "StructLit" && isBraced(node);
  const isList = node.kind === "ListLit" && node.open !== NO_POS;
  if (!isStruct && !isList) return undefined;
  return { offset: node.end < 0 ? node.end : node.end - 1, isEmpty: node.elements.length === 0 };
}

/**
 * Comments that the parser gave the first position of an operand or argument although they follow all of it
 * on its last line: those after brackets, which are not inside them. Whoever holds the node prints them.
 */
export function liftedComments(node: Node): readonly CommentGroup[] {
  let bracket: ClosingBracket | undefined;
  switch (node.kind) {
    case "BinaryExpr":
      bracket = closingBracket(node.right);
      break;
    case "StructLit":
    case "ListLit":
      bracket = closingBracket(node);
      break;
    default:
      return NONE;
  }
  return node.comments.filter(
    (comment) => comment.position === PREFIX && comment.isLine && follows(comment, bracket),
  );
}

function follows(comment: CommentGroup, bracket: ClosingBracket | undefined): boolean {
  if (bracket === undefined || !bracket.isEmpty) return true;
  const { start } = comment;
  return start < 0 || bracket.offset < 0 || start > bracket.offset;
}

/** The comments at the first position that are not lifted. */
export function interiorPrefix(
  node: Node,
  prefix: readonly CommentGroup[],
): readonly CommentGroup[] {
  if (prefix.length === 0) return prefix;
  const lifted = liftedComments(node);
  return lifted.length === 0 ? prefix : prefix.filter((comment) => !lifted.includes(comment));
}
