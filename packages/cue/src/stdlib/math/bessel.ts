// Bessel functions of integer order: power series in fixed point for arguments of moderate size, the asymptotic
// expansion beyond.
import { BuiltinError } from "../builtin.ts";
import { type Fixed, fixed, fromFixed, lnFixed, piFixed, toFixed } from "./fixed.ts";
import { cos, sin } from "./trigonometry.ts";

/** Past this the power series needs more digits than it is worth. */
const SERIES_LIMIT = 400;

/** Past this order recurrences in doubles are good enough, and the series takes too long. */
const SERIES_ORDER = 200;

/** How far a recurrence goes. */
const MOST_STEPS = 20_000_000;

const EULER_GAMMA =
  "0.57721566490153286060651209008240243104215933593992359880576723488486772677766467093694706329174674951463144724980708248096050401448654283622417399764492353625350033374293733773767394279259525824709491600873520394816567";

function eulerGamma({ scale }: Fixed): bigint {
  const digits = EULER_GAMMA.slice(2);
  return scale <= digits.length
    ? BigInt(digits.slice(0, scale))
    : BigInt(digits) * 10n ** BigInt(scale - digits.length);
}

function precisionFor(order: number, x: number): Fixed {
  return fixed(60 + Math.ceil(x * Math.LOG10E * 2) + order);
}

function factorial(n: number): bigint {
  let product = 1n;
  for (let k = 2n; k <= BigInt(n); k++) product *= k;
  return product;
}

/** Σ (−1)^k (x/2)^(n+2k) / (k! (n+k)!). */
function seriesJ(order: number, x: number): number {
  const f = precisionFor(order, x);
  const { one } = f;
  const half = toFixed(x, f) / 2n;
  const square = (half * half) / one;
  let term = one;
  for (let i = 0; i < order; i++) term = (term * half) / one;
  term /= factorial(order);
  let sum = term;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = -(term * square) / (one * k * (k + BigInt(order)));
    sum += term;
  }
  return fromFixed(sum, f);
}

/** Hankel's expansion for large x: [P cos χ − Q sin χ, P sin χ + Q cos χ] · √(2/πx). */
function asymptotic(order: number, x: number): { readonly j: number; readonly y: number } {
  const mu = 4 * order * order;
  let p = 1;
  let q = 0;
  let term = 1;
  for (let k = 1; k < 60; k++) {
    const next = (term * (mu - (2 * k - 1) ** 2)) / (k * 8 * x);
    if (Math.abs(next) > Math.abs(term)) break;
    term = next;
    if (k % 4 === 1) q += term;
    else if (k % 4 === 2) p -= term;
    else if (k % 4 === 3) q -= term;
    else p += term;
    if (Math.abs(term) < 1e-18) break;
  }
  // The angle χ is x less an odd multiple of π/4, whose cosine and sine differ from √½ in sign alone.
  const eighth = (2 * order + 1) % 8;
  const c = eighth === 1 || eighth === 7 ? 1 : -1;
  const s = eighth < 4 ? 1 : -1;
  const cosine = c * cos(x) + s * sin(x);
  const sine = c * sin(x) - s * cos(x);
  const size = 1 / Math.sqrt(Math.PI * x);
  return { j: size * (p * cosine - q * sine), y: size * (p * sine + q * cosine) };
}

/** The Bessel function of the first kind of an integer order. */
export function besselJ(order: number, x: number): number {
  if (Number.isNaN(x)) return x;
  if (!Number.isFinite(x)) return 0;
  if (x === 0) return order === 0 ? 1 : 0;
  const n = Math.abs(order);
  // J(−n, x) = J(n, −x) = (−1)^n J(n, x).
  const sign = n % 2 === 1 && order < 0 !== x < 0 ? -1 : 1;
  const size = Math.abs(x);
  if (n > SERIES_ORDER) return sign * recurrenceJ(n, size);
  return sign * (size < SERIES_LIMIT + n ? seriesJ(n, size) : asymptotic(n, size).j);
}

/** J(k+1) = 2k/x J(k) − J(k−1): upwards where that is stable, else downwards from where J is next to nothing. */
function recurrenceJ(n: number, x: number): number {
  if (n <= x) {
    checkSteps(n);
    let [previous, current] = [besselJ(0, x), besselJ(1, x)];
    for (let k = 1; k < n; k++) [previous, current] = [current, ((2 * k) / x) * current - previous];
    return current;
  }
  // (x/2)^n / n! is what it is about, and what it is at most.
  if (n * Math.log10((Math.E * x) / (2 * n)) < -330) return 0;
  const start = 2 * Math.ceil((n + 60 + Math.sqrt(60 * n)) / 2);
  checkSteps(start);
  let [above, current, wanted, sum] = [0, 1e-300, 0, 0];
  for (let k = start; k > 0; k--) {
    [above, current] = [current, ((2 * k) / x) * current - above];
    if (Math.abs(current) > 1e250) {
      [above, current, wanted, sum] = [above, current, wanted, sum].map((part) => part * 1e-250) as [
        number,
        number,
        number,
        number,
      ];
    }
    if (k - 1 === n) wanted = current;
    // J(0) + 2 J(2) + 2 J(4) + … = 1.
    if ((k - 1) % 2 === 0) sum += k === 1 ? current : 2 * current;
  }
  return wanted / sum;
}

function checkSteps(count: number): void {
  if (count > MOST_STEPS) throw new BuiltinError(`order ${count} is too large`);
}

/** Y0 and Y1 by their series with logarithm and harmonic numbers. */
function seriesY(order: 0 | 1, x: number): number {
  const f = precisionFor(order, x);
  const { one } = f;
  const half = toFixed(x, f) / 2n;
  const square = (half * half) / one;
  const pi = piFixed(f);
  const logarithm = lnFixed(half, f) + eulerGamma(f);
  let term = order === 0 ? one : half;
  let j = term;
  // ψ-like weight of each term: H(k) for order 0, H(k) + H(k+1) for order 1; both without the constant.
  let harmonic = 0n;
  let sum = order === 0 ? 0n : term;
  for (let k = 1n; term !== 0n && term !== -1n; k++) {
    term = -(term * square) / (one * k * (k + BigInt(order)));
    j += term;
    harmonic += one / k;
    const weight = order === 0 ? 2n * harmonic : 2n * harmonic + one / (k + 1n);
    sum += (term * weight) / one;
  }
  let value = 2n * ((logarithm * j) / one) - sum;
  if (order === 1) value -= (one * one) / half;
  return fromFixed((value * one) / pi, f);
}

function besselY01(order: 0 | 1, x: number): number {
  if (x > 150) return asymptotic(order, x).y;
  if (order === 1 && x < 1e-20) return -2 / (Math.PI * x);
  return seriesY(order, Math.max(x, 1e-40));
}

/** The Bessel function of the second kind of an integer order, for x ≥ 0. */
export function besselY(order: number, x: number): number {
  if (Number.isNaN(x) || x < 0) return Number.NaN;
  if (x === Infinity) return 0;
  const n = Math.abs(order);
  const sign = order < 0 && n % 2 === 1 ? -1 : 1;
  if (x === 0) return -Infinity * sign;
  if (n === 0) return besselY01(0, x);
  // Beyond x it grows so fast that it ends by itself.
  checkSteps(Math.min(n, x));
  let previous = besselY01(0, x);
  let current = besselY01(1, x);
  for (let k = 1; k < n && current !== -Infinity; k++) {
    [previous, current] = [current, ((2 * k) / x) * current - previous];
  }
  return sign * current;
}
