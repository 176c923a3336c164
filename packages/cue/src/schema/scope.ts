// Where names in a definition come from: the structs around it, and imports.
import type { Declaration, Expression, Field, File, Label } from "../ast/ast.ts";
import { unquote } from "../literal/unquote.ts";

/** The declarations around an expression, innermost first. */
export interface Scope {
  readonly declarations: readonly Declaration[];
  readonly parent: Scope | undefined;
  /** The file, for its imports. */
  readonly file: File;
}

/** What a name stands for. */
export type Binding =
  | {
      readonly kind: "expression";
      readonly expr: Expression;
      readonly scope: Scope;
      readonly isTop: boolean;
    }
  | { readonly kind: "package"; readonly path: string };

/** The name of a label that is an identifier or a string; undefined for patterns and computed labels. */
export function labelName(label: Label): string | undefined {
  if (label.kind === "Ident") return label.name;
  if (label.kind === "Alias")
    return label.expr.kind === "ParenExpr" ? undefined : aliasLabel(label.expr);
  return label.kind === "BasicLit" ? stringOf(label) : undefined;
}

function aliasLabel(expr: Expression): string | undefined {
  if (expr.kind === "Ident") return expr.name;
  return expr.kind === "BasicLit" ? stringOf(expr) : undefined;
}

/** The string that a literal is; undefined for other literals. */
export function stringOf(expr: Expression): string | undefined {
  if (expr.kind !== "BasicLit" || expr.literal !== "string") return undefined;
  const unquoted = unquote(expr.text);
  return unquoted.ok && typeof unquoted.value === "string" ? unquoted.value : undefined;
}

/** All fields of a name among declarations. */
export function fieldsNamed(declarations: readonly Declaration[], name: string): readonly Field[] {
  return declarations.filter(
    (decl): decl is Field => decl.kind === "Field" && labelName(decl.label) === name,
  );
}

/** What the declarations of a field say together, by the first and the last of them. */
const conjunctions = new WeakMap<Field, WeakMap<Field, Expression>>();

/** Joins the values of several declarations of one field, as CUE does; the same expression each time. */
export function joined(fields: readonly Field[]): Expression | undefined {
  const [first, ...rest] = fields;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return first?.value;
  let known = conjunctions.get(first);
  if (known === undefined) conjunctions.set(first, (known = new WeakMap()));
  let expr = known.get(last);
  if (expr === undefined) {
    expr = rest.reduce<Expression>((left, field) => conjunction(left, field.value), first.value);
    known.set(last, expr);
  }
  return expr;
}

function conjunction(left: Expression, right: Expression): Expression {
  return {
    kind: "BinaryExpr",
    left,
    operator: "&",
    operatorStart: right.start,
    right,
    start: left.start,
    end: right.end,
    comments: [],
  };
}

function importPath(file: File, name: string): string | undefined {
  for (const decl of file.declarations) {
    if (decl.kind !== "ImportDecl") continue;
    for (const spec of decl.specs) {
      const path = stringOf(spec.path) ?? "";
      const base = path.split(":").at(-1)?.split("/").at(-1) ?? "";
      if ((spec.name?.name ?? base) === name) return path.split(":")[0];
    }
  }
  return undefined;
}

/** What a name in a scope stands for; undefined if nothing binds it. */
export function resolve(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const isTop = at.parent === undefined;
    const expr = joined(fieldsNamed(at.declarations, name));
    if (expr !== undefined) return { kind: "expression", expr, scope: at, isTop };
    for (const decl of at.declarations) {
      if (decl.kind === "LetClause" && decl.ident.name === name) {
        return { kind: "expression", expr: decl.expr, scope: at, isTop: false };
      }
      if (decl.kind === "Field" && decl.value.kind === "Alias" && decl.value.ident.name === name) {
        return { kind: "expression", expr: decl.value.expr, scope: at, isTop: false };
      }
      if (decl.kind === "Field" && decl.label.kind === "Alias" && decl.label.ident.name === name) {
        return { kind: "expression", expr: decl.value, scope: at, isTop: false };
      }
    }
  }
  const path = importPath(scope.file, name);
  return path === undefined ? undefined : { kind: "package", path };
}
