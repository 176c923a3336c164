import { hexDigit, unicodeName } from "../token/chars.ts";
import type { ErrorSink } from "./scanner.ts";

const LINE_FEED = 0x0a;
const HASH = 0x23;
const BACKSLASH = 0x5c;

/** The quotes around a string, kept while its interpolations are scanned. */
export interface Quote {
  readonly mark: number;
  readonly width: 1 | 3;
  readonly hashCount: number;
  start: number;
  /** What all lines of a multi-line string that are not empty begin with; undefined before the first. */
  indent: string | undefined;
  /** Scanning stopped at the `(` of an interpolation. */
  isOpen: boolean;
}

/**
 * Scans a string from `at` to its closing quotes or to the `(` of an interpolation, sets `quote.isOpen`
 * accordingly and returns the offset after it (or of the `(`). `start` is where an unterminated one is
 * reported. Spec: "String and byte sequence literals".
 */
export function scanStringBody(
  text: string,
  start: number,
  at: number,
  quote: Quote,
  isContinuation: boolean,
  report: ErrorSink,
): number {
  quote.isOpen = false;
  return quote.width === 1
    ? scanLine(text, start, at, quote, report)
    : scanLines(text, start, at, quote, isContinuation, report);
}

function scanLine(
  text: string,
  start: number,
  at: number,
  quote: Quote,
  report: ErrorSink,
): number {
  const { mark, hashCount } = quote;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === mark) {
      at++;
      if (hashCount === 0) return at;
      if (closesWith(text, at, quote, 1)) return at + hashCount;
    } else if (code === BACKSLASH) {
      at = scanEscape(text, at + 1, quote, report);
      if (quote.isOpen) return at;
    } else if (code === LINE_FEED || Number.isNaN(code)) {
      report(start, "string literal not terminated");
      return at;
    } else at++;
  }
}

function scanLines(
  text: string,
  start: number,
  at: number,
  quote: Quote,
  isContinuation: boolean,
  report: ErrorSink,
): number {
  // The closing quotes must be the first on their line.
  let isLineStart = !isContinuation;
  let lineStart = at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (Number.isNaN(code)) {
      report(start, "string literal not terminated");
      return at;
    }
    at++;
    if (code === 0x0d) continue;
    if (isLineStart && code !== 0x20 && code !== 0x09) {
      if (code === quote.mark && closesWith(text, at, quote, 3)) {
        checkIndent(text.slice(lineStart, at - 1), quote, report);
        return at + 2 + quote.hashCount;
      }
      if (code !== LINE_FEED || at - 1 > lineStart) {
        const blanks = text.slice(lineStart, at - 1);
        quote.indent = quote.indent === undefined ? blanks : commonPrefix(quote.indent, blanks);
      }
    }
    if (code === LINE_FEED) {
      isLineStart = true;
      lineStart = at;
    } else if (code !== 0x20 && code !== 0x09) isLineStart = false;
    if (code === BACKSLASH) {
      at = scanEscape(text, at, quote, report);
      if (quote.isOpen) return at;
    }
  }
}

/** Whether the rest of the closing quotes (one was read) and the hashes follow. */
function closesWith(text: string, at: number, quote: Quote, width: number): boolean {
  for (let index = 1; index < width; index++) {
    if (text.charCodeAt(at++) !== quote.mark) return false;
  }
  for (let index = 0; index < quote.hashCount; index++) {
    if (text.charCodeAt(at++) !== HASH) return false;
  }
  return true;
}

function checkIndent(closing: string, quote: Quote, report: ErrorSink): void {
  if (quote.indent === undefined || quote.indent.startsWith(closing)) return;
  const expected = JSON.stringify(closing);
  const found = JSON.stringify(quote.indent);
  report(
    quote.start,
    `non-matching whitespace for multiline string (expected ${expected}, got ${found})`,
  );
}

/** Checks the escape after a backslash; an interpolation sets `isOpen`. Returns where to go on. */
function scanEscape(text: string, at: number, quote: Quote, report: ErrorSink): number {
  for (let index = 0; index < quote.hashCount; index++) {
    if (text.charCodeAt(at) !== HASH) return at;
    at++;
  }
  const code = text.charCodeAt(at);
  if (code === quote.mark) return at + 1;
  switch (code) {
    case 0x28:
      quote.isOpen = true;
      return at;
    case 0x61: // a b f n r t v \ /
    case 0x62:
    case 0x66:
    case 0x6e:
    case 0x72:
    case 0x74:
    case 0x76:
    case BACKSLASH:
    case 0x2f:
      return at + 1;
    case 0x78:
      if (quote.mark === 0x22) {
        report(at, "hexadecimal escape not allowed in string literal");
        return at;
      }
      return scanDigits(text, at, at + 1, 2, 16, 255, report);
    case 0x75:
      return scanDigits(text, at, at + 1, 4, 16, 0x10ffff, report);
    case 0x55:
      return scanDigits(text, at, at + 1, 8, 16, 0x10ffff, report);
  }
  if (code >= 0x30 && code <= 0x37) {
    if (quote.mark === 0x22) {
      report(at, "octal escape not allowed in string literal");
      return at;
    }
    return scanDigits(text, at, at, 3, 8, 255, report);
  }
  report(at, Number.isNaN(code) ? "escape sequence not terminated" : "unknown escape sequence");
  return at;
}

function scanDigits(
  text: string,
  start: number,
  at: number,
  count: number,
  base: number,
  max: number,
  report: ErrorSink,
): number {
  let value = 0;
  for (let index = 0; index < count; index++, at++) {
    const code = text.charCodeAt(at);
    const digit = hexDigit(code);
    if (digit >= base) {
      const message = Number.isNaN(code)
        ? "escape sequence not terminated"
        : `illegal character ${unicodeName(text.codePointAt(at)!)} in escape sequence`;
      report(at, message);
      return at;
    }
    value = value * base + digit;
  }
  if (value > max) report(start, "escape sequence is invalid Unicode code point");
  return at;
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a.charCodeAt(length) === b.charCodeAt(length)) length++;
  return a.slice(0, length);
}
