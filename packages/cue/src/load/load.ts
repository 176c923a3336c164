// Loading: from arguments of a command line to packages. cue: cue/load.
import type { File } from "../ast/ast.ts";
import { CueError, isCueError, type Position } from "../errors/cue-error.ts";
import { unquote } from "../literal/unquote.ts";
import type { DataFile } from "./data-file.ts";
import { loadError } from "./errors.ts";
import { cleanPath, type FileSystem, joinPath, relativePath } from "./file-system.ts";
import { fileType, type FileType, parseFileArguments, splitArguments } from "./file-type.ts";
import {
  canonicalImportPath,
  type ImportPath,
  importPathText,
  isLocalPath,
  isStandardPath,
  parseImportPath,
} from "./import-path.ts";
import type { Instance } from "./instance.ts";
import {
  findModule,
  foldersOfPackage,
  type Module,
  MODULE_FOLDER,
  type PackageFolder,
} from "./module.ts";
import {
  compareFilenames,
  FileSorter,
  type FoundFile,
  type PackageFiles,
} from "./package-files.ts";
import { injectTags, type TagVariables } from "./tags.ts";

/** Options of {@link loadInstances}. */
export interface LoadOptions {
  readonly fileSystem: FileSystem;
  /** The folder that arguments are relative to, an absolute path. */
  readonly folder: string;
  /** The name of the package to load; `*` for all of a folder. Default: the only one there is. */
  readonly packageName?: string;
  /** `name=value`, shorthands, and names that `@if` asks for. */
  readonly tags?: readonly string[];
  /** Values of `@tag(x,var=…)`. Default: they are not set. */
  readonly tagVariables?: TagVariables;
  /** Folders without CUE files but with data are loaded too. */
  readonly dataFiles?: boolean;
  /** Takes every CUE file, whatever its name, package clause and attributes, and follows no imports. */
  readonly allFiles?: boolean;
  /** The content of `-`. */
  readonly standardInput?: () => Uint8Array;
}

/**
 * The packages and files that arguments name: folders (`.`, `./x`, `./...`, with `:name` a package), import paths,
 * and files (`x.cue`, `yaml: data.yml`, `-`). All files together are one instance, the last. Never throws for bad
 * input: what is wrong is in the `errors` of an instance.
 */
export function loadInstances(args: readonly string[], options: LoadOptions): readonly Instance[] {
  const loader = new Loader(options);
  try {
    return loader.instances(args.length === 0 ? ["."] : args);
  } catch (err) {
    if (err instanceof LoadErrors) return [loader.failed(...err.errors)];
    if (!isCueError(err)) throw err;
    return [loader.failed(err)];
  }
}

/** Several errors, thrown at once. */
class LoadErrors extends Error {
  readonly errors: readonly CueError[];
  constructor(errors: readonly CueError[]) {
    super("loading failed");
    this.errors = errors;
  }
}

class Loader {
  readonly #options: LoadOptions;
  readonly #fs: FileSystem;
  readonly #module: Module | undefined;
  readonly #usedTags = new Set<string>();
  readonly #setTags: ReadonlySet<string>;

  constructor(options: LoadOptions) {
    this.#options = options;
    this.#fs = options.fileSystem;
    this.#module = findModule(this.#fs, options.folder);
    this.#setTags = new Set((options.tags ?? []).filter((tag) => !tag.includes("=")));
  }

  failed(...errors: CueError[]): Instance {
    return this.#instance(newFiles(), { displayPath: "", importPath: "", folder: "" }, errors);
  }

  instances(args: readonly string[]): readonly Instance[] {
    if (this.#module?.error !== undefined) return [this.failed(this.#module.error)];
    const { packages, files } = splitArguments(args.map((arg) => this.#localized(arg)));
    const found = parseFileArguments(files).map((type) => this.#read(type));
    const loaded = packages.flatMap((arg) => this.#packages(arg));
    if (found.length > 0) loaded.push(this.#namedFiles(found));
    return this.#withTags(loaded);
  }

  /** An absolute folder becomes one relative to where the command runs. */
  #localized(arg: string): string {
    if (!arg.startsWith("/")) return arg;
    const relative = relativePath(this.#options.folder, arg);
    return relative.startsWith("..") ? relative : `./${relative}`;
  }

  #read(type: FileType): FoundFile {
    if (type.filename === "-") {
      return { ...type, content: this.#options.standardInput?.() ?? new Uint8Array() };
    }
    const filename = joinPath(this.#options.folder, type.filename);
    const content = this.#fs.readFile(filename);
    if (content === undefined) throw loadError(`stat ${filename}: no such file or directory`);
    return { ...type, filename, content };
  }

  #withTags(instances: readonly Instance[]): readonly Instance[] {
    const { tags = [], tagVariables } = this.#options;
    const result = injectTags(
      instances.flatMap(({ files }) => files),
      { tags, used: this.#usedTags, variables: tagVariables },
    );
    let at = 0;
    return instances.map((instance) => {
      const files = result.files.slice(at, at + instance.files.length);
      at += instance.files.length;
      return { ...instance, files, errors: [...instance.errors, ...result.errors] };
    });
  }

  #isTagSet = (tag: string): boolean => {
    this.#usedTags.add(tag);
    return this.#setTags.has(tag);
  };

  #newSorter(packageName: string, folder: string, isNamed: boolean): FileSorter {
    return new FileSorter({
      packageName,
      folder,
      shownFolder: relativePath(this.#options.folder, folder),
      allPackages: this.#options.packageName === "*",
      isNamed,
      allFiles: this.#options.allFiles === true,
      isTagSet: this.#isTagSet,
    });
  }

  #namedFiles(found: readonly FoundFile[]): Instance {
    const { folder } = this.#options;
    const sorter = this.#newSorter("", folder, true);
    for (const file of found) sorter.add(file);
    const errors = [...sorter.errors];
    const { main } = sorter;
    sortFiles(main);
    if (errors.length === 0 && main.files.length === 0 && main.data.length === 0) {
      errors.push(this.#noFiles(main, "command-line-arguments"));
    }
    const place = { displayPath: "command-line-arguments", importPath: "", folder };
    return { ...this.#instance(main, place, errors, true), isNamed: true };
  }

  /** The packages that an argument names. */
  #packages(arg: string): Instance[] {
    const wanted = this.#options.packageName ?? "";
    const path = parseImportPath(arg);
    // `*` means every package only where a command asks for them all.
    const name = !path.hasQualifier ? wanted : path.qualifier === "*" ? "" : path.qualifier;
    if (path.hasQualifier && name === "_") {
      throw loadError(`invalid import path qualifier _ in ${JSON.stringify(arg)}`);
    }
    const location = importPathText({ ...path, qualifier: "", hasQualifier: false });
    if (!isLocalPath(location)) {
      if (location.includes("...") && this.#module === undefined) {
        throw loadError(`cue: ${JSON.stringify(arg)} matched no packages`);
      }
      if (location.includes("..."))
        throw loadError(`pattern not allowed in external package path ${JSON.stringify(arg)}`);
      return [
        this.#importedInstance(arg, { ...path, qualifier: name === "" ? path.qualifier : name }),
      ];
    }
    const folder = joinPath(this.#options.folder, location.replace(/\.\.\..*$/, ""));
    if (!location.includes("...")) {
      const display =
        location === "."
          ? "."
          : location.startsWith("..")
            ? cleanPath(location)
            : `./${cleanPath(location)}`;
      const instances = this.#folderInstances(folder, display, name);
      if (instances.length === 0)
        throw loadError(`cue: ${JSON.stringify(display)} matched no packages`);
      return instances;
    }
    const folders = this.#matchingFolders(folder, location);
    // Which packages there are is found out before any of them is loaded.
    for (const each of folders) {
      const { ambiguity } = this.#sorted(each, name);
      if (ambiguity !== undefined) throw ambiguity;
    }
    const all = folders.flatMap((each) => {
      const display = `./${relativePath(this.#options.folder, each)}`;
      return this.#folderInstances(each, display === "./." ? "." : display, name, true);
    });
    if (all.length === 0)
      throw loadError(`cue: ${JSON.stringify(cleanPath(location))} matched no packages`);
    return all;
  }

  /** The folders below one that match a pattern with `...`. */
  #matchingFolders(folder: string, pattern: string): string[] {
    const matches = patternOf(joinPath(this.#options.folder, pattern));
    const found: string[] = [];
    const visit = (at: string, isTop: boolean): void => {
      const entries = this.#fs.listFolder(at);
      if (entries === undefined) return;
      if (matches.test(at)) found.push(at);
      for (const { name, isFolder } of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
        if (!isFolder || name === MODULE_FOLDER || /^[._]/.test(name)) continue;
        if (name === "testdata" && !isTop) continue;
        const inner = joinPath(at, name);
        if (this.#fs.listFolder(joinPath(inner, MODULE_FOLDER)) === undefined) visit(inner, false);
      }
    };
    visit(folder, true);
    return found;
  }

  #folderInstances(folder: string, display: string, name: string, isPattern = false): Instance[] {
    if (this.#fs.listFolder(folder) === undefined) {
      throw loadError(`cannot find package ${JSON.stringify(display)}`);
    }
    const sorter = this.#sorted(folder, name);
    const stops = isPattern && this.#options.allFiles !== true;
    if (stops && sorter.errors[0] !== undefined) throw new LoadErrors(sorter.errors);
    const instances: Instance[] = [];
    const all = [...sorter.packages.values()].sort((a, b) =>
      a.packageName < b.packageName ? -1 : 1,
    );
    for (const files of all) {
      const isEmpty =
        files.files.length + files.data.length + files.ignored.length + files.invalid.length === 0;
      if (isEmpty) continue;
      const errors = files === sorter.main ? [...sorter.errors] : [];
      if (errors.length === 0 && files.files.length === 0) {
        const isAllowed =
          this.#options.dataFiles === true ||
          (this.#options.packageName === "*" && files.packageName === "_");
        if (
          isPattern &&
          errors.length === 0 &&
          !(this.#options.dataFiles === true && files.data.length > 0)
        )
          continue;
        if (!isAllowed) errors.push(this.#noFiles(files, display));
      }
      const importPath = this.#importPathOf(folder, files.packageName);
      instances.push(this.#instance(files, { displayPath: display, importPath, folder }, errors));
    }
    return instances;
  }

  #sorted(folder: string, name: string): FileSorter {
    const root = this.#module?.root ?? folder;
    return this.#sortFolders([{ root, folder }], name === "*" ? "_" : name);
  }

  #importPathOf(folder: string, packageName: string): string {
    const module = this.#module;
    if (module === undefined || module.path === "") return "";
    const relative = relativePath(module.root, folder);
    const path = relative === "." ? module.path : `${module.path}/${relative}`;
    return importPathText({ path, version: "", qualifier: packageName, hasQualifier: true });
  }

  /** Sorts the files of folders and, within a module, of those above them, into packages. */
  #sortFolders(folders: readonly PackageFolder[], packageName: string): FileSorter {
    const sorter = this.#newSorter(packageName, folders[0]?.folder ?? "", false);
    for (const { root, folder } of folders) {
      const own = folders.length === 1 ? sorter : this.#newSorter(packageName, folder, false);
      this.#sortFolder(own, root, folder);
      if (own === sorter) continue;
      sorter.main.files.push(...own.main.files);
      sorter.errors.push(...own.errors);
      if (sorter.main.packageName === "") sorter.main.packageName = own.main.packageName;
    }
    for (const files of sorter.packages.values()) sortFiles(files);
    return sorter;
  }

  #sortFolder(sorter: FileSorter, root: string, folder: string): void {
    for (let at = folder, isFirst = true; ; isFirst = false) {
      let hasAdded = false;
      for (const found of this.#filesOf(at)) if (sorter.add(found)) hasAdded = true;
      const isEnd = at === root || this.#module === undefined || (isFirst && !hasAdded);
      if (isEnd || sorter.main.packageName === "" || !at.startsWith(root)) return;
      sorter.ignoreOthers();
      at = joinPath(at, "..");
    }
  }

  #filesOf(folder: string): FoundFile[] {
    const entries = this.#fs.listFolder(folder) ?? [];
    const names = entries.filter((entry) => !entry.isFolder).map(({ name }) => name);
    return names.sort().flatMap((name): FoundFile[] => {
      const filename = joinPath(folder, name);
      let type: FileType;
      try {
        type = fileType(filename);
      } catch (err) {
        if (isCueError(err)) return [];
        throw err;
      }
      // What is no CUE is read when somebody wants it.
      const fs = this.#fs;
      let content: Uint8Array | undefined;
      return [
        {
          ...type,
          get content(): Uint8Array {
            content ??= fs.readFile(filename) ?? new Uint8Array();
            return content;
          },
        },
      ];
    });
  }

  #noFiles(files: PackageFiles, display: string): CueError {
    if (files.ignored.length === 0) return loadError(`no CUE files in ${display}`);
    const lines = files.ignored.map(({ filename, reason }) => {
      const name = `./${relativePath(this.#options.folder, filename)}`;
      return `\n    ${name}: ${reason.message}`;
    });
    return loadError(`build constraints exclude all CUE files in ${display}:${lines.join("")}`);
  }

  #importedInstance(arg: string, path: ImportPath): Instance {
    const importPath = importPathText(path);
    const files = this.#filesOfImport(path);
    if (typeof files === "string") throw loadError(files);
    return this.#instance(files, { displayPath: arg, importPath, folder: "" }, []);
  }

  /** The files of a package to import, or why there are none. */
  #filesOfImport(path: ImportPath): PackageFiles | string {
    const module = this.#module;
    const unqualified = importPathText({ ...path, qualifier: "", hasQualifier: false });
    if (isStandardPath(path.path)) {
      const name = path.qualifier === "*" ? path.path : importPathText(path);
      return `standard library import path ${JSON.stringify(name)} cannot be imported as a CUE package`;
    }
    if (module === undefined || module.path === "") {
      return "imports are unavailable because there is no cue.mod/module.cue file";
    }
    if (path.qualifier === "") {
      const name = JSON.stringify(importPathText(path));
      return `cannot determine package name for ${name}; set it explicitly with ':'`;
    }
    const missing = `cannot find package ${JSON.stringify(unqualified)}: cannot find module providing package ${unqualified}`;
    const folders = foldersOfPackage(module, path.path).filter(
      ({ folder }) => this.#fs.listFolder(folder) !== undefined,
    );
    if (folders.length === 0) return missing;
    const { main, errors } = this.#sortFolders(folders, path.qualifier);
    if (errors[0] !== undefined) throw errors[0];
    if (main.files.length > 0) return main;
    return main.ignored.length > 0
      ? `cannot find package ${JSON.stringify(unqualified)}: no files in package directory with package name ${JSON.stringify(path.qualifier)}`
      : missing;
  }

  #instance(
    files: PackageFiles,
    place: { readonly displayPath: string; readonly importPath: string; readonly folder: string },
    errors: readonly CueError[],
    isNamed = false,
  ): Instance {
    const imports = new Map<string, readonly File[]>();
    const found = [...errors];
    if ((found.length === 0 || isNamed) && this.#options.allFiles !== true) {
      try {
        const failure = this.#followImports(files.files, imports, []);
        if (failure !== undefined) found.push(this.#importError(failure, place.importPath));
      } catch (err) {
        if (!isCueError(err)) throw err;
        found.push(err);
      }
    }
    const { packageName } = files;
    return {
      ...place,
      packageName: packageName === "_" ? "" : packageName,
      root: this.#module?.root ?? place.folder,
      isNamed: false,
      files: files.files,
      data: files.data,
      errors: found,
      imports,
    };
  }

  #importError(failure: ImportFailure, importPath: string): CueError {
    const { version } = parseImportPath(importPath);
    const own = importPath === "" || version !== "" ? importPath : withMajorVersion(importPath);
    // A cycle is told by its places alone.
    const path =
      failure.message === IMPORT_CYCLE ? [] : [...(own === "" ? [] : [own]), ...failure.through];
    return new CueError({
      code: "compile",
      message: `${"import failed: ".repeat(failure.positions.length)}${failure.message}`,
      path,
      positions: failure.positions,
    });
  }

  /** Loads what files import, and what that imports; gives the first import that fails. */
  #followImports(
    files: readonly File[],
    imports: Map<string, readonly File[]>,
    stack: readonly string[],
  ): ImportFailure | undefined {
    const specs = importsOf(files);
    for (const [text, position] of [...specs].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (isLocalPath(text)) {
        const message = `relative import paths not allowed (${JSON.stringify(text)})`;
        return { message, positions: [position], through: [] };
      }
      if (isStandardPath(text)) continue;
      const path = canonicalImportPath(text);
      if (stack.includes(path)) {
        return { message: IMPORT_CYCLE, positions: [position], through: [] };
      }
      if (imports.has(path)) continue;
      const found = this.#filesOfImport(parseImportPath(text));
      if (typeof found === "string") return { message: found, positions: [position], through: [] };
      imports.set(path, found.files);
      const inner = this.#followImports(found.files, imports, [...stack, path]);
      if (inner !== undefined) {
        return {
          message: inner.message,
          positions: [position, ...inner.positions],
          through: [path, ...inner.through],
        };
      }
    }
    return undefined;
  }
}

const IMPORT_CYCLE = "package import cycle not allowed";

/** An import that failed, with the imports that led to it. */
interface ImportFailure {
  readonly message: string;
  readonly positions: readonly Position[];
  readonly through: readonly string[];
}

function sortFiles({ files, data }: PackageFiles): void {
  files.sort((a, b) => compareFilenames(a.source.filename, b.source.filename));
  data.sort((a, b) => compareFilenames(a.filename, b.filename));
}

function newFiles(): PackageFiles {
  return { packageName: "", files: [], data: [], ignored: [], invalid: [] };
}

function withMajorVersion(importPath: string): string {
  const path = parseImportPath(importPath);
  return importPathText({ ...path, version: "v0" });
}

/** The import paths that files name, each with its first place. */
function importsOf(files: readonly File[]): Map<string, Position> {
  const found = new Map<string, Position>();
  for (const file of files) {
    for (const declaration of file.declarations) {
      if (declaration.kind !== "ImportDecl") continue;
      for (const spec of declaration.specs) {
        const text = unquote(spec.path.text);
        if (!text.ok || typeof text.value !== "string" || found.has(text.value)) continue;
        found.set(text.value, file.source.position(spec.path.start));
      }
    }
  }
  return found;
}

/** A pattern with `...` as a regular expression; `/...` at the end also matches the folder itself. */
function patternOf(pattern: string): RegExp {
  const escaped = pattern.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\.\\.\\.", ".*");
  return new RegExp(`^${escaped.replace(/\/\.\*$/, "(?:/.*)?")}$`);
}

export type { DataFile };
