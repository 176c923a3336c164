import type { ImportSpec, Node } from "../ast/ast.ts";
import { walk } from "../ast/walk.ts";
import { unquote } from "../literal/unquote.ts";

/** Calls `visit` with the name of every identifier that refers to something. */
export function visitReferences(root: Node, visit: (name: string) => void): void {
  walk(root, (node) => {
    switch (node.kind) {
      case "Field": {
        // A label refers to nothing unless it is computed.
        const label = node.label.kind === "Alias" ? node.label.expr : node.label;
        if (label.kind !== "Ident") visitReferences(label, visit);
        visitReferences(node.value, visit);
        return false;
      }
      case "SelectorExpr":
        visitReferences(node.expr, visit);
        return false;
      case "LetClause":
      case "Alias":
        visitReferences(node.expr, visit);
        return false;
      case "ForClause":
        visitReferences(node.source, visit);
        return false;
      case "TryClause":
        if (node.expr !== undefined) visitReferences(node.expr, visit);
        return false;
      case "PackageClause":
      case "ImportDecl":
        return false;
      case "Ident":
        visit(node.name);
        return false;
      default:
        return true;
    }
  });
}

/** The names that are referred to anywhere below a node. */
export function referencedNames(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  visitReferences(root, (name) => names.add(name));
  return names;
}

/** The import path of a spec, without quotes. */
export function importPath(spec: ImportSpec): string {
  const value = unquote(spec.path.text);
  return value.ok && typeof value.value === "string" ? value.value : "";
}

/** The name under which an import is known: its own, or the last part of its path. */
export function importName(spec: ImportSpec): string {
  if (spec.name !== undefined) return spec.name.name;
  const path = importPath(spec);
  const colon = path.lastIndexOf(":");
  if (colon >= 0) return path.slice(colon + 1);
  return /([^/@]*)(?:@[^/]*)?$/.exec(path)?.[1] ?? "";
}
