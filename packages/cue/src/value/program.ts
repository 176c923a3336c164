// Compilation: sources in, an immutable program out.
import type { Expr, PackageInstance } from "../adt/expr.ts";
import type { File } from "../ast/ast.ts";
import { Labels } from "../adt/feature.ts";
import { compileFiles, type CompilerOptions, compileSingleExpression } from "../compile/compile.ts";
import { type ExplainMissing, toErrors } from "../compile/context.ts";
import type { CueError } from "../errors/cue-error.ts";
import { valueOf } from "./evaluated-value.ts";
import { Evaluation } from "./evaluation.ts";
import { importPathsOf, parseExpressionSource } from "./expression-source.ts";
import { CompiledPackages, importPaths, parsedFile } from "./packages.ts";
import type { EvaluateOptions, Program, Value } from "./value.ts";

export type { ExplainMissing };

/** A source file: its name in messages and its text. */
export interface Source {
  readonly filename: string;
  readonly text: string;
}

/** Finds the files of a package that is not in the standard library; undefined where there is none. */
export type PackageResolver = (importPath: string) => readonly (File | Source)[] | undefined;

/**
 * Compiled packages by import path, shared by any number of compilations. It lives as long as its owner keeps it;
 * a package's entry is made at the first import and never changes.
 */
export interface PackageCache {
  /** The number of packages held. */
  readonly size: number;
  /** Forgets a package (and nothing that was compiled against it), or all of them. */
  delete(importPath?: string): void;
}

/** Options of {@link compile} and {@link compileExpression}. */
export interface CompileOptions {
  /** Packages outside of the standard library. Default: there are none. */
  readonly packages?: PackageResolver;
  /** Where compiled packages are kept between compilations. Default: nowhere. */
  readonly cache?: PackageCache;
  /**
   * Names that references may use although no source declares them: fields of the root that are filled in when the
   * program is evaluated (`parameter`, `context`). They have no value until then.
   */
  readonly externals?: readonly string[];
  /** Names that stand for an import where nothing else binds them: `{ op: "vela/op" }`. */
  readonly implicitImports?: Readonly<Record<string, string>>;
  /**
   * Accepts the dialect of older releases with a warning: unused imports, aliases and lets are no errors,
   * `+` and `*` on lists concatenate and repeat, a field that a struct may still get is not there yet.
   */
  readonly compatibility?: boolean;
  /**
   * Makes it an error to use a definition that an imported package lacks (it is merely incomplete otherwise). What the
   * function gives is added to that message, and to the one about a package that is not there.
   */
  readonly missing?: ExplainMissing;
}

/** What {@link compile} gives: a program, or the errors that prevent it, sorted by position. */
export interface Compilation {
  readonly program?: Program;
  readonly errors: readonly CueError[];
  readonly warnings: readonly CueError[];
}

/** Creates an empty {@link PackageCache}. */
export function createPackageCache(): PackageCache {
  return new CompiledPackages();
}

/** Compiles the files of one package, texts or parsed, to a program. Never throws: bad input gives `errors`. */
export function compile(
  sources: readonly (File | Source)[],
  options: CompileOptions = {},
): Compilation {
  const parsed = sources.map(parsedFile);
  const syntaxErrors = parsed.flatMap(({ errors }) => [...errors]);
  if (syntaxErrors.length > 0) return { errors: syntaxErrors, warnings: [] };
  const files = parsed.map(({ file }) => file);
  const setting = prepare(files.flatMap(importPaths), options);
  if (setting.errors.length > 0) return { errors: setting.errors, warnings: [] };
  const { files: literals, errors, warnings } = compileFiles(files, setting.compiler);
  const found = { errors: toErrors(errors), warnings: toErrors(warnings) };
  if (errors.length > 0) return found;
  const instance: PackageInstance = { path: MAIN_PACKAGE, files: literals };
  return { program: new CompiledProgram(instance, setting, found.warnings), ...found };
}

/**
 * Compiles one expression (imports allowed before it). Its program's value is the expression's, and `externals` are
 * the top-level names that it may use, filled in when it is evaluated.
 */
export function compileExpression(source: Source, options: CompileOptions = {}): Compilation {
  const { expr, declarations, origin, errors: syntaxErrors } = parseExpressionSource(source);
  if (expr === undefined) return { errors: syntaxErrors, warnings: [] };
  const setting = prepare(importPathsOf(declarations), options);
  if (setting.errors.length > 0) return { errors: setting.errors, warnings: [] };
  const compiled = compileSingleExpression(expr, declarations, origin, setting.compiler);
  const found = { errors: toErrors(compiled.errors), warnings: toErrors(compiled.warnings) };
  if (compiled.errors.length > 0) return found;
  return { program: new CompiledProgram(compiled.expr, setting, found.warnings), ...found };
}

/** The packages that the files import, compiled, and the settings of the compiler. */
export interface Setting {
  readonly packages: CompiledPackages;
  readonly compiler: CompilerOptions;
  readonly errors: readonly CueError[];
}

/** Compiles imported packages: their names come first, so that no later package changes the program's. */
export function prepare(paths: readonly string[], options: CompileOptions): Setting {
  const packages = (options.cache as CompiledPackages | undefined) ?? new CompiledPackages();
  const implicitImports = new Map(Object.entries(options.implicitImports ?? {}));
  const load = { packages: options.packages, compatibility: options.compatibility ?? false };
  const errors: CueError[] = [];
  for (const path of new Set([...paths, ...implicitImports.values()])) {
    errors.push(...packages.load(path, load));
  }
  return {
    packages,
    errors,
    compiler: {
      labels: new Labels(packages.labels),
      packagePath: MAIN_PACKAGE,
      importPackage: (path) => packages.get(path),
      externals: new Set(options.externals ?? []),
      implicitImports,
      compatibility: options.compatibility ?? false,
      missing: options.missing,
    },
  };
}

const MAIN_PACKAGE = "_";

class CompiledProgram implements Program {
  readonly warnings: readonly CueError[];
  readonly #content: PackageInstance | Expr;
  readonly #setting: Setting;

  constructor(content: PackageInstance | Expr, setting: Setting, warnings: readonly CueError[]) {
    this.#content = content;
    this.#setting = setting;
    this.warnings = warnings;
  }

  evaluate(options: EvaluateOptions = {}): Value {
    const evaluation = new Evaluation(this.#content, this.#setting, options);
    return valueOf(evaluation, evaluation.root);
  }
}
