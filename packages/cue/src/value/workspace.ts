// Instances, data and expressions that are evaluated together: what the command line is made of.
import { MEMBER } from "../adt/arc-type.ts";
import { type CloseInfo, ROOT_INFO } from "../adt/close-info.ts";
import { Environment } from "../adt/environment.ts";
import type { Expr, Resolver } from "../adt/expr.ts";
import { NO_LABEL } from "../adt/feature.ts";
import { FIELD_SET_KNOWN, FINALIZE } from "../adt/node-state.ts";
import { LAST_RESOLVER, LAST_VALUE } from "../adt/tag.ts";
import { Conjunct, EMPTY_VERTEX, FINALIZED, Vertex } from "../adt/vertex.ts";
import type { Expression, File } from "../ast/ast.ts";
import { compileFiles, type CompilerOptions, compileSingleExpression } from "../compile/compile.ts";
import { toErrors } from "../compile/context.ts";
import type { CueError } from "../errors/cue-error.ts";
import { packageRoot } from "../eval/package-root.ts";
import { standardPackageNames } from "../stdlib/packages.ts";
import type { Source as SourceText } from "../token/source.ts";
import { valueOf, vertexOf } from "./evaluated-value.ts";
import { Evaluation } from "./evaluation.ts";
import { CompiledPackages, importPaths } from "./packages.ts";
import { type PackageResolver, prepare } from "./program.ts";
import type { Budget, Value } from "./value.ts";

/** Options of {@link createWorkspace}. */
export interface WorkspaceOptions {
  /** Packages outside of the standard library. Default: there are none. */
  readonly packages?: PackageResolver;
  /** The limits of everything that is evaluated in the workspace. */
  readonly budget?: Budget;
  /** Accepts the dialect of older releases, as `CompileOptions.compatibility`. */
  readonly compatibility?: boolean;
}

/** A value, or why there is none; warnings of the compatibility mode. */
export interface Built {
  readonly value: Value | undefined;
  readonly errors: readonly CueError[];
  readonly warnings: readonly CueError[];
}

/** Values that know each other: they can be unified, and expressions see into them. Nothing here throws. */
export interface Workspace {
  /** Compiles the files of one package. `importPath` sets its hidden fields apart from those of others. */
  build(files: readonly File[], options?: { readonly importPath?: string }): Built;
  /** Compiles an expression (of a tree read from `source`) in the scope of a value; `strings.ToUpper` needs no import. */
  expression(
    expr: Expression,
    source: SourceText,
    options?: { readonly scope?: Value | undefined; readonly importPath?: string },
  ): Built;
  /** The unification of values. */
  unify(...values: readonly Value[]): Value;
  /** A struct that holds a value at a path of regular fields. */
  place(path: readonly string[], value: Value): Value;
}

/** Creates an empty {@link Workspace}. */
export function createWorkspace(options: WorkspaceOptions = {}): Workspace {
  return new EvaluatedWorkspace(options);
}

const MAIN_PACKAGE = "_";

class EvaluatedWorkspace implements Workspace {
  readonly #options: WorkspaceOptions;
  readonly #evaluation: Evaluation;
  readonly #packages: CompiledPackages;
  readonly #compiler: CompilerOptions;

  constructor(options: WorkspaceOptions) {
    this.#options = options;
    const { compatibility = false, budget } = options;
    this.#evaluation = new Evaluation(
      undefined,
      prepare([], { compatibility }),
      budget === undefined ? {} : { budget },
    );
    const { labels } = this.#evaluation.ctx;
    this.#packages = new CompiledPackages(labels);
    this.#compiler = {
      labels,
      packagePath: MAIN_PACKAGE,
      importPackage: (path) => this.#packages.get(path),
      externals: new Set(),
      implicitImports: new Map(),
      compatibility,
    };
  }

  #load(paths: Iterable<string>): CueError[] {
    const { packages, compatibility = false } = this.#options;
    const errors: CueError[] = [];
    for (const path of new Set(paths)) {
      errors.push(...this.#packages.load(path, { packages, compatibility }));
    }
    return errors;
  }

  build(files: readonly File[], options: { readonly importPath?: string } = {}): Built {
    const errors = this.#load(files.flatMap(importPaths));
    if (errors.length > 0) return { value: undefined, errors, warnings: [] };
    const path = options.importPath ?? "";
    const compiled = compileFiles(files, {
      ...this.#compiler,
      packagePath: path === "" ? MAIN_PACKAGE : path,
    });
    const found = { errors: toErrors(compiled.errors), warnings: toErrors(compiled.warnings) };
    if (found.errors.length > 0) return { value: undefined, ...found };
    const root = packageRoot({ path, files: compiled.files });
    this.#evaluation.addPackage(root, path === "" ? MAIN_PACKAGE : path, files);
    return { value: valueOf(this.#evaluation, root), ...found };
  }

  expression(
    expr: Expression,
    source: SourceText,
    options: { readonly scope?: Value | undefined; readonly importPath?: string } = {},
  ): Built {
    const { ctx } = this.#evaluation;
    const scope = options.scope === undefined ? undefined : vertexOf(options.scope).vertex;
    if (scope !== undefined) {
      this.#evaluation.guard(
        () => ctx.completeArcs(scope),
        () => undefined,
      );
      ctx.takeErrors();
    }
    // Only what the expression may name is loaded.
    const implicitImports = new Map<string, string>();
    for (const [name, path] of standardPackageNames()) {
      if (source.text.includes(name)) implicitImports.set(name, path);
    }
    const errors = this.#load(implicitImports.values());
    if (errors.length > 0) return { value: undefined, errors, warnings: [] };
    const inner = scope?.deref();
    const path = options.importPath ?? "";
    const compiled = compileSingleExpression(expr, [], source, {
      ...this.#compiler,
      packagePath: path === "" ? MAIN_PACKAGE : path,
      externals: new Set(inner?.arcs.map((arc) => ctx.labels.text(arc.label)) ?? []),
      implicitImports,
    });
    const found = { errors: toErrors(compiled.errors), warnings: toErrors(compiled.warnings) };
    if (found.errors.length > 0) return { value: undefined, ...found };
    const env = inner === undefined ? undefined : new Environment(undefined, inner);
    return { value: valueOf(this.#evaluation, this.#resolved(compiled.expr, env)), ...found };
  }

  /** What a reference leads to is itself, in its place; anything else is computed. */
  #resolved(expr: Expr, env: Environment | undefined): Vertex {
    const inline = newRoot([new Conjunct(env, expr, ROOT_INFO)]);
    if (expr.tag <= LAST_VALUE || expr.tag > LAST_RESOLVER) return inline;
    const { ctx } = this.#evaluation;
    const frame = ctx.save();
    ctx.env = env;
    ctx.errors = undefined;
    const found = this.#evaluation.guard(
      () => ctx.resolve(expr as Resolver, FIELD_SET_KNOWN, FINALIZE),
      () => undefined,
    );
    const errors = ctx.takeErrors();
    ctx.restore(frame, true);
    if (errors === undefined) return found === undefined || found === EMPTY_VERTEX ? inline : found;
    inline.conjuncts = [];
    inline.setBase(errors);
    inline.status = FINALIZED;
    return inline;
  }

  unify(...values: readonly Value[]): Value {
    const conjuncts: Conjunct[] = [];
    for (const value of values) {
      const { vertex } = vertexOf(value);
      if (vertex === undefined) return value;
      conjuncts.push(this.#conjunct(vertex));
    }
    return valueOf(this.#evaluation, newRoot(conjuncts));
  }

  /** A value as a conjunct: what is closed stays so. */
  #conjunct(vertex: Vertex): Conjunct {
    this.#evaluation.guard(
      () => this.#evaluation.ctx.completeArcs(vertex),
      () => undefined,
    );
    this.#evaluation.ctx.takeErrors();
    let info: CloseInfo = ROOT_INFO;
    if (vertex.deref().isClosedRecursive) {
      info = info.copy();
      info.fromDefinition = true;
      info.isTopDefinition = true;
    }
    return new Conjunct(undefined, vertex, info);
  }

  place(path: readonly string[], value: Value): Value {
    const { vertex } = vertexOf(value);
    if (vertex === undefined || path.length === 0) return value;
    return valueOf(this.#evaluation, this.#evaluation.placed(path, vertex));
  }
}

function newRoot(conjuncts: Conjunct[]): Vertex {
  return new Vertex(undefined, NO_LABEL, MEMBER, conjuncts);
}
