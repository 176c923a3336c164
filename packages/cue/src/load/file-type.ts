// What kind of file an argument of the command line names: `x.json`, `yaml: x`, `-`. cue: internal/filetypes.
import { extensionOf } from "./file-system.ts";
import { isValidIdent } from "../token/chars.ts";
import { parseImportPath } from "./import-path.ts";
import { loadError } from "./errors.ts";

/** How the content of a file is written. */
export type Encoding =
  | "cue"
  | "json"
  | "jsonl"
  | "yaml"
  | "toml"
  | "text"
  | "binary"
  | "ini"
  | "xml"
  | "proto"
  | "textproto"
  | "code";

/** What a file is taken for: its name, its encoding, and what its content means. */
export interface FileType {
  readonly filename: string;
  readonly encoding: Encoding;
  /** `auto` for data that may turn out to be a schema; empty for data as such. */
  readonly interpretation: "" | "auto" | "jsonschema" | "openapi" | "pb";
  /** What of CUE a CUE file may hold, or is to hold: everything (`schema`), or less. */
  readonly form: "" | "schema" | "final" | "graph" | "dag" | "data";
  /** `compact`, `indentSequences` and the like, as given. */
  readonly flags: ReadonlyMap<string, boolean>;
}

const ENCODINGS: Readonly<Record<string, Encoding>> = {
  ".cue": "cue",
  ".json": "json",
  ".jsonl": "jsonl",
  ".ldjson": "jsonl",
  ".ndjson": "jsonl",
  ".yaml": "yaml",
  ".yml": "yaml",
  ".toml": "toml",
  ".ini": "ini",
  ".xml": "xml",
  ".txt": "text",
  ".go": "code",
  ".wasm": "binary",
  ".proto": "proto",
  ".textproto": "textproto",
  ".textpb": "textproto",
};

const AUTO_EXTENSIONS = new Set([".json", ".yaml", ".yml", ".toml", ".ini", ".xml"]);
const ENCODING_TAGS = new Set<string>(Object.values(ENCODINGS));
const FORM_TAGS = new Set(["schema", "final", "graph", "dag", "data"]);
const INTERPRETATION_TAGS = new Set(["auto", "jsonschema", "openapi", "pb"]);
const FLAG_TAGS = new Set([
  "compact",
  "indentSequences",
  "koala",
  "strict",
  "strictKeywords",
  "strictFeatures",
  "openOnlyWhenExplicit",
  "allSchemas",
]);

/** Tags before a colon: `json+schema:`. */
interface Scope {
  readonly text: string;
  readonly tags: readonly string[];
  readonly flags: ReadonlyMap<string, boolean>;
}

const NO_SCOPE: Scope = { text: "", tags: [], flags: new Map() };

function parseScope(text: string): Scope {
  if (text === "") return NO_SCOPE;
  const tags: string[] = [];
  const flags = new Map<string, boolean>();
  for (const tag of text.split("+")) {
    const equal = tag.indexOf("=");
    const name = equal < 0 ? tag : tag.slice(0, equal);
    const value = equal < 0 ? undefined : tag.slice(equal + 1);
    if (FLAG_TAGS.has(name)) {
      if (
        value !== undefined &&
        !/^(?:1|0|t|f|T|F|true|false|TRUE|FALSE|True|False)$/.test(value)
      ) {
        throw loadError(`invalid boolean value for tag ${JSON.stringify(name)}`);
      }
      flags.set(name, value === undefined || /^[1tT]/.test(value));
    } else if (ENCODING_TAGS.has(name) || FORM_TAGS.has(name) || INTERPRETATION_TAGS.has(name)) {
      if (value !== undefined) {
        throw loadError(`cannot specify value for tag ${JSON.stringify(name)}`);
      }
      tags.push(name);
    } else throw loadError(`unknown filetype ${name}`);
  }
  return { text, tags, flags };
}

/** The type of a file. `standard` is the encoding of `-`, where nothing else says. */
export function fileType(filename: string, scopeText = "", standard: Encoding = "cue"): FileType {
  return typeOf(filename, parseScope(scopeText), standard);
}

function typeOf(filename: string, scope: Scope, standard: Encoding): FileType {
  let encoding: Encoding | undefined;
  let interpretation: FileType["interpretation"] = "";
  let form: FileType["form"] = "";
  for (const tag of scope.tags) {
    if (INTERPRETATION_TAGS.has(tag)) interpretation = tag as FileType["interpretation"];
    else if (ENCODING_TAGS.has(tag)) {
      if (encoding !== undefined && encoding !== tag) {
        throw loadError(`invalid scope ${JSON.stringify(scope.text)}: conflicting encodings`);
      }
      encoding = tag as Encoding;
    } else form = tag as FileType["form"];
  }
  const extension = filename === "-" ? "-" : extensionOf(filename);
  if (encoding === undefined) {
    encoding = extension === "-" ? standard : ENCODINGS[extension];
    if (interpretation === "jsonschema" || interpretation === "openapi") {
      if (encoding === undefined || extension === "-") encoding = "json";
    } else if (interpretation === "" && AUTO_EXTENSIONS.has(extension) && scope.tags.length === 0) {
      interpretation = "auto";
    }
  }
  if (encoding === undefined) {
    throw loadError(
      extension === ""
        ? `no encoding specified for file ${JSON.stringify(filename)}`
        : `unknown file extension ${extension}`,
    );
  }
  if (encoding === "text" || encoding === "binary") form = "data";
  return { filename, encoding, interpretation, form, flags: scope.flags };
}

function splitScope(text: string): { readonly scope: string; readonly file: string } | undefined {
  const colon = text.indexOf(":");
  if (text.startsWith("/") || colon < 0 || /^[a-zA-Z]:[\\/]/.test(text)) return undefined;
  return { scope: text.slice(0, colon), file: text.slice(colon + 1) };
}

/** The type of `file` or `scope:file`, as flags for output files have them. */
export function parseFileType(text: string, standard: Encoding): FileType {
  const split = splitScope(text);
  if (split?.scope === "") throw loadError(`empty filetype prefix in ${JSON.stringify(text)}`);
  const file = split?.file ?? text;
  if (file === "") {
    throw loadError(`empty file name${text === "" ? "" : ` in ${JSON.stringify(text)}`}`);
  }
  return fileType(file, split?.scope, standard);
}

/** The types of files as arguments name them: a scope (`json:`) holds for all files up to the next one. */
export function parseFileArguments(args: readonly string[]): FileType[] {
  const files: FileType[] = [];
  let scope = NO_SCOPE;
  let qualifier = "";
  let hasFiles = false;
  for (const [index, arg] of args.entries()) {
    const split = splitScope(arg);
    if (split === undefined) {
      if (arg === "") throw loadError("empty file name");
      files.push(typeOf(arg, scope, "cue"));
      hasFiles = true;
      continue;
    }
    if (split.scope === "") throw loadError(`empty filetype prefix in ${JSON.stringify(arg)}`);
    if (split.file !== "") {
      const wanted = JSON.stringify(`${split.scope}: ${split.file}`);
      throw loadError(`cannot combine file type and file name; did you mean ${wanted}?`);
    }
    if (index === args.length - 1) qualifier = split.scope;
    if (index === args.length - 1 || (qualifier !== "" && !hasFiles)) {
      throw loadError(`scoped qualifier ${JSON.stringify(`${qualifier}:`)} without file`);
    }
    scope = parseScope(split.scope);
    qualifier = split.scope;
    hasFiles = false;
  }
  return files;
}

/** Tells arguments that name packages from those that name files; after a scope (`json:`) all name files. */
export function splitArguments(args: readonly string[]): {
  readonly packages: readonly string[];
  readonly files: readonly string[];
} {
  const packages: string[] = [];
  const files: string[] = [];
  let hasScope = false;
  for (const arg of args) {
    const split = splitScope(arg);
    if (split !== undefined && split.scope !== "" && split.file === "") hasScope = true;
    else if (!hasScope && isPackage(arg)) {
      packages.push(arg);
      continue;
    }
    files.push(arg);
  }
  return { packages, files };
}

function isPackage(arg: string): boolean {
  if (arg === "." || arg === "..") return true;
  if (arg === "" || arg === "-") return false;
  const { path, version, qualifier, hasQualifier } = parseImportPath(arg);
  if (hasQualifier) {
    if (path.includes(":") || path === "-") return false;
    return isValidIdent(qualifier) || path.includes("/");
  }
  if (version !== "") return !version.includes("/");
  return /^\.*$/.test(extensionOf(arg)) || arg.endsWith("...");
}
