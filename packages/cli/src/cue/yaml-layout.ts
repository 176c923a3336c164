// YAML as CUE is written: entries that stand on lines of their own do so, without empty lines between them; comments
// keep theirs. cue: internal/encoding/yaml/goccy/decode.go.
import {
  BLANK,
  type CommentGroup,
  type Declaration,
  type Expression,
  NEW_LINE,
  NO_POS,
  NO_SPACE,
  type Node,
  type Source,
  Spacing,
  type StructLit,
  transform,
} from "@lateen/cue/syntax";

/** A tree of YAML in the form that CUE has. */
export function layOutYaml(expr: Expression, source: Source): Expression {
  const laidOut = transform(expr, (node) => withHints(node, source.text));
  return laidOut.kind === "StructLit" ? withTrailing(laidOut) : laidOut;
}

/** A tree of TOML in the form that CUE has: tables of an array stand on lines of their own. */
export function layOutToml(expr: Expression): Expression {
  return transform(expr, (node) => {
    if (node.kind !== "ListLit" || node.elements[0]?.kind !== "StructLit") return node;
    const elements = node.elements.map((element) =>
      element.kind === "StructLit" ? { ...asElement(element), open: NEW_LINE } : element,
    );
    return { ...node, open: BLANK, elements: elements as Expression[], close: NEW_LINE };
  });
}

function withHints(node: Node, text: string): Node {
  const hasMappings =
    node.kind === "ListLit" && node.elements.some(({ kind }) => kind === "StructLit");
  if (hasMappings && node.open === NO_POS) {
    return { ...node, open: BLANK, elements: node.elements.map(asElement), close: NO_SPACE };
  }
  if (node.kind === "CommentGroup" || node.start < 0) return node;
  const gap = /\s*$/.exec(text.slice(Math.max(0, node.start - 200), node.start))?.[0] ?? "";
  return gap.includes("\n") ? { ...node, start: NEW_LINE } : node;
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

/** Comments after the last entry are one group. */
function withTrailing(struct: StructLit): StructLit {
  const groups = struct.elements.filter((element) => element.kind === "CommentGroup");
  const [first] = groups;
  if (first === undefined) return struct;
  const elements: Declaration[] = struct.elements.filter(({ kind }) => kind !== "CommentGroup");
  const group: CommentGroup = {
    ...first,
    list: groups.flatMap(({ list }) => list),
    spacing: Spacing.newSection,
    isDoc: false,
    position: LAST_POSITION,
  };
  const last = elements.pop();
  if (last === undefined) return { ...struct, elements: [group] };
  return {
    ...struct,
    elements: [...elements, { ...last, comments: [...last.comments, group] } as Declaration],
  };
}

/** Behind everything that a field has. */
const LAST_POSITION = 5;
