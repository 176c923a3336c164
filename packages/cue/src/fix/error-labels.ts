import type { File } from "../ast/ast.ts";
import { stringLit, withComments } from "../ast/build.ts";
import { transform } from "../ast/transform.ts";
import { visitReferences } from "./references.ts";
import type { FixContext } from "./rule.ts";

/**
 * Quotes fields named `error`, which is the name of a builtin today. Not in a file that refers to such a field
 * by its bare name: there the field hides the builtin, as it should.
 */
export function errorLabels(file: File, ctx: FixContext): File {
  let isReferred = false;
  visitReferences(file, (name) => {
    isReferred ||= name === "error";
  });
  if (isReferred) return file;
  return transform(file, (node) => {
    if (node.kind !== "Field" || node.label.kind !== "Ident" || node.label.name !== "error") {
      return node;
    }
    const { label } = node;
    ctx.warn(node, `field "error" has the name of a builtin; quote it: "error"${node.constraint}`);
    return {
      ...node,
      label: withComments({ ...stringLit("error"), ...placeOf(label) }, label.comments),
    };
  });
}

function placeOf(node: { readonly start: number; readonly end: number }): {
  readonly start: number;
  readonly end: number;
} {
  return { start: node.start, end: node.end };
}
