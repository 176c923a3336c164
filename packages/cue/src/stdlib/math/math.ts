import { Decimal } from "../../literal/decimal.ts";
import {
  BuiltinError,
  constant,
  definePackage,
  fn,
  type Row,
  type StandardPackage,
} from "../builtin.ts";
import { bigInt, bool, decimal, float64, int, int32 } from "../param.ts";
import { cbrt, exp, ln, log10, log2, pow } from "./decimal-functions.ts";
import { erf, erfc, erfinv, gamma } from "./error-function.ts";
import { besselJ, besselY } from "./bessel.ts";
import { acos, asin, atan, atan2, cos, cosh, sin, sinh, tan, tanh } from "./trigonometry.ts";

const INTEGERS = {
  MaxExp: 2147483647,
  MinExp: -2147483648,
  MaxPrec: 4294967295,
  ToNearestEven: 0,
  ToNearestAway: 1,
  ToZero: 2,
  AwayFromZero: 3,
  ToNegativeInf: 4,
  ToPositiveInf: 5,
  Below: -1,
  Exact: 0,
  Above: 1,
};

const NUMBERS = {
  E: "2.71828182845904523536028747135266249775724709369995957496696763",
  Pi: "3.14159265358979323846264338327950288419716939937510582097494459",
  Phi: "1.61803398874989484820458683436563811772030917980576286213544861",
  Sqrt2: "1.41421356237309504880168872420969807856967187537694807317667974",
  SqrtE: "1.64872127070012814684865078781416357165377610071014801157507931",
  SqrtPi: "1.77245385090551602729816748334114518279754945612238712821380779",
  SqrtPhi: "1.27201964951406896425242246173749149171560804184009624861664038",
  Ln2: "0.693147180559945309417232121458176568075500134360255254120680009",
  Log2E: "1.442695040888963407359924681001892137426645954152985934135449408",
  Ln10: "2.3025850929940456840179914546843642076011014886287729760333278",
  Log10E: "0.43429448190325182765112891891660508229439700580366656611445378",
};

const integers: readonly Row[] = Object.entries(INTEGERS).map(([name, value]) =>
  constant(name, value),
);
const numbers: readonly Row[] = Object.entries(NUMBERS).map(([name, text]) =>
  constant(name, Decimal.parse(text) ?? 0),
);

/** The integer part toward zero, and whether anything was cut off. */
function whole(x: Decimal): { readonly integer: bigint; readonly isExact: boolean } {
  if (!x.isFinite) throw new BuiltinError("invalid operation");
  return { integer: x.toBigInt(), isExact: x.isInteger };
}

function floor(x: Decimal): bigint {
  const { integer, isExact } = whole(x);
  return isExact || !x.negative ? integer : integer - 1n;
}

function ceil(x: Decimal): bigint {
  const { integer, isExact } = whole(x);
  return isExact || x.negative ? integer : integer + 1n;
}

const HALF = Decimal.of(5n, -1);

function round(x: Decimal, toEven: boolean): bigint {
  const { integer, isExact } = whole(x);
  if (isExact) return integer;
  const up = x.negative ? integer - 1n : integer + 1n;
  // Not by decimal arithmetic: its 34 digits may not hold the number and its fraction.
  const unit = 10n ** BigInt(-x.exponent);
  const rest = Decimal.of(x.coefficient % unit, x.exponent).cmp(HALF);
  if (rest === 0) return toEven && (integer & 1n) === 0n ? integer : up;
  return rest > 0 ? up : integer;
}

function multipleOf(x: Decimal, y: Decimal): boolean {
  return x.quo(y).isInteger;
}

function jacobi(x: bigint, y: bigint): number {
  if ((y & 1n) === 0n) {
    throw new BuiltinError(
      `big: invalid 2nd argument to Int.Jacobi: need odd integer but got ${y}`,
    );
  }
  let a = x;
  let b = y;
  let sign = 1;
  if (b < 0n) {
    if (a < 0n) sign = -1;
    b = -b;
  }
  for (;;) {
    if (b === 1n) return sign;
    if (a === 0n) return 0;
    a = ((a % b) + b) % b;
    if (a === 0n) return 0;
    let twos = 0;
    while ((a & 1n) === 0n) {
      a >>= 1n;
      twos++;
    }
    const residue = b & 7n;
    if (twos % 2 === 1 && (residue === 3n || residue === 5n)) sign = -sign;
    if ((b & 3n) === 3n && (a & 3n) === 3n) sign = -sign;
    [a, b] = [b, a];
  }
}

function dim(x: Decimal, y: Decimal): Decimal {
  const difference = x.sub(y);
  return difference.negative ? Decimal.zero : difference;
}

/** The binary exponent of a finite number that is not zero. */
function binaryExponent(x: number): number {
  let exponent = Math.floor(Math.log2(Math.abs(x)));
  // The logarithm is rounded: settle by comparing.
  if (2 ** exponent > Math.abs(x)) exponent--;
  else if (2 ** (exponent + 1) <= Math.abs(x)) exponent++;
  return exponent;
}

function logb(x: number): number {
  if (x === 0) return -Infinity;
  return Number.isFinite(x) ? binaryExponent(x) : Math.abs(x);
}

function ilogb(x: number): number {
  if (x === 0) return -2147483648;
  return Number.isFinite(x) ? binaryExponent(x) : 2147483647;
}

/** The IEEE remainder: x − n·y with n the integer nearest to x/y, the even one of two. */
function remainder(x: number, y: number): number {
  if (Number.isNaN(x) || !Number.isFinite(x) || Number.isNaN(y) || y === 0) return Number.NaN;
  if (!Number.isFinite(y)) return x;
  const divisor = Math.abs(y);
  const size = Math.abs(x);
  let rest = divisor <= Number.MAX_VALUE / 2 ? size % (divisor + divisor) : size;
  if (rest > divisor / 2) {
    rest -= divisor;
    if (rest >= divisor / 2) rest -= divisor;
  }
  return x < 0 ? -rest : rest;
}

function ldexp(fraction: number, exponent: number): number {
  if (fraction === 0 || !Number.isFinite(fraction)) return fraction;
  // In two steps, so that no intermediate power leaves the range of doubles.
  const bounded = Math.max(Math.min(exponent, 2200), -2200);
  const half = Math.trunc(bounded / 2);
  const rest = bounded - half;
  const scaled = fraction * 2 ** Math.max(half, -1000) * 2 ** Math.min(half + 1000, 0);
  return scaled * 2 ** Math.max(rest, -1000) * 2 ** Math.min(rest + 1000, 0);
}

function copySign(x: Decimal, y: Decimal): Decimal {
  return x.negative === y.negative ? x : x.negate();
}

/** The package `math`. */
export const math: StandardPackage = definePackage("math", [
  ...integers,
  fn("Jacobi", [bigInt, bigInt], int, jacobi),
  constant("MaxBase", 62),
  fn("Floor", [decimal], bigInt, floor),
  fn("Ceil", [decimal], bigInt, ceil),
  fn("Trunc", [decimal], bigInt, (x) => whole(x).integer),
  fn("Round", [decimal], bigInt, (x) => round(x, false)),
  fn("RoundToEven", [decimal], bigInt, (x) => round(x, true)),
  fn("MultipleOf", [decimal, decimal], bool, multipleOf),
  fn("Abs", [decimal], decimal, (x) => x.abs().round()),
  fn("Acosh", [float64], float64, Math.acosh),
  fn("Asin", [float64], float64, asin),
  fn("Acos", [float64], float64, acos),
  fn("Asinh", [float64], float64, Math.asinh),
  fn("Atan", [float64], float64, atan),
  fn("Atan2", [float64, float64], float64, atan2),
  fn("Atanh", [float64], float64, Math.atanh),
  fn("Cbrt", [decimal], decimal, cbrt),
  ...numbers,
  fn("Copysign", [decimal, decimal], decimal, copySign),
  fn("Dim", [decimal, decimal], decimal, dim),
  fn("Erf", [float64], float64, erf),
  fn("Erfc", [float64], float64, erfc),
  fn("Erfinv", [float64], float64, erfinv),
  fn("Erfcinv", [float64], float64, (x) => erfinv(1 - x)),
  fn("Exp", [decimal], decimal, exp),
  fn("Exp2", [decimal], decimal, (x) => pow(Decimal.of(2n), x)),
  fn("Expm1", [float64], float64, Math.expm1),
  fn("Gamma", [float64], float64, gamma),
  fn("Hypot", [float64, float64], float64, (p, q) => Math.hypot(p, q)),
  fn("J0", [float64], float64, (x) => besselJ(0, x)),
  fn("Y0", [float64], float64, (x) => besselY(0, x)),
  fn("J1", [float64], float64, (x) => besselJ(1, x)),
  fn("Y1", [float64], float64, (x) => besselY(1, x)),
  fn("Jn", [int, float64], float64, besselJ),
  fn("Yn", [int, float64], float64, besselY),
  fn("Ldexp", [float64, int], float64, ldexp),
  fn("Log", [decimal], decimal, ln),
  fn("Log10", [decimal], decimal, log10),
  fn("Log2", [decimal], decimal, log2),
  fn("Log1p", [float64], float64, Math.log1p),
  fn("Logb", [float64], float64, logb),
  fn("Ilogb", [float64], int, ilogb),
  fn("Mod", [float64, float64], float64, (x, y) => x % y),
  fn("Pow", [decimal, decimal], decimal, pow),
  fn("Pow10", [int32], decimal, (n) => Decimal.of(1n, Number(n))),
  fn("Remainder", [float64, float64], float64, remainder),
  fn("Signbit", [decimal], bool, (x) => x.negative),
  fn("Cos", [float64], float64, cos),
  fn("Sin", [float64], float64, sin),
  fn("Sinh", [float64], float64, sinh),
  fn("Cosh", [float64], float64, cosh),
  fn("Sqrt", [float64], float64, Math.sqrt),
  fn("Tan", [float64], float64, tan),
  fn("Tanh", [float64], float64, tanh),
]);
