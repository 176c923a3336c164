// Data files as syntax trees. Every document of a stream is a tree of its own.
import type { Expression } from "../ast/ast.ts";
import {
  basicLit,
  boolLit,
  bytesLit,
  field,
  listLit,
  stringLabel,
  stringLit,
  structLit,
  unaryExpr,
} from "../ast/build.ts";
import { CueError } from "../errors/cue-error.ts";
import { parseExpr } from "../parser/parse.ts";
import { BuiltinError, type Result, type Scalar, StructData } from "../stdlib/builtin.ts";
import { JsonSyntaxError, scanJson, scanJsonValue } from "../stdlib/encoding/json-scan.ts";
import {
  decodeTomlPlaces,
  type TomlPlaces,
  TomlSyntaxError,
} from "../stdlib/encoding/toml-decode.ts";
import { Source } from "../token/source.ts";
import { loadError } from "./errors.ts";
import type { FileType } from "./file-type.ts";
import { yamlDocuments } from "./yaml-file.ts";
import { YamlLayout } from "./yaml-layout.ts";

/** A file that is no CUE: its type, and its content. */
export interface DataFile extends FileType {
  readonly content: Uint8Array;
}

/** One value that a data file holds. */
export interface DataDocument {
  /** The value, a tree that refers to `source` by offsets. */
  readonly expr: Expression;
  /** The text that it was read from. */
  readonly source: Source;
}

/** Options of {@link readDocuments}. */
export interface ReadOptions {
  /** YAML becomes CUE that is to be printed: its nodes have no places, but say what space is before them. */
  readonly layout?: boolean;
}

/** The values of a data file, one after the other. Throws a {@link CueError} where the file goes wrong. */
export function* readDocuments(
  file: DataFile,
  options: ReadOptions = {},
): Generator<DataDocument, void> {
  const { encoding, filename, content } = file;
  if (encoding === "binary") {
    yield { expr: bytesLit(content, { multilineTabs: 1 }), source: new Source("", filename) };
    return;
  }
  const text = decodeText(content);
  switch (encoding) {
    case "json":
      yield jsonDocument(new Source(text, filename, true));
      return;
    case "jsonl":
      yield* jsonLines(new Source(text, filename, true));
      return;
    case "yaml": {
      const source = new Source(text.replace(/\r\n?/g, "\n"), filename);
      const converter = options.layout === true ? YamlLayout : undefined;
      for (const expr of yamlDocuments(source, converter)) yield { expr, source };
      return;
    }
    case "toml":
      yield tomlDocument(new Source(text.replaceAll("\r\n", "\n"), filename));
      return;
    case "text":
      yield { expr: stringLit(text), source: new Source(text, filename) };
      return;
    default:
      throw loadError(`unsupported encoding ${JSON.stringify(encoding)}`);
  }
}

/** The text of a file: UTF-8, or UTF-16 with a byte order mark. */
export function decodeText(content: Uint8Array): string {
  if (content[0] === 0xff && content[1] === 0xfe)
    return new TextDecoder("utf-16le").decode(content);
  if (content[0] === 0xfe && content[1] === 0xff)
    return new TextDecoder("utf-16be").decode(content);
  return new TextDecoder().decode(content);
}

function jsonDocument(source: Source): DataDocument {
  try {
    scanJson(source.text);
  } catch (err) {
    throw jsonError(err, source, 0);
  }
  const { expr, errors } = parseExpr(source.text, { filename: source.filename });
  if (expr === undefined) {
    const positions = errors[0]?.positions ?? [];
    throw new CueError({
      code: "syntax",
      message: `invalid JSON: ${errors[0]?.message}`,
      positions,
    });
  }
  return { expr, source };
}

function jsonError(err: unknown, source: Source, start: number): CueError {
  if (!(err instanceof JsonSyntaxError)) throw err;
  const at = Math.min(start + err.at, Math.max(source.text.length - 1, 0));
  return new CueError({
    code: "syntax",
    message: `invalid JSON: ${err.message}`,
    positions: [source.position(at)],
  });
}

function* jsonLines(source: Source): Generator<DataDocument, void> {
  const { text, filename } = source;
  for (let at = 0; ; ) {
    let end: number | undefined;
    try {
      end = scanJsonValue(text, at);
    } catch (err) {
      throw jsonError(err, source, 0);
    }
    if (end === undefined) return;
    // What stands before the value is blanked, so that its offsets are those of the whole text.
    const blanked = text.slice(0, at).replace(/[^\n]/g, " ") + text.slice(at, end);
    const { expr, errors } = parseExpr(blanked, { filename });
    if (expr === undefined) throw errors[0] as CueError;
    yield { expr, source };
    at = end;
  }
}

function tomlDocument(source: Source): DataDocument {
  try {
    const { data, places } = decodeTomlPlaces(source.text);
    return { expr: new TomlTree(places).expr(data, 0), source };
  } catch (err) {
    if (!(err instanceof BuiltinError)) throw err;
    const end = Math.max(source.text.length - 1, 0);
    const at = err instanceof TomlSyntaxError ? Math.min(err.at, end) : 0;
    throw new CueError({ code: "syntax", message: err.message, positions: [source.position(at)] });
  }
}

class TomlTree {
  readonly #places: ReadonlyMap<Result, TomlPlaces>;

  constructor(places: ReadonlyMap<Result, TomlPlaces>) {
    this.#places = places;
  }

  expr(data: Result, start: number): Expression {
    const places = this.#places.get(data);
    if (data instanceof StructData) {
      const fields = data.labels.map((name, index) => {
        const key = places?.keys[index] ?? start;
        const label = { ...stringLabel(name), start: key, end: key };
        const value = this.expr(data.values[index] ?? null, places?.values[index] ?? key);
        return { ...field(label, value), start: key, end: key };
      });
      return structLit(fields);
    }
    if (Array.isArray(data)) {
      const items = data as readonly Result[];
      return listLit(items.map((item, index) => this.expr(item, places?.values[index] ?? start)));
    }
    return { ...scalarExpr(data as Scalar), start, end: start };
  }
}

function scalarExpr(data: Scalar): Expression {
  if (data === null) return basicLit("null", "null");
  switch (typeof data) {
    case "string":
      return stringLit(data);
    case "boolean":
      return boolLit(data);
    case "number":
    case "bigint":
      return numberExpr("int", String(data));
    default:
      return data instanceof Uint8Array ? bytesLit(data) : numberExpr("float", data.toString());
  }
}

function numberExpr(literal: "int" | "float", text: string): Expression {
  if (text.startsWith("-")) return unaryExpr("-", basicLit(literal, text.slice(1)));
  return basicLit(literal, literal === "float" && !/[.eE]/.test(text) ? `${text}.0` : text);
}
