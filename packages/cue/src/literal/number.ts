import { Decimal, powerOfTen } from "./decimal.ts";

/** The value of a number literal, or what is wrong with it. */
export type NumberLiteral =
  | { readonly ok: true; readonly isInt: boolean; readonly value: Decimal }
  | { readonly ok: false; readonly message: string };

const BASES: Readonly<Record<string, number>> = { x: 16, X: 16, b: 2, o: 8 };

const MULTIPLIERS = "KMGTP";

/**
 * The value of a number literal as the scanner accepts it: `12_345`, `0xff`, `1.5Mi`, `.5e-3`. With a
 * multiplier the value must be integral. Spec: "Numeric literals"; cue: cue/literal/num.go.
 */
export function parseNumber(text: string): NumberLiteral {
  const isBased = /^0[xXbo]/.test(text);
  // A separator is between digits.
  if ((isBased ? /__|_(?![0-9a-fA-F])/ : /_(?![0-9])/).test(text)) return invalid(text);
  const digits = text.includes("_") ? text.replaceAll("_", "") : text;
  if (digits.charCodeAt(0) === 0x30 && digits.length > 1) {
    const base = BASES[digits[1]!];
    if (base !== undefined) return parseBased(digits, base, text);
  }
  // An integer other than zero does not begin with one; `07.5` may.
  if (/^0[0-9]+(?:[KMGTP]i?)?$/.test(digits)) return invalid(text);
  const unit = /[KMGTP]i?$/.exec(digits);
  if (unit !== null) return parseMultiplied(digits, unit[0], text);
  const isInt = /^[0-9]+$/.test(digits);
  if (isInt) return { ok: true, isInt, value: Decimal.of(BigInt(digits)) };
  return parseDecimal(digits, text);
}

function parseBased(digits: string, base: number, text: string): NumberLiteral {
  const valid = base === 16 ? /^[0-9a-fA-F]+$/ : base === 8 ? /^[0-7]+$/ : /^[01]+$/;
  if (!valid.test(digits.slice(2))) return invalid(text);
  return { ok: true, isInt: true, value: Decimal.of(BigInt(digits.toLowerCase())) };
}

function parseMultiplied(digits: string, unit: string, text: string): NumberLiteral {
  const mantissa = digits.slice(0, -unit.length);
  if (/[eE]/.test(mantissa)) return invalid(text);
  const number = parseDecimal(mantissa, text);
  if (!number.ok) return number;
  const power = MULTIPLIERS.indexOf(unit[0]!) + 1;
  const factor = unit.length > 1 ? 1n << BigInt(10 * power) : powerOfTen(3 * power);
  const value = number.value.mul(Decimal.of(factor));
  if (!value.isInteger) return { ok: false, message: "number cannot be represented as int" };
  return { ok: true, isInt: true, value: Decimal.of(value.toBigInt()) };
}

function parseDecimal(digits: string, text: string): NumberLiteral {
  if (!/^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(digits)) return invalid(text);
  const value = Decimal.parse(digits);
  return value === undefined ? invalid(text) : { ok: true, isInt: false, value };
}

function invalid(text: string): NumberLiteral {
  return { ok: false, message: `invalid number ${JSON.stringify(text)}` };
}
