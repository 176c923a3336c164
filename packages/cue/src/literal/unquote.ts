// Literals to values: strings and bytes of all forms, also the fragments of an interpolation.
// Spec: "String and byte sequence literals"; cue: cue/literal/string.go.

/** The quotes around a literal. */
export interface Quotes {
  readonly isBytes: boolean;
  readonly isMultiline: boolean;
  readonly hashCount: number;
  /** Length of the opening quotes, with the line end after them if the literal has several lines. */
  readonly openLength: number;
  /** Length of the closing quotes and hashes. */
  readonly closeLength: number;
  /** What stands before the closing quotes of several lines, and is dropped from every line. */
  readonly whitespace: string;
}

export type Failure = { readonly ok: false; readonly message: string };

/** A string for string literals, bytes for bytes literals; or what is wrong with the literal. */
export type Unquoted = { readonly ok: true; readonly value: string | Uint8Array } | Failure;

/** As {@link Unquoted}, for the fragments of an interpolation. */
export type UnquotedFragments =
  | { readonly ok: true; readonly values: readonly (string | Uint8Array)[] }
  | (Failure & { readonly index: number });

const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const HASH = 0x23;
const BACKSLASH = 0x5c;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The value of a string or bytes literal. */
export function unquote(text: string): Unquoted {
  // By far the most are plain.
  const last = text.length - 1;
  if (last > 0 && text.charCodeAt(0) === QUOTE && text.charCodeAt(last) === QUOTE) {
    const body = text.slice(1, last);
    if (isPlain(body)) return { ok: true, value: body };
  }
  const quotes = parseQuotes(text, text);
  if (!quotes.ok) return quotes;
  return unquoteBody(text, quotes.value, { isFirst: true, isLast: true });
}

/** The values of the fragments of an interpolation, as its `BasicLit` elements hold them. */
export function unquoteFragments(fragments: readonly string[]): UnquotedFragments {
  const lastIndex = fragments.length - 1;
  const quotes = parseQuotes(fragments[0] ?? "", fragments[lastIndex] ?? "");
  if (!quotes.ok) return { ...quotes, index: 0 };
  const values: (string | Uint8Array)[] = [];
  for (const [index, fragment] of fragments.entries()) {
    const place = { isFirst: index === 0, isLast: index === lastIndex };
    const unquoted = unquoteBody(fragment, quotes.value, place);
    if (!unquoted.ok) return { ...unquoted, index };
    values.push(unquoted.value);
  }
  return { ok: true, values };
}

/** Finds out the quotes of a literal from its first and last fragment (the same if it has only one). */
export function parseQuotes(
  first: string,
  last: string,
): { readonly ok: true; readonly value: Quotes } | Failure {
  let hashCount = 0;
  while (first.charCodeAt(hashCount) === HASH) hashCount++;
  const mark = first.charCodeAt(hashCount);
  if (mark !== QUOTE && mark !== APOSTROPHE) return fail("invalid syntax");
  let opening = hashCount + 1;
  let width = 1;
  const isMultiline =
    first.length > hashCount + 3 &&
    first.charCodeAt(opening) === mark &&
    first.charCodeAt(opening + 1) === mark &&
    first.charCodeAt(opening + 2) !== HASH;
  if (isMultiline) {
    width = 3;
    opening += 2;
    if (first.charCodeAt(opening) === CARRIAGE_RETURN) opening++;
    if (first.charCodeAt(opening) !== LINE_FEED) {
      return fail("invalid string: opening quote of multiline string must be followed by newline");
    }
    opening++;
  }
  const closing = String.fromCharCode(mark).repeat(width) + "#".repeat(hashCount);
  if (!last.endsWith(closing) || last.length < closing.length + (first === last ? opening : 0)) {
    return fail("invalid string: unmatched quote");
  }
  let whitespace = "";
  if (isMultiline) {
    const end = last.length - closing.length;
    const lineStart = last.lastIndexOf("\n", end - 1) + 1;
    whitespace = last.slice(lineStart, end).replaceAll("\r", "");
    if (lineStart === 0 || /\S/.test(whitespace)) {
      return fail("invalid string: closing quote of multiline string must follow a newline");
    }
  }
  const closeLength = closing.length;
  const isBytes = mark === APOSTROPHE;
  const value = { isBytes, isMultiline, hashCount, openLength: opening, closeLength, whitespace };
  return { ok: true, value };
}

interface Place {
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function unquoteBody(text: string, quotes: Quotes, place: Place): Unquoted {
  // A later fragment begins with the `)` of the interpolation before it.
  let start = place.isFirst ? quotes.openLength : 1;
  let end = text.length;
  if (place.isLast) {
    end -= quotes.closeLength;
    if (quotes.isMultiline) {
      const lineEnd = text.lastIndexOf("\n", end - 1);
      // The line end before the closing quotes is theirs, unless the opening quotes have it.
      end = Math.max(lineEnd, start);
    }
  } else end -= quotes.hashCount + 2;
  if (quotes.isMultiline && place.isFirst && start < end) {
    const skipped = skipIndent(text, start, quotes);
    if (typeof skipped !== "number") return skipped;
    start = skipped;
  }
  const body = new BodyReader(text, start, end, quotes);
  return body.read();
}

/** After a line end: skips what all lines begin with. An empty line need not have it. */
function skipIndent(text: string, at: number, quotes: Quotes): number | Failure {
  if (text.startsWith(quotes.whitespace, at)) return at + quotes.whitespace.length;
  const code = text.charCodeAt(at);
  if (code === LINE_FEED) return at;
  if (code === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) return at;
  const found = /^[ \t]*/.exec(text.slice(at))![0];
  const expected = JSON.stringify(quotes.whitespace);
  return fail(
    "invalid string: non-matching whitespace for multiline string " +
      `(expected ${expected}, got ${JSON.stringify(found)})`,
  );
}

/** Expands the escapes between the quotes. */
class BodyReader {
  readonly #text: string;
  readonly #end: number;
  readonly #quotes: Quotes;
  #at: number;
  #result = "";
  /** For bytes: what is complete, before `#result`. */
  readonly #bytes: number[] = [];

  constructor(text: string, start: number, end: number, quotes: Quotes) {
    this.#text = text;
    this.#at = start;
    this.#end = end;
    this.#quotes = quotes;
  }

  read(): Unquoted {
    const text = this.#text;
    const end = this.#end;
    let copied = this.#at;
    while (this.#at < end) {
      const at = this.#at;
      switch (text.charCodeAt(at)) {
        case 0:
          return fail("invalid syntax");
        case CARRIAGE_RETURN:
          this.#result += text.slice(copied, at);
          this.#at++;
          copied = this.#at;
          break;
        case LINE_FEED: {
          if (!this.#quotes.isMultiline) return fail("invalid syntax");
          this.#result += text.slice(copied, at + 1);
          const next = skipIndent(text, at + 1, this.#quotes);
          if (typeof next !== "number") return next;
          this.#at = next;
          copied = next;
          break;
        }
        case BACKSLASH: {
          if (!this.#isEscape(at)) {
            this.#at++;
            break;
          }
          this.#result += text.slice(copied, at);
          const failure = this.#escape(at + 1 + this.#quotes.hashCount);
          if (failure !== undefined) return failure;
          copied = this.#at;
          break;
        }
        case QUOTE:
        case APOSTROPHE:
          if (this.#closes(at)) return fail("invalid syntax");
          this.#at++;
          break;
        default:
          this.#at++;
      }
    }
    this.#result += text.slice(copied, end);
    if (!this.#quotes.isBytes) return { ok: true, value: this.#result };
    this.#flush();
    return { ok: true, value: Uint8Array.from(this.#bytes) };
  }

  /** Whether a quote in the text ends a literal of one line. */
  #closes(at: number): boolean {
    const { isBytes, isMultiline, hashCount } = this.#quotes;
    if (isMultiline || (this.#text.charCodeAt(at) === APOSTROPHE) !== isBytes) return false;
    return this.#text.startsWith("#".repeat(hashCount), at + 1);
  }

  #isEscape(at: number): boolean {
    const { hashCount } = this.#quotes;
    for (let index = 1; index <= hashCount; index++) {
      if (this.#text.charCodeAt(at + index) !== HASH) return false;
    }
    return at + hashCount + 1 < this.#end;
  }

  /** Reads the escape whose letter is at `at`. */
  #escape(at: number): Failure | undefined {
    const text = this.#text;
    const letter = text[at]!;
    const simple = SIMPLE_ESCAPES[letter];
    if (simple !== undefined) {
      this.#result += simple;
      this.#at = at + 1;
      return undefined;
    }
    if (letter === '"' || letter === "'") {
      if ((letter === "'") !== this.#quotes.isBytes) return fail("invalid syntax");
      this.#result += letter;
      this.#at = at + 1;
      return undefined;
    }
    if (letter === "u" || letter === "U") return this.#codePoint(at);
    if (!this.#quotes.isBytes) return fail("invalid syntax");
    const value = letter === "x" ? this.#digits(at + 1, 2, 16) : this.#digits(at, 3, 8);
    if (value === undefined || value > 255) return fail("invalid syntax");
    this.#flush();
    this.#bytes.push(value);
    return undefined;
  }

  /** `\uXXXX` or `\UXXXXXXXX`; two surrogates in a row are one code point. */
  #codePoint(at: number): Failure | undefined {
    const first = this.#digits(at + 1, this.#text[at] === "u" ? 4 : 8, 16);
    if (first === undefined || first > 0x10ffff) return fail("invalid syntax");
    let point = first;
    if (first >= 0xd800 && first < 0xe000) {
      const second = first < 0xdc00 ? this.#lowSurrogate() : undefined;
      if (second === undefined) return fail("unmatched surrogate pair");
      point = 0x10000 + (first - 0xd800) * 0x400 + (second - 0xdc00);
    }
    this.#result += String.fromCodePoint(point);
    return undefined;
  }

  #lowSurrogate(): number | undefined {
    const at = this.#at;
    const letterAt = at + 1 + this.#quotes.hashCount;
    const letter = this.#text[letterAt];
    if (this.#text.charCodeAt(at) !== BACKSLASH || !this.#isEscape(at)) return undefined;
    if (letter !== "u" && letter !== "U") return undefined;
    const value = this.#digits(letterAt + 1, letter === "u" ? 4 : 8, 16);
    return value !== undefined && value >= 0xdc00 && value < 0xe000 ? value : undefined;
  }

  #digits(at: number, count: number, base: 8 | 16): number | undefined {
    const digits = this.#text.slice(at, Math.min(at + count, this.#end));
    const valid = base === 16 ? /^[0-9a-fA-F]+$/ : /^[0-7]+$/;
    if (digits.length !== count || !valid.test(digits)) return undefined;
    this.#at = at + count;
    return Number.parseInt(digits, base);
  }

  #flush(): void {
    if (this.#result === "") return;
    for (const byte of new TextEncoder().encode(this.#result)) this.#bytes.push(byte);
    this.#result = "";
  }
}

const SIMPLE_ESCAPES: Readonly<Record<string, string | undefined>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "/": "/",
  "\\": "\\",
};

/** No escape, quote, line end or NUL, so that the text stands for itself. */
function isPlain(body: string): boolean {
  for (let at = 0; at < body.length; at++) {
    const code = body.charCodeAt(at);
    if (code === BACKSLASH || code === QUOTE || code === LINE_FEED || code === 0) return false;
  }
  return true;
}

function fail(message: string): Failure {
  return { ok: false, message };
}
