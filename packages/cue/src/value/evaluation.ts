// One evaluation of a program: the context, the root, the data filled in.
import { MEMBER } from "../adt/arc-type.ts";
import { ROOT_INFO } from "../adt/close-info.ts";
import { Environment } from "../adt/environment.ts";
import { type Expr, Field as FieldDecl, type PackageInstance, StructLit } from "../adt/expr.ts";
import { type Feature, intLabel, Labels, NO_LABEL } from "../adt/feature.ts";
import { VERTEX } from "../adt/tag.ts";
import { Conjunct, FINALIZED, Vertex } from "../adt/vertex.ts";
import type { File } from "../ast/ast.ts";
import { compileSingleExpression } from "../compile/compile.ts";
import { toErrors } from "../compile/context.ts";
import { CueError } from "../errors/cue-error.ts";
import { BudgetExceeded } from "../eval/budget.ts";
import { OpContext } from "../eval/context.ts";
import { runDeep } from "../eval/deep.ts";
import { defaultOfVertex } from "../eval/default.ts";
import { packageRoot } from "../eval/package-root.ts";
import { dataToVertex, type PlainData, wrapData } from "../export/data.ts";
import { syntaxFile, type SyntaxOptions } from "../export/syntax-file.ts";
import { SourceTrees } from "../export/trees.ts";
import type { Source } from "../token/source.ts";
import { importPathsOf, parseExpressionSource } from "./expression-source.ts";
import { CompiledPackages } from "./packages.ts";
import type { Setting } from "./program.ts";
import type { Budget, EvaluateOptions, PathElement } from "./value.ts";

const DEFAULT_NODES = 2_000_000;
const DEFAULT_DEPTH = 1_000;

export class Evaluation {
  readonly ctx: OpContext;
  readonly root: Vertex;
  readonly #setting: Setting;
  readonly #files = new Map<Source, File>();
  readonly #packagePaths = new Map<Vertex, string>();
  #broken: CueError | undefined;

  constructor(
    content: PackageInstance | Expr | undefined,
    setting: Setting,
    options: EvaluateOptions,
  ) {
    const labels = new Labels(setting.compiler.labels);
    this.#setting = setting;
    this.ctx = new OpContext(labels, limitsOf(options.budget));
    this.ctx.isCompatible = setting.compiler.compatibility;
    if (content === undefined) this.root = new Vertex(undefined, NO_LABEL, MEMBER, []);
    else if ("files" in content) this.root = packageRoot(content);
    else {
      // The externals are the fields of a scope of their own.
      this.root = new Vertex(undefined, NO_LABEL, MEMBER, []);
      const scope = new Vertex(undefined, NO_LABEL, MEMBER, []);
      this.root.conjuncts.push(new Conjunct(new Environment(undefined, scope), content, ROOT_INFO));
      this.#fill(scope, options);
      return;
    }
    this.#fill(this.root, options);
  }

  #fill(root: Vertex, options: EvaluateOptions): void {
    for (const [index, { path, value }] of (options.fill ?? []).entries()) {
      let data = dataToVertex(this.ctx.labels, value as PlainData, index);
      for (const element of path.toReversed()) data = wrapData(this.label(element), data);
      root.conjuncts.push(new Conjunct(undefined, data, ROOT_INFO));
    }
  }

  label(element: PathElement): Feature {
    if (typeof element === "number") return intLabel(element);
    return this.ctx.labels.identifier(element, this.#setting.compiler.packagePath);
  }

  /** Keeps the trees of a package, for those who print it with comments and attributes. */
  addPackage(root: Vertex, path: string, files: readonly File[]): void {
    this.#packagePaths.set(root, path);
    for (const file of files) this.#files.set(file.source, file);
  }

  /** A vertex as a tree of CUE. */
  syntaxTree(vertex: Vertex, options: SyntaxOptions): File {
    return syntaxFile(
      this.ctx,
      vertex,
      options,
      new SourceTrees(this.#files),
      this.#packagePath(vertex),
    );
  }

  /** The package whose hidden fields are a vertex's own. */
  #packagePath(vertex: Vertex): string {
    let root = vertex;
    while (root.parent !== undefined) root = root.parent;
    const own = this.#packagePaths.get(root);
    if (own !== undefined) return own;
    for (const { node } of root.conjuncts) {
      if (node.tag === VERTEX && !node.isData && node !== root) return this.#packagePath(node);
    }
    return this.#setting.compiler.packagePath;
  }

  /** A struct that holds a vertex at a path of fields. */
  placed(path: readonly string[], vertex: Vertex): Vertex {
    let inner = new Conjunct(undefined, vertex, ROOT_INFO);
    for (const name of path.toReversed()) {
      const field = new FieldDecl(this.label(name), MEMBER, vertexOfConjunct(inner), undefined, []);
      const literal = new StructLit([field], undefined, false, false);
      inner = new Conjunct(undefined, literal, ROOT_INFO);
    }
    return vertexOfConjunct(inner);
  }

  /** Evaluates elements that came after their list had been settled; whether there were any. */
  settle(vertex: Vertex): boolean {
    const { ctx } = this;
    const isNew = vertex.status !== FINALIZED;
    if (isNew) {
      ctx.finalize(vertex);
      ctx.takeErrors();
    }
    let hasNew = isNew;
    for (const arc of defaultOfVertex(vertex).arcs) if (this.settle(arc)) hasNew = true;
    return hasNew;
  }

  /** Runs a part of the evaluation; past its budget every part gives the same error. */
  guard<T>(run: () => T, fallback: (error: CueError) => T): T {
    if (this.#broken !== undefined) return fallback(this.#broken);
    try {
      return runDeep(this.ctx, run);
    } catch (err) {
      if (err instanceof BudgetExceeded)
        this.#broken = new CueError({ code: "budget", message: err.message });
      else if (err instanceof RangeError) {
        this.#broken = new CueError({
          code: "budget",
          message: /length/i.test(err.message)
            ? "a text or list becomes too long"
            : "values are nested too deeply",
          cause: err,
        });
      } else throw err;
      return fallback(this.#broken);
    }
  }

  /** Compiles a text in the scope of a vertex and gives the vertex of its value. */
  expression(scope: Vertex, text: string, filename: string): Vertex | CueError {
    const { expr, declarations, origin, errors } = parseExpressionSource({ text, filename });
    if (expr === undefined) return errors[0] as CueError;
    const packages = new CompiledPackages(this.ctx.labels);
    for (const path of importPathsOf(declarations)) {
      packages.load(path, { packages: undefined, compatibility: false });
    }
    const externals = scope.arcs.map((arc) => this.ctx.labels.text(arc.label));
    const compiled = compileSingleExpression(expr, declarations, origin, {
      ...this.#setting.compiler,
      labels: this.ctx.labels,
      importPackage: (path) => packages.get(path),
      externals: new Set([...externals, ...this.#setting.compiler.externals]),
      implicitImports: new Map(),
    });
    const [first] = toErrors(compiled.errors);
    if (first !== undefined) return first;
    const vertex = this.ctx.newInline([
      new Conjunct(new Environment(undefined, scope), compiled.expr, ROOT_INFO),
    ]);
    return vertex;
  }
}

function limitsOf(budget: Budget | undefined): ConstructorParameters<typeof OpContext>[1] {
  const { now, signal, milliseconds } = budget ?? {};
  let checkTime: (() => void) | undefined;
  if (signal !== undefined || (now !== undefined && milliseconds !== undefined)) {
    const end = now !== undefined && milliseconds !== undefined ? now() + milliseconds : undefined;
    checkTime = () => {
      if (signal?.aborted === true) throw new BudgetExceeded("evaluation was aborted");
      if (end !== undefined && (now as () => number)() > end) {
        throw new BudgetExceeded(`evaluation exceeds its budget of ${milliseconds} ms`);
      }
    };
  }
  return {
    nodes: budget?.nodes ?? DEFAULT_NODES,
    depth: budget?.depth ?? DEFAULT_DEPTH,
    checkTime,
  };
}

function vertexOfConjunct(conjunct: Conjunct): Vertex {
  if (conjunct.node.tag === VERTEX) return conjunct.node;
  return new Vertex(undefined, NO_LABEL, MEMBER, [conjunct]);
}
