// Integers in any base from 2 to 62, as Go's math/big reads and writes them.

const DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The integer in `base` (2 to 62). */
export function formatInteger(value: bigint, base: number): string {
  if (base <= 36) return value.toString(base);
  const step = BigInt(base);
  let rest = value < 0n ? -value : value;
  let out = "";
  do {
    out = (DIGITS[Number(rest % step)] ?? "") + out;
    rest /= step;
  } while (rest > 0n);
  return value < 0n ? `-${out}` : out;
}

/**
 * Reads an integer with optional sign. Base 0 takes the base from the prefix (`0x`, `0o`, `0`, `0b`) and allows single
 * underscores between digits. Undefined if the text is none.
 */
export function parseInteger(text: string, base: number): bigint | undefined {
  const sign = /^[+-]/.test(text) ? 1 : 0;
  let digits = text.slice(sign);
  let radix = base;
  if (base === 0) {
    radix = 10;
    const prefix = /^0([xXoObB]?)/.exec(digits);
    if (prefix !== null && digits.length > 1) {
      const letter = (prefix[1] ?? "").toLowerCase();
      radix = letter === "x" ? 16 : letter === "b" ? 2 : 8;
      // The prefix counts as a digit before an underscore.
      digits = digits.slice(letter === "" ? 1 : 2).replace(/^_/, "");
    }
    if (digits.includes("__") || digits.startsWith("_") || digits.endsWith("_")) return undefined;
    digits = digits.replaceAll("_", "");
  }
  if (digits === "") return undefined;
  const step = BigInt(radix);
  let value = 0n;
  for (const char of digits) {
    const digit = DIGITS.indexOf(radix <= 36 ? char.toLowerCase() : char);
    if (digit < 0 || digit >= radix) return undefined;
    value = value * step + BigInt(digit);
  }
  return text.startsWith("-") ? -value : value;
}

/** The number of bits of the magnitude. */
export function bitLength(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  return magnitude === 0n ? 0 : magnitude.toString(2).length;
}
