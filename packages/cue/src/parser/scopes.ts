// What the parser says about names: aliases and `let`s that clash with what is visible where they are
// declared, and patterns that refer to the fields they are matched against. All other questions about names
// are the compiler's. cue: cue/ast/astutil/resolve.go, which the parser calls at its end.
import type { Clause, Declaration, Expression, Field, Ident, Node, Offset } from "../ast/ast.ts";
import { children, walk } from "../ast/walk.ts";
import { unquote } from "../literal/unquote.ts";

/** How a name was declared. */
interface Entry {
  /** It names an expression, not a field: `let`, aliases. */
  readonly isLet: boolean;
  /** A second declaration in the same scope is an error. */
  readonly isUnique: boolean;
  readonly isImport: boolean;
}

interface Scope {
  readonly outer: Scope | undefined;
  readonly names: Map<string, Entry>;
  /** The walk is in the value of one of the scope's fields. */
  inValue: boolean;
}

type Report = (offset: Offset, message: string) => void;

const FIELD: Entry = { isLet: false, isUnique: false, isImport: false };
const ALIAS: Entry = { isLet: true, isUnique: true, isImport: false };
const IMPORT: Entry = { isLet: false, isUnique: true, isImport: true };

/** Reports clashes of names below a node. */
export function checkScopes(root: Node, report: Report): void {
  new ScopeChecker(report).check(root);
}

class ScopeChecker {
  readonly #report: Report;
  #scope: Scope = { outer: undefined, names: new Map(), inValue: false };

  constructor(report: Report) {
    this.#report = report;
  }

  check(root: Node): void {
    walk(root, (node) => this.#enter(node));
  }

  /** Handles a node with a scope of its own and returns false; true to go on below it. */
  #enter(node: Node): boolean {
    switch (node.kind) {
      case "File":
        this.#declarations(node.declarations);
        return false;
      case "StructLit":
        this.#declarations(node.elements);
        return false;
      case "Comprehension": {
        const outer = this.#scope;
        for (const clause of node.clauses) this.#clause(clause);
        this.check(node.value);
        this.#scope = outer;
        if (node.fallback !== undefined) this.check(node.fallback.body);
        return false;
      }
      case "Field":
        this.#field(node);
        return false;
      case "LetClause":
        this.#without(node.ident, () => this.#value(node.expr));
        return false;
      case "Alias":
        this.#without(node.ident, () => this.check(node.expr));
        return false;
      case "SelectorExpr":
        this.check(node.expr);
        return false;
      default:
        return true;
    }
  }

  #declarations(declarations: readonly Declaration[]): void {
    const outer = this.#scope;
    this.#open();
    for (const declaration of declarations) this.#declare(declaration);
    for (const declaration of declarations) this.check(declaration);
    this.#scope = outer;
  }

  #declare(declaration: Declaration): void {
    switch (declaration.kind) {
      case "LetClause":
        this.#insert(declaration.ident.name, declaration.start, ALIAS);
        break;
      case "ImportDecl":
        for (const { name, path, start } of declaration.specs) {
          this.#insert(name?.name ?? packageName(path.text), start, IMPORT);
        }
        break;
      case "Field":
        this.#declareField(declaration);
    }
  }

  #declareField(field: Field): void {
    const { label, alias, start } = field;
    if (label.kind === "Alias") {
      if (label.expr.kind !== "ListLit") this.#insert(label.ident.name, start, ALIAS);
      if (alias !== undefined) {
        this.#report(start, "field has both label alias and postfix alias");
      }
    }
    if (label.kind !== "ListLit") this.#insertPostfixAlias(field);
    const name = fieldName(label.kind === "Alias" ? label.expr : label);
    if (name === undefined) return;
    const value = field.value.kind === "Alias" ? field.value.expr : field.value;
    this.#insert(name, value.start, FIELD);
  }

  #insertPostfixAlias(field: Field): void {
    const { alias, start } = field;
    if (alias === undefined) return;
    const hasField = alias.field.name !== "_";
    if (alias.label === undefined && !hasField) {
      this.#report(
        alias.start,
        `single postfix alias "${alias.field.name}" field cannot be the blank identifier`,
      );
      return;
    }
    const hasLabel = alias.label !== undefined && alias.label.name !== "_";
    if (!hasField && !hasLabel) {
      this.#report(
        alias.start,
        "both label and field in postfix alias cannot be the blank identifier",
      );
      return;
    }
    if (hasLabel) this.#insert(alias.label.name, alias.label.start, ALIAS);
    if (hasField) this.#insert(alias.field.name, start, ALIAS);
  }

  #field(field: Field): void {
    const outer = this.#scope;
    const { label, value } = field;
    const inner = label.kind === "Alias" ? label.expr : label;
    switch (inner.kind) {
      case "ParenExpr":
      case "Interpolation":
        this.check(inner);
        break;
      case "ListLit":
        if (inner.elements.length === 1) this.#pattern(field, inner.elements[0]!);
    }
    let expr = value;
    if (value.kind === "Alias") {
      this.#open();
      this.#insert(value.ident.name, value.start, ALIAS);
      expr = value.expr;
    }
    this.#value(expr);
    this.#scope = outer;
  }

  #pattern(field: Field, pattern: Expression): void {
    this.#open();
    const { label } = field;
    if (label.kind === "Alias") this.#insert(label.ident.name, field.start, ALIAS);
    let expr = pattern;
    if (pattern.kind === "Alias") {
      if (field.alias !== undefined) {
        this.#report(field.start, "pattern constraint has both label alias and postfix alias");
      }
      expr = pattern.expr;
      this.#insert(pattern.ident.name, pattern.expr.start, ALIAS);
    } else this.#insertPostfixAlias(field);
    walk(expr, (node) => {
      if (node.kind === "Ident") this.#checkPatternReference(node);
      return true;
    });
    this.check(expr);
  }

  #checkPatternReference(ident: Ident): void {
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.outer) {
      if (scope.inValue) return;
      if (!scope.names.has(ident.name)) continue;
      this.#report(
        ident.start,
        `reference "${ident.name}" in label expression refers to field against which it would be matched`,
      );
    }
  }

  #clause(clause: Clause): void {
    switch (clause.kind) {
      case "ForClause":
        this.check(clause.source);
        this.#open();
        if (clause.key !== undefined) this.#insert(clause.key.name, clause.key.start, FIELD);
        this.#insert(clause.value.name, clause.value.start, FIELD);
        break;
      case "LetClause":
      case "TryClause":
        if (clause.ident === undefined || clause.expr === undefined) break;
        this.check(clause.expr);
        this.#open();
        this.#insert(clause.ident.name, clause.ident.start, FIELD);
        break;
      case "IfClause":
        for (const child of children(clause)) this.check(child);
    }
  }

  #value(expr: Expression): void {
    const scope = this.#scope;
    scope.inValue = true;
    this.check(expr);
    scope.inValue = false;
  }

  /** Runs with a name of the current scope hidden: it cannot be used in its own definition. */
  #without(ident: Ident, run: () => void): void {
    const { names } = this.#scope;
    const saved = names.get(ident.name);
    names.delete(ident.name);
    run();
    if (saved !== undefined) names.set(ident.name, saved);
  }

  #open(): void {
    this.#scope = { outer: this.#scope, names: new Map(), inValue: false };
  }

  #insert(name: string, start: Offset, entry: Entry): void {
    const scope = this.#scope;
    if (name === "") return;
    const found = name === "_" ? undefined : this.#lookup(name);
    if (found !== undefined) {
      const { entry: existing, scope: owner } = found;
      if (entry.isLet !== existing.isLet) {
        this.#report(start, `cannot have both alias and field with name "${name}" in same scope`);
        return;
      }
      if ((entry.isUnique || existing.isUnique) && owner === scope) {
        if (!existing.isImport) this.#report(start, `alias "${name}" redeclared in same scope`);
        return;
      }
    }
    scope.names.set(name, entry);
  }

  #lookup(name: string): { readonly entry: Entry; readonly scope: Scope } | undefined {
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.outer) {
      const entry = scope.names.get(name);
      if (entry !== undefined) return { entry, scope };
    }
    return undefined;
  }
}

/** The name that a label binds; none for strings, patterns and computed labels. */
function fieldName(label: Expression): string | undefined {
  if (label.kind === "Ident") return label.name;
  if (label.kind !== "BasicLit") return undefined;
  switch (label.literal) {
    case "null":
    case "true":
    case "false":
      return label.text;
    default:
      return undefined;
  }
}

/** The name by which a package is known unless it is given one: `a/b:c` is c, `a/b@v1` is b. */
function packageName(literal: string): string {
  const path = unquote(literal);
  if (!path.ok || typeof path.value !== "string") return "";
  const colon = path.value.lastIndexOf(":");
  if (colon >= 0) return path.value.slice(colon + 1);
  return /([^/@]*)(?:@[^/]*)?$/.exec(path.value)?.[1] ?? "";
}
