import type { Position } from "../errors/cue-error.ts";

/**
 * A source text with its name. Offsets are indices into `text` (UTF-16 code units), the only positions
 * that tokens and nodes keep; lines and columns are computed when somebody asks.
 */
export class Source {
  readonly filename: string;
  readonly text: string;
  /** Whether the text is JSON: its literals are CUE's, but nobody chose their form. */
  readonly isJson: boolean;
  #lineStarts: Uint32Array | undefined;

  constructor(text: string, filename = "", isJson = false) {
    this.text = text;
    this.isJson = isJson;
    this.filename = filename;
  }

  /** The line of an offset, counted from 1. */
  line(offset: number): number {
    const starts = this.#lineTable();
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  }

  /** Line and column of an offset, both from 1; the column counts bytes of UTF-8, as `cue` does. */
  position(offset: number): Position {
    const line = this.line(offset);
    let column = 1;
    const { text } = this;
    for (let index = this.#lineTable()[line - 1]!; index < offset && index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code < 0x80) column++;
      else if (code < 0x800) column += 2;
      // A surrogate pair takes four bytes: two for each half.
      else column += code >= 0xd800 && code < 0xe000 ? 2 : 3;
    }
    return { filename: this.filename, line, column };
  }

  /** The offset where a line (from 1) begins. */
  lineStart(line: number): number {
    return this.#lineTable()[line - 1] ?? this.text.length;
  }

  #lineTable(): Uint32Array {
    if (this.#lineStarts !== undefined) return this.#lineStarts;
    const starts = [0];
    const { text } = this;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    // A line end at the very end begins no line: an error at the end of the file is on its last line.
    if (starts.at(-1) === text.length && starts.length > 1) starts.pop();
    this.#lineStarts = Uint32Array.from(starts);
    return this.#lineStarts;
  }
}
