// The scanner: pulled token by token, it keeps the current token in its own fields so that nothing is
// allocated for one. Line ends become commas after a token that may end an element, as in Go's own rule.
// Spec: "Lexical elements"; cue: cue/scanner/scanner.go, whose error texts and places are kept.
import { isDigit, isIdentPart, isLetter, unicodeName } from "../token/chars.ts";
import { Token, tokenText } from "../token/token.ts";
import { NumberScanner } from "./number.ts";
import { type Quote, scanStringBody } from "./string.ts";

const LINE_FEED = 0x0a;
const QUOTE = 0x22;
const HASH = 0x23;
const APOSTROPHE = 0x27;
const BYTE_ORDER_MARK = 0xfeff;

/** Attributes inside of attributes. */
const MAX_ATTRIBUTE_NESTING = 100;

/** Receives what is wrong, in the order in which it is met. */
export type ErrorSink = (offset: number, message: string) => void;

export class Scanner {
  readonly text: string;
  /** Kind of the current token. */
  token: Token = Token.illegal;
  start = 0;
  end = 0;
  /** The comma stands for a line end or the end of the file. */
  isLineEnd = false;
  /** Offset of what comes after the current token. */
  offset = 0;

  readonly #report: ErrorSink;
  readonly #numbers: NumberScanner;
  #endsElement = false;
  #hasCarriageReturn = false;
  readonly #mayHaveCarriageReturn: boolean;
  readonly #quotes: Quote[] = [];
  #attributeDepth = 0;
  /** Characters that are wrong wherever they stand, the nearest last. */
  readonly #oddities: { readonly offset: number; readonly message: string }[];

  constructor(text: string, report: ErrorSink) {
    this.text = text;
    this.#report = report;
    this.#numbers = new NumberScanner(text, report);
    this.#mayHaveCarriageReturn = text.includes("\r");
    this.#oddities = findOddities(text);
    if (text.charCodeAt(0) === BYTE_ORDER_MARK) this.offset = 1;
    this.#reportOddities();
  }

  /** The current token as written; carriage returns are dropped where the language ignores them. */
  literal(): string {
    const literal = this.text.slice(this.start, this.end);
    return this.#hasCarriageReturn ? literal.replaceAll("\r", "") : literal;
  }

  /** Goes to the next token. */
  next(): void {
    this.#scan();
    if (this.#oddities.length > 0) this.#reportOddities();
  }

  /** The kind of the token after the current one, which stays the current one. */
  peek(): Token {
    const { token, start, end, isLineEnd, offset } = this;
    const endsElement = this.#endsElement;
    const hasCarriageReturn = this.#hasCarriageReturn;
    const quotes = this.#quotes.length;
    this.next();
    const next = this.token;
    this.token = token;
    this.start = start;
    this.end = end;
    this.isLineEnd = isLineEnd;
    this.offset = offset;
    this.#endsElement = endsElement;
    this.#hasCarriageReturn = hasCarriageReturn;
    this.#quotes.length = quotes;
    return next;
  }

  /** Whether the interpolation that is the current token is of bytes. */
  isBytes(): boolean {
    return this.#quotes.at(-1)?.mark === APOSTROPHE;
  }

  /**
   * Goes on inside a string after the `)` of an interpolation, which must be the current token: the token
   * is the next fragment, from that `)` to the end of the string or to the `(` of the next interpolation,
   * where scanning continues.
   */
  resumeInterpolation(): void {
    const quote = this.#quotes.pop();
    if (quote === undefined) return;
    const endsElement = this.#endsElement;
    this.#string(this.offset - 1, this.offset, quote, true);
    this.#endsElement = endsElement;
    if (this.#oddities.length > 0) this.#reportOddities();
  }

  #scan(): void {
    const { text } = this;
    const { length } = text;
    let at = this.offset;
    let code = 0;
    for (;;) {
      code = at < length ? text.charCodeAt(at) : -1;
      if (code === 0x20 || code === 0x09 || code === 0x0d) at++;
      else if (code === LINE_FEED) {
        if (this.#endsElement) {
          this.#endsElement = false;
          const start = at;
          at = skipBlanks(text, at + 1);
          const next = at < length ? text.charCodeAt(at) : -1;
          // JSON may put its commas and colons on the next line.
          if (next === 0x2c || next === 0x3a) continue;
          this.offset = at;
          this.#lineEnd(start);
          return;
        }
        at++;
      } else if (code === 0x2f && text.charCodeAt(at + 1) === 0x2f) {
        if (this.#endsElement) {
          this.#endsElement = false;
          this.offset = at;
          this.#lineEnd(at);
          return;
        }
        const lineEnd = text.indexOf("\n", at);
        this.#finish(Token.comment, at, lineEnd < 0 ? length : lineEnd, false);
        this.#hasCarriageReturn = this.#mayHaveCarriageReturn;
        return;
      } else break;
    }

    this.#hasCarriageReturn = false;
    if (code < 0) {
      this.offset = at;
      if (this.#endsElement) {
        this.#endsElement = false;
        this.#lineEnd(at);
      } else this.#finish(Token.eof, at, at, false);
      return;
    }
    if (code >= 0x30 && code <= 0x39) this.#number(at);
    else if (code < 0x80 ? isAsciiIdentStart(code) : isLetter(text.codePointAt(at)!))
      this.#word(at);
    else this.#punctuation(at, code);
  }

  #lineEnd(start: number): void {
    this.token = Token.comma;
    this.start = start;
    this.end = start;
    this.isLineEnd = true;
    this.#hasCarriageReturn = false;
  }

  #finish(token: Token, start: number, end: number, endsElement: boolean): void {
    this.token = token;
    this.start = start;
    this.end = end;
    this.offset = end;
    this.isLineEnd = false;
    this.#endsElement = endsElement;
  }

  #number(at: number): void {
    const numbers = this.#numbers;
    numbers.scan(at);
    this.#finish(numbers.token, at, numbers.end, true);
  }

  /** Identifiers and keywords, from a letter, `$` or `_`. */
  #word(start: number): void {
    const { text } = this;
    const end = identEnd(text, start + 1);
    const token = end - start < 2 ? Token.ident : keyword(text, start, end);
    this.#finish(token, start, end, true);
  }

  #punctuation(at: number, code: number): void {
    const { text } = this;
    const next = text.charCodeAt(at + 1);
    switch (code) {
      case 0x5f:
        return this.#underscore(at);
      case HASH:
        return this.#hash(at);
      case QUOTE:
      case APOSTROPHE:
        return this.#quoted(at, at, code, 0);
      case 0x40:
        return this.#attribute(at);
      case 0x3a:
        return this.#finish(Token.colon, at, at + 1, false);
      case 0x3b:
        return this.#finish(Token.semicolon, at, at + 1, true);
      case 0x3f:
        return this.#finish(Token.option, at, at + 1, true);
      case 0x7e:
        return this.#finish(Token.tilde, at, at + 1, false);
      case 0x2e:
        return this.#dot(at, next);
      case 0x2c:
        return this.#finish(Token.comma, at, at + 1, false);
      case 0x28:
        return this.#finish(Token.lparen, at, at + 1, false);
      case 0x29:
        return this.#finish(Token.rparen, at, at + 1, true);
      case 0x5b:
        return this.#finish(Token.lbrack, at, at + 1, false);
      case 0x5d:
        return this.#finish(Token.rbrack, at, at + 1, true);
      case 0x7b:
        return this.#finish(Token.lbrace, at, at + 1, false);
      case 0x7d:
        return this.#finish(Token.rbrace, at, at + 1, true);
      case 0x2b:
        return this.#finish(Token.add, at, at + 1, false);
      case 0x2d:
        return this.#finish(Token.sub, at, at + 1, false);
      case 0x2a:
        return this.#finish(Token.mul, at, at + 1, false);
      case 0x2f:
        return this.#finish(Token.quo, at, at + 1, false);
      case 0x3c:
        if (next === 0x2d) return this.#finish(Token.arrow, at, at + 2, false);
        if (next === 0x3d) return this.#finish(Token.leq, at, at + 2, false);
        return this.#finish(Token.lss, at, at + 1, false);
      case 0x3e:
        if (next === 0x3d) return this.#finish(Token.geq, at, at + 2, false);
        return this.#finish(Token.gtr, at, at + 1, false);
      case 0x3d:
        if (next === 0x7e) return this.#finish(Token.mat, at, at + 2, false);
        if (next === 0x3d) return this.#finish(Token.eql, at, at + 2, false);
        return this.#finish(Token.bind, at, at + 1, false);
      case 0x21:
        if (next === 0x7e) return this.#finish(Token.nmat, at, at + 2, false);
        if (next === 0x3d) return this.#finish(Token.neq, at, at + 2, false);
        return this.#finish(Token.not, at, at + 1, false);
      case 0x26:
        if (next === 0x26) return this.#finish(Token.land, at, at + 2, false);
        return this.#finish(Token.and, at, at + 1, false);
      case 0x7c:
        if (next === 0x7c) return this.#finish(Token.lor, at, at + 2, false);
        return this.#finish(Token.or, at, at + 1, false);
      default:
        return this.#illegal(at);
    }
  }

  #illegal(at: number): void {
    const code = this.text.codePointAt(at)!;
    if (code !== BYTE_ORDER_MARK) this.#report(at, `illegal character ${unicodeName(code)}`);
    // What came before still ends an element, whatever this is.
    this.#finish(Token.illegal, at, at + (code > 0xffff ? 2 : 1), this.#endsElement);
  }

  /** `_`, `_x`, `_#x`, `_|_` */
  #underscore(start: number): void {
    const { text } = this;
    if (text.charCodeAt(start + 1) === 0x7c && text.charCodeAt(start + 2) === 0x5f) {
      this.#finish(Token.bottom, start, start + 3, true);
      return;
    }
    const end = fieldIdentEnd(text, start + 1);
    if (end === start + 2 && text.charCodeAt(start + 1) === 0x5f && text.charCodeAt(end) === HASH) {
      const badEnd = identEnd(text, end + 1);
      this.#report(start, `illegal token ${JSON.stringify(text.slice(start, badEnd))}`);
      this.#finish(Token.illegal, start, badEnd, true);
      return;
    }
    this.#finish(Token.ident, start, end, true);
  }

  /** `#x`, or the hashes before a string. */
  #hash(start: number): void {
    const { text } = this;
    const end = fieldIdentEnd(text, start);
    const next = text.charCodeAt(end);
    if (end > start + 1 || (next !== HASH && next !== QUOTE && next !== APOSTROPHE)) {
      this.#finish(Token.ident, start, end, true);
      return;
    }
    let at = end;
    while (text.charCodeAt(at) === HASH) at++;
    const mark = text.charCodeAt(at);
    if (mark === QUOTE || mark === APOSTROPHE) this.#quoted(start, at, mark, at - start);
    else this.#finish(Token.illegal, start, at, false);
  }

  /** A string from its opening quote at `at`; `start` is that of its hashes. */
  #quoted(start: number, at: number, mark: number, hashCount: number): void {
    const { text } = this;
    const token = mark === QUOTE ? Token.string : Token.bytes;
    let body = at + 1;
    let quotes = 1;
    while (quotes < 3 && text.charCodeAt(body) === mark) {
      quotes++;
      body++;
    }
    const hashesEnd = body + hashCount;
    // Two quotes and the hashes are the empty string; three may be one quote between two (`#"""#`).
    if (quotes > 1 && (quotes === 2 || hashCount > 0) && hasHashes(text, body, hashCount)) {
      this.#finish(token, start, hashesEnd, true);
      return;
    }
    if (quotes < 3) {
      this.#string(start, body, newQuote(mark, 1, hashCount), false);
      return;
    }
    let line = body;
    if (text.charCodeAt(line) === 0x0d) line++;
    if (text.charCodeAt(line) !== LINE_FEED) {
      const opening = text.slice(start, line);
      this.#report(start, `expected newline after multiline quote ${opening}`);
      this.#finish(token, start, line, true);
      return;
    }
    this.#string(start, line + 1, newQuote(mark, 3, hashCount), false);
  }

  #string(start: number, body: number, quote: Quote, isContinuation: boolean): void {
    if (!isContinuation) quote.start = start;
    const end = scanStringBody(this.text, start, body, quote, isContinuation, this.#report);
    if (quote.isOpen) {
      this.#quotes.push(quote);
      this.#finish(Token.interpolation, start, end + 1, false);
      this.offset = end;
      this.#endsElement = true;
    } else this.#finish(quote.mark === QUOTE ? Token.string : Token.bytes, start, end, true);
    this.#hasCarriageReturn = quote.width === 3 && this.#mayHaveCarriageReturn;
  }

  #dot(at: number, next: number): void {
    if (next >= 0x30 && next <= 0x39) {
      const numbers = this.#numbers;
      numbers.scanFraction(at);
      this.#finish(numbers.token, at, numbers.end, true);
    } else if (next !== 0x2e) this.#finish(Token.period, at, at + 1, false);
    else if (this.text.charCodeAt(at + 2) === 0x2e) {
      this.#finish(Token.ellipsis, at, at + 3, true);
    } else {
      this.#report(at, "illegal token '..'; expected '.'");
      this.#finish(Token.illegal, at, at + 2, false);
    }
  }

  /** `@name(…)`: one token, whose brackets and strings must match. */
  #attribute(start: number): void {
    if (this.#attributeDepth === MAX_ATTRIBUTE_NESTING) {
      this.#report(start, `attribute exceeds maximum nesting depth of ${MAX_ATTRIBUTE_NESTING}`);
      this.#finish(Token.attribute, start, this.text.length, true);
      return;
    }
    this.#attributeDepth++;
    this.offset = identEnd(this.text, start + 1);
    this.next();
    if (this.token === Token.lparen) this.#attributeBody();
    else this.#report(this.offset, "invalid attribute: expected '('");
    this.#attributeDepth--;
    this.#finish(Token.attribute, start, this.offset, true);
    this.#hasCarriageReturn = false;
  }

  #attributeBody(): void {
    const closers: Token[] = [Token.rparen];
    while (closers.length > 0) {
      this.next();
      switch (this.token) {
        case closers[closers.length - 1]:
          closers.pop();
          break;
        case Token.eof:
          for (const closer of new Set(closers.reverse())) {
            this.#report(this.offset, `attribute missing '${tokenText(closer)}'`);
          }
          return;
        case Token.interpolation:
          this.#report(this.offset, "interpolation not allowed in attribute");
          this.#quotes.pop();
          this.#skipParentheses();
          break;
        case Token.lparen:
          closers.push(Token.rparen);
          break;
        case Token.lbrace:
          closers.push(Token.rbrace);
          break;
        case Token.lbrack:
          closers.push(Token.rbrack);
          break;
        case Token.rparen:
        case Token.rbrack:
        case Token.rbrace:
          this.#report(this.offset, `unexpected '${tokenText(this.token)}'`);
      }
    }
  }

  /** After a wrong interpolation in an attribute: to what seems its end, or the end of the line. */
  #skipParentheses(): void {
    let open = 1;
    for (; this.offset < this.text.length; this.offset++) {
      const code = this.text.charCodeAt(this.offset);
      if (code === LINE_FEED) return;
      if (code === 0x28) open++;
      else if (code === 0x29 && --open === 0) return;
    }
  }

  /** Odd characters count as soon as they are next, as Go's scanner reads one character ahead. */
  #reportOddities(): void {
    const oddities = this.#oddities;
    for (let last = oddities.at(-1); last !== undefined; last = oddities.at(-1)) {
      if (last.offset > this.offset) return;
      oddities.pop();
      this.#report(last.offset, last.message);
    }
  }
}

function newQuote(mark: number, width: 1 | 3, hashCount: number): Quote {
  return { mark, width, hashCount, start: 0, indent: undefined, isOpen: false };
}

function hasHashes(text: string, at: number, count: number): boolean {
  for (let index = 0; index < count; index++) {
    if (text.charCodeAt(at + index) !== HASH) return false;
  }
  return true;
}

function skipBlanks(text: string, at: number): number {
  for (; ; at++) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x09 && code !== LINE_FEED && code !== 0x0d) return at;
  }
}

function isAsciiIdentStart(code: number): boolean {
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || code === 0x24;
}

/** Where the identifier that goes on at `at` ends. */
function identEnd(text: string, at: number): number {
  for (;;) {
    const code = text.charCodeAt(at);
    if (code < 0x80) {
      if (!isIdentPart(code)) return at;
      at++;
    } else if (Number.isNaN(code)) return at;
    else {
      const point = text.codePointAt(at)!;
      if (!isIdentPart(point)) return at;
      at += point > 0xffff ? 2 : 1;
    }
  }
}

/** As `identEnd`, where a `#` may come first; a digit may not follow it. */
function fieldIdentEnd(text: string, at: number): number {
  if (text.charCodeAt(at) === HASH) {
    at++;
    if (at < text.length && isDigit(text.codePointAt(at)!)) return at;
  }
  return identEnd(text, at);
}

const KEYWORDS: ReadonlyMap<string, Token> = new Map(
  Object.entries(Token).filter(([, token]) => token >= Token.if),
);

function keyword(text: string, start: number, end: number): Token {
  if (end - start > 9) return Token.ident;
  switch (text.charCodeAt(start)) {
    // The keywords begin with one of e f i l n o t.
    case 0x65:
    case 0x66:
    case 0x69:
    case 0x6c:
    case 0x6e:
    case 0x6f:
    case 0x74:
      return KEYWORDS.get(text.slice(start, end)) ?? Token.ident;
    default:
      return Token.ident;
  }
}

function findOddities(text: string): { readonly offset: number; readonly message: string }[] {
  const found: { readonly offset: number; readonly message: string }[] = [];
  for (let at = text.indexOf("\0"); at >= 0; at = text.indexOf("\0", at + 1)) {
    found.push({ offset: at, message: "illegal character NUL" });
  }
  for (let at = text.indexOf("\ufeff", 1); at >= 0; at = text.indexOf("\ufeff", at + 1)) {
    found.push({ offset: at, message: "illegal byte order mark" });
  }
  return found.sort((a, b) => b.offset - a.offset);
}
