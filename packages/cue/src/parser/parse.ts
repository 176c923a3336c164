// The public face of the parser. Parsing never throws: what is wrong comes back beside the tree.
import { type Expression, type File, NO_COMMENTS } from "../ast/ast.ts";
import { CueError } from "../errors/cue-error.ts";
import { sortErrors } from "../errors/print.ts";
import { Source } from "../token/source.ts";
import { Bail, nestingMessage, type SyntaxError } from "./cursor.ts";
import { FileParser } from "./file.ts";

/** Options of {@link parseFile} and {@link parseExpr}. */
export interface ParseOptions {
  /** Name of the source, for positions. */
  readonly filename?: string;
  /**
   * After an error go on with the next declaration, so that the tree has as much of the text as possible, as
   * editors want it. By default parsing ends where that of `cue` does, and reports the same errors.
   */
  readonly keepGoing?: boolean;
}

/** What {@link parseFile} returns. */
export interface ParsedFile {
  /** The tree, with `BadExpr` and `BadDecl` where the text does not parse; empty if hopeless. */
  readonly file: File;
  /** Errors of code `syntax`, sorted by position, without duplicates. */
  readonly errors: readonly CueError[];
}

/** What {@link parseExpr} returns. */
export interface ParsedExpr {
  /** The expression; undefined if there are errors. */
  readonly expr: Expression | undefined;
  readonly source: Source;
  /** Errors of code `syntax`, sorted by position, without duplicates. */
  readonly errors: readonly CueError[];
}

/** Parses the text of a file. Never throws. */
export function parseFile(text: string | Source, options: ParseOptions = {}): ParsedFile {
  const source = typeof text === "string" ? new Source(text, options.filename) : text;
  const { result, errors } = run(source, options, (parser) => parser.file());
  return { file: result ?? emptyFile(source), errors };
}

/** Parses a text that is one expression. Never throws. */
export function parseExpr(text: string | Source, options: ParseOptions = {}): ParsedExpr {
  const source = typeof text === "string" ? new Source(text, options.filename) : text;
  const { result, errors } = run(source, options, (parser) => parser.wholeExpression());
  return { expr: errors.length === 0 ? result : undefined, source, errors };
}

function run<T>(
  source: Source,
  options: ParseOptions,
  parse: (parser: FileParser) => T,
): { readonly result: T | undefined; readonly errors: readonly CueError[] } {
  const parser = new FileParser(source, options.keepGoing === true);
  let result: T | undefined;
  try {
    parser.begin();
    result = parse(parser);
  } catch (err) {
    if (err instanceof RangeError) {
      // Called with little stack left, even permitted nesting may overflow it.
      parser.errors.push({ offset: parser.offset, message: nestingMessage() });
    } else if (!(err instanceof Bail)) throw err;
  }
  if (parser.errors.length === 0) return { result, errors: [] };
  return { result, errors: sortErrors(parser.errors.map((error) => toCueError(source, error))) };
}

function toCueError(source: Source, error: SyntaxError): CueError {
  const { message, offset } = error;
  return new CueError({ code: "syntax", message, positions: [source.position(offset)] });
}

function emptyFile(source: Source): File {
  return {
    kind: "File",
    start: 0,
    end: source.text.length,
    comments: NO_COMMENTS,
    source,
    declarations: [],
    experiments: [],
  };
}
