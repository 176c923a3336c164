import { BLANK, type Expression, NEW_LINE, NO_POS, transform } from "@lateen/cue/syntax";

/** A tree of TOML in the form that CUE has: tables of an array stand on lines of their own. */
export function layOutToml(expr: Expression): Expression {
  return transform(expr, (placed) => {
    // Where it stood in the text is no matter.
    const node = placed.start < 0 ? placed : { ...placed, start: NO_POS };
    if (node.kind !== "ListLit" || node.elements[0]?.kind !== "StructLit") return node;
    const elements = node.elements.map((element) =>
      element.kind === "StructLit" ? { ...asElement(element), open: NEW_LINE } : element,
    );
    return { ...node, open: BLANK, elements: elements as Expression[], close: NEW_LINE };
  });
}

/** An element that is a mapping has braces, however its first entry stands. */
function asElement(element: Expression): Expression {
  if (element.kind !== "StructLit" || element.open !== NO_POS) return element;
  const elements = element.elements.map((entry, index) => {
    if (index > 0 || entry.kind !== "Field") return entry;
    return { ...entry, start: NEW_LINE, label: { ...entry.label, start: NEW_LINE } };
  });
  return { ...element, open: BLANK, elements, close: NEW_LINE };
}
