// What the parts of the compiler share: the files being compiled, the stack of scopes, and the errors found.
import type { Experiments } from "./experiments.ts";
import type { Expression, Node as AstNode } from "../ast/ast.ts";
import { Bottom, EVAL_ERROR } from "../adt/bottom.ts";
import type { Expr, PackageInstance } from "../adt/expr.ts";
import type { Feature, Labels } from "../adt/feature.ts";
import { Place } from "../adt/position.ts";
import { CueError } from "../errors/cue-error.ts";
import type { Source } from "../token/source.ts";
import type { Scope } from "./scope.ts";

/** Finds a package to import; undefined where there is none. */
export type ImportPackage = (path: string) => PackageInstance | undefined;

/** How to compile. */
export interface CompilerOptions {
  readonly labels: Labels;
  /** Sets the hidden fields of packages apart. */
  readonly packagePath: string;
  readonly importPackage: ImportPackage;
  readonly externals: ReadonlySet<string>;
  readonly implicitImports: ReadonlyMap<string, string>;
  readonly compatibility: boolean;
  readonly missing?: ExplainMissing | undefined;
}

/**
 * What to say of a definition that an imported package lacks (`definitions` are those that it has), or of a package
 * that is not there; undefined: nothing more.
 */
export type ExplainMissing = (
  importPath: string,
  definition?: string,
  definitions?: readonly string[],
) => string | undefined;

/** A message at a place, before all are sorted. */
export interface Finding {
  readonly place: Place;
  readonly message: string;
  readonly path: readonly string[];
  readonly fileIndex: number;
}

export class CompilerContext {
  readonly options: CompilerOptions;
  readonly labels: Labels;
  readonly errors: Finding[] = [];
  readonly warnings: Finding[] = [];
  readonly scopes: Scope[] = [];
  source!: Source;
  fileIndex = 0;
  experiments!: Experiments;
  /** Labels of the fields that files of the package see of each other. */
  packageLabels: Set<Feature> = new Set();
  tryDepth = 0;
  /** The let whose own text is being compiled: it is not visible there. */
  hiddenLet: unknown = undefined;

  /** Compiles an expression; set by expression.ts, as declarations and expressions contain each other. */
  compileExpression!: (expr: Expression) => Expr;

  constructor(options: CompilerOptions) {
    this.options = options;
    this.labels = options.labels;
  }

  place(node: { readonly start: number; readonly end: number }): Place {
    return new Place(this.source, node.start, node.end);
  }

  path(): string[] {
    const path: string[] = [];
    for (const scope of this.scopes) {
      if (scope.label !== undefined) path.push(scope.label);
      if (scope.path !== undefined) path.push(scope.path);
    }
    return path;
  }

  /** Notes an error; gives a value that stands for what cannot be compiled. */
  error(node: AstNode, message: string): Bottom {
    const place = this.place(node);
    this.errors.push({ place, message, path: this.path(), fileIndex: this.fileIndex });
    return new Bottom(EVAL_ERROR, message, [], place, undefined);
  }

  /** An error in the place of an expression that is told elsewhere. */
  bottom(node: AstNode, message: string): Bottom {
    return new Bottom(EVAL_ERROR, message, [], this.place(node), undefined);
  }

  warn(node: AstNode, message: string): void {
    const place = this.place(node);
    this.warnings.push({ place, message, path: this.path(), fileIndex: this.fileIndex });
  }

  /** An error that is only a warning in the older dialect. */
  complain(node: AstNode, message: string): void {
    if (this.options.compatibility) this.warn(node, message);
    else this.error(node, message);
  }
}

/** Findings as errors for users, by file and position. */
export function toErrors(findings: readonly Finding[]): CueError[] {
  const sorted = [...findings].sort(
    (a, b) =>
      compareNames(a.place.source.filename, b.place.source.filename) ||
      a.fileIndex - b.fileIndex ||
      a.place.start - b.place.start,
  );
  const seen = new Set<string>();
  const errors: CueError[] = [];
  for (const { place, message, path, fileIndex } of sorted) {
    const key = `${fileIndex}:${place.start}:${message}`;
    if (seen.has(key)) continue;
    seen.add(key);
    errors.push(
      new CueError({
        code: "compile",
        message,
        path,
        positions: [place.source.position(Math.max(0, place.start))],
      }),
    );
  }
  return errors;
}

function compareNames(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
