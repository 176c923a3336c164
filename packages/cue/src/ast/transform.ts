import type { BinaryExpr, Node } from "./ast.ts";

type Fields = Record<string, unknown>;

/**
 * Rebuilds a tree from its leaves: `replace` is called for every node, with its parts replaced already, and
 * returns what takes its place (the node itself to leave it). What does not change is shared with the old tree.
 */
export function transform<T extends Node>(root: T, replace: (node: Node) => Node): T {
  // The left operands of a chain are done in a loop, so that its length is no depth.
  const chain: BinaryExpr[] = [];
  let first: Node = root;
  while (first.kind === "BinaryExpr") {
    chain.push(first);
    first = first.left;
  }
  let result = replace(withParts(first, replace, undefined));
  for (const binary of chain.reverse()) {
    const left = result as BinaryExpr["left"];
    const own = left === binary.left ? binary : { ...binary, left };
    result = replace(withParts(own, replace, "left"));
  }
  return result as T;
}

/** A node with its parts transformed, except the one named. */
function withParts(node: Node, replace: (node: Node) => Node, done: string | undefined): Node {
  const fields = node as unknown as Fields;
  let copy: Fields | undefined;
  for (const key in fields) {
    if (key === done || key === "comments") continue;
    const value = fields[key];
    const next = transformValue(value, replace);
    if (next === value) continue;
    copy ??= { ...fields };
    copy[key] = next;
  }
  return (copy ?? node) as Node;
}

function transformValue(value: unknown, replace: (node: Node) => Node): unknown {
  if (isNode(value)) return transform(value, replace);
  if (!Array.isArray(value)) return value;
  const next = value.map((element: unknown) => transformValue(element, replace));
  return next.some((element, index) => element !== value[index]) ? next : value;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "kind" in value && "start" in value;
}
