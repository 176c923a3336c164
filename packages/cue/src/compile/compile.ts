// Compilation: the syntax trees of a package's files to struct literals with resolved references.
import type { Declaration, Expression, File } from "../ast/ast.ts";
import { type Expr, StructLit } from "../adt/expr.ts";
import { Place } from "../adt/position.ts";
import { bindDeclarations, enterScope, leaveScope } from "./bind.ts";
import { CompilerContext, type CompilerOptions, type Finding } from "./context.ts";
import { compileDeclarations } from "./declaration.ts";
import { experimentsOf } from "./experiments.ts";
import { compileExpression } from "./expression.ts";
import { checkExtern } from "./extern.ts";

/** The result of compilation; `files` are to be used only if there are no errors. */
export interface CompiledFiles {
  readonly files: readonly StructLit[];
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

function newContext(options: CompilerOptions): CompilerContext {
  const ctx = new CompilerContext(options);
  ctx.compileExpression = (expr) => compileExpression(ctx, expr);
  return ctx;
}

/** Compiles the files of one package. */
export function compileFiles(files: readonly File[], options: CompilerOptions): CompiledFiles {
  const ctx = newContext(options);
  for (const file of files) {
    if (!file.declarations.some((declaration) => declaration.kind === "PackageClause")) continue;
    for (const declaration of file.declarations) {
      if (declaration.kind !== "Field") continue;
      const label = declaration.label.kind === "Alias" ? declaration.label.expr : declaration.label;
      if (label.kind === "Ident" && label.name !== "_") {
        ctx.packageLabels.add(ctx.labels.identifier(label.name, options.packagePath));
      }
    }
  }
  const compiled = files.map((file, index) => {
    ctx.source = file.source;
    ctx.fileIndex = index;
    return compileFile(ctx, file);
  });
  return { files: compiled, errors: ctx.errors, warnings: ctx.warnings };
}

function compileFile(ctx: CompilerContext, file: File): StructLit {
  ctx.experiments = experimentsOf(file.experiments);
  const decls = withinStack(ctx, file, [], () => {
    enterScope(ctx, file, 0);
    checkExtern(ctx, file);
    const found = compileDeclarations(ctx, file.declarations);
    checkImports(ctx, file.declarations);
    leaveScope(ctx);
    return found;
  });
  const first = file.declarations[0];
  const place = new Place(file.source, first?.start ?? 0, file.end);
  return new StructLit(decls, place, true, ctx.experiments.explicitopen);
}

/** A chain of operators may be longer than the stack is deep: that is an error of the source. */
function withinStack<T>(
  ctx: CompilerContext,
  node: File | Expression,
  fallback: T,
  run: () => T,
): T {
  try {
    return run();
  } catch (err) {
    if (!(err instanceof RangeError)) throw err;
    ctx.scopes.length = 0;
    ctx.errors.length = 0;
    ctx.error(node, "expression is nested too deeply");
    return fallback;
  }
}

/** Imports must be used, and must exist whether used or not. */
function checkImports(ctx: CompilerContext, declarations: readonly Declaration[]): void {
  const fields = new Map<string, Declaration>();
  // An import of the package's own name counts as used.
  let packageName: string | undefined;
  for (const declaration of declarations) {
    if (declaration.kind === "PackageClause") packageName = declaration.name.name;
    if (declaration.kind === "Field" && declaration.label.kind === "Ident") {
      fields.set(declaration.label.name, declaration);
    }
  }
  for (const binding of ctx.scopes.at(-1)?.names.values() ?? []) {
    if (binding.kind !== "import") continue;
    const { spec, path, name } = binding;
    const field = fields.get(name);
    if (field !== undefined) {
      const { filename, line, column } = ctx.source.position(field.start);
      ctx.error(
        spec,
        `${name} redeclared as imported package name\n\tprevious declaration at ${filename}:${line}:${column}`,
      );
      continue;
    }
    if (path.endsWith(":_") || ctx.options.importPackage(path) === undefined) {
      const hint = ctx.options.missing?.(path);
      const message = path.includes(".")
        ? `package "${path}" imported but not defined in ${ctx.options.packagePath}`
        : `builtin package "${path}" undefined`;
      ctx.error(spec, hint === undefined ? message : `${message}: ${hint}`);
    } else if (!binding.used && name !== packageName) {
      const as = spec.name === undefined ? "" : ` as ${spec.name.name}`;
      ctx.complain(spec, `imported and not used: ${spec.path.text}${as}`);
    }
  }
}

/** A single expression, compiled in the scope of a package that has the externals as its fields. */
export interface CompiledExpression {
  readonly expr: Expr;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

/** Compiles an expression; `imports` are the declarations before it. */
export function compileSingleExpression(
  expr: Expression,
  imports: readonly Declaration[],
  source: File["source"],
  options: CompilerOptions,
  experiments: readonly string[] = [],
): CompiledExpression {
  const ctx = newContext(options);
  ctx.source = source;
  ctx.experiments = experimentsOf(experiments);
  const tooDeep = ctx.bottom(expr, "expression is nested too deeply");
  const compiled = withinStack<Expr>(ctx, expr, tooDeep, () => {
    enterScope(ctx, expr, 0);
    bindDeclarations(ctx, imports);
    const found = compileExpression(ctx, expr);
    checkImports(ctx, imports);
    leaveScope(ctx);
    return found;
  });
  return { expr: compiled, errors: ctx.errors, warnings: ctx.warnings };
}

export type { CompilerOptions, Finding };
