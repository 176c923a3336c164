// A copy of a tree that is free of its source: every offset in it is replaced by the layout hint that the
// source gives there (`BLANK`, `NEW_LINE` …), so that parts of it can be changed and moved and still be
// printed as the author laid them out. Only `end` and the places of comments keep their offsets.
import {
  BLANK,
  type BinaryExpr,
  type CommentGroup,
  NEW_LINE,
  NEW_SECTION,
  NO_POS,
  NO_SPACE,
  type Node,
  type Offset,
  Spacing,
} from "../ast/ast.ts";

/** A node that may be changed. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Properties that hold an offset, beside `start`. */
const OFFSETS: ReadonlySet<string> = new Set([
  "open",
  "close",
  "colon",
  "equal",
  "operatorStart",
  "period",
  "comma",
  "inStart",
]);

/** The layout hint for a token, by the space before it; `text` is undefined if there is no source. */
function hint(offset: Offset, text: string | undefined): Offset {
  if (offset < 0) return offset;
  if (text === undefined) return NO_POS;
  let lines = 0;
  let blanks = 0;
  for (let at = offset - 1; at >= 0; at--) {
    const code = text.charCodeAt(at);
    if (code === 0x0a) lines++;
    else if (code === 0x20 || code === 0x09) blanks++;
    else if (code !== 0x0d) break;
    if (lines > 1) return NEW_SECTION;
  }
  if (lines === 1) return NEW_LINE;
  return blanks > 0 ? BLANK : NO_SPACE;
}

/** Copies a tree and detaches it from the source it was parsed from. */
export function detach<T extends Node>(root: T, text: string | undefined): Mutable<T> {
  // The left operands of a long chain are copied in a loop, so that its length is no depth.
  const chain: BinaryExpr[] = [];
  let node: Node = root;
  while (node.kind === "BinaryExpr") {
    chain.push(node);
    node = node.left;
  }
  let copy = copyNode(node, text);
  for (const binary of chain.reverse()) {
    const outer = copyNode({ ...binary, left: PLACEHOLDER }, text) as Mutable<BinaryExpr>;
    outer.left = copy as BinaryExpr["left"];
    copy = outer;
  }
  return copy as T;
}

const PLACEHOLDER: Node & { readonly kind: "BottomLit" } = {
  kind: "BottomLit",
  start: NO_POS,
  end: NO_POS,
  comments: [],
};

function copyNode(node: Node, text: string | undefined): Node {
  const copy: Record<string, unknown> = {};
  const values = node as unknown as Readonly<Record<string, unknown>>;
  for (const key in values) {
    const value = values[key];
    if (key === "start" || OFFSETS.has(key)) copy[key] = hint(value as Offset, text);
    else if (key === "comments") {
      copy[key] = (value as readonly CommentGroup[]).map((comment) => ({ ...comment }));
    } else copy[key] = copyValue(value, text);
  }
  return copy as unknown as Node;
}

function copyValue(value: unknown, text: string | undefined): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => copyValue(element, text));
  return isNode(value) ? detach(value, text) : value;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && "start" in value;
}

/** The node whose token is the first of a node: where a hint for the whole is kept. */
function leading(node: Node): Node {
  for (;;) {
    switch (node.kind) {
      case "Field":
        node = node.label;
        break;
      case "Alias":
        node = node.ident;
        break;
      case "EmbedDecl":
      case "SelectorExpr":
      case "IndexExpr":
      case "SliceExpr":
      case "PostfixExpr":
        node = node.expr;
        break;
      case "CallExpr":
        node = node.callee;
        break;
      case "BinaryExpr":
        node = node.left;
        break;
      case "Comprehension":
        node = node.clauses[0] ?? node.value;
        break;
      case "Interpolation": {
        const [first] = node.elements;
        if (first === undefined) return node;
        node = first;
        break;
      }
      case "ImportSpec":
        node = node.name ?? node.path;
        break;
      case "StructLit": {
        const [first] = node.elements;
        if (isBraced(node) || first === undefined) return node;
        node = first;
        break;
      }
      case "File": {
        const [first] = node.declarations;
        if (first === undefined) return node;
        node = first;
        break;
      }
      default:
        return node;
    }
  }
}

/** The braces of a struct are to be printed. */
export function isBraced(node: { readonly open: Offset }): boolean {
  return node.open !== NO_POS;
}

/** The space that a hint asks for. */
export function spacingOf(offset: Offset): Spacing {
  return (offset < 0 ? -1 - offset : Spacing.none) as Spacing;
}

/** The hint that asks for a space. */
export function hintFor(spacing: Spacing): Offset {
  return -1 - spacing;
}

/** The space before the first token of a node of a detached tree. */
export function spacing(node: Node): Spacing {
  const first = leading(node);
  switch (first.kind) {
    case "CommentGroup":
      return first.spacing;
    case "StructLit":
    case "ListLit":
      return spacingOf(first.open);
    default:
      return spacingOf(first.start);
  }
}

/** Changes the space before the first token of a node of a detached tree. */
export function setSpacing(node: Node, value: Spacing): void {
  const first = leading(node) as Mutable<Node>;
  switch (first.kind) {
    case "CommentGroup":
      first.spacing = value;
      return;
    case "StructLit":
    case "ListLit":
      first.open = hintFor(value);
      return;
    default:
      first.start = hintFor(value);
  }
}

/** The space before a node's doc comment, or before the node if it has none. */
export function leadingSpacing(node: Node): Spacing {
  const comment = firstCommentAt(node, 0);
  return comment === undefined ? spacing(node) : comment.spacing;
}

/** The first comment at a position of a node. */
export function firstCommentAt(node: Node, position: number): CommentGroup | undefined {
  return node.comments.find((comment) => comment.position === position);
}
