// Errors as data for editors: where to underline, what is involved, what may have been meant.
import type { Field, Node } from "../ast/ast.ts";
import { walk } from "../ast/walk.ts";
import type { ErrorCode } from "../errors/codes.ts";
import type { CueError, Position } from "../errors/cue-error.ts";
import { errorText, sortErrors, uniquePositions } from "../errors/print.ts";
import { unquote } from "../literal/unquote.ts";
import { type ParsedFile, parseFile } from "../parser/parse.ts";
import { standardPackage, standardPackageNames } from "../stdlib/packages.ts";
import type { Value } from "./value.ts";

/** A place in a source, as an editor marks it. */
export interface SourceRange extends Position {
  /** Index into the text, in UTF-16 code units. */
  readonly offset: number;
  /** How many code units the name, value or operator there has; 0 where the source is not known. */
  readonly length: number;
}

/** An error, or a warning, as data. */
export interface Diagnostic {
  readonly severity: "error" | "warning";
  readonly code: ErrorCode;
  /** What `cue` prints, without path and places. */
  readonly message: string;
  /** Where in the value. */
  readonly path: readonly string[];
  /** The path as text, and the message: what is shown on one line. */
  readonly text: string;
  /** The place itself first, then every other conjunct that took part. Empty if nothing is known. */
  readonly ranges: readonly SourceRange[];
  /** The name that may have been meant, if there is one that is near. */
  readonly suggestion: string | undefined;
}

/** Options of {@link diagnose}. */
export interface DiagnoseOptions {
  /** The text of a file that positions name; undefined where there is none. */
  readonly source?: (filename: string) => string | undefined;
  /** The value that the errors are of: its fields are what may have been meant. */
  readonly value?: Value;
  /** Default `error`. */
  readonly severity?: Diagnostic["severity"];
}

/** Errors as data, sorted and each once, as `cue` prints them. Never throws. */
export function diagnose(
  errors: readonly CueError[],
  options: DiagnoseOptions = {},
): readonly Diagnostic[] {
  const files = new Files(options.source);
  return sortErrors(errors).map((error) => ({
    severity: options.severity ?? "error",
    code: error.code,
    message: error.message,
    path: error.path,
    text: errorText(error),
    ranges: uniquePositions(error).map((position) => files.range(position)),
    suggestion: suggestionFor(error, files, options.value),
  }));
}

/** The files that positions are in, parsed once. */
class Files {
  readonly #read: ((filename: string) => string | undefined) | undefined;
  readonly #parsed = new Map<string, ParsedFile | undefined>();

  constructor(read: ((filename: string) => string | undefined) | undefined) {
    this.#read = read;
  }

  get(filename: string): ParsedFile | undefined {
    if (!this.#parsed.has(filename)) {
      const text = this.#read?.(filename);
      const file = text === undefined ? undefined : parseFile(text, { filename, keepGoing: true });
      this.#parsed.set(filename, file);
    }
    return this.#parsed.get(filename);
  }

  range(position: Position): SourceRange {
    const file = this.get(position.filename)?.file;
    if (file === undefined) return { ...position, offset: 0, length: 0 };
    const offset = offsetOf(
      file.source.text,
      file.source.lineStart(position.line),
      position.column,
    );
    return { ...position, offset, length: lengthAt(file, offset) };
  }

  /** The names of all fields, lets and imports in a file. */
  names(filename: string): readonly string[] {
    const names = new Set<string>();
    const file = this.get(filename)?.file;
    if (file === undefined) return [];
    walk(file, (node) => {
      if (node.kind === "Field") names.add(labelOf(node));
      else if (node.kind === "LetClause") names.add(node.ident.name);
      else if (node.kind === "ImportSpec") names.add(importName(node));
      return true;
    });
    names.delete("");
    return [...names];
  }
}

/** Columns count bytes of UTF-8, offsets code units of UTF-16. */
function offsetOf(text: string, lineStart: number, column: number): number {
  let at = lineStart;
  for (let bytes = 1; bytes < column && at < text.length; ) {
    const point = text.codePointAt(at) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += point < 0x10000 ? 1 : 2;
  }
  return at;
}

/** The length of the smallest node that begins at an offset; that of the word there if none does. */
function lengthAt(file: ParsedFile["file"], offset: number): number {
  let length = Number.POSITIVE_INFINITY;
  walk(file, (node) => {
    const own = node.end - node.start;
    if (node.start === offset && own > 0 && node.kind !== "CommentGroup") {
      length = Math.min(length, own);
    }
    return true;
  });
  if (length !== Number.POSITIVE_INFINITY) return length;
  const word = /[\p{L}\p{N}_$#]+|[^\s]/uy;
  word.lastIndex = offset;
  return word.exec(file.source.text)?.[0].length ?? 0;
}

function labelOf({ label }: Field): string {
  const name = label.kind === "Alias" ? label.expr : label;
  if (name.kind === "Ident") return name.name;
  const text = name.kind === "BasicLit" ? unquote(name.text) : undefined;
  return text?.ok === true && typeof text.value === "string" ? text.value : "";
}

function importName(spec: Node & { readonly kind: "ImportSpec" }): string {
  if (spec.name !== undefined) return spec.name.name;
  const path = unquote(spec.path.text);
  if (!path.ok || typeof path.value !== "string") return "";
  return path.value.slice(Math.max(path.value.lastIndexOf("/"), path.value.lastIndexOf(":")) + 1);
}

/** The name that may have been meant by one that is not there. */
function suggestionFor(
  { message, path, positions }: CueError,
  files: Files,
  value: Value | undefined,
): string | undefined {
  const { filename = "" } = positions[0] ?? {};
  const standard = standardPackageNames();
  const [, reference] = /^reference "(.*)" not found/.exec(message) ?? [];
  if (reference !== undefined) {
    const known = standard.get(reference);
    if (known !== undefined) return `import ${JSON.stringify(known)}`;
    return nearest(reference, [...files.names(filename), ...PREDECLARED, ...standard.keys()]);
  }
  const [, packagePath] = /^builtin package "(.*)" undefined/.exec(message) ?? [];
  if (packagePath !== undefined) return nearest(packagePath, [...standard.values()]);
  const [, packageName = "", member] =
    /^cannot call non-function (\w+)\.(\w+) \(type _\|_\)/.exec(message) ?? [];
  if (member !== undefined) {
    const rows = standardPackage(standard.get(packageName) ?? "")?.rows;
    const name = nearest(member, [...(rows?.keys() ?? [])]);
    return name === undefined ? undefined : `${packageName}.${name}`;
  }
  const [, field] = /^undefined field: (\S+)/.exec(message) ?? [];
  if (field !== undefined) return nearest(field, files.names(filename));
  if (message === "field not allowed" && value !== undefined) {
    return nearest(path.at(-1) ?? "", siblings(value, path));
  }
  return undefined;
}

/** The fields that may stand where one stands that may not. */
function siblings(value: Value, path: readonly string[]): readonly string[] {
  const struct = value.lookup(
    path.slice(0, -1).map((part) => (/^\d+$/.test(part) ? Number(part) : part)),
  );
  if (!struct.exists()) return [];
  const fields = struct.fields({ optional: true, hidden: true, definitions: true });
  return fields.map(({ label }) => label).filter((label) => label !== path.at(-1));
}

const PREDECLARED = [
  ...["string", "bytes", "bool", "int", "float", "number", "null", "true", "false"],
  ...["uint", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"],
  ...["len", "close", "and", "or", "div", "mod", "quo", "rem", "matchN", "matchIf"],
];

/** The nearest of some names: at most a third of its letters may differ. */
function nearest(name: string, names: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let least = limit + 1;
  for (const each of names) {
    if (each === name) continue;
    const distance = distanceOf(name.toLowerCase(), each.toLowerCase());
    if (distance < least) {
      best = each;
      least = distance;
    }
  }
  return best;
}

/** Insertions, deletions, replacements and exchanges of neighbours that make one text the other. */
function distanceOf(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let index = 1; index <= from.length; index++) {
    const next = [index];
    for (let at = 1; at <= to.length; at++) {
      const isSame = from[index - 1] === to[at - 1];
      let least = Math.min(
        (row[at - 1] ?? 0) + (isSame ? 0 : 1),
        (row[at] ?? 0) + 1,
        (next[at - 1] ?? 0) + 1,
      );
      const isExchange = from[index - 1] === to[at - 2] && from[index - 2] === to[at - 1];
      if (isExchange && at > 1 && index > 1) least = Math.min(least, (before[at - 2] ?? 0) + 1);
      next.push(least);
    }
    before = row;
    row = next;
  }
  return row[to.length] ?? 0;
}
