// Import paths: `example.com/x/y@v1:name`. cue: cue/ast/importpath.go.
import { isValidIdent } from "../token/chars.ts";

/** The parts of an import path. */
export interface ImportPath {
  readonly path: string;
  /** Without `@`; empty if none is given. */
  readonly version: string;
  /** The name of the package: as given after `:`, or else what the path implies. Empty if neither says. */
  readonly qualifier: string;
  readonly hasQualifier: boolean;
}

export function parseImportPath(text: string): ImportPath {
  let path = text;
  let qualifier = "";
  let version = "";
  // A colon counts only in the last element.
  const colon = path.lastIndexOf(":");
  const hasQualifier = colon >= 0 && !path.slice(colon).includes("/");
  if (hasQualifier) {
    qualifier = path.slice(colon + 1);
    path = path.slice(0, colon) || ".";
  }
  const at = path.indexOf("@");
  if (at >= 0 && at + 1 < path.length) {
    version = path.slice(at + 1);
    path = path.slice(0, at);
  }
  if (!hasQualifier) qualifier = impliedQualifier(path);
  return { path, version, qualifier, hasQualifier };
}

function impliedQualifier(path: string): string {
  const last = path.slice(path.lastIndexOf("/") + 1);
  return isValidIdent(last) && !last.startsWith("#") && last !== "_" ? last : "";
}

/** The path as text again, with a qualifier only where one is needed. */
export function importPathText(path: ImportPath): string {
  const version = path.version === "" ? "" : `@${path.version}`;
  const isImplied = path.qualifier === impliedQualifier(path.path);
  return `${path.path}${version}${isImplied || path.qualifier === "" ? "" : `:${path.qualifier}`}`;
}

/** The one form of an import path that packages are known by. */
export function canonicalImportPath(text: string): string {
  return importPathText(parseImportPath(text));
}

/** Whether a path names a package of the standard library: its first element has no dot. */
export function isStandardPath(path: string): boolean {
  const first = path.split("/", 1)[0] ?? "";
  return first !== "" && !first.includes(".");
}

/** `.`, `..`, `./x`, `../x`. */
export function isLocalPath(path: string): boolean {
  return path === "." || path === ".." || path.startsWith("./") || path.startsWith("../");
}
