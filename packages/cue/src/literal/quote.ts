// Values to literals: the text that unquote.ts reads back. cue: cue/literal/quote.go.

/** How a string or bytes literal is written. By default on one line, between plain quotes. */
export interface QuoteForm {
  /** Three quotes, the lines indented by so many tabs, if the value contains a line end. */
  readonly multilineTabs?: number;
  /** Three quotes also without a line end in the value; needs `multilineTabs`. */
  readonly alwaysMultiline?: boolean;
  /** `#"…"#` where that avoids all escapes (single lines only). */
  readonly optionalHashes?: boolean;
  /** Escape everything beyond ASCII. */
  readonly asciiOnly?: boolean;
}

const PRINTABLE = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A string literal. Lone surrogates become U+FFFD, as the value cannot hold them. */
export function quoteString(value: string, form: QuoteForm = {}): string {
  return quote(value.toWellFormed(), '"', form);
}

/** A bytes literal: text where the bytes are UTF-8, `\xHH` where they are not. */
export function quoteBytes(value: Uint8Array, form: QuoteForm = {}): string {
  return quote(bytesToText(value), "'", form);
}

/** The text between the quotes of a literal, without the last line's indent. */
export function escapeString(value: string, form: QuoteForm = {}): string {
  return escapeBody(value.toWellFormed(), '"', form, isMultiline(value, form), 0);
}

/**
 * Bytes that are no UTF-8 travel through `quote` as lone low surrogates U+DC80 to U+DCFF, which
 * well-formed text cannot contain.
 */
const INVALID_BYTE = 0xdc00;

function quote(text: string, mark: '"' | "'", form: QuoteForm): string {
  const multiline = isMultiline(text, form);
  const hashCount = multiline
    ? hashesAfterTriples(text, mark)
    : form.optionalHashes === true
      ? hashesToAvoidEscapes(text, mark, form)
      : 0;
  const hashes = "#".repeat(hashCount);
  const body = escapeBody(text, mark, form, multiline, hashCount);
  if (!multiline) return `${hashes}${mark}${body}${mark}${hashes}`;
  const triple = mark.repeat(3);
  const indent = "\t".repeat(form.multilineTabs ?? 0);
  if (text === "") return `${hashes}${triple}\n${indent}${triple}`;
  const first = text.startsWith("\n") ? "" : indent;
  return `${hashes}${triple}\n${first}${body}\n${indent}${triple}${hashes}`;
}

function isMultiline(text: string, form: QuoteForm): boolean {
  if (form.multilineTabs === undefined) return false;
  return form.alwaysMultiline === true || text.includes("\n");
}

function escapeBody(
  text: string,
  mark: '"' | "'",
  form: QuoteForm,
  multiline: boolean,
  hashCount: number,
): string {
  // The number of hashes was chosen so that nothing needs an escape.
  if (!multiline && hashCount > 0) return text;
  const indent = "\t".repeat(form.multilineTabs ?? 0);
  const escape = `\\${"#".repeat(hashCount)}`;
  let result = "";
  let copied = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    const width = code > 0xffff ? 2 : 1;
    const replacement = escapeCode(code, mark, form, multiline, escape);
    if (multiline && code === 0x0a) {
      const isLineBefore = at + 1 < text.length && text.charCodeAt(at + 1) !== 0x0a;
      result += text.slice(copied, at + 1) + (isLineBefore ? indent : "");
      copied = at + 1;
    } else if (replacement !== undefined) {
      result += text.slice(copied, at) + replacement;
      copied = at + width;
    }
    at += width;
  }
  return result + text.slice(copied);
}

const CONTROL_ESCAPES: Readonly<Record<number, string>> = {
  0x07: "a",
  0x08: "b",
  0x0c: "f",
  0x0a: "n",
  0x0d: "r",
  0x09: "t",
  0x0b: "v",
};

/** The escape that stands for a code point, or `undefined` if it stands for itself. */
function escapeCode(
  code: number,
  mark: '"' | "'",
  form: QuoteForm,
  multiline: boolean,
  escape: string,
): string | undefined {
  if (code === 0x5c) return `${escape}\\`;
  if (code === mark.charCodeAt(0)) return multiline ? undefined : escape + mark;
  if (isPrintable(code, form)) return undefined;
  const short = CONTROL_ESCAPES[code];
  if (short !== undefined) return escape + short;
  if (isInvalidByte(code)) return `${escape}x${(code - INVALID_BYTE).toString(16)}`;
  const hex = code.toString(16);
  if (code < 0x20 && mark === "'") return `${escape}x${hex.padStart(2, "0")}`;
  return code < 0x10000 ? `${escape}u${hex.padStart(4, "0")}` : `${escape}U${hex.padStart(8, "0")}`;
}

function isPrintable(code: number, form: QuoteForm): boolean {
  if (code < 0x7f) return code >= 0x20;
  if (form.asciiOnly === true) return false;
  return PRINTABLE.test(String.fromCodePoint(code));
}

function isInvalidByte(code: number): boolean {
  return code >= INVALID_BYTE + 0x80 && code <= INVALID_BYTE + 0xff;
}

/** How many hashes let a single-line text stand without escapes; 0 if none are needed or would not do. */
function hashesToAvoidEscapes(text: string, mark: '"' | "'", form: QuoteForm): number {
  if (!text.includes("\\") && !text.includes(mark)) return 0;
  let count = 1;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at)!;
    if (!isPrintable(code, form)) return 0;
    at += code > 0xffff ? 2 : 1;
    if (code !== 0x5c && code !== mark.charCodeAt(0)) continue;
    let run = 0;
    while (text.charCodeAt(at + run) === 0x23) run++;
    count = Math.max(count, run + 1);
  }
  return count;
}

/** How many hashes a multi-line literal needs so that no triple of quotes in its text ends it. */
function hashesAfterTriples(text: string, mark: '"' | "'"): number {
  const triple = mark.repeat(3);
  let count = 0;
  for (let at = text.indexOf(triple); at >= 0; at = text.indexOf(triple, at)) {
    at += 3;
    while (text[at] === mark) at++;
    const lastQuote = at - 1;
    while (text[at] === "#") at++;
    count = Math.max(count, at - lastQuote);
  }
  return count;
}

/** Decodes UTF-8, keeping each invalid byte as a lone surrogate. */
function bytesToText(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const width = sequenceLength(bytes, at);
    if (width === 0) {
      text += String.fromCharCode(INVALID_BYTE + bytes[at]!);
      at++;
      continue;
    }
    let code = width === 1 ? bytes[at]! : bytes[at]! & (0x7f >> width);
    for (let next = 1; next < width; next++) code = (code << 6) | (bytes[at + next]! & 0x3f);
    text += String.fromCodePoint(code);
    at += width;
  }
  return text;
}

/** Length of the valid UTF-8 sequence at an index, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const width = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + width > bytes.length) return 0;
  const second = bytes[at + 1]!;
  const low = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const high = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let next = 2; next < width; next++) {
    if ((bytes[at + next]! & 0xc0) !== 0x80) return 0;
  }
  return width;
}
