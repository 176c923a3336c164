// Declarations: fields, patterns, lets, ellipses, comprehensions.
import type {
  Attribute,
  Comprehension as AstComprehension,
  Constraint,
  Declaration,
  Field as AstField,
  Label,
  Node as AstNode,
} from "../ast/ast.ts";
import { MEMBER, OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import {
  type Clause,
  Comprehension,
  type Decl,
  DynamicField,
  Ellipsis,
  type Elem,
  Field,
  type FieldAttribute,
  ForClause,
  IfClause,
  LetClause,
  LetField,
  PatternField,
  TryClause,
} from "../adt/expr.ts";
import { NO_LABEL } from "../adt/feature.ts";
import { STRUCT_LIT } from "../adt/tag.ts";
import {
  bind,
  bindDeclarations,
  bindPostfixAlias,
  compileLabel,
  compileLet,
  enterScope,
  leaveScope,
} from "./bind.ts";
import type { CompilerContext } from "./context.ts";
import type { Scope } from "./scope.ts";

const ARC_TYPES: Readonly<Record<Constraint, number>> = {
  "": MEMBER,
  "?": OPTIONAL,
  "!": REQUIRED,
};

/** Compiles the declarations of the innermost scope. */
export function compileDeclarations(
  ctx: CompilerContext,
  declarations: readonly Declaration[],
): Decl[] {
  bindDeclarations(ctx, declarations);
  for (const declaration of declarations) compileAliasKey(ctx, declaration);
  const compiled: Decl[] = [];
  for (const declaration of declarations) {
    const decl = compileDeclaration(ctx, declaration);
    if (decl !== undefined) compiled.push(decl);
  }
  return compiled;
}

/** What makes the label of `X=(expr): …` is compiled before anything that refers to X. */
function compileAliasKey(ctx: CompilerContext, declaration: Declaration): void {
  if (declaration.kind !== "Field") return;
  const { label } = declaration;
  const name = label.kind === "Alias" ? label.ident.name : declaration.alias?.field.name;
  if (name === undefined) return;
  const plain = label.kind === "Alias" ? label.expr : label;
  if (plain.kind !== "ParenExpr" && plain.kind !== "Interpolation") return;
  const binding = (ctx.scopes.at(-1) as Scope).names.get(name);
  if (binding?.kind === "alias") binding.key = ctx.compileExpression(plain);
}

function compileDeclaration(ctx: CompilerContext, declaration: Declaration): Decl | undefined {
  switch (declaration.kind) {
    case "Field":
      return compileField(ctx, declaration);
    case "LetClause": {
      const index = ctx.scopes.length - 1;
      const binding = (ctx.scopes[index] as Scope).names.get(declaration.ident.name);
      // A let whose name is taken, or that has none, has been reported.
      if (binding?.kind !== "let" || binding.clause !== declaration) {
        if (declaration.ident.name === "_") ctx.compileExpression(declaration.expr);
        return undefined;
      }
      const value = compileLet(ctx, binding, index);
      return new LetField(binding.label, value, ctx.place(declaration));
    }
    case "Ellipsis": {
      const type =
        declaration.type === undefined ? undefined : ctx.compileExpression(declaration.type);
      return new Ellipsis(type, ctx.place(declaration));
    }
    case "Comprehension":
      return compileComprehension(ctx, declaration);
    case "EmbedDecl":
      return ctx.compileExpression(declaration.expr);
    case "BadDecl":
      return ctx.error(declaration, "invalid declaration");
    default:
      return undefined;
  }
}

function compileField(ctx: CompilerContext, field: AstField): Decl | undefined {
  const plain = field.label.kind === "Alias" ? field.label.expr : field.label;
  if (plain.kind === "ListLit") return compilePattern(ctx, field, plain);
  const value = compileFieldValue(ctx, field);
  const place = ctx.place(field);
  const attributes = compileAttributes(field.attributes);
  switch (plain.kind) {
    case "Ident":
    case "BasicLit": {
      const label = compileLabel(ctx, plain);
      if (label === NO_LABEL) {
        // A label that is no label has been reported, but for `_`.
        return plain.kind === "Ident" ? ctx.error(field, "cannot use _ as label") : undefined;
      }
      return new Field(label, ARC_TYPES[field.constraint], value, place, attributes);
    }
    case "ParenExpr":
    case "Interpolation":
      return new DynamicField(
        ctx.compileExpression(plain),
        ARC_TYPES[field.constraint],
        value,
        place,
        attributes,
        field.alias?.label !== undefined,
      );
    default:
      return ctx.error(field.label, "alias expression is not a valid label");
  }
}

/** The value of a field, in the scope of its own alias `a: X=…` if it has one. */
function compileFieldValue(
  ctx: CompilerContext,
  field: AstField,
): ReturnType<CompilerContext["compileExpression"]> {
  const path = labelPath(field.label);
  if (field.value.kind !== "Alias") {
    return within(ctx, field, path, () => ctx.compileExpression(field.value));
  }
  const alias = field.value;
  enterScope(ctx, alias, 0);
  bind(ctx, alias.ident.name, { kind: "value", field, source: alias, used: false });
  const value = within(ctx, field, path, () => ctx.compileExpression(alias.expr));
  leaveScope(ctx);
  return value;
}

function within<T>(ctx: CompilerContext, field: AstField, path: string, compile: () => T): T {
  const scope = ctx.scopes.at(-1) as Scope;
  const saved = { field: scope.field, path: scope.path };
  scope.field = field;
  scope.path = path;
  const result = compile();
  scope.field = saved.field;
  scope.path = saved.path;
  return result;
}

function compilePattern(
  ctx: CompilerContext,
  field: AstField,
  label: Extract<Label, { kind: "ListLit" }>,
): Decl {
  const place = ctx.place(field);
  const outer = ctx.scopes.at(-1) as Scope;
  const [element] = label.elements;
  if (element === undefined || label.elements.length !== 1) {
    return ctx.error(field, "list label must have one element");
  }
  enterScope(ctx, field, 0);
  if (field.label.kind === "Alias") {
    bind(ctx, field.label.ident.name, {
      kind: "alias",
      field,
      key: undefined,
      source: field.label,
      used: false,
      isPattern: true,
    });
  }
  let expr = element;
  if (element.kind === "Alias") {
    expr = element.expr;
    bind(ctx, element.ident.name, { kind: "label", field });
  } else bindPostfixAlias(ctx, field, true);
  const saved = { field: outer.field, path: outer.path };
  outer.field = field;
  outer.path = "[]";
  const value = compilePatternValue(ctx, field);
  outer.field = saved.field;
  outer.path = saved.path;
  const filter = ctx.compileExpression(expr);
  leaveScope(ctx);
  return new PatternField(filter, value, place);
}

function compilePatternValue(
  ctx: CompilerContext,
  field: AstField,
): ReturnType<CompilerContext["compileExpression"]> {
  if (field.value.kind !== "Alias") return ctx.compileExpression(field.value);
  const alias = field.value;
  const scope = enterScope(ctx, alias, 0);
  bind(ctx, alias.ident.name, { kind: "value", field, source: alias, used: false });
  scope.field = field;
  const value = ctx.compileExpression(alias.expr);
  leaveScope(ctx);
  return value;
}

function labelPath(label: Label): string {
  switch (label.kind) {
    case "Ident":
      return label.name;
    case "BasicLit":
      return /^"[\p{L}_$][\p{L}\p{Nd}_$]*"$/u.test(label.text)
        ? label.text.slice(1, -1)
        : label.text;
    case "ListLit":
      return "[]";
    case "Interpolation":
      return "?";
    case "Alias":
      return label.expr.kind === "Ident" ||
        label.expr.kind === "BasicLit" ||
        label.expr.kind === "ListLit" ||
        label.expr.kind === "Interpolation"
        ? labelPath(label.expr)
        : "<unknown>";
    default:
      return "<unknown>";
  }
}

const ATTRIBUTE = /^@([^(]*)\(([\s\S]*)\)$/;
const NO_ATTRIBUTES: readonly FieldAttribute[] = [];

function compileAttributes(attributes: readonly Attribute[]): readonly FieldAttribute[] {
  if (attributes.length === 0) return NO_ATTRIBUTES;
  return attributes.map(({ text }) => {
    const [, name = "", body = ""] = ATTRIBUTE.exec(text) ?? [];
    return { name, body };
  });
}

/** Compiles a comprehension of a struct or list. */
export function compileComprehension(ctx: CompilerContext, comprehension: AstComprehension): Elem {
  const depth = ctx.scopes.length;
  const clauses: Clause[] = [];
  let hasTry = false;
  const leave = (): void => {
    while (ctx.scopes.length > depth) leaveScope(ctx);
  };
  for (const [index, clause] of comprehension.clauses.entries()) {
    const place = ctx.place(clause);
    switch (clause.kind) {
      case "ForClause": {
        const source = ctx.compileExpression(clause.source);
        enterScope(ctx, clause, 1, "for[]");
        const key = clause.key === undefined ? NO_LABEL : bindVariable(ctx, clause.key);
        const value = bindVariable(ctx, clause.value);
        clauses.push(new ForClause(key, value, source, place));
        break;
      }
      case "IfClause":
        clauses.push(new IfClause(ctx.compileExpression(clause.condition), place));
        break;
      case "LetClause": {
        const expr = ctx.compileExpression(clause.expr);
        enterScope(ctx, clause, 1, "let[]");
        clauses.push(new LetClause(bindVariable(ctx, clause.ident), expr, place));
        break;
      }
      case "TryClause": {
        if (!ctx.experiments.try) {
          leave();
          return ctx.error(
            comprehension,
            "try clause requires the try experiment (language version v0.16.0 or later)",
          );
        }
        if (clause.ident === undefined || clause.expr === undefined) {
          hasTry = true;
          clauses.push(new TryClause(NO_LABEL, undefined, place));
          break;
        }
        ctx.tryDepth++;
        const expr = ctx.compileExpression(clause.expr);
        ctx.tryDepth--;
        enterScope(ctx, clause, 1, "try[]");
        clauses.push(new TryClause(bindVariable(ctx, clause.ident), expr, place));
        break;
      }
    }
    if (comprehension.clauses[0]?.kind === "LetClause") {
      leave();
      return ctx.error(comprehension, "first comprehension clause must be 'if' or 'for'");
    }
    const previous = comprehension.clauses[index - 1];
    if (previous?.kind === "TryClause" && previous.expr === undefined) {
      leave();
      return ctx.error(
        previous,
        "struct-form try clause must be the last clause in a comprehension",
      );
    }
  }
  if (comprehension.value.kind !== "StructLit") {
    leave();
    return ctx.error(comprehension.value, "comprehension value must be struct");
  }
  if (hasTry) ctx.tryDepth++;
  const value = ctx.compileExpression(comprehension.value);
  if (hasTry) ctx.tryDepth--;
  leave();
  if (value.tag !== STRUCT_LIT) return value;
  let fallback: ReturnType<CompilerContext["compileExpression"]> | undefined;
  if (comprehension.fallback !== undefined) {
    if (!ctx.experiments.try) {
      const [first] = comprehension.clauses;
      const isElse =
        comprehension.clauses.length === 1 &&
        (first?.kind === "IfClause" || first?.kind === "TryClause");
      return ctx.error(
        comprehension.fallback,
        `${isElse ? "else" : "fallback"} clause requires the try experiment (language version v0.16.0 or later)`,
      );
    }
    fallback = ctx.compileExpression(comprehension.fallback.body);
  }
  return new Comprehension(
    clauses,
    value,
    fallback?.tag === STRUCT_LIT ? fallback : undefined,
    ctx.place(comprehension),
  );
}

function bindVariable(ctx: CompilerContext, ident: { readonly name: string } & AstNode): number {
  const label = ctx.labels.identifier(ident.name, ctx.options.packagePath);
  bind(ctx, ident.name, { kind: "variable", label });
  return label;
}
