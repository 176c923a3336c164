// CUE number literals with the messages that cue gives for what is none.
import type { Decimal } from "../../literal/decimal.ts";
import { parseNumber } from "../../literal/number.ts";
import { quote } from "./quote.ts";

/** A number and whether it is written as an int, or the message of what is wrong with the text. */
export type ReadNumber = { readonly value: Decimal; readonly isInt: boolean } | string;

/** Reads a CUE number literal with an optional sign. */
export function readNumber(text: string): ReadNumber {
  const problem = literalProblem(text);
  if (problem !== undefined) return problem;
  const number = parseNumber(text.replace(/^[+-]/, ""));
  if (!number.ok) return number.message;
  const { value, isInt } = number;
  return { value: text.startsWith("-") ? value.negate() : value, isInt };
}

function literalProblem(text: string): string | undefined {
  const quoted = quote(text);
  if (text === "") return `invalid number ${quoted}`;
  const body = text.replace(/^[+-]/, "");
  const digits = body.replaceAll("_", "");
  if (/__|_(?![0-9a-fA-F])/.test(body)) return "illegal '_' in number";
  if (/^\./.test(digits) && !/^\.\d/.test(digits)) return `illegal fraction ${quoted}`;
  if (/^0[xX]/.test(digits)) {
    if (!/^0[xX][0-9a-fA-F]/.test(digits)) return `illegal hexadecimal number ${quoted}`;
    return /^0[xX][0-9a-fA-F]+$/.test(digits) ? undefined : `illegal number ${quoted}`;
  }
  if (/^0b/.test(digits)) {
    if (!/^0b[01]/.test(digits)) return `illegal binary number ${quoted}`;
    return /^0b[01]+$/.test(digits) ? undefined : `illegal number ${quoted}`;
  }
  if (/^0o/.test(digits)) {
    if (!/^0o[0-7]/.test(digits)) return `illegal octal number ${quoted}`;
    return /^0o[0-7]+$/.test(digits) ? undefined : `illegal number ${quoted}`;
  }
  if (/^0\d+(?![\d.eE])/.test(digits)) return `illegal integer number ${quoted}`;
  if (!/^[\d.]/.test(digits)) return `illegal number start ${quoted}`;
  if (/^\d*\.?\d*[KMGTP](?:i.|[^i])/.test(digits))
    return `illegal trailing characters in number ${quoted}`;
  if (/^\d*\.?\d*[KMGTP]i?$/.test(digits)) return undefined;
  if (/^\d*\.?\d*[eE](?![+-]?\d)/.test(digits)) return `illegal exponent ${quoted}`;
  if (/^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(digits)) return undefined;
  return `illegal number ${quoted}`;
}
