// Decimals of arbitrary precision with the arithmetic of CUE: the General Decimal Arithmetic of
// cockroachdb/apd under a context of 34 digits, rounding half up. Trailing zeros are part of a value
// (`1.50`), zero has a sign, and integers obey the same context: past 34 digits they are rounded.

/** How many digits a result of arithmetic keeps. */
export const DECIMAL_PRECISION = 34;

/** Bound of a decimal's adjusted exponent, as in apd. */
const MAX_EXPONENT = 100_000;

/** Coefficients below this have at most 34 digits and need no rounding. */
const PRECISION_LIMIT = 10n ** BigInt(DECIMAL_PRECISION);

/** Why arithmetic has no result: `division by zero`, `division undefined`, `exponent out of range`, … */
export class DecimalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DecimalError";
  }
}

type Form = "finite" | "infinite" | "nan";

const powersOfTen: bigint[] = [];

/** 10 to the power `exponent`, which must not be negative; small powers are kept. */
export function powerOfTen(exponent: number): bigint {
  if (exponent > 256) return 10n ** BigInt(exponent);
  return (powersOfTen[exponent] ??= 10n ** BigInt(exponent));
}

/** The number of decimal digits of a non-negative integer; 1 for zero. */
export function digitCount(coefficient: bigint): number {
  return coefficient < 10n ? 1 : coefficient.toString().length;
}

/** An immutable decimal: (−1)^negative · coefficient · 10^exponent. */
export class Decimal {
  /** The sign; true for negative zero too. */
  readonly negative: boolean;
  /** The digits as an integer, never negative. */
  readonly coefficient: bigint;
  readonly exponent: number;
  readonly form: Form;

  private constructor(negative: boolean, coefficient: bigint, exponent: number, form: Form) {
    this.negative = negative;
    this.coefficient = coefficient;
    this.exponent = exponent;
    this.form = form;
  }

  static readonly zero: Decimal = new Decimal(false, 0n, 0, "finite");
  static readonly one: Decimal = new Decimal(false, 1n, 0, "finite");
  static readonly nan: Decimal = new Decimal(false, 0n, 0, "nan");
  static readonly infinity: Decimal = new Decimal(false, 0n, 0, "infinite");
  static readonly negativeInfinity: Decimal = new Decimal(true, 0n, 0, "infinite");

  /** `coefficient` (signed) · 10^`exponent`. */
  static of(coefficient: bigint, exponent = 0): Decimal {
    return coefficient < 0n
      ? new Decimal(true, -coefficient, exponent, "finite")
      : new Decimal(false, coefficient, exponent, "finite");
  }

  /** A value from its parts; the coefficient must not be negative. */
  static fromParts(negative: boolean, coefficient: bigint, exponent: number): Decimal {
    return new Decimal(negative, coefficient, exponent, "finite");
  }

  /** The shortest decimal that reads back as the same double, as Go's `SetFloat64`: `1`, not `1.0`. */
  static fromNumber(value: number): Decimal {
    if (Number.isNaN(value)) return Decimal.nan;
    if (!Number.isFinite(value)) return value < 0 ? Decimal.negativeInfinity : Decimal.infinity;
    // Trailing zeros of the integer part belong to the exponent: 100 is 1E+2.
    const text = Math.abs(value).toExponential();
    const split = text.indexOf("e");
    const digits = text.slice(0, split).replace(".", "");
    const exponent = Number(text.slice(split + 1)) - (digits.length - 1);
    return new Decimal(value < 0 || Object.is(value, -0), BigInt(digits), exponent, "finite");
  }

  /**
   * Reads plain decimal text: sign, digits, fraction, exponent. Undefined if it is none.
   * An exponent that is out of range is ignored, as CUE's own literals do.
   */
  static parse(text: string): Decimal | undefined {
    const match = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
    if (match === null) return undefined;
    const [, sign, whole = "", fraction = "", power] = match;
    if (whole === "" && fraction === "") return undefined;
    const digits = whole + fraction;
    let exponent = -fraction.length + (power === undefined ? 0 : Number(power));
    if (Math.abs(exponent + digits.length - 1) > MAX_EXPONENT) exponent = 0;
    return new Decimal(sign === "-", BigInt(digits), exponent, "finite");
  }

  get isFinite(): boolean {
    return this.form === "finite";
  }

  get isZero(): boolean {
    return this.form === "finite" && this.coefficient === 0n;
  }

  /** −1, 0 or 1; 0 for negative zero. */
  get sign(): -1 | 0 | 1 {
    if (this.form === "finite" && this.coefficient === 0n) return 0;
    return this.negative ? -1 : 1;
  }

  /** Whether the value has no fraction, whatever way it is written: `1.0` and `1E+3` are integers. */
  get isInteger(): boolean {
    if (this.form !== "finite") return false;
    if (this.exponent >= 0 || this.coefficient === 0n) return true;
    if (-this.exponent > digitCount(this.coefficient)) return false;
    return this.coefficient % powerOfTen(-this.exponent) === 0n;
  }

  /** The integer part, toward zero. */
  toBigInt(): bigint {
    const magnitude =
      this.exponent >= 0
        ? this.coefficient * powerOfTen(this.exponent)
        : this.coefficient / powerOfTen(-this.exponent);
    return this.negative ? -magnitude : magnitude;
  }

  /** The nearest double. */
  toNumber(): number {
    if (this.form === "nan") return Number.NaN;
    if (this.form === "infinite") return this.negative ? -Infinity : Infinity;
    const sign = this.negative ? "-" : "";
    return Number(`${sign}${this.coefficient}e${this.exponent}`);
  }

  negate(): Decimal {
    return new Decimal(!this.negative, this.coefficient, this.exponent, this.form);
  }

  abs(): Decimal {
    return this.negative ? new Decimal(false, this.coefficient, this.exponent, this.form) : this;
  }

  add(other: Decimal): Decimal {
    return this.addSigned(other, other.negative);
  }

  sub(other: Decimal): Decimal {
    return this.addSigned(other, !other.negative);
  }

  private addSigned(other: Decimal, otherNegative: boolean): Decimal {
    if (this.form !== "finite" || other.form !== "finite") {
      return addSpecial(this, other, otherNegative);
    }
    let left = this.coefficient;
    let right = other.coefficient;
    let exponent = this.exponent;
    if (exponent > other.exponent) {
      left *= scale(exponent - other.exponent);
      exponent = other.exponent;
    } else if (exponent < other.exponent) {
      right *= scale(other.exponent - exponent);
    }
    if (this.negative === otherNegative) {
      return rounded(this.negative, left + right, exponent, DECIMAL_PRECISION);
    }
    const difference = left - right;
    if (difference === 0n) return new Decimal(false, 0n, exponent, "finite");
    return difference < 0n
      ? rounded(!this.negative, -difference, exponent, DECIMAL_PRECISION)
      : rounded(this.negative, difference, exponent, DECIMAL_PRECISION);
  }

  mul(other: Decimal): Decimal {
    const negative = this.negative !== other.negative;
    if (this.form !== "finite" || other.form !== "finite") {
      if (this.form === "nan" || other.form === "nan") return Decimal.nan;
      if (this.isZero || other.isZero) throw new DecimalError("invalid operation");
      return negative ? Decimal.negativeInfinity : Decimal.infinity;
    }
    return rounded(
      negative,
      this.coefficient * other.coefficient,
      this.exponent + other.exponent,
      DECIMAL_PRECISION,
    );
  }

  /**
   * The quotient as CUE shows it: trailing zeros are cut, but a result that has decimal places keeps one:
   * `4 / 2` is `2.0`. Throws {@link DecimalError} for a divisor of zero.
   */
  quo(other: Decimal): Decimal {
    return this.divide(other).reduceKeepingFloat();
  }

  /** The quotient to `precision` digits, not reduced. */
  divide(other: Decimal, precision: number = DECIMAL_PRECISION): Decimal {
    const negative = this.negative !== other.negative;
    if (this.form !== "finite" || other.form !== "finite") {
      if (this.form === "nan" || other.form === "nan") return Decimal.nan;
      if (this.form === other.form) throw new DecimalError("invalid operation");
      if (this.form === "finite") {
        return new Decimal(negative, 0n, -MAX_EXPONENT - precision + 1, "finite");
      }
      return negative ? Decimal.negativeInfinity : Decimal.infinity;
    }
    if (other.coefficient === 0n) {
      throw new DecimalError(this.coefficient === 0n ? "division undefined" : "division by zero");
    }
    const shift = this.exponent - other.exponent;
    if (this.coefficient === 0n) return new Decimal(negative, 0n, shift, "finite");
    // Bring the quotient to `precision` digits: the dividend at least the divisor, and below ten times it.
    let adjust = digitCount(other.coefficient) - digitCount(this.coefficient);
    let dividend = this.coefficient;
    let divisor = other.coefficient;
    if (adjust > 0) dividend *= powerOfTen(adjust);
    else if (adjust < 0) divisor *= powerOfTen(-adjust);
    if (dividend < divisor) {
      dividend *= 10n;
      adjust++;
    }
    dividend *= powerOfTen(precision - 1);
    let quotient = dividend / divisor;
    if ((dividend % divisor) * 2n >= divisor) quotient++;
    return checked(negative, quotient, shift - adjust - (precision - 1));
  }

  /** −1, 0 or 1. NaN equals itself, and counts as a positive number without digits. cue: apd's Decimal.Cmp. */
  cmp(other: Decimal): -1 | 0 | 1 {
    const sign = this.sign;
    const otherSign = other.sign;
    if (sign !== otherSign) return sign < otherSign ? -1 : 1;
    if (sign === 0) return 0;
    const greater = sign;
    const less = sign === 1 ? -1 : 1;
    if (this.form === "infinite") return other.form === "infinite" ? 0 : greater;
    if (other.form === "infinite") return less;
    let left = this.coefficient;
    let right = other.coefficient;
    if (this.exponent !== other.exponent) {
      const leftTop = digitCount(left) + this.exponent;
      const rightTop = digitCount(right) + other.exponent;
      if (leftTop !== rightTop) return leftTop < rightTop ? less : greater;
      if (this.exponent > other.exponent) left *= powerOfTen(this.exponent - other.exponent);
      else right *= powerOfTen(other.exponent - this.exponent);
    }
    return left === right ? 0 : left < right ? less : greater;
  }

  equals(other: Decimal): boolean {
    return this.cmp(other) === 0;
  }

  /** Without trailing zeros: `1.50` → `1.5`, `100` → `1E+2`. Zero loses sign and exponent. */
  reduce(): Decimal {
    if (this.form !== "finite") return this;
    if (this.coefficient === 0n) return Decimal.zero;
    const text = this.coefficient.toString();
    let end = text.length;
    while (text.charCodeAt(end - 1) === 48) end--;
    if (end === text.length) return this;
    const cut = text.length - end;
    return new Decimal(this.negative, BigInt(text.slice(0, end)), this.exponent + cut, "finite");
  }

  /** {@link reduce}, but what had decimal places keeps one: `3.000` → `3.0`. */
  reduceKeepingFloat(): Decimal {
    const reduced = this.reduce();
    if (this.form === "finite" && this.exponent < 0 && reduced.exponent >= 0) {
      return new Decimal(
        reduced.negative,
        reduced.coefficient * 10n,
        reduced.exponent - 1,
        "finite",
      );
    }
    return reduced;
  }

  /** Rounded to `precision` digits, half up. */
  round(precision: number = DECIMAL_PRECISION): Decimal {
    if (this.form !== "finite") return this;
    return rounded(this.negative, this.coefficient, this.exponent, precision);
  }

  /** Rounded half up so that its exponent is `exponent`; more zeros or fewer digits. */
  quantize(exponent: number): Decimal {
    const diff = exponent - this.exponent;
    if (this.form !== "finite" || diff === 0) return this;
    if (diff < 0) {
      return new Decimal(this.negative, this.coefficient * scale(-diff), exponent, "finite");
    }
    if (diff > digitCount(this.coefficient))
      return new Decimal(this.negative, 0n, exponent, "finite");
    const unit = powerOfTen(diff);
    let quotient = this.coefficient / unit;
    if ((this.coefficient % unit) * 2n >= unit) quotient++;
    return new Decimal(this.negative, quotient, exponent, "finite");
  }

  /** Text in apd's `G` format: plain, or `d.ddE±x` for a positive exponent or a small number. */
  toString(): string {
    const sign = this.negative ? "-" : "";
    if (this.form === "nan") return `${sign}NaN`;
    if (this.form === "infinite") return `${sign}Infinity`;
    const digits = this.coefficient.toString();
    const exponent = this.exponent;
    if (exponent === 0) return sign + digits;
    // A zero shows its decimal places however many there are (down to 2000), as PostgreSQL does.
    const length =
      digits.length +
      (this.coefficient === 0n && exponent < 0 && exponent >= -2000 ? -exponent : 0);
    const adjusted = exponent + length - 1;
    if (exponent < 0 && adjusted >= -6) {
      const point = digits.length + exponent;
      if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
      return `${sign}0.${"0".repeat(-point)}${digits}`;
    }
    const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
    const power = exponent + digits.length - 1;
    return `${sign}${mantissa}E${power < 0 ? "-" : "+"}${Math.abs(power)}`;
  }

  /** Text without exponent (apd's `f` format). */
  toPlainString(): string {
    if (this.form !== "finite" || this.exponent === 0) return this.toString();
    const sign = this.negative ? "-" : "";
    const digits = this.coefficient.toString();
    if (this.exponent > 0) return sign + digits + "0".repeat(this.exponent);
    const point = digits.length + this.exponent;
    if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
    return `${sign}0.${"0".repeat(-point)}${digits}`;
  }
}

function scale(difference: number): bigint {
  if (difference > MAX_EXPONENT) throw new DecimalError("exponent out of range");
  return powerOfTen(difference);
}

function addSpecial(left: Decimal, right: Decimal, rightNegative: boolean): Decimal {
  if (left.form === "nan" || right.form === "nan") return Decimal.nan;
  if (left.form === "infinite") {
    if (right.form === "infinite" && left.negative !== rightNegative) {
      throw new DecimalError("invalid operation");
    }
    return left;
  }
  return rightNegative ? Decimal.negativeInfinity : Decimal.infinity;
}

function rounded(
  negative: boolean,
  coefficient: bigint,
  exponent: number,
  precision: number,
): Decimal {
  if (precision === DECIMAL_PRECISION && coefficient < PRECISION_LIMIT) {
    return checked(negative, coefficient, exponent);
  }
  const excess = digitCount(coefficient) - precision;
  if (excess <= 0) return checked(negative, coefficient, exponent);
  const unit = powerOfTen(excess);
  let quotient = coefficient / unit;
  let resultExponent = exponent + excess;
  if ((coefficient % unit) * 2n >= unit) {
    quotient++;
    if (digitCount(quotient) > precision) {
      quotient /= 10n;
      resultExponent++;
    }
  }
  return checked(negative, quotient, resultExponent);
}

function checked(negative: boolean, coefficient: bigint, exponent: number): Decimal {
  if (exponent > MAX_EXPONENT / 2 || exponent < -MAX_EXPONENT / 2) {
    const adjusted = exponent + digitCount(coefficient) - 1;
    if (Math.abs(adjusted) > MAX_EXPONENT || Math.abs(exponent) > MAX_EXPONENT) {
      throw new DecimalError("exponent out of range");
    }
  }
  return Decimal.fromParts(negative, coefficient, exponent);
}
