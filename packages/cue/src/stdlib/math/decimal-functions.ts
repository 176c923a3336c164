// Roots, logarithms and powers to 34 digits, computed in fixed point with enough guard digits to round once.
import {
  DECIMAL_PRECISION,
  Decimal,
  DecimalError,
  digitCount,
  powerOfTen,
} from "../../literal/decimal.ts";

const GUARD = 20;

/** `value` · 10^`scale`, truncated. */
function toFixed(value: Decimal, scale: number): bigint {
  const shift = value.exponent + scale;
  const magnitude =
    shift >= 0 ? value.coefficient * powerOfTen(shift) : value.coefficient / powerOfTen(-shift);
  return value.negative ? -magnitude : magnitude;
}

function fromFixed(value: bigint, scale: number): Decimal {
  return Decimal.of(value, -scale).round();
}

/** The exponent of the leading digit. */
function magnitude(value: Decimal): number {
  return value.exponent + digitCount(value.coefficient) - 1;
}

/** ln((1+t)/(1−t))/2 for |t| < 1/2 in fixed point. */
function atanhFixed(t: bigint, one: bigint): bigint {
  const square = (t * t) / one;
  let power = t;
  let sum = t;
  for (let n = 3n; power !== 0n; n += 2n) {
    power = (power * square) / one;
    sum += power / n;
  }
  return sum;
}

const ln2Cache = new Map<number, bigint>();

function ln2(scale: number): bigint {
  let value = ln2Cache.get(scale);
  if (value === undefined) {
    const one = powerOfTen(scale);
    value = 2n * atanhFixed(one / 3n, one);
    ln2Cache.set(scale, value);
  }
  return value;
}

/** ln of a positive fixed-point number. */
function lnFixed(value: bigint, scale: number): bigint {
  const one = powerOfTen(scale);
  // Bring the number between 2/3 and 4/3.
  let x = value;
  let halvings = 0n;
  while (x * 3n > one * 4n) {
    x >>= 1n;
    halvings++;
  }
  while (x * 3n < one * 2n) {
    x <<= 1n;
    halvings--;
  }
  return halvings * ln2(scale) + 2n * atanhFixed(((x - one) * one) / (x + one), one);
}

function ln10(scale: number): bigint {
  return lnFixed(powerOfTen(scale + 1), scale);
}

/** ln x as a fixed-point number with its scale, chosen so that `DECIMAL_PRECISION` digits and guards are right. */
function lnParts(x: Decimal): { readonly value: bigint; readonly scale: number } {
  const exponent = magnitude(x);
  const mantissa = Decimal.fromParts(false, x.coefficient, x.exponent - exponent);
  // Near 1 the logarithm is small: as many more digits as it has leading zeros.
  const distance = x.sub(Decimal.one);
  const near = distance.isZero ? 0 : Math.max(0, -magnitude(distance));
  const scale = Math.max(DECIMAL_PRECISION, digitCount(x.coefficient)) + 2 * GUARD + near;
  // x itself where it is close to 1, its mantissa and a multiple of ln 10 elsewhere: the two parts must not cancel.
  const value =
    near > 0
      ? lnFixed(toFixed(x, scale), scale)
      : lnFixed(toFixed(mantissa, scale), scale) + BigInt(exponent) * ln10(scale);
  return { value, scale };
}

function special(x: Decimal): Decimal | undefined {
  if (x.form === "nan") return x;
  if (x.sign < 0) throw new DecimalError("invalid operation");
  if (!x.isFinite) return Decimal.infinity;
  if (x.isZero) return Decimal.negativeInfinity;
  return x.equals(Decimal.one) ? Decimal.zero : undefined;
}

/** The natural logarithm; −Infinity for zero. Throws `DecimalError` for a negative number. */
export function ln(x: Decimal): Decimal {
  const known = special(x);
  if (known !== undefined) return known;
  const { value, scale } = lnParts(x);
  return fromFixed(value, scale);
}

/** The logarithm to base 10. */
export function log10(x: Decimal): Decimal {
  const known = special(x);
  if (known !== undefined) return known;
  const { value, scale } = lnParts(x);
  return fromFixed((value * powerOfTen(scale)) / ln10(scale), scale);
}

/** The logarithm to base 2: a quotient of logarithms rounded before, as cue computes it. */
export function log2(x: Decimal): Decimal {
  const top = ln(x);
  return top.isFinite ? top.quo(ln(Decimal.of(2n))) : top;
}

/** e^x for a fixed-point x; the result has the same scale. */
function expFixed(x: bigint, scale: number): bigint {
  const one = powerOfTen(scale);
  const halvings = 24n;
  const reduced = x >> halvings;
  let term = one;
  let sum = one;
  for (let n = 1n; term !== 0n; n++) {
    term = (term * reduced) / (one * n);
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) / one;
  return sum;
}

/** e^x from fixed point: e^x = 10^n · e^(x − n·ln 10). */
function expOf(x: bigint, scale: number): Decimal {
  const unit = ln10(scale);
  let tens = x / unit;
  if (x < 0n) tens--;
  return Decimal.of(expFixed(x - tens * unit, scale), Number(tens) - scale);
}

/** e^x. Throws `DecimalError` where it overflows or underflows. */
export function exp(x: Decimal): Decimal {
  if (x.form === "nan") return x;
  if (!x.isFinite) return x.negative ? Decimal.zero : Decimal.infinity;
  if (x.isZero || magnitude(x) < -DECIMAL_PRECISION - 1) return Decimal.one;
  if (magnitude(x) >= 6) {
    throw new DecimalError(x.negative ? "underflow, subnormal" : "overflow");
  }
  const scale = DECIMAL_PRECISION + 2 * GUARD;
  return expOf(toFixed(x, scale), scale).round();
}

/** The real cube root. */
export function cbrt(x: Decimal): Decimal {
  if (!x.isFinite) return x;
  if (x.isZero) return Decimal.fromParts(x.negative, 0n, Math.trunc(x.exponent / 3));
  // An integer whose cube root has enough digits: shift by a multiple of three places.
  let shift = Math.max(0, 3 * (DECIMAL_PRECISION + 2) - digitCount(x.coefficient));
  shift += (((x.exponent - shift) % 3) + 3) % 3;
  const radicand = x.coefficient * powerOfTen(shift);
  let root = 1n << BigInt(Math.ceil(radicand.toString(2).length / 3));
  for (;;) {
    const next = (2n * root + radicand / (root * root)) / 3n;
    if (next >= root) break;
    root = next;
  }
  return Decimal.fromParts(x.negative, root, (x.exponent - shift) / 3).round();
}

const OUT_OF_RANGE = "exponent out of range";

/** Beyond this any power of anything but one is out of range. */
const MAX_POWER_DIGITS = 40;

function integerPower(x: Decimal, power: bigint, precision: number): Decimal {
  let exponent = power < 0n ? -power : power;
  let base = x;
  let result = Decimal.one;
  while (exponent > 0n) {
    if ((exponent & 1n) === 1n) result = multiply(result, base, precision);
    exponent >>= 1n;
    if (exponent > 0n) base = multiply(base, base, precision);
  }
  return power < 0n ? Decimal.one.divide(result, precision) : result;
}

function multiply(left: Decimal, right: Decimal, precision: number): Decimal {
  const exponent = left.exponent + right.exponent;
  if (Math.abs(exponent + digitCount(left.coefficient)) > 100_000) {
    throw new DecimalError(OUT_OF_RANGE);
  }
  return Decimal.fromParts(
    left.negative !== right.negative,
    left.coefficient * right.coefficient,
    exponent,
  ).round(precision);
}

/** x to the power y. Throws `DecimalError` for 0^0 and for a negative base with a fraction as exponent. */
export function pow(x: Decimal, y: Decimal): Decimal {
  if (x.form === "nan" || y.form === "nan") return Decimal.nan;
  if (x.isZero) {
    if (y.isZero) throw new DecimalError("invalid operation");
    return y.sign > 0 ? Decimal.zero : Decimal.infinity;
  }
  if (y.isZero) return Decimal.one;
  if (!x.isFinite || !y.isFinite) {
    if (x.isFinite) throw new DecimalError("invalid operation");
    return y.negative ? Decimal.zero : Decimal.infinity;
  }
  const isInteger = y.isInteger;
  if (x.sign < 0 && !isInteger) throw new DecimalError("invalid operation");
  if (magnitude(y) > MAX_POWER_DIGITS && !x.abs().equals(Decimal.one)) {
    throw new DecimalError(OUT_OF_RANGE);
  }
  // The error of a power grows with the exponent.
  const guard = 10 + Math.max(0, Math.min(magnitude(y), MAX_POWER_DIGITS));
  const precision = Math.max(DECIMAL_PRECISION, digitCount(x.coefficient)) + guard;
  const whole = y.toBigInt();
  const product = integerPower(x, whole, precision);
  if (isInteger) return product.round();
  const fraction = y.sub(Decimal.of(whole));
  const { value, scale } = lnParts(x.equals(Decimal.one) ? Decimal.of(1n) : x);
  const exponent = (value * toFixed(fraction, scale)) / powerOfTen(scale);
  const root = expOf(exponent, scale).round(precision);
  return multiply(product, root, precision).round();
}
