import { type CommentGroup, type Field, NO_POS, type Node } from "./ast.ts";
import { walk } from "./walk.ts";

/**
 * The text of a comment: without `//` and the blank after it, without empty lines at its ends and with one in
 * place of several; ends with a line end unless it is empty.
 */
export function commentText(comment: CommentGroup): string {
  const lines: string[] = [];
  for (const { text } of comment.list) {
    const line = text.slice(text.startsWith("// ") ? 3 : 2).trimEnd();
    if (line !== "" || (lines.length > 0 && lines.at(-1) !== "")) lines.push(line);
  }
  if (lines.at(-1) === "") lines.pop();
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}

/** Whether a comment documents the node that it is attached to. */
function isDocComment(comment: CommentGroup): boolean {
  return comment.isDoc && comment.position === 0;
}

/**
 * The comments that document each field below a node; fields without any are left out. A comment above
 * `a: b: 1` documents `b`, the last field of the chain.
 */
export function documentation(root: Node): ReadonlyMap<Field, readonly CommentGroup[]> {
  const documented = new Map<Field, readonly CommentGroup[]>();
  let inherited: readonly CommentGroup[] = [];
  walk(root, (node) => {
    if (node.kind !== "Field") return true;
    const docs = [...inherited, ...node.comments.filter(isDocComment)];
    const isLast = isChainEnd(node);
    if (isLast && docs.length > 0) documented.set(node, docs);
    inherited = isLast ? [] : docs;
    return true;
  });
  return documented;
}

/** Whether a field's value is not just another field: `b` in `a: b: 1`. */
function isChainEnd(field: Field): boolean {
  const { value } = field;
  if (value.kind !== "StructLit" || value.elements.length !== 1) return true;
  if (value.open !== NO_POS || value.close !== NO_POS) return true;
  const [inner] = value.elements;
  if (inner?.kind !== "Field") return true;
  const label = inner.label.kind === "Alias" ? inner.label.expr : inner.label;
  if (label.kind === "Ident") return false;
  // A pattern or computed label ends the chain, as it documents more than one field.
  return label.kind !== "BasicLit" || label.literal === "int" || label.literal === "float";
}
