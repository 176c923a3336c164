// Errors in the order and form in which `cue` prints them. cue: cue/errors/errors.go.
import type { CueError, Position } from "./cue-error.ts";

/** Options of {@link printErrors}. */
export interface PrintOptions {
  /** Filenames are shown relative to this folder, an absolute path. */
  readonly folder?: string;
}

/** Sorted by position, then path, then message; of those that agree in all three only one. */
export function sortErrors(errors: readonly CueError[]): readonly CueError[] {
  if (errors.length < 2) return errors;
  const sorted = errors.toSorted(
    (a, b) =>
      comparePositions(ownPosition(a), ownPosition(b)) ||
      comparePaths(a.path, b.path) ||
      compareText(a.message, b.message),
  );
  return sorted.filter((error, index) => index === 0 || !isSameError(sorted[index - 1]!, error));
}

/**
 * The text that `cue` prints: for each error, sorted, `path: message:` and below it the positions, one a
 * line, indented by four blanks. Ends with a line end.
 */
export function printErrors(errors: readonly CueError[], options: PrintOptions = {}): string {
  return sortErrors(errors)
    .map((error) => printError(error, options))
    .join("");
}

/** One error as {@link printErrors} prints it. */
export function printError(error: CueError, options: PrintOptions = {}): string {
  const head = errorText(error);
  const positions = uniquePositions(error);
  if (positions.length === 0) return `${head}\n`;
  const lines = positions.map((position) => `    ${positionText(position, options)}\n`);
  return `${head}:\n${lines.join("")}`;
}

/** `path: message`, or the message alone for an error without path. */
export function errorText(error: CueError): string {
  return error.path.length === 0 ? error.message : `${error.path.join(".")}: ${error.message}`;
}

/** `./file.cue:3:5`; without the name where the source has none. */
export function positionText(position: Position, options: PrintOptions = {}): string {
  const place = `${position.line}:${position.column}`;
  const name = relativeName(position.filename, options.folder);
  return name === "" ? place : `${name}:${place}`;
}

/** A name as seen from a folder, beginning with `./` or `../`; unchanged without a folder. */
function relativeName(filename: string, folder: string | undefined): string {
  if (folder === undefined || filename === "") return filename;
  // Names that are no paths, `-` or a flag, stay as they are.
  if (!filename.startsWith("/")) {
    return filename.startsWith(".") || filename.startsWith("-") ? filename : `./${filename}`;
  }
  if (!folder.startsWith("/")) return filename;
  const from = folder.split("/").filter((part) => part !== "");
  const to = filename.split("/").filter((part) => part !== "");
  let common = 0;
  while (common < from.length && from[common] === to[common]) common++;
  const up = from.length - common;
  return [...(up === 0 ? ["."] : Array<string>(up).fill("..")), ...to.slice(common)].join("/");
}

/** The error's own position first, the others sorted, each once. */
export function uniquePositions({ positions, isPlaced }: CueError): readonly Position[] {
  const own = positions.slice(0, isPlaced ? 1 : 0);
  const sorted = [...own, ...positions.slice(own.length).sort(comparePositions)];
  return sorted.filter(
    (position, index) =>
      sorted.findIndex((other) => comparePositions(other, position) === 0) === index,
  );
}

function ownPosition(error: CueError): Position | undefined {
  return error.isPlaced ? error.positions[0] : undefined;
}

function comparePositions(a: Position | undefined, b: Position | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  // Absolute names come first.
  const absolute = Number(b.filename.startsWith("/")) - Number(a.filename.startsWith("/"));
  return absolute || compareText(a.filename, b.filename) || a.line - b.line || a.column - b.column;
}

function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let index = 0; index < a.length && index < b.length; index++) {
    const order = compareText(a[index]!, b[index]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function isSameError(a: CueError, b: CueError): boolean {
  return (
    a.message === b.message &&
    comparePositions(ownPosition(a), ownPosition(b)) === 0 &&
    comparePaths(a.path, b.path) === 0
  );
}
