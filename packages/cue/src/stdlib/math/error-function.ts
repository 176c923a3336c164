// The error function, its inverse, and Γ: series in fixed point, rounded once to a double. Γ of small numbers is
// approximated as the Cephes library, and with it Go, does, to the same last digit.
import {
  expFixed,
  type Fixed,
  fixed,
  fromFixed,
  lnFixed,
  piFixed,
  sqrtFixed,
  toFixed,
} from "./fixed.ts";

const LOG10_E = Math.LOG10E;

/** Digits that hold erf to 40 places past the cancellation of its series, and erfc as small as e^(−x²). */
function precisionFor(x: number): Fixed {
  return fixed(45 + Math.ceil(2 * x * x * LOG10_E));
}

function erfFixed(x: bigint, f: Fixed): bigint {
  const { one } = f;
  const square = (x * x) / one;
  let term = x;
  let sum = x;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = -(term * square) / (one * n);
    sum += term / (2n * n + 1n);
  }
  return (2n * sum * one) / sqrtFixed(piFixed(f), f);
}

export function erf(x: number): number {
  if (Number.isNaN(x)) return x;
  if (Math.abs(x) >= 6) return x < 0 ? -1 : 1;
  if (Math.abs(x) < 1e-9) return x * 1.1283791670955126;
  const f = precisionFor(x);
  return fromFixed(erfFixed(toFixed(x, f), f), f);
}

export function erfc(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x < -6) return 2;
  if (x >= 28) return 0;
  const f = precisionFor(x);
  return fromFixed(f.one - erfFixed(toFixed(x, f), f), f);
}

/** The number whose error function is x, by Newton's method. */
export function erfinv(x: number): number {
  if (Number.isNaN(x) || x < -1 || x > 1) return Number.NaN;
  if (Math.abs(x) === 1) return x * Infinity;
  if (x === 0) return x;
  const f = fixed(80);
  const { one } = f;
  const target = toFixed(x, f);
  // A start good to a few digits (Winitzki).
  const log = Math.log1p(-x * x);
  const a = 2 / (Math.PI * 0.147) + log / 2;
  const start = Math.sqrt(Math.sqrt(a * a - log / 0.147) - a);
  let y = toFixed(x < 0 ? -start : start, f);
  const slope = (2n * one * one) / sqrtFixed(piFixed(f), f);
  for (let i = 0; i < 8; i++) {
    const derivative = (slope * expFixed(-(y * y) / one, f)) / one;
    y -= ((erfFixed(y, f) - target) * one) / derivative;
  }
  return fromFixed(y, f);
}

/** Γ(x) for 1 ≤ x < 2: the lower incomplete integral up to 120, which leaves out less than e^−115. */
function gammaFixed(x: bigint, f: Fixed): bigint {
  const { one } = f;
  const limit = 120n;
  let term = (one * one) / x;
  let sum = term;
  for (let k = 1n; term !== 0n; k++) {
    term = (term * limit * one) / (x + k * one);
    sum += term;
  }
  const power = expFixed((x * lnFixed(limit * one, f)) / one - limit * one, f);
  return (power * sum) / one;
}

/** A quotient of polynomials is Γ(x + 2) for 0 ≤ x < 1. */
const NUMERATOR = [
  1.60119522476751861407e-4, 1.19135147006586384913e-3, 1.04213797561761569935e-2,
  4.76367800457137231464e-2, 2.0744822764843597515e-1, 4.94214826801497100753e-1,
  9.99999999999999996796e-1,
];
const DENOMINATOR = [
  -2.31581873324120129819e-5, 5.39605580493303397842e-4, -4.45641913851797240494e-3,
  1.18139785222060435552e-2, 3.58236398605498653373e-2, -2.34591795718243348568e-1,
  7.14304917030273074085e-2, 1.0,
];

function polynomial(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient);
}

const EULER = 0.5772156649015329;

/** Γ(x) for |x| ≤ 33. */
function smallGamma(argument: number): number {
  let x = argument;
  let z = 1;
  while (x >= 3) {
    x -= 1;
    z *= x;
  }
  while (x < 2) {
    if (Math.abs(x) < 1e-9) return x === 0 ? Infinity : z / ((1 + EULER * x) * x);
    z /= x;
    x += 1;
  }
  return x === 2 ? z : (z * polynomial(NUMERATOR, x - 2)) / polynomial(DENOMINATOR, x - 2);
}

export function gamma(x: number): number {
  if (x === 0) return 1 / x;
  if (Number.isNaN(x) || x === -Infinity || (x < 0 && Number.isInteger(x))) return Number.NaN;
  if (Math.abs(x) <= 33) return smallGamma(x);
  if (x > 171.7) return Infinity;
  if (x < -190) return Math.floor(x) % 2 === 0 ? 0 : -0;
  const f = fixed(110);
  const { one } = f;
  const exact = toFixed(x, f);
  // Γ(x+1) = x·Γ(x) brings the argument between 1 and 2.
  const whole = BigInt(Math.floor(x)) - 1n;
  const base = exact - whole * one;
  let product = one;
  for (let k = 0n; k < whole; k++) product = (product * (base + k * one)) / one;
  let divisor = one;
  for (let k = whole; k < 0n; k++) divisor = (divisor * (base + k * one)) / one;
  if (divisor === 0n) return x < 0 ? -Infinity : Infinity;
  return fromFixed((gammaFixed(base, f) * product) / divisor, f);
}
