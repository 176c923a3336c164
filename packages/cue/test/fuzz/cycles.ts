// Whether fields of a program refer to each other in a circle.
import type { Declaration, File, Node } from "../../src/ast/ast.ts";
import { walk } from "../../src/ast/walk.ts";

/**
 * Whether a name may refer to itself, through any number of others. Names are taken for what they are whatever their
 * scope, and what stands in no field (patterns, embeddings, comprehensions) may be part of every field: so it may be
 * said of a program that has no circle, never the other way round.
 */
export function mayReferToItself(file: File): boolean {
  const uses = new Map<string, Set<string>>();
  const everywhere = new Set<string>();
  for (const declaration of file.declarations) addUses(declaration, uses, everywhere);
  const open = new Set<string>();
  const done = new Set<string>();
  const isInCircle = (name: string): boolean => {
    if (open.has(name)) return true;
    if (done.has(name)) return false;
    open.add(name);
    const found = [...(uses.get(name) ?? []), ...everywhere].some(isInCircle);
    open.delete(name);
    done.add(name);
    return found;
  };
  return [...uses.keys()].some(isInCircle);
}

function addUses(root: Declaration, uses: Map<string, Set<string>>, everywhere: Set<string>): void {
  const own = namesDeclared(root);
  const used = own.length === 0 ? everywhere : new Set<string>();
  walk(root, (node) => {
    if (node.kind === "Ident") used.add(node.name);
    for (const name of namesDeclared(node)) {
      // What is inside of a field is used by it, and by what is named inside.
      if (!own.includes(name)) uses.set(name, union(uses.get(name), namesIn(node)));
    }
    return true;
  });
  for (const name of own) {
    used.delete(name);
    uses.set(name, union(uses.get(name), used));
    if (refersTo(root, name)) uses.get(name)?.add(name);
  }
}

function namesDeclared(node: Node): readonly string[] {
  switch (node.kind) {
    case "Field": {
      const label = node.label.kind === "Alias" ? node.label.expr : node.label;
      const alias = node.label.kind === "Alias" ? [node.label.ident.name] : [];
      if (label.kind === "Ident") return [label.name, ...alias];
      return label.kind === "BasicLit" ? [label.text.replace(/^"|"$/g, ""), ...alias] : alias;
    }
    case "LetClause":
    case "Alias":
      return [node.ident.name];
    default:
      return [];
  }
}

function namesIn(node: Node): Set<string> {
  const names = new Set<string>();
  const value =
    node.kind === "Field"
      ? node.value
      : node.kind === "LetClause" || node.kind === "Alias"
        ? node.expr
        : node;
  walk(value, (each) => {
    if (each.kind === "Ident") names.add(each.name);
    return true;
  });
  return names;
}

function refersTo(root: Declaration, name: string): boolean {
  return namesIn(root).has(name);
}

function union(left: ReadonlySet<string> | undefined, right: ReadonlySet<string>): Set<string> {
  return new Set([...(left ?? []), ...right]);
}
