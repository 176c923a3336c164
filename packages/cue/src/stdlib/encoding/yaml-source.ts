// A YAML text and the place in it: lines and columns, white space and comments, plain scalars.
import { YamlError, type YamlNode } from "./yaml-node.ts";

const NEWLINE = 10;
const SPACE = 32;
const TAB = 9;
const HASH = 35;

function isFlowIndicator(code: number): boolean {
  return code === 44 || code === 91 || code === 93 || code === 123 || code === 125;
}

/** Whether a code is white space, or the end of the text (NaN). */
function isSpaceOrEnd(code: number): boolean {
  return code === SPACE || code === NEWLINE || code === TAB || Number.isNaN(code);
}

export class YamlSource {
  readonly text: string;
  at = 0;
  /** Whether the last document ended with `...`, so that the next needs no `---`. */
  afterDocumentEnd = true;
  private lineStart = 0;
  private lineNumber = 1;
  private counted = 0;
  /** Where comments begin and end, in order. */
  readonly comments: Map<number, number> = new Map();

  constructor(text: string) {
    const unified = text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
    this.text = unified.startsWith("\ufeff") ? unified.slice(1) : unified;
  }

  /** Brings line number and start of line up to the place. */
  private count(): void {
    const text = this.text;
    if (this.at < this.counted) {
      this.lineNumber = 1;
      this.lineStart = 0;
      this.counted = 0;
    }
    for (;;) {
      const next = text.indexOf("\n", this.counted);
      if (next < 0 || next >= this.at) break;
      this.lineNumber++;
      this.lineStart = next + 1;
      this.counted = next + 1;
    }
  }

  line(): number {
    this.count();
    return this.lineNumber;
  }

  /** Characters before the place on its line. */
  column(): number {
    this.count();
    return this.at - this.lineStart;
  }

  position(): { readonly line: number; readonly column: number } {
    return { column: this.column() + 1, line: this.lineNumber };
  }

  isEnd(): boolean {
    return this.at >= this.text.length;
  }

  char(): string {
    return this.text[this.at] ?? "";
  }

  /**
   * Moves past white space, line ends and comments; tells whether a line ended. Outside flow collections a tab must
   * not stand where the indentation of content would.
   */
  skipBlank(isFlow = false): boolean {
    const text = this.text;
    let isNewLine = this.at === 0;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code === SPACE) this.at++;
      else if (code === NEWLINE) {
        isNewLine = true;
        this.at++;
      } else if (code === TAB) {
        if (isNewLine && !isFlow) this.checkTabIndent();
        this.at++;
      } else if (code === HASH && this.isAfterSpace()) {
        const end = text.indexOf("\n", this.at);
        this.comments.set(this.at, end < 0 ? text.length : end);
        this.at = end < 0 ? text.length : end;
      } else return isNewLine;
    }
  }

  private checkTabIndent(): void {
    const rest = /^[ \t]*([^\n]*)/.exec(this.text.slice(this.at, this.at + 1000))?.[1] ?? "";
    if (rest === "" || rest.startsWith("#")) return;
    throw new YamlError(
      this.line(),
      /^[^#]*:(?:\s|$)/.test(rest)
        ? "tab character cannot use as a map key directly"
        : "found character '\t' that cannot start any token",
    );
  }

  private isAfterSpace(): boolean {
    const before = this.text.charCodeAt(this.at - 1);
    return (
      this.at === 0 || isSpaceOrEnd(before) || before === 44 || before === 91 || before === 123
    );
  }

  /** Moves past spaces and tabs. */
  skipInlineSpace(): void {
    let code = this.text.charCodeAt(this.at);
    while (code === SPACE || code === TAB) code = this.text.charCodeAt(++this.at);
  }

  /** Whether nothing but a comment follows on this line. */
  isLineEnd(): boolean {
    const code = this.text.charCodeAt(this.at);
    return Number.isNaN(code) || code === NEWLINE || (code === HASH && this.isAfterSpace());
  }

  /** The rest of the line without comment; the place moves behind it. */
  restOfLine(): string {
    const end = this.text.indexOf("\n", this.at);
    const line = this.text.slice(this.at, end < 0 ? this.text.length : end);
    this.at += line.length;
    return line.replace(/[ \t]#.*$/, "").trimEnd();
  }

  /** Whether an indicator stands here, followed by white space. */
  isIndicator(char: string): boolean {
    return this.char() === char && isSpaceOrEnd(this.text.charCodeAt(this.at + 1));
  }

  isDash(): boolean {
    return this.isIndicator("-");
  }

  /** Whether a colon here ends the key of a flow collection: after a quoted key it needs no space. */
  isFlowColon(key: YamlNode): boolean {
    if (this.char() !== ":") return false;
    const code = this.text.charCodeAt(this.at + 1);
    if (isSpaceOrEnd(code) || isFlowIndicator(code)) return true;
    return key.kind !== "scalar" || key.style === "quoted";
  }

  /** Whether `---` or `...` stands here, at the start of a line. */
  isDocumentMark(mark: string): boolean {
    return (
      this.text.startsWith(mark, this.at) &&
      (this.at === 0 || this.text.charCodeAt(this.at - 1) === NEWLINE) &&
      isSpaceOrEnd(this.text.charCodeAt(this.at + 3))
    );
  }

  isDocumentEdge(): boolean {
    return this.isDocumentMark("---") || this.isDocumentMark("...");
  }

  /** The name after `&` or `*`. */
  word(skip: number): string {
    const start = this.at + skip;
    let end = start;
    for (;;) {
      const code = this.text.charCodeAt(end);
      if (isSpaceOrEnd(code) || isFlowIndicator(code)) break;
      // `*a: 1` is an alias as a key.
      if (code === 58 && isSpaceOrEnd(this.text.charCodeAt(end + 1))) break;
      end++;
    }
    this.at = end;
    return this.text.slice(start, end);
  }

  /** The tag that begins here, as written. */
  tag(): string {
    const match = /^(?:!<[^>\s]*>|![^\s,[\]{}]*)/.exec(this.text.slice(this.at, this.at + 1000));
    const tag = match?.[0] ?? "";
    this.at += tag.length;
    return tag;
  }

  /** A plain scalar; its lines are folded. Lines must be indented more than `parentIndent`. */
  plainScalar(parentIndent: number, isFlow: boolean): string {
    let value = this.plainLine(isFlow);
    if (value === "")
      throw new YamlError(
        this.line(),
        `found character '${this.char()}' that cannot start any token`,
      );
    for (;;) {
      const resume = this.at;
      this.skipInlineSpace();
      if (this.text.charCodeAt(this.at) !== NEWLINE) {
        this.at = resume;
        return value;
      }
      let breaks = 0;
      while (this.text.charCodeAt(this.at) === NEWLINE) {
        breaks++;
        this.at++;
        this.skipInlineSpace();
      }
      const code = this.text.charCodeAt(this.at);
      const ends =
        Number.isNaN(code) ||
        code === HASH ||
        this.isDocumentEdge() ||
        (isFlow ? isFlowIndicator(code) : this.column() <= parentIndent);
      const line = ends ? "" : this.plainLine(isFlow);
      if (line === "") {
        this.at = resume;
        return value;
      }
      value += (breaks === 1 ? " " : "\n".repeat(breaks - 1)) + line;
    }
  }

  /** The part of a plain scalar on this line, without trailing space. */
  private plainLine(isFlow: boolean): string {
    const text = this.text;
    const start = this.at;
    let end = start;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (Number.isNaN(code) || code === NEWLINE) break;
      if (code === 58) {
        const next = text.charCodeAt(at + 1);
        if (isSpaceOrEnd(next) || (isFlow && isFlowIndicator(next))) break;
      } else if (code === HASH) {
        if (at > start && isSpaceOrEnd(text.charCodeAt(at - 1))) break;
      } else if (isFlow && isFlowIndicator(code)) break;
      if (code !== SPACE && code !== TAB) end = at + 1;
    }
    this.at = end;
    return text.slice(start, end);
  }
}
