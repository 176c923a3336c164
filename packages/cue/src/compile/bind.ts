// Binding: what a scope's declarations make of names, and what a name in an expression refers to.
import type {
  Alias,
  Declaration,
  Expression,
  Field,
  Ident,
  ImportSpec,
  Node as AstNode,
  PostfixAlias,
} from "../ast/ast.ts";
import {
  DynamicReference,
  type Expr,
  FieldReference,
  ImportReference,
  LabelReference,
  LetReference,
  ValueReference,
} from "../adt/expr.ts";
import { VALUE_REFERENCE } from "../adt/tag.ts";
import { Str, Top } from "../adt/value.ts";
import type { CompilerContext } from "./context.ts";
import { labelText, stringValue } from "./literal.ts";
import { predeclared } from "./predeclared.ts";
import { type Binding, type LetBinding, newScope, type Scope } from "./scope.ts";

/** The innermost scope that binds a name. */
function lookup(
  ctx: CompilerContext,
  name: string,
): { scope: Scope; binding: Binding; index: number } | undefined {
  if (name === "_") return undefined;
  for (let index = ctx.scopes.length - 1; index >= 0; index--) {
    const scope = ctx.scopes[index] as Scope;
    const binding = scope.names.get(name);
    if (binding !== undefined && binding !== ctx.hiddenLet) return { scope, binding, index };
  }
  return undefined;
}

const BLANK_ALIAS = "cannot use _ as alias or let clause";

/** Binds a name in the innermost scope, unless something has it; the parser reports clashes. */
export function bind(ctx: CompilerContext, name: string, binding: Binding): void {
  if (name === "_" && binding.kind === "let") ctx.error(binding.clause.ident, BLANK_ALIAS);
  if (name === "_" && (binding.kind === "alias" || binding.kind === "value"))
    ctx.error(binding.source, BLANK_ALIAS);
  if (name === "" || name === "_") return;
  const { names } = ctx.scopes.at(-1) as Scope;
  const existing = names.get(name);
  const isTaken = existing !== undefined && (mustBeUnique(binding) || mustBeUnique(existing));
  if (!isTaken) names.set(name, binding);
}

function mustBeUnique(binding: Binding): boolean {
  return binding.kind !== "field" && binding.kind !== "variable";
}

/** Binds the names that declarations of the innermost scope introduce. */
export function bindDeclarations(ctx: CompilerContext, declarations: readonly Declaration[]): void {
  const patternAliases = new Map<string, Alias>();
  for (const declaration of declarations) {
    switch (declaration.kind) {
      case "Field":
        bindField(ctx, declaration);
        checkPatternAlias(ctx, declaration, patternAliases);
        break;
      case "LetClause": {
        const name = declaration.ident.name;
        const binding: LetBinding = {
          kind: "let",
          label: ctx.labels.let(name),
          clause: declaration,
          state: "new",
          value: undefined,
          used: false,
        };
        bind(ctx, name, binding);
        break;
      }
      case "ImportDecl":
        for (const spec of declaration.specs) bindImport(ctx, spec);
        break;
    }
  }
}

/** `X=[…]` binds X for its own value only; still no two patterns of a struct may use a name. */
function checkPatternAlias(
  ctx: CompilerContext,
  { label }: Field,
  known: Map<string, Alias>,
): void {
  if (label.kind !== "Alias" || label.expr.kind !== "ListLit") return;
  const { name } = label.ident;
  const previous = known.get(name);
  if (previous === undefined) {
    known.set(name, label);
    return;
  }
  const { filename, line, column } = ctx.source.position(previous.start);
  ctx.error(
    label,
    `alias "${name}" already declared; previous declaration at ${filename}:${line}:${column}`,
  );
}

function bindField(ctx: CompilerContext, field: Field): void {
  const { label } = field;
  if (label.kind === "Alias" && label.expr.kind !== "ListLit") {
    bind(ctx, label.ident.name, aliasBinding(field, label, false));
  }
  if (label.kind !== "ListLit" && field.alias !== undefined) bindPostfixAlias(ctx, field, false);
  const plain = label.kind === "Alias" ? label.expr : label;
  if (plain.kind === "Ident") {
    const name = plain.name;
    if (name === "_") return;
    bind(ctx, name, { kind: "field", label: ctx.labels.identifier(name, ctx.options.packagePath) });
  } else if (plain.kind === "BasicLit" && /^(null|true|false)$/.test(plain.literal)) {
    bind(ctx, plain.text, { kind: "field", label: ctx.labels.string(plain.text) });
  }
}

function aliasBinding(field: Field, source: Alias | PostfixAlias, isPattern: boolean): Binding {
  return { kind: "alias", field, key: undefined, source, used: false, isPattern };
}

/** Binds `~X` or `~(K,V)` in the innermost scope. */
export function bindPostfixAlias(ctx: CompilerContext, field: Field, isPattern: boolean): void {
  const alias = field.alias;
  if (alias === undefined) return;
  const hasField = alias.field.name !== "_";
  if (alias.label === undefined) {
    if (hasField) bind(ctx, alias.field.name, aliasBinding(field, alias, isPattern));
    return;
  }
  const hasLabel = alias.label.name !== "_";
  if (hasLabel) bind(ctx, alias.label.name, { kind: "label", field });
  if (hasField) bind(ctx, alias.field.name, aliasBinding(field, alias, isPattern));
}

/** The name that an import of a path has by default: its last element, or what follows a colon. */
export function importName(path: string): string {
  const last = path.slice(path.lastIndexOf("/") + 1);
  const colon = last.lastIndexOf(":");
  if (colon >= 0) return last.slice(colon + 1);
  const version = last.indexOf("@");
  const name = version < 0 ? last : last.slice(0, version);
  if (/^v\d+$/.test(name) && path.includes("/")) {
    return importName(path.slice(0, path.lastIndexOf("/")));
  }
  return name;
}

function bindImport(ctx: CompilerContext, spec: ImportSpec): void {
  const { text } = spec.path;
  if (text.startsWith("#") || text.startsWith('"""')) {
    const { filename } = ctx.source;
    ctx.error(spec, `${filename}: parser returned invalid quoted string: <${text}>`);
    return;
  }
  const path = stringValue(ctx, spec.path) ?? "";
  const name = spec.name?.name ?? importName(path);
  if (name === "" || name === "_") {
    // Nothing can refer to it: the binding has a name that no identifier is, and says that it is not used.
    const key = `import ${spec.start}`;
    (ctx.scopes.at(-1) as Scope).names.set(key, {
      kind: "import",
      spec,
      name,
      path,
      used: false,
      reference: undefined,
    });
    return;
  }
  const known = (ctx.scopes.at(-1) as Scope).names.get(name);
  if (known?.kind === "import") {
    const { filename, line, column } = ctx.source.position(known.spec.start);
    ctx.error(
      spec,
      `${name} redeclared as imported package name\n\tprevious declaration at ${filename}:${line}:${column}`,
    );
  }
  bind(ctx, name, { kind: "import", spec, name, path, used: false, reference: undefined });
}

/** Compiles what an identifier in an expression refers to. */
export function resolveIdent(ctx: CompilerContext, ident: Ident): Expr {
  const { name } = ident;
  const place = ctx.place(ident);
  if (name === "_") return new Top(place);
  const found = lookup(ctx, name);
  if (found === undefined) return resolveFree(ctx, ident);
  const { scope, binding, index } = found;
  switch (binding.kind) {
    case "field":
    case "variable":
      return new FieldReference(upCount(ctx, index), binding.label, place);
    case "import":
      binding.used = true;
      return importReference(ctx, ident, binding.path);
    case "let": {
      const value = compileReferredLet(ctx, binding, index, ident);
      binding.used = true;
      const self = value.tag === VALUE_REFERENCE ? value : undefined;
      return new LetReference(upCount(ctx, index), binding.label, place, self);
    }
    case "value":
      binding.used = true;
      return new ValueReference(upCountOfField(ctx, binding.field), place);
    case "label":
      return resolveLabel(ctx, ident, binding.field, place);
    case "alias": {
      binding.used = true;
      if (binding.isPattern) {
        const count = upCountOfField(ctx, binding.field);
        return new DynamicReference(count, new LabelReference(0, place), place);
      }
      const { label: aliased } = binding.field;
      const label = aliased.kind === "Alias" ? aliased.expr : aliased;
      const isLabel = label.kind === "BasicLit" && label.literal === "string";
      if (label.kind === "Ident" || isLabel) {
        const feature = compileLabel(ctx, label);
        return new FieldReference(upCount(ctx, ctx.scopes.indexOf(scope)), feature, place);
      }
      if (binding.key === undefined) return ctx.error(ident, "cyclic reference in field alias");
      return new DynamicReference(upCount(ctx, index), binding.key, place);
    }
  }
}

function resolveLabel(
  ctx: CompilerContext,
  ident: Ident,
  field: Field,
  place: ReturnType<CompilerContext["place"]>,
): Expr {
  const label = field.label.kind === "Alias" ? field.label.expr : field.label;
  if (field.alias !== undefined && field.alias.label?.name === ident.name) {
    if (label.kind === "Ident") {
      if (/^[_#]/.test(label.name)) {
        return ctx.error(ident, "label alias cannot reference definition or hidden field");
      }
      return new Str(label.name, place);
    }
    if (label.kind === "BasicLit") return ctx.compileExpression(label);
  }
  return new LabelReference(upCountOfField(ctx, field), place);
}

/** The label of a field as the source has it. */
export function compileLabel(ctx: CompilerContext, label: Expression): number {
  if (label.kind === "Ident") {
    return ctx.labels.identifier(label.name, ctx.options.packagePath);
  }
  return labelText(ctx, label);
}

/** How many environments lie inside of the scope at `index`. */
function upCount(ctx: CompilerContext, index: number): number {
  let count = 0;
  for (let i = ctx.scopes.length - 1; i > index; i--) count += (ctx.scopes[i] as Scope).upCount;
  return count;
}

function upCountOfField(ctx: CompilerContext, field: Field): number {
  let count = 0;
  for (let i = ctx.scopes.length - 1; i >= 0; i--) {
    const scope = ctx.scopes[i] as Scope;
    if (scope.field === field) break;
    count += scope.upCount;
  }
  return count;
}

function resolveFree(ctx: CompilerContext, ident: Ident): Expr {
  const { name } = ident;
  const place = ctx.place(ident);
  const label = ctx.labels.identifier(name, ctx.options.packagePath);
  if (ctx.packageLabels.has(label) || ctx.options.externals.has(name)) {
    return new FieldReference(upCount(ctx, 0), label, place);
  }
  const implicit = ctx.options.implicitImports.get(name);
  if (implicit !== undefined) return importReference(ctx, ident, implicit);
  if (name === "self" || name === "__self") {
    if (!ctx.experiments.aliasv2) {
      return ctx.error(ident, `predeclared identifier "${name}" requires @experiment(aliasv2)`);
    }
    return new ValueReference(1, place);
  }
  return predeclared(name, place) ?? ctx.error(ident, `reference "${name}" not found`);
}

function importReference(ctx: CompilerContext, ident: Ident, path: string): Expr {
  const instance = ctx.options.importPackage(path);
  // What is wrong is told once, where the package is imported.
  if (instance === undefined) return ctx.bottom(ident, `import "${path}" not found`);
  return new ImportReference(path, instance, ctx.place(ident));
}

/** Compiles the value of a let that an identifier refers to. */
function compileReferredLet(
  ctx: CompilerContext,
  binding: LetBinding,
  index: number,
  from: Ident,
): Expr {
  if (binding.value === undefined && binding.state === "compiling") {
    return ctx.error(from, "cyclic references in let clause or alias");
  }
  binding.state = "compiling";
  const value = compileLet(ctx, binding, index);
  binding.state = "done";
  return value;
}

/** Compiles the value of a let at its own place; once, however often it is referred to. */
export function compileLet(ctx: CompilerContext, binding: LetBinding, index: number): Expr {
  if (binding.value !== undefined) return binding.value;
  const inner = ctx.scopes.splice(index + 1);
  const scope = ctx.scopes[index] as Scope;
  const saved = { field: scope.field, path: scope.path, hiddenLet: ctx.hiddenLet };
  scope.field = undefined;
  scope.path = "let[]";
  ctx.hiddenLet = binding;
  const value = ctx.compileExpression(binding.clause.expr);
  binding.value ??= value;
  ctx.hiddenLet = saved.hiddenLet;
  scope.field = saved.field;
  scope.path = saved.path;
  ctx.scopes.push(...inner);
  return binding.value;
}

/** Leaves the innermost scope; aliases and lets that nothing refers to are errors. */
export function leaveScope(ctx: CompilerContext): void {
  const scope = ctx.scopes.at(-1) as Scope;
  for (const [name, binding] of scope.names) {
    switch (binding.kind) {
      case "let":
        if (!binding.used) {
          ctx.complain(binding.clause, `unreferenced alias or let clause ${name}`);
        }
        break;
      case "alias":
        if (!binding.used) {
          ctx.complain(binding.source, `unreferenced alias or let clause ${name}`);
        }
        break;
      case "value":
        if (!binding.used) {
          ctx.complain(binding.source, `unreferenced alias or let clause ${name}`);
        }
        break;
    }
  }
  ctx.scopes.pop();
}

/** Enters a scope. */
export function enterScope(
  ctx: CompilerContext,
  node: AstNode,
  count: number,
  label?: string,
): Scope {
  const scope = newScope(node, count, label);
  ctx.scopes.push(scope);
  return scope;
}
