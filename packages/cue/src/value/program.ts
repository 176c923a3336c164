// Compilation: sources in, an immutable program out.
import type { CueError } from "../errors/cue-error.ts";
import type { Program } from "./value.ts";

/** A source file: its name in messages and its text. */
export interface Source {
  readonly filename: string;
  readonly text: string;
}

/** Finds the files of a package that is not in the standard library; undefined where there is none. */
export type PackageResolver = (importPath: string) => readonly Source[] | undefined;

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
   * `+` and `*` on lists concatenate and repeat.
   */
  readonly compatibility?: boolean;
}

/** What {@link compile} gives: a program, or the errors that prevent it, sorted by position. */
export interface Compilation {
  readonly program?: Program;
  readonly errors: readonly CueError[];
  readonly warnings: readonly CueError[];
}

/** Creates an empty {@link PackageCache}. */
export function createPackageCache(): PackageCache {
  throw new Error("not yet");
}

/** Compiles the files of one package to a program. Never throws: bad input gives `errors`. */
export function compile(
  _sources: readonly Source[],
  _options: CompileOptions = {},
): Compilation {
  throw new Error("not yet");
}

/**
 * Compiles one expression (imports allowed before it). Its program's value is the expression's, and `externals` are
 * the top-level names that it may use, filled in when it is evaluated.
 */
export function compileExpression(_source: Source, _options: CompileOptions = {}): Compilation {
  throw new Error("not yet");
}
