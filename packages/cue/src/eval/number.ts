// Arithmetic on numbers: exact on safe integers, else as decimals of 34 digits.
import { Decimal } from "../literal/decimal.ts";

export type NumberValue = number | bigint | Decimal;

export function toDecimal(value: NumberValue): Decimal {
  if (typeof value === "object") return value;
  return Decimal.of(typeof value === "bigint" ? value : BigInt(value));
}

/** −1, 0 or 1. */
export function compareNumbers(a: NumberValue, b: NumberValue): number {
  if (typeof a === "object" || typeof b === "object") return toDecimal(a).cmp(toDecimal(b));
  return a < b ? -1 : a > b ? 1 : 0;
}

/** An integer as a number if it is safe. */
export function integer(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The result of an operation; an integer if both operands are, unless the operation is `/`. */
export function arithmetic(op: "+" | "-" | "*" | "/", a: NumberValue, b: NumberValue): NumberValue {
  if (typeof a === "number" && typeof b === "number" && op !== "/") {
    const result = op === "+" ? a + b : op === "-" ? a - b : a * b;
    // Not −0, which is no integer.
    if (Number.isSafeInteger(result)) return result + 0;
  }
  const x = toDecimal(a);
  const y = toDecimal(b);
  if (op === "/") return x.quo(y);
  const result = op === "+" ? x.add(y) : op === "-" ? x.sub(y) : x.mul(y);
  return typeof a === "object" || typeof b === "object" ? result : integer(result.toBigInt());
}

export function negate(value: NumberValue): NumberValue {
  if (typeof value === "number") return value === 0 ? 0 : -value;
  if (typeof value === "bigint") return integer(-value);
  // A zero has no sign that could be turned.
  return value.isZero ? value.abs() : value.negate();
}

/** The functions of integer division: Euclidean (`div`, `mod`) and truncated (`quo`, `rem`). */
export function integerDivision(
  op: "div" | "mod" | "quo" | "rem",
  a: number | bigint,
  b: number | bigint,
): number | bigint {
  if (typeof a === "number" && typeof b === "number") {
    const remainder = a % b;
    if (op === "rem") return remainder + 0;
    if (op === "quo") return Math.trunc(a / b) + 0;
    const modulus = remainder < 0 ? remainder + Math.abs(b) : remainder;
    if (op === "mod") return modulus + 0;
    // Exact: the difference is a multiple of b, and both are safe unless a is very negative.
    const dividend = a - modulus;
    if (Number.isSafeInteger(dividend)) return dividend / b + 0;
  }
  const x = BigInt(a);
  const y = BigInt(b);
  const quotient = x / y;
  const remainder = x % y;
  if (op === "quo") return integer(quotient);
  if (op === "rem") return integer(remainder);
  const modulus = remainder < 0n ? remainder + (y < 0n ? -y : y) : remainder;
  return op === "mod" ? integer(modulus) : integer((x - modulus) / y);
}
