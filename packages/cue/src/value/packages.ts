// Compiled packages, kept between compilations.
import type { File } from "../ast/ast.ts";
import { compileFiles } from "../compile/compile.ts";
import { type Finding, toErrors } from "../compile/context.ts";
import { compileLibrary } from "../compile/library.ts";
import type { PackageInstance } from "../adt/expr.ts";
import { Labels } from "../adt/feature.ts";
import { CueError } from "../errors/cue-error.ts";
import { canonicalImportPath } from "../load/import-path.ts";
import { parseFile } from "../parser/parse.ts";
import { standardPackage } from "../stdlib/packages.ts";
import { importPathsOf } from "./expression-source.ts";
import type { PackageCache, PackageResolver, Source } from "./program.ts";

/** A file as it is, or parsed from its text. */
export function parsedFile(source: File | Source): {
  readonly file: File;
  readonly errors: readonly CueError[];
} {
  if ("kind" in source) return { file: source, errors: [] };
  return parseFile(source.text, { filename: source.filename });
}

/** The import paths that a file names, in order. */
export function importPaths(file: File): string[] {
  return importPathsOf(file.declarations);
}

/** How the packages of one compilation are found. */
export interface LoadOptions {
  readonly packages: PackageResolver | undefined;
  readonly compatibility: boolean;
}

/** The one implementation of {@link PackageCache}. */
export class CompiledPackages implements PackageCache {
  readonly labels: Labels;
  readonly #instances = new Map<string, PackageInstance>();
  readonly #loading = new Set<string>();

  constructor(labels: Labels = new Labels()) {
    this.labels = labels;
  }

  get size(): number {
    return this.#instances.size;
  }

  delete(importPath?: string): void {
    if (importPath === undefined) this.#instances.clear();
    else this.#instances.delete(canonicalImportPath(importPath));
  }

  get(importPath: string): PackageInstance | undefined {
    const instance = this.#instances.get(importPath);
    if (instance !== undefined) return instance;
    const canonical = canonicalImportPath(importPath);
    // A package of the standard library goes by its plain path only.
    return standardPackage(canonical) === undefined ? this.#instances.get(canonical) : undefined;
  }

  /** Compiles a package and what it imports, unless that was done before. Gives what is wrong with them. */
  load(path: string, options: LoadOptions): CueError[] {
    const importPath = canonicalImportPath(path);
    if (this.#instances.has(importPath)) return [];
    const standard = standardPackage(importPath);
    if (standard !== undefined) {
      const compileSource = (text: string, filename: string): PackageInstance["files"] =>
        this.#compile(filename, [parseFile(text, { filename }).file], options).files;
      this.#instances.set(importPath, compileLibrary(standard, this.labels, compileSource));
      return [];
    }
    if (this.#loading.has(importPath)) {
      return [
        new CueError({ code: "compile", message: `import cycle not allowed: ${importPath}` }),
      ];
    }
    const sources = options.packages?.(importPath);
    if (sources === undefined) return [];
    this.#loading.add(importPath);
    const errors = this.#loadSources(importPath, sources, options);
    this.#loading.delete(importPath);
    return errors;
  }

  #loadSources(
    importPath: string,
    sources: readonly (File | Source)[],
    options: LoadOptions,
  ): CueError[] {
    const parsed = sources.map(parsedFile);
    const errors = parsed.flatMap((result) => [...result.errors]);
    if (errors.length > 0) return errors;
    const files = parsed.map(({ file }) => file);
    for (const path of new Set(files.flatMap(importPaths)))
      errors.push(...this.load(path, options));
    if (errors.length > 0) return errors;
    const compiled = this.#compile(importPath, files, options);
    if (compiled.errors.length > 0) return toErrors(compiled.errors);
    this.#instances.set(importPath, { path: importPath, files: compiled.files });
    return [];
  }

  #compile(
    packagePath: string,
    files: readonly File[],
    options: LoadOptions,
  ): { readonly files: PackageInstance["files"]; readonly errors: readonly Finding[] } {
    return compileFiles(files, {
      labels: this.labels,
      packagePath,
      importPackage: (path) => this.get(path),
      externals: new Set(),
      implicitImports: new Map(),
      compatibility: options.compatibility,
    });
  }
}
