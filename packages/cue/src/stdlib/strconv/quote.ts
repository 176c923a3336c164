// Go's quoted strings: escapes for what is not printable.

/** Go's `IsPrint`: letters, marks, numbers, punctuation, symbols and the ASCII space. */
export function isPrintable(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u.test(char);
}

/** Go's `IsGraphic`: printable, or another space separator. */
export function isGraphic(char: string): boolean {
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}\p{Zs}]$/u.test(char);
}

const SHORT: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
};

/** What may stand unescaped: printable runes, printable ASCII, or graphic runes. */
export type QuoteMode = "printable" | "ascii" | "graphic";

function escaped(char: string, quote: string, mode: QuoteMode): string {
  if (char === quote || char === "\\") return `\\${char}`;
  const code = char.codePointAt(0) ?? 0;
  if (mode === "ascii" ? code < 0x80 && isPrintable(char) : isPrintable(char)) return char;
  if (mode === "graphic" && isGraphic(char)) return char;
  const short = SHORT[char];
  if (short !== undefined) return short;
  const hex = code.toString(16);
  if (code < 0x20 || code === 0x7f) return `\\x${hex.padStart(2, "0")}`;
  return code > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
}

/** A text in Go's double quotes. */
export function quote(text: string, mode: QuoteMode = "printable"): string {
  let out = '"';
  for (const char of text.toWellFormed()) out += escaped(char, '"', mode);
  return `${out}"`;
}

/** A rune in Go's single quotes; what is no code point is U+FFFD. */
export function quoteRune(code: number, mode: QuoteMode = "printable"): string {
  const isValid = code >= 0 && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
  return `'${escaped(String.fromCodePoint(isValid ? code : 0xfffd), "'", mode)}'`;
}
