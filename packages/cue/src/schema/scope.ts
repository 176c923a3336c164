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

/** What declarations say of one name. */
interface Named {
  readonly fields: Field[];
  /** What an alias or a `let` of that name stands for; the first counts. */
  bound: Expression | undefined;
  /** The values of all fields joined, once they were asked for. */
  joined: Expression | undefined;
}

type Names = Map<string, Named>;

/** The names of declarations that have been asked for, so that a lookup takes the same time among many. */
const namesOf = new WeakMap<readonly Declaration[], Names>();

/** All fields of a name among declarations. */
export function fieldsNamed(declarations: readonly Declaration[], name: string): readonly Field[] {
  return names(declarations).get(name)?.fields ?? [];
}

/** The values of all fields of a name joined, as CUE does; the same expression each time. */
export function valueNamed(
  declarations: readonly Declaration[],
  name: string,
): Expression | undefined {
  const named = names(declarations).get(name);
  const [first, ...rest] = named?.fields ?? [];
  if (named === undefined || first === undefined) return undefined;
  named.joined ??= rest.reduce<Expression>(
    (left, field) => conjunction(left, field.value),
    first.value,
  );
  return named.joined;
}

function names(declarations: readonly Declaration[]): Names {
  const known = namesOf.get(declarations);
  if (known !== undefined) return known;
  const result: Names = new Map();
  for (const decl of declarations) addNames(decl, result);
  namesOf.set(declarations, result);
  return result;
}

function addNames(decl: Declaration, to: Names): void {
  const named = (name: string): Named => {
    let found = to.get(name);
    if (found === undefined) {
      to.set(name, (found = { fields: [], bound: undefined, joined: undefined }));
    }
    return found;
  };
  if (decl.kind === "LetClause") named(decl.ident.name).bound ??= decl.expr;
  if (decl.kind !== "Field") return;
  const label = labelName(decl.label);
  if (label !== undefined) named(label).fields.push(decl);
  if (decl.value.kind === "Alias") named(decl.value.ident.name).bound ??= decl.value.expr;
  if (decl.label.kind === "Alias") named(decl.label.ident.name).bound ??= decl.value;
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
    const field = valueNamed(at.declarations, name);
    if (field !== undefined) return { kind: "expression", expr: field, scope: at, isTop };
    const expr = names(at.declarations).get(name)?.bound;
    if (expr !== undefined) return { kind: "expression", expr, scope: at, isTop: false };
  }
  const path = importPath(scope.file, name);
  return path === undefined ? undefined : { kind: "package", path };
}
