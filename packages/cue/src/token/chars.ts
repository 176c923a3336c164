// Character classes of the lexical grammar. ASCII is decided by code, the rest by Unicode property.

const UNICODE_LETTER = /^\p{L}/u;
const UNICODE_DIGIT = /^\p{Nd}/u;

/** Letters and digits of ASCII, `_` and `$`: what may go on in an identifier. */
const IDENT_PART: Uint8Array = buildIdentPart();

/** Whether a code point is a letter (Unicode category L). */
export function isLetter(code: number): boolean {
  if (code < 0x80) return (code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a;
  return UNICODE_LETTER.test(String.fromCodePoint(code));
}

/** Whether a code point is a decimal digit (Unicode category Nd). */
export function isDigit(code: number): boolean {
  if (code < 0x80) return code >= 0x30 && code <= 0x39;
  return UNICODE_DIGIT.test(String.fromCodePoint(code));
}

/** Whether a code point may go on in an identifier. */
export function isIdentPart(code: number): boolean {
  return code < 0x80 ? IDENT_PART[code] === 1 : isLetter(code) || isDigit(code);
}

/** The value of a hexadecimal digit; 16 for anything else. */
export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : 16;
}

/** Whether a name may be written as an identifier: `_`, `a`, `$a`, `_a`, `#a`, `_#a`. */
export function isValidIdent(name: string): boolean {
  if (name === "") return false;
  let at = 0;
  let mayStartWithDigit = false;
  if (name.charCodeAt(at) === 0x5f) {
    at++;
    mayStartWithDigit = true;
    if (at === name.length) return true;
  }
  if (name.charCodeAt(at) === 0x23) {
    at++;
    mayStartWithDigit = false;
  }
  if (!mayStartWithDigit && at < name.length && isDigit(name.codePointAt(at)!)) return false;
  while (at < name.length) {
    const code = name.codePointAt(at)!;
    if (!isIdentPart(code)) return false;
    at += code > 0xffff ? 2 : 1;
  }
  return true;
}

/** Whether a regular field of this name must be quoted: it is no identifier, or would read as `#x`, `_x`. */
export function labelNeedsQuotes(name: string): boolean {
  const first = name.charCodeAt(0);
  return first === 0x23 || first === 0x5f || !isValidIdent(name);
}

function buildIdentPart(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const isAlphanumeric = isLetter(code) || isDigit(code);
    if (isAlphanumeric || code === 0x5f || code === 0x24) table[code] = 1;
  }
  return table;
}

/** A character as messages name it: `U+0060 '`'`. */
export function unicodeName(code: number): string {
  const hex = `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
  const char = String.fromCodePoint(code);
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char) ? `${hex} '${char}'` : hex;
}
