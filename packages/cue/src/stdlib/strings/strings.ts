import { BuiltinError, definePackage, fn, type StandardPackage } from "../builtin.ts";
import { bool, bytes, int, returns, string, stringList } from "../param.ts";
import {
  isSpace,
  LEADING_SPACE,
  lowerRune,
  mapRunes,
  runeCount,
  SPACE_RUN,
  titleRune,
  toLower,
  toUpper,
  TRAILING_SPACE,
  utf8Length,
} from "../unicode.ts";

/** How often `Repeat` may repeat, here and in `list`; the same bound as of string multiplication. */
const MAX_REPEAT_COUNT = 1_000_000;

/** Checks the count of a `Repeat`. */
export function checkRepeatCount(count: number): void {
  if (count < 0) throw new BuiltinError("negative count");
  if (count > MAX_REPEAT_COUNT) {
    throw new BuiltinError(`count ${count} exceeds limit of ${MAX_REPEAT_COUNT}`);
  }
}

function byteAt(data: Uint8Array, index: number): number {
  const byte = data[index];
  if (byte === undefined) throw new BuiltinError("index out of range");
  return byte;
}

function byteSlice(data: Uint8Array, start: number, end: number): Uint8Array {
  if (start < 0 || start > end || end > data.length) throw new BuiltinError("index out of range");
  return data.subarray(start, end);
}

function sliceRunes(text: string, start: number, end: number): string {
  const runes = [...text];
  if (start < 0 || start > end || end > runes.length) throw new BuiltinError("index out of range");
  return runes.slice(start, end).join("");
}

/** Maps the first rune of every word; a word begins at the start and after white space. */
function mapWordStarts(text: string, map: (char: string) => string): string {
  let previous = " ";
  return mapRunes(text, (char) => {
    const mapped = isSpace(previous) ? map(char) : char;
    previous = char;
    return mapped;
  });
}

/** −1, 0 or 1 in the order of UTF-8 bytes, which is that of code points. */
export function compareStrings(left: string, right: string): -1 | 0 | 1 {
  if (left === right) return 0;
  const length = Math.min(left.length, right.length);
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i);
    const b = right.charCodeAt(i);
    if (a === b) continue;
    // Surrogates stand for code points above the rest of the plane.
    const aHigh = a >= 0xd800 && a < 0xe000;
    const bHigh = b >= 0xd800 && b < 0xe000;
    if (aHigh !== bHigh) return aHigh ? 1 : -1;
    return a < b ? -1 : 1;
  }
  return left.length < right.length ? -1 : 1;
}

function count(text: string, part: string): number {
  if (part === "") return runeCount(text) + 1;
  let found = 0;
  for (let i = text.indexOf(part); i >= 0; i = text.indexOf(part, i + part.length)) found++;
  return found;
}

function byteOffset(text: string, index: number): number {
  return index < 0 ? -1 : utf8Length(text.slice(0, index));
}

function indexAny(text: string, chars: string): number {
  const wanted = new Set(chars);
  let offset = 0;
  for (const char of text) {
    if (wanted.has(char)) return offset;
    offset += utf8Length(char);
  }
  return -1;
}

function lastIndexAny(text: string, chars: string): number {
  const wanted = new Set(chars);
  let offset = 0;
  let last = -1;
  for (const char of text) {
    if (wanted.has(char)) last = offset;
    offset += utf8Length(char);
  }
  return last;
}

/** Splits at `separator` into at most `limit` parts (all if negative), keeping the separator on its left or not. */
function split(text: string, separator: string, limit: number, keep: boolean): readonly string[] {
  if (limit === 0) return [];
  if (separator === "") {
    const runes = [...text];
    if (limit < 0 || runes.length <= limit) return runes;
    return [...runes.slice(0, limit - 1), runes.slice(limit - 1).join("")];
  }
  const parts: string[] = [];
  let start = 0;
  while (limit < 0 || parts.length < limit - 1) {
    const at = text.indexOf(separator, start);
    if (at < 0) break;
    parts.push(text.slice(start, keep ? at + separator.length : at));
    start = at + separator.length;
  }
  parts.push(text.slice(start));
  return parts;
}

function trimLeft(text: string, cutset: string): string {
  const cut = new Set(cutset);
  let start = 0;
  for (const char of text) {
    if (!cut.has(char)) break;
    start += char.length;
  }
  return text.slice(start);
}

function trimRight(text: string, cutset: string): string {
  const cut = new Set(cutset);
  const runes = [...text];
  let end = runes.length;
  while (end > 0 && cut.has(runes[end - 1] ?? "")) end--;
  return end === runes.length ? text : runes.slice(0, end).join("");
}

function replace(text: string, old: string, replacement: string, limit: number): string {
  if (old === replacement || limit === 0) return text;
  if (old !== "") {
    return limit < 0
      ? text.split(old).join(replacement)
      : split(text, old, limit + 1, false).join(replacement);
  }
  // The empty string is found before every rune and at the end.
  let out = "";
  let left = limit;
  for (const char of text) {
    out += left === 0 ? char : replacement + char;
    if (left !== 0) left--;
  }
  return left === 0 ? out : out + replacement;
}

function fields(text: string): readonly string[] {
  return text.split(SPACE_RUN).filter((part) => part !== "");
}

/** The package `strings`. */
export const strings: StandardPackage = definePackage("strings", [
  fn("ByteAt", [bytes, int], int, byteAt),
  fn("ByteSlice", [bytes, int, int], bytes, byteSlice),
  fn("Runes", [string], returns("list"), (s) => Array.from(s, (char) => char.codePointAt(0) ?? 0)),
  fn("Repeat", [string, int], string, (s, times) => {
    checkRepeatCount(times);
    return s.repeat(times);
  }),
  fn("MinRunes", [string, int], bool, (s, min) => runeCount(s) >= min),
  fn("MaxRunes", [string, int], bool, (s, max) => runeCount(s) <= max),
  fn("ToTitle", [string], string, (s) => mapWordStarts(s, titleRune)),
  fn("ToCamel", [string], string, (s) => mapWordStarts(s, lowerRune)),
  fn("SliceRunes", [string, int, int], string, sliceRunes),
  fn("Compare", [string, string], int, compareStrings),
  fn("Count", [string, string], int, count),
  fn("Contains", [string, string], bool, (s, part) => s.includes(part)),
  fn("ContainsAny", [string, string], bool, (s, chars) => indexAny(s, chars) >= 0),
  fn("LastIndex", [string, string], int, (s, part) => byteOffset(s, s.lastIndexOf(part))),
  fn("IndexAny", [string, string], int, indexAny),
  fn("LastIndexAny", [string, string], int, lastIndexAny),
  fn("SplitN", [string, string, int], stringList, (s, sep, n) => split(s, sep, n, false)),
  fn("SplitAfterN", [string, string, int], stringList, (s, sep, n) => split(s, sep, n, true)),
  fn("Split", [string, string], stringList, (s, sep) => split(s, sep, -1, false)),
  fn("SplitAfter", [string, string], stringList, (s, sep) => split(s, sep, -1, true)),
  fn("Fields", [string], stringList, fields),
  fn("Join", [stringList, string], string, (elements, sep) => elements.join(sep)),
  fn("HasPrefix", [string, string], bool, (s, prefix) => s.startsWith(prefix)),
  fn("HasSuffix", [string, string], bool, (s, suffix) => s.endsWith(suffix)),
  fn("ToUpper", [string], string, toUpper),
  fn("ToLower", [string], string, toLower),
  fn("Trim", [string, string], string, (s, cutset) => trimRight(trimLeft(s, cutset), cutset)),
  fn("TrimLeft", [string, string], string, trimLeft),
  fn("TrimRight", [string, string], string, trimRight),
  fn("TrimSpace", [string], string, (s) =>
    s.replace(LEADING_SPACE, "").replace(TRAILING_SPACE, ""),
  ),
  fn("TrimPrefix", [string, string], string, (s, prefix) =>
    s.startsWith(prefix) ? s.slice(prefix.length) : s,
  ),
  fn("TrimSuffix", [string, string], string, (s, suffix) =>
    suffix !== "" && s.endsWith(suffix) ? s.slice(0, -suffix.length) : s,
  ),
  fn("Replace", [string, string, string, int], string, replace),
  fn("Index", [string, string], int, (s, part) => byteOffset(s, s.indexOf(part))),
]);
