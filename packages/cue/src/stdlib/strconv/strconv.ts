import type { Decimal } from "../../literal/decimal.ts";
import {
  type BuiltinContext,
  BuiltinError,
  constant,
  contextual,
  type CueValue,
  definePackage,
  fn,
  type StandardPackage,
} from "../builtin.ts";
import { unquote as unquoteLiteral } from "../../literal/unquote.ts";
import { formatFloat } from "../float-text.ts";
import {
  bigInt,
  bool,
  checkInt64,
  decimal,
  decodeUtf8,
  float64,
  int,
  rune,
  string,
  value,
} from "../param.ts";
import { parseFloatText } from "./float.ts";
import { bitLength, formatInteger, parseInteger } from "./integer.ts";
import { readNumber } from "./number.ts";
import { isGraphic, isPrintable, quote, quoteRune } from "./quote.ts";

function numberError(func: string, text: string, reason: string): BuiltinError {
  return new BuiltinError(`strconv.${func}: parsing ${quote(text)}: ${reason}`);
}

const OUT_OF_RANGE = "value out of range";
const INVALID_SYNTAX = "invalid syntax";

const TRUE = new Set(["1", "t", "T", "true", "TRUE", "True"]);
const FALSE = new Set(["0", "f", "F", "false", "FALSE", "False"]);

/** The text of a CUE string literal. */
function unquote(text: string): string {
  const unquoted = unquoteLiteral(text);
  if (!unquoted.ok) throw new BuiltinError(unquoted.message);
  return typeof unquoted.value === "string" ? unquoted.value : decodeUtf8(unquoted.value);
}

function parseBool(text: string): boolean {
  if (TRUE.has(text)) return true;
  if (FALSE.has(text)) return false;
  throw numberError("ParseBool", text, INVALID_SYNTAX);
}

function parseFloat(text: string, bitSize: number): number {
  const parsed = parseFloatText(text, bitSize === 32 ? 32 : 64);
  if (parsed === "syntax") throw numberError("ParseFloat", text, INVALID_SYNTAX);
  if (parsed === "range") throw numberError("ParseFloat", text, OUT_OF_RANGE);
  return parsed;
}

function parseNumber(text: string): Decimal {
  const number = readNumber(text);
  if (typeof number === "string") throw numberError("ParseNumber", text, number);
  return number.value;
}

function integerOf(func: string, text: string, base: number, bitSize: number): bigint {
  if (bitSize < 0) throw numberError(func, text, OUT_OF_RANGE);
  if (base !== 0 && (base < 2 || base > 62)) {
    throw new BuiltinError(`invalid number base ${base}`);
  }
  const parsed = parseInteger(text, base);
  if (parsed === undefined) throw numberError(func, text, INVALID_SYNTAX);
  return parsed;
}

function parseUint(text: string, base: number, bitSize: number): bigint {
  const parsed = integerOf("ParseUint", text, base, bitSize);
  if (parsed < 0n || (bitSize > 0 && bitLength(parsed) > bitSize)) {
    throw numberError("ParseUint", text, OUT_OF_RANGE);
  }
  return parsed;
}

function parseInt(func: string, text: string, base: number, bitSize: number): bigint {
  const parsed = integerOf(func, text, base, bitSize);
  // The lowest number has one bit more than the highest: −128 fits into 8 bits.
  const bits = parsed < 0n ? bitLength(-parsed - 1n) : bitLength(parsed);
  if (bitSize > 0 && bits > bitSize - 1) throw numberError(func, text, OUT_OF_RANGE);
  return parsed;
}

function formatInt(value: bigint, base: number): string {
  if (base < 2 || base > 62) throw new BuiltinError("invalid base");
  return formatInteger(value, base);
}

function format(
  ctx: BuiltinContext,
  number: number,
  verb: CueValue,
  precision: number,
  bitSize: number,
): string {
  const kind = ctx.kind(verb);
  const scalar = kind === "string" || kind === "int" ? ctx.scalar(verb) : undefined;
  let letter: string;
  if (typeof scalar === "string") {
    if (scalar.length !== 1 || scalar > "\x7f") {
      throw new BuiltinError("expected single character string");
    }
    letter = scalar;
  } else if (typeof scalar === "number" || typeof scalar === "bigint") {
    checkInt64(scalar);
    if (scalar < 0 || scalar > 255) {
      throw new BuiltinError(`format value ${scalar} out of range [0, 255]`);
    }
    letter = String.fromCharCode(Number(scalar));
  } else {
    throw new BuiltinError(`unexpected kind ${kind}`);
  }
  if (bitSize !== 32 && bitSize !== 64) {
    throw new BuiltinError("strconv: illegal AppendFloat/FormatFloat bitSize");
  }
  return formatFloat(number, letter, precision, bitSize) ?? `%${letter}`;
}

function isRune(code: bigint, test: (char: string) => boolean): boolean {
  return code >= 0n && code <= 0x10ffffn && test(String.fromCodePoint(Number(code)));
}

/** The package `strconv`. */
export const strconv: StandardPackage = definePackage("strconv", [
  fn("Unquote", [string], string, unquote),
  fn("ParseBool", [string], bool, parseBool),
  fn("FormatBool", [bool], string, String),
  fn("ParseFloat", [string, int], float64, parseFloat),
  fn("ParseNumber", [string], decimal, parseNumber),
  constant("IntSize", 64),
  fn("ParseUint", [string, int, int], bigInt, parseUint),
  fn("ParseInt", [string, int, int], bigInt, (s, base, bits) =>
    parseInt("ParseInt", s, base, bits),
  ),
  fn("Atoi", [string], bigInt, (s) => parseInt("Atoi", s, 10, 0)),
  contextual("FormatFloat", [float64, value, int, int], string, format),
  fn("FormatUint", [bigInt, int], string, formatInt),
  fn("FormatInt", [bigInt, int], string, formatInt),
  fn("Quote", [string], string, (s) => quote(s)),
  fn("QuoteToASCII", [string], string, (s) => quote(s, "ascii")),
  fn("QuoteToGraphic", [string], string, (s) => quote(s, "graphic")),
  fn("QuoteRune", [rune], string, (code) => quoteRune(Number(code))),
  fn("QuoteRuneToASCII", [rune], string, (code) => quoteRune(Number(code), "ascii")),
  fn("QuoteRuneToGraphic", [rune], string, (code) => quoteRune(Number(code), "graphic")),
  fn("IsPrint", [rune], bool, (code) => isRune(code, isPrintable)),
  fn("IsGraphic", [rune], bool, (code) => isRune(code, isGraphic)),
]);
