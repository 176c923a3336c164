import { type CommentGroup, type Node, Spacing } from "../ast/ast.ts";
import {
  type CommentSlots,
  commentSlots,
  liftedComments,
  managesInterior,
} from "./comment-slots.ts";
import { spacing } from "./detach.ts";
import { cat, commentText, EMPTY_LINE, FORCE_BROKEN, HARD, type MaybeDoc, SPACE } from "./doc.ts";

/** A line end or an empty line where a hint asks for one, else `otherwise`. */
export function breakOr(hint: Spacing, otherwise: MaybeDoc): MaybeDoc {
  if (hint === Spacing.newLine) return HARD;
  if (hint === Spacing.newSection) return EMPTY_LINE;
  return otherwise;
}

/** The lines of a comment. */
export function commentDoc(comment: CommentGroup): MaybeDoc {
  return cat(
    ...comment.list.flatMap((line, index) =>
      index === 0 ? [commentText(line.text)] : [HARD, commentText(line.text)],
    ),
  );
}

/** Comments below each other, with the empty lines between them that were there. */
function commentChain(comments: readonly CommentGroup[]): MaybeDoc {
  return cat(
    ...comments.flatMap((comment, index) =>
      index === 0 ? [commentDoc(comment)] : [breakOr(comment.spacing, HARD), commentDoc(comment)],
    ),
  );
}

/** Comments above a node and the break after them; a doc comment stays close to its node. */
export function docBlock(comments: readonly CommentGroup[], hint: Spacing): MaybeDoc {
  const last = comments.at(-1);
  if (last === undefined) return undefined;
  const below = last.isDoc && hint > Spacing.newLine ? Spacing.newLine : hint;
  return cat(commentChain(comments), breakOr(below, HARD));
}

/** A comment with what separates it from what it follows; never anything that would swallow it. */
export function separatedComment(comment: CommentGroup): MaybeDoc {
  const hint = comment.isLine ? Spacing.blank : comment.spacing;
  const separator = hint === Spacing.blank ? SPACE : hint === Spacing.newLine ? HARD : EMPTY_LINE;
  return cat(separator, commentDoc(comment));
}

/** One document below the other. */
export function below(above: MaybeDoc, doc: MaybeDoc): MaybeDoc {
  return above === undefined ? doc : cat(above, HARD, doc);
}

/** A document with the comments of its node around it. */
export function withComments(node: Node, body: MaybeDoc): MaybeDoc {
  if (node.comments.length === 0) return body;
  return withSlots(node, body, commentSlots(node));
}

/** As {@link withComments}, with the comments given. */
export function withSlots(node: Node, body: MaybeDoc, slots: CommentSlots): MaybeDoc {
  const inside = managesInterior(node) ? liftedComments(node) : [...slots.prefix, ...slots.suffix];
  const after = [...inside, ...slots.trailing].map(separatedComment);
  if (after.length > 0) after.push(FORCE_BROKEN);
  return cat(docBlock(slots.doc, spacing(node)), body, ...after);
}

/** A body of brackets between the comments at its beginning and end. */
export function withInterior(
  body: MaybeDoc,
  prefix: readonly CommentGroup[],
  suffix: readonly CommentGroup[],
): MaybeDoc {
  let doc = commentChain(prefix);
  if (body !== undefined) doc = below(doc, body);
  if (suffix.length > 0) doc = below(doc, commentChain(suffix));
  return doc;
}
