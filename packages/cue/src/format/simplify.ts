// What `cue fmt --simplify` does beyond layout: labels lose quotes they do not need, several ways to open a
// struct become one `...`, and braces around a single field go. All on a detached tree, in place.
import {
  type Declaration,
  type Field,
  type Label,
  NO_POS,
  type Node,
  Spacing,
  type StructLit,
} from "../ast/ast.ts";
import { ellipsis, ident, withComments } from "../ast/build.ts";
import { walk } from "../ast/walk.ts";
import { unquote } from "../literal/unquote.ts";
import { labelNeedsQuotes } from "../token/chars.ts";
import { isBraced, type Mutable, setSpacing, spacing } from "./detach.ts";

/** Names declared in one struct; true as long as nothing refers to the name. */
interface LabelScope {
  readonly outer: LabelScope | undefined;
  readonly names: Map<string, boolean>;
  /** Names of `let`s and aliases, which no field in here may have without quotes. */
  readonly bindings: ReadonlySet<string>;
}

/** Takes the quotes off string labels, where no reference would then mean the field. */
export function simplifyLabels(root: Node): void {
  visitReferences(root, { outer: undefined, names: new Map(), bindings: new Set() });
}

function visitReferences(root: Node, scope: LabelScope): void {
  walk(root, (node) => {
    switch (node.kind) {
      case "File":
        simplifyBody(node.declarations, scope);
        return false;
      case "StructLit":
        simplifyBody(node.elements, scope);
        return false;
      case "SelectorExpr":
        visitReferences(node.expr, scope);
        return false;
      case "Ident":
        for (let at: LabelScope | undefined = scope; at !== undefined; at = at.outer) {
          if (!at.names.has(node.name)) continue;
          at.names.set(node.name, false);
          break;
        }
        return true;
      default:
        return true;
    }
  });
}

function simplifyBody(declarations: readonly Declaration[], outer: LabelScope): void {
  const bindings = bindingsOf(declarations);
  const scope: LabelScope = { outer, names: new Map(), bindings };
  const fields = declarations.filter((declaration) => declaration.kind === "Field");
  for (const field of fields) collectNames(field.label, scope);
  for (const declaration of declarations) {
    visitReferences(declaration.kind === "Field" ? declaration.value : declaration, scope);
  }
  for (const field of fields as Mutable<Field>[]) {
    const name = stringName(field.label);
    if (name === undefined || labelNeedsQuotes(name)) continue;
    if (scope.names.get(name) !== true || isBound(name, scope)) continue;
    field.label = withComments(ident(name), field.label.comments);
  }
}

function bindingsOf(declarations: readonly Declaration[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const declaration of declarations) {
    if (declaration.kind === "LetClause") names.add(declaration.ident.name);
    if (declaration.kind !== "Field") continue;
    for (const part of [declaration.label, declaration.value]) {
      if (part.kind === "Alias") names.add(part.ident.name);
    }
  }
  return names;
}

function isBound(name: string, scope: LabelScope): boolean {
  for (let at: LabelScope | undefined = scope; at !== undefined; at = at.outer) {
    if (at.bindings.has(name)) return true;
  }
  return false;
}

function collectNames(label: Label, scope: LabelScope): void {
  walk(label, (node) => {
    switch (node.kind) {
      case "BasicLit": {
        const name = stringName(node);
        if (name !== undefined && !labelNeedsQuotes(name)) scope.names.set(name, true);
        return false;
      }
      case "Ident":
        scope.names.set(node.name, true);
        return false;
      case "ListLit":
      case "Interpolation":
        return false;
      default:
        return true;
    }
  });
}

/** The value of a label that is a plain string. */
function stringName(label: Node): string | undefined {
  if (label.kind !== "BasicLit" || label.literal !== "string") return undefined;
  if (!label.text.startsWith('"') || label.text.startsWith('"""')) return undefined;
  const value = unquote(label.text);
  return value.ok && typeof value.value === "string" ? value.value : undefined;
}

/** Replaces all that opens a struct (`...`, `[string]: _`, `[_]: _`) by one `...` at its end. */
export function mergeEllipses(declarations: readonly Declaration[]): readonly Declaration[] {
  const kept = declarations.filter((declaration) => !opensStruct(declaration));
  if (kept.length === declarations.length) return declarations;
  const comments = declarations.filter(opensStruct).flatMap((declaration) => declaration.comments);
  return [...kept, withComments(ellipsis(), comments)];
}

function opensStruct(declaration: Declaration): boolean {
  if (declaration.kind === "Ellipsis") return declaration.type === undefined;
  if (declaration.kind !== "Field") return false;
  const { label, value } = declaration;
  if (value.kind !== "Ident" || value.name !== "_") return false;
  if (label.kind !== "ListLit" || label.elements.length !== 1) return false;
  const [pattern] = label.elements;
  return pattern?.kind === "Ident" && (pattern.name === "string" || pattern.name === "_");
}

/**
 * Strips the braces of a field's value that is a struct of one field, and of that field's, and so on, where
 * no attribute or comment would be lost or come to belong to another field.
 */
export function inlineChain(head: Field, documented: ReadonlyMap<Field, unknown>): void {
  let field = head;
  for (;;) {
    const { value } = field;
    const inner = inlinable(field);
    if (inner === undefined || documented.has(field)) return;
    const struct = value as Mutable<StructLit>;
    if (isBraced(struct)) {
      struct.open = NO_POS;
      struct.close = NO_POS;
    }
    if (spacing(inner.label) >= Spacing.newLine) setSpacing(inner.label, Spacing.none);
    field = inner;
  }
}

/** The only field of a field's value. */
function inlinable(field: Field): Field | undefined {
  const { value, attributes } = field;
  if (attributes.length > 0 || value.kind !== "StructLit") return undefined;
  if (value.elements.length !== 1 || value.comments.length > 0) return undefined;
  const [inner] = value.elements;
  if (inner?.kind !== "Field") return undefined;
  return inner.attributes.length > 0 || inner.comments.length > 0 ? undefined : inner;
}
