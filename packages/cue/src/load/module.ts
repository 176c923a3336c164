// Modules: the folder that holds `cue.mod/module.cue`, and where the packages of an import path lie in it.
import type { File } from "../ast/ast.ts";
import type { CueError } from "../errors/cue-error.ts";
import { unquote } from "../literal/unquote.ts";
import { parseFile } from "../parser/parse.ts";
import { decodeText } from "./data-file.ts";
import { loadError } from "./errors.ts";
import { type FileSystem, folderOf, joinPath } from "./file-system.ts";
import { parseImportPath } from "./import-path.ts";

/** A module: where it begins, and the path by which its packages are imported. */
export interface Module {
  /** The folder that holds `cue.mod`. */
  readonly root: string;
  /** Without version; empty if `module.cue` is missing or names no module. */
  readonly path: string;
  readonly error: CueError | undefined;
}

/** The folder of a module's own files. */
export const MODULE_FOLDER = "cue.mod";

/** The module that a folder belongs to: the nearest one above that holds `cue.mod`. */
export function findModule(fs: FileSystem, folder: string): Module | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    if (fs.listFolder(joinPath(at, MODULE_FOLDER)) !== undefined) return readModule(fs, at);
    if (at === "/" || at === ".") return undefined;
  }
}

function readModule(fs: FileSystem, root: string): Module {
  const filename = joinPath(root, `${MODULE_FOLDER}/module.cue`);
  const content = fs.readFile(filename);
  if (content === undefined) return { root, path: "", error: undefined };
  const { file, errors } = parseFile(decodeText(content), { filename });
  if (errors[0] !== undefined) return { root, path: "", error: errors[0] };
  const name = stringAt(file, ["module"]);
  if (name === undefined) return { root, path: "", error: undefined };
  const error =
    stringAt(file, ["language", "version"]) === undefined
      ? loadError("no language version declared in module.cue", [{ filename, line: 1, column: 1 }])
      : undefined;
  return { root, path: parseImportPath(name).path, error };
}

/** The string at a path of plain fields. */
function stringAt(file: File, path: readonly string[]): string | undefined {
  let declarations: File["declarations"] = file.declarations;
  for (const [index, name] of path.entries()) {
    const found = declarations.find((declaration) => {
      if (declaration.kind !== "Field") return false;
      const { label } = declaration;
      if (label.kind === "Ident") return label.name === name;
      return label.kind === "BasicLit" && textOf(label.text) === name;
    });
    if (found?.kind !== "Field") return undefined;
    const { value } = found;
    if (index === path.length - 1)
      return value.kind === "BasicLit" ? textOf(value.text) : undefined;
    if (value.kind !== "StructLit") return undefined;
    declarations = value.elements;
  }
  return undefined;
}

function textOf(literal: string): string | undefined {
  const result = unquote(literal);
  return result.ok && typeof result.value === "string" ? result.value : undefined;
}

/** A folder that may hold files of a package, and the folder at whose level packages begin. */
export interface PackageFolder {
  readonly root: string;
  readonly folder: string;
}

/** The folders in which the package of an import path (without qualifier) may lie; none if the module knows none. */
export function foldersOfPackage(module: Module, path: string): readonly PackageFolder[] {
  if (module.path !== "" && (path === module.path || path.startsWith(`${module.path}/`))) {
    return [
      { root: module.root, folder: joinPath(module.root, `.${path.slice(module.path.length)}`) },
    ];
  }
  return ["gen", "pkg", "usr"].map((name) => {
    const root = joinPath(module.root, `${MODULE_FOLDER}/${name}`);
    return { root, folder: joinPath(root, path) };
  });
}
