import { BuiltinError } from "../builtin.ts";

type TokenKind =
  | "text"
  | "left"
  | "right"
  | "space"
  | "identifier"
  | "field"
  | "variable"
  | "string"
  | "raw"
  | "char"
  | "number"
  | "dot"
  | "pipe"
  | "comma"
  | "open"
  | "close"
  | "mark"
  | "declare"
  | "assign"
  | "end";

export interface TemplateToken {
  readonly kind: TokenKind;
  readonly text: string;
  readonly at: number;
  readonly line: number;
}

/** An error of a template's syntax; the template has no name. */
export function syntaxError(line: number, message: string): BuiltinError {
  return new BuiltinError(`template: :${line}: ${message}`);
}

const ACTION_TOKENS: readonly (readonly [TokenKind, RegExp])[] = [
  ["space", /[ \t\r\n]+/y],
  ["declare", /:=/y],
  ["assign", /=/y],
  ["pipe", /\|/y],
  ["comma", /,/y],
  ["open", /\(/y],
  ["close", /\)/y],
  ["string", /"(?:[^"\\\n]|\\[^\n])*"/y],
  ["raw", /`[^`]*`/y],
  ["char", /'(?:[^'\\\n]|\\[^\n])*'/y],
  ["variable", /\$[\p{L}\p{Nd}_]*/uy],
  ["field", /\.[\p{L}_][\p{L}\p{Nd}_]*/uy],
  ["number", /[+-]?(?:\d|\.\d)[\p{L}\p{Nd}_.]*(?:(?<=[eEpP])[+-][\d_]+)?/uy],
  ["dot", /\./y],
  ["mark", /[!-/:-@[-^{-~]/y],
  ["identifier", /[\p{L}_][\p{L}\p{Nd}_]*/uy],
];

const SPACE = /[ \t\r\n]/;

/** The end of an action, and whether what follows is to be trimmed. */
const CLOSE = /(?:[ \t\r\n]+-)?\}\}/y;

class TemplateLexer {
  private readonly source: string;
  private readonly tokens: TemplateToken[] = [];
  private at = 0;
  private line = 1;

  constructor(source: string) {
    this.source = source;
  }

  run(): readonly TemplateToken[] {
    let trimsLeft = false;
    for (;;) {
      const open = this.source.indexOf("{{", this.at);
      const end = open < 0 ? this.source.length : open;
      let text = this.source.slice(this.at, end);
      const trimsRight = this.source[end + 2] === "-" && SPACE.test(this.source[end + 3] ?? "");
      const raw = text;
      if (trimsLeft) text = text.replace(/^[ \t\r\n]+/, "");
      if (open >= 0 && trimsRight) text = text.replace(/[ \t\r\n]+$/, "");
      if (text !== "") this.push("text", text);
      this.advance(raw);
      if (open < 0) break;
      trimsLeft = this.action(trimsRight);
    }
    this.push("end", "");
    return this.tokens;
  }

  private push(kind: TokenKind, text: string): void {
    this.tokens.push({ kind, text, at: this.at, line: this.line });
  }

  private advance(text: string): void {
    this.at += text.length;
    this.line += text.split("\n").length - 1;
  }

  /** An action or comment; tells whether it trims the text after it. */
  private action(trimsRight: boolean): boolean {
    const start = this.at + 2 + (trimsRight ? 2 : 0);
    if (this.source.startsWith("/*", start)) return this.comment(start);
    this.push("left", "{{");
    this.advance(this.source.slice(this.at, start));
    let depth = 0;
    for (;;) {
      CLOSE.lastIndex = this.at;
      const close = CLOSE.exec(this.source);
      if (close !== null) {
        if (depth > 0) throw syntaxError(this.line, "unclosed left paren");
        this.push("right", "}}");
        this.advance(close[0]);
        return close[0].length > 2;
      }
      const token = this.token();
      if (token.kind === "open") depth++;
      if (token.kind === "close" && --depth < 0) {
        throw syntaxError(this.line, "unexpected right paren");
      }
      this.push(token.kind, token.text);
      this.advance(token.text);
    }
  }

  private comment(start: number): boolean {
    const end = this.source.indexOf("*/", start + 2);
    if (end < 0) throw syntaxError(this.line, "unclosed comment");
    const close = /^(?:[ \t\r\n]-)?\}\}/.exec(this.source.slice(end + 2, end + 6));
    if (close === null) throw syntaxError(this.line, "comment ends before closing delimiter");
    this.advance(this.source.slice(this.at, end + 2 + close[0].length));
    return close[0].length > 2;
  }

  private token(): { readonly kind: TokenKind; readonly text: string } {
    const char = this.source[this.at];
    for (const [kind, pattern] of ACTION_TOKENS) {
      pattern.lastIndex = this.at;
      const match = pattern.exec(this.source);
      if (match === null) continue;
      if (kind === "mark" && /["`':]/.test(match[0])) break;
      return this.checked(kind, match[0]);
    }
    if (char === undefined) throw syntaxError(this.line, "unclosed action");
    if (char === '"') throw syntaxError(this.line, "unterminated quoted string");
    if (char === "`") throw syntaxError(this.line, "unterminated raw quoted string");
    if (char === "'") throw syntaxError(this.line, "unterminated character constant");
    if (char === ":") throw syntaxError(this.line, "expected :=");
    const code = char.codePointAt(0) ?? 0;
    const shown = `U+${code.toString(16).toUpperCase().padStart(4, "0")} '${char}'`;
    throw syntaxError(this.line, `unrecognized character in action: ${shown}`);
  }

  /** A field, variable or word must not run into the next token. */
  private checked(
    kind: TokenKind,
    text: string,
  ): { readonly kind: TokenKind; readonly text: string } {
    const next = this.source[this.at + text.length] ?? "";
    const needsEnd = kind === "field" || kind === "variable" || kind === "identifier";
    if (needsEnd && next !== "" && !/[ \t\r\n.,|:)(=}]/.test(next)) {
      const code = next.codePointAt(0) ?? 0;
      throw syntaxError(
        this.line,
        `bad character U+${code.toString(16).toUpperCase().padStart(4, "0")} '${next}'`,
      );
    }
    return { kind, text };
  }
}

/** Splits a template into text and the tokens of its actions. */
export function lexTemplate(source: string): readonly TemplateToken[] {
  return new TemplateLexer(source).run();
}
