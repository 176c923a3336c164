import type { Node } from "./ast.ts";

/** The nodes directly below a node, in source order, without comments. */
export function children(node: Node): readonly Node[] {
  switch (node.kind) {
    case "File":
      return node.declarations;
    case "PackageClause":
      return [node.name];
    case "ImportDecl":
      return node.specs;
    case "ImportSpec":
      return node.name === undefined ? [node.path] : [node.name, node.path];
    case "Field":
      return node.alias === undefined
        ? [node.label, node.value, ...node.attributes]
        : [node.label, node.alias, node.value, ...node.attributes];
    case "PostfixAlias":
      return node.label === undefined ? [node.field] : [node.label, node.field];
    case "LetClause":
    case "Alias":
      return [node.ident, node.expr];
    case "TryClause":
      return node.ident === undefined || node.expr === undefined ? [] : [node.ident, node.expr];
    case "EmbedDecl":
    case "ParenExpr":
    case "UnaryExpr":
    case "PostfixExpr":
      return [node.expr];
    case "Ellipsis":
      return node.type === undefined ? [] : [node.type];
    case "Comprehension":
      return node.fallback === undefined
        ? [...node.clauses, node.value]
        : [...node.clauses, node.value, node.fallback];
    case "ForClause":
      return node.key === undefined
        ? [node.value, node.source]
        : [node.key, node.value, node.source];
    case "IfClause":
      return [node.condition];
    case "FallbackClause":
      return [node.body];
    case "Interpolation":
    case "StructLit":
    case "ListLit":
      return node.elements;
    case "SelectorExpr":
      return [node.expr, node.selector];
    case "IndexExpr":
      return [node.expr, node.index];
    case "SliceExpr":
      return [node.expr, node.low, node.high].filter((part) => part !== undefined);
    case "CallExpr":
      return [node.callee, ...node.arguments];
    case "BinaryExpr":
      return [node.left, node.right];
    case "Attribute":
    case "BadDecl":
    case "BadExpr":
    case "BasicLit":
    case "BottomLit":
    case "CommentGroup":
    case "Ident":
      return NONE;
  }
}

const NONE: readonly Node[] = [];

/**
 * Calls `before` for a node and all below it, depth first, in source order; below a node for which it
 * returns false it does not go. `after` is called when all below a node is done. Uses no stack of its
 * own, so that no depth is too great.
 */
export function walk(
  root: Node,
  before: (node: Node) => boolean,
  after?: (node: Node) => void,
): void {
  const pending: (Node | undefined)[] = [root];
  // Nodes below which the walk is; each has an `undefined` in `pending` under its children.
  const open: Node[] = [];
  while (pending.length > 0) {
    const node = pending.pop();
    if (node === undefined) {
      after?.(open.pop()!);
      continue;
    }
    if (!before(node)) continue;
    const below = children(node);
    if (below.length === 0) {
      after?.(node);
      continue;
    }
    open.push(node);
    pending.push(undefined);
    for (let index = below.length - 1; index >= 0; index--) pending.push(below[index]!);
  }
}
