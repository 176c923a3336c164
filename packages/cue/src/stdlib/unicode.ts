// Go's view of text in JavaScript strings: lengths and offsets count bytes of UTF-8, case maps one rune to one rune.

/** The number of bytes of a string in UTF-8. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x80) continue;
    if (unit < 0x800) length += 1;
    else if (unit >= 0xd800 && unit < 0xdc00 && i + 1 < text.length) {
      length += 2;
      i++;
    } else length += 2;
  }
  return length;
}

/** The number of runes of a string. */
export function runeCount(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit < 0xdc00) i++;
    count++;
  }
  return count;
}

/** Go's `unicode.IsSpace` of the first code point. */
export function isSpace(char: string): boolean {
  return /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(char);
}

const SPACES =
  "[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]";
export const SPACE_RUN: RegExp = new RegExp(`${SPACES}+`, "g");
export const LEADING_SPACE: RegExp = new RegExp(`^${SPACES}+`);
export const TRAILING_SPACE: RegExp = new RegExp(`${SPACES}+$`);

function isOneRune(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff);
}

/** The upper case of a rune as one rune: `ß` stays as it is, since `SS` are two. */
function upperRune(char: string): string {
  const upper = char.toUpperCase();
  if (isOneRune(upper)) return upper;
  // Greek letters with iota subscript have a single capital that only the simple mapping knows.
  const code = char.codePointAt(0) ?? 0;
  const hasSimple =
    (code >= 0x1f80 && code <= 0x1faf && (code & 8) === 0) ||
    code === 0x1fb3 ||
    code === 0x1fc3 ||
    code === 0x1ff3;
  if (!hasSimple) return char;
  return String.fromCodePoint(code >= 0x1fb3 ? code + 9 : code + 8);
}

/** The lower case of a rune as one rune. */
export function lowerRune(char: string): string {
  const lower = char.toLowerCase();
  return isOneRune(lower) ? lower : char === "\u0130" ? "i" : char;
}

const DIGRAPHS = new Map<string, string>(
  ["\u01c4\u01c5\u01c6", "\u01c7\u01c8\u01c9", "\u01ca\u01cb\u01cc", "\u01f1\u01f2\u01f3"].flatMap(
    (three) => [...three].map((char): [string, string] => [char, three[1] ?? ""]),
  ),
);

/** The title case of a rune: mostly its upper case. */
export function titleRune(char: string): string {
  const digraph = DIGRAPHS.get(char);
  if (digraph !== undefined) return digraph;
  return /[\u10d0-\u10ff]/.test(char) ? char : upperRune(char);
}

/** Maps each rune of a text. */
export function mapRunes(text: string, map: (char: string) => string): string {
  let out = "";
  for (const char of text) out += map(char);
  return out;
}

// biome-ignore lint: control characters are the point.
const ASCII = /^[\x00-\x7f]*$/;

/** Whether a text is ASCII only. */
function isAscii(text: string): boolean {
  return ASCII.test(text);
}

export function toUpper(text: string): string {
  return isAscii(text) ? text.toUpperCase() : mapRunes(text, upperRune);
}

export function toLower(text: string): string {
  return isAscii(text) ? text.toLowerCase() : mapRunes(text, lowerRune);
}
