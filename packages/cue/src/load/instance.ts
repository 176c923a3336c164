import type { File } from "../ast/ast.ts";
import type { CueError } from "../errors/cue-error.ts";
import type { DataFile } from "./data-file.ts";

/** A package as it was loaded: what its files say, not yet compiled. */
export interface Instance {
  /** The path by which the package is known; empty outside of a module. */
  readonly importPath: string;
  /** How it was asked for, for messages. */
  readonly displayPath: string;
  /** The name of its package clause; empty if it has none. */
  readonly packageName: string;
  readonly folder: string;
  /** The folder of its module, or else its own. */
  readonly root: string;
  /** Whether its files were named one by one. */
  readonly isNamed: boolean;
  /** CUE files, with the values of tags put in. */
  readonly files: readonly File[];
  /** Files of the folder, or of the command line, that are no CUE. */
  readonly data: readonly DataFile[];
  /** Why it cannot be used, if so. */
  readonly errors: readonly CueError[];
  /** The files of the packages that it imports, by import path; with what they import, and so on. */
  readonly imports: ReadonlyMap<string, readonly File[]>;
}
