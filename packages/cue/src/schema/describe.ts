// Comments as descriptions.
import type { CommentGroup, Field } from "../ast/ast.ts";

function lines(group: CommentGroup): readonly string[] {
  return group.list.map((comment) => comment.text.replace(/^\/\/ ?/, "").trimEnd());
}

/**
 * The description that the comments above a field give, or those beside it if there are none above. Lines that begin
 * with `+` are markers for tools; of these `+usage=` holds a description.
 */
export function description(field: Field): string | undefined {
  const groups = [...field.comments, ...field.value.comments];
  const doc = groups.filter((group) => group.isDoc);
  const chosen = doc.length > 0 ? doc : groups.filter((group) => group.start > field.value.start);
  const text = chosen
    .flatMap(lines)
    .map((line) => (line.startsWith("+usage=") ? line.slice("+usage=".length) : line))
    .filter((line) => !/^\+[a-zA-Z]/.test(line))
    .join("\n")
    .trim();
  return text === "" ? undefined : text;
}
