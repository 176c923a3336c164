// Sorting the files of a folder, or those named by a command line, into packages. cue: cue/load/loader_common.go.
import type { File, PackageClause } from "../ast/ast.ts";
import type { CueError } from "../errors/cue-error.ts";
import { parseFile } from "../parser/parse.ts";
import { inclusionOf } from "./build-attributes.ts";
import { type DataFile, decodeText } from "./data-file.ts";
import { loadError } from "./errors.ts";
import { baseName, folderOf } from "./file-system.ts";
import type { FileType } from "./file-type.ts";

/** A file that was found, with its content. */
export interface FoundFile extends FileType {
  readonly content: Uint8Array;
}

/** What becomes of files. */
export interface SortOptions {
  /** The package that is wanted; empty for the only one there is, `_` for files without a package clause. */
  readonly packageName: string;
  /** The folder whose files they are. */
  readonly folder: string;
  /** The folder as messages name it. */
  readonly shownFolder: string;
  /** Every package is wanted, each as one of its own. */
  readonly allPackages: boolean;
  /** The files were named one by one: no package clause and no plain name is needed. */
  readonly isNamed: boolean;
  /** Takes files of tests and tools, and those that build attributes exclude. */
  readonly allFiles: boolean;
  readonly isTagSet: (tag: string) => boolean;
}

/** A file that does not take part. */
export interface IgnoredFile {
  readonly filename: string;
  readonly reason: CueError;
}

/** The files of one package. */
export interface PackageFiles {
  packageName: string;
  readonly files: File[];
  readonly data: DataFile[];
  readonly ignored: IgnoredFile[];
  readonly invalid: string[];
}

/** Sorts files one by one into packages. */
export class FileSorter {
  readonly packages: Map<string, PackageFiles> = new Map();
  readonly errors: CueError[] = [];
  /** The error of a folder with several packages of which none was asked for. */
  ambiguity: CueError | undefined = undefined;
  readonly #options: SortOptions;
  readonly #main: PackageFiles;
  #ignoresOthers: boolean;
  #firstFile = "";

  constructor(options: SortOptions) {
    this.#options = options;
    this.#ignoresOthers = options.packageName !== "";
    this.#main = newPackage(options.packageName);
    this.packages.set("", this.#main);
  }

  get main(): PackageFiles {
    return this.#main;
  }

  /** From now on only files of the package that has been found take part. */
  ignoreOthers(): void {
    this.#ignoresOthers = true;
  }

  /** Adds a file; tells whether it may be one of the package. */
  add(found: FoundFile): boolean {
    const { isNamed, folder, allPackages } = this.#options;
    const { filename } = found;
    const base = baseName(filename);
    const isHere = isNamed || folderOf(filename) === folder;
    if (found.encoding !== "cue") {
      if (isHere) this.#main.data.push(found);
      return false;
    }
    const prefix = /^[._]/.exec(base)?.[0];
    if (!isNamed && prefix !== undefined) {
      if (isHere)
        this.#ignore(this.#main, filename, loadError(`filename starts with a '${prefix}'`));
      return false;
    }
    const { file, errors } = parseFile(decodeText(found.content), { filename });
    if (errors.length > 0) {
      this.errors.push(...errors);
      this.#main.invalid.push(filename);
      return false;
    }
    const clause = packageClause(file);
    const name = clause?.name.name ?? "_";
    let into = this.#main;
    if (name === into.packageName && (isHere || name !== "_")) {
      // It is the package that is wanted.
    } else if (isNamed) {
      // Any file will do.
    } else if (allPackages && name !== "_") {
      const existing = this.packages.get(name);
      if (existing === undefined && !isHere) return false;
      into = existing ?? newPackage(name);
      this.packages.set(name, into);
    } else if (name === "_") {
      const position = file.source.position(file.declarations[0]?.start ?? 0);
      if (isHere) this.#ignore(into, filename, loadError("no package name", [position]));
      return false;
    }
    return this.#addParsed(file, name, into);
  }

  #addParsed(file: File, name: string, into: PackageFiles): boolean {
    const { allFiles, isTagSet, shownFolder } = this.#options;
    const { filename } = file.source;
    const base = baseName(filename);
    if (allFiles && this.#options.isNamed) {
      into.files.push(file);
      return true;
    }
    if (!allFiles) {
      const inclusion = inclusionOf(file, isTagSet);
      if (!inclusion.isIncluded) {
        if (inclusion.isError) this.errors.push(inclusion.reason);
        this.#ignore(into, filename, inclusion.reason);
        return true;
      }
    }
    if (name !== "_") {
      if (into.packageName === "") {
        into.packageName = name;
        this.#firstFile = base;
      } else if (name !== into.packageName) {
        const reason = `package is ${name}, want ${into.packageName}`;
        if (this.#ignoresOthers) {
          this.#ignore(into, filename, loadError(reason));
          return false;
        }
        const error = loadError(
          `found packages ${JSON.stringify(into.packageName)} (${this.#firstFile}) and ` +
            `${JSON.stringify(name)} (${base}) in ${JSON.stringify(shownFolder)}`,
        );
        this.ambiguity ??= error;
        this.errors.push(error);
        into.invalid.push(filename);
        return false;
      }
    }
    if (!allFiles && /_(?:test|tool)\.cue$/.test(base)) {
      const mode = base.endsWith("_test.cue") ? "test" : "tool";
      const wanted = mode === "test" ? "non-test" : "non-cmd";
      this.#ignore(into, filename, loadError(`_${mode}.cue files excluded in ${wanted} mode`));
    } else into.files.push(file);
    return true;
  }

  #ignore(from: PackageFiles, filename: string, reason: CueError): void {
    from.ignored.push({ filename, reason });
  }
}

function newPackage(packageName: string): PackageFiles {
  return { packageName, files: [], data: [], ignored: [], invalid: [] };
}

/** The package clause of a file. */
export function packageClause(file: File): PackageClause | undefined {
  for (const declaration of file.declarations) {
    if (declaration.kind === "PackageClause") return declaration;
    if (declaration.kind !== "CommentGroup" && declaration.kind !== "Attribute") return undefined;
  }
  return undefined;
}

/** Files of outer folders first, then by name. */
export function compareFilenames(a: string, b: string): number {
  const depth = a.split("/").length - b.split("/").length;
  return depth !== 0 ? depth : a < b ? -1 : a > b ? 1 : 0;
}
