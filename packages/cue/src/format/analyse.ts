import { type CommentGroup, NO_POS, type Node, Spacing } from "../ast/ast.ts";
import { walk } from "../ast/walk.ts";
import { hasNonDocComment, isOwnLineTrailing, managesInterior } from "./comment-slots.ts";
import { Flag } from "./context.ts";
import { isBraced, spacing, spacingOf } from "./detach.ts";

interface Frame {
  flags: number;
  /** It, or something below that no node between covers, has a layout hint. */
  hasHint: boolean;
  lastEndsOwnLine: boolean;
  lastEndsComment: boolean;
}

/**
 * Finds out for all nodes below a root what layout needs to know beforehand. The layout of an author is kept
 * where there are hints: `isAuthored` is set on the nearest node around each that can keep it, and not
 * further up, so that what a program made elsewhere in the tree is still laid out by width.
 */
export function analyse(root: Node): ReadonlyMap<Node, number> {
  const flags = new Map<Node, number>();
  const stack: Frame[] = [];
  // What begins with another node has its spacing; in a chain it is not to be looked for at every link.
  let head: Node | undefined;
  let headSpacing: Spacing = Spacing.none;
  walk(
    root,
    (node) => {
      const own = node === head ? headSpacing : spacing(node);
      head = headOf(node);
      headSpacing = own;
      propagate(stack, own);
      const frame: Frame = {
        flags: 0,
        hasHint: own !== Spacing.none,
        lastEndsOwnLine: false,
        lastEndsComment: false,
      };
      stack.push(frame);
      for (const comment of node.comments) {
        const hints = commentSpacings(comment);
        for (const hint of hints) propagate(stack, hint);
        if (hints.some((hint) => hint !== Spacing.none)) frame.hasHint = true;
      }
      return true;
    },
    (node) => {
      const frame = stack.pop()!;
      const parent = stack.at(-1);
      if (frame.hasHint) {
        if (keepsLayout(node)) frame.flags |= Flag.isAuthored;
        else if (parent !== undefined) parent.hasHint = true;
      }
      const isOpen = !endsWithBracket(node);
      const endsOwnLine = (frame.lastEndsOwnLine && isOpen) || isOwnLineTrailing(node);
      const endsComment = (frame.lastEndsComment && isOpen) || hasTail(node);
      if (endsOwnLine) frame.flags |= Flag.endsWithOwnLineComment;
      if (endsComment) frame.flags |= Flag.endsWithComment;
      if (parent !== undefined) {
        parent.lastEndsOwnLine = endsOwnLine;
        parent.lastEndsComment = endsComment;
      }
      if (frame.flags !== 0) flags.set(node, frame.flags);
    },
  );
  return flags;
}

/** The expression that an expression begins with. */
function headOf(node: Node): Node | undefined {
  switch (node.kind) {
    case "BinaryExpr":
      return node.left;
    case "SelectorExpr":
    case "IndexExpr":
    case "SliceExpr":
      return node.expr;
    case "CallExpr":
      return node.callee;
    default:
      return undefined;
  }
}

/** Marks all that is around a hint, up to the first that is marked already. */
function propagate(stack: readonly Frame[], hint: Spacing): void {
  if (hint === Spacing.none) return;
  const marks = hint >= Spacing.newLine ? Flag.hintBelow | Flag.newLineBelow : Flag.hintBelow;
  for (let index = stack.length - 1; index >= 0; index--) {
    const frame = stack[index]!;
    if ((frame.flags & marks) === marks) return;
    frame.flags |= marks;
  }
}

function commentSpacings(comment: CommentGroup): readonly Spacing[] {
  return comment.list.map((line, index) => {
    if (index === 0) return comment.spacing;
    return line.start >= 0 ? Spacing.newLine : spacingOf(line.start);
  });
}

/** Nodes that can keep an author's layout; brackets that the source does not have cannot. */
export function keepsLayout(node: Node): boolean {
  switch (node.kind) {
    case "StructLit":
      return isBraced(node);
    case "ListLit":
      return node.open !== NO_POS;
    case "File":
    case "CallExpr":
    case "BinaryExpr":
    case "IndexExpr":
      return true;
    default:
      return false;
  }
}

/** A closing bracket is printed last. */
function endsWithBracket(node: Node): boolean {
  switch (node.kind) {
    case "StructLit":
      return isBraced(node);
    case "ImportDecl":
      return node.open !== NO_POS;
    case "ListLit":
    case "CallExpr":
    case "IndexExpr":
    case "SliceExpr":
    case "ParenExpr":
      return true;
    default:
      return false;
  }
}

/** One of the node's own comments is printed after it. */
function hasTail(node: Node): boolean {
  if (node.comments.some((comment) => comment.position >= 3)) return true;
  return !managesInterior(node) && hasNonDocComment(node);
}
