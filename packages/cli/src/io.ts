import { styleText } from "node:util";

/** Colours and weights that the output uses. */
export type Style =
  | "red"
  | "green"
  | "yellow"
  | "blue"
  | "cyan"
  | "magenta"
  | "gray"
  | "bold"
  | "dim";

/** The terminal, or what stands in for it. */
export interface Io {
  readonly stdin: AsyncIterable<Uint8Array | string>;
  readonly stdout: Output;
  readonly stderr: Output;
  /** The text in a style, or as it is where colours are off. */
  style(style: Style | readonly Style[], text: string): string;
}

/** One stream of output. */
export interface Output {
  readonly isTerminal: boolean;
  /** Columns and rows of a terminal; a wide and endless page otherwise. */
  size(): { readonly columns: number; readonly rows: number };
  /** Writes text, or bytes as they are. */
  write(text: string | Uint8Array): void;
}

/** The streams of this process. Colours follow NO_COLOR, FORCE_COLOR and whether it is a terminal. */
export function processIo(): Io {
  const colours = hasColours();
  return {
    stdin: process.stdin,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    style: (style, text) =>
      colours && text !== "" ? styleText(style as Style, text, { validateStream: false }) : text,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    isTerminal: stream.isTTY === true && process.env["TERM"] !== "dumb",
    size: () => ({ columns: stream.columns ?? 200, rows: stream.rows ?? Number.POSITIVE_INFINITY }),
    write: (text) => void stream.write(text),
  };
}

function hasColours(): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== "0") return true;
  return process.stdout.isTTY === true && TERM !== "dumb";
}
