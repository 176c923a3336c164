// Circular and hyperbolic functions as Go computes them: the methods of the Cephes library (S. L. Moshier) with its
// published coefficients. JavaScript's engines use others, which differ in the last digit now and then.

function polynomial(x: number, coefficients: readonly number[]): number {
  let sum = 0;
  for (const c of coefficients) sum = sum * x + c;
  return sum;
}

const SIN = [
  1.5896230157654656806e-10, -2.50507477628578072866e-8, 2.75573136213857245213e-6,
  -1.98412698295895385996e-4, 8.33333333332211858878e-3, -1.66666666666666307295e-1,
];
const COS = [
  -1.135853652138768173e-11, 2.08757008419747316778e-9, -2.75573141792967388112e-7,
  2.48015872888517045348e-5, -1.38888888888730564116e-3, 4.16666666666665929218e-2,
];
const TAN_P = [-1.30936939181383777646e4, 1.1535166483858741614e6, -1.79565251976484877988e7];
const TAN_Q = [
  1, 1.36812963470692954678e4, -1.32089234440210967447e6, 2.50083801823357915839e7,
  -5.38695755929454629881e7,
];

/** Above this, π/4 in three parts has too few digits. */
const REDUCE_LIMIT = 2 ** 29;

/** 4/π to 1200 binary digits, from the fixed-point arctangents of Machin's formula. */
let fourOverPi: bigint | undefined;
const FOUR_OVER_PI_BITS = 1280n;

function arctanInverse(n: bigint, one: bigint): bigint {
  let power = one / n;
  let sum = power;
  for (let k = 3n; power !== 0n; k += 2n) {
    power /= -(n * n);
    sum += power / k;
  }
  return sum;
}

function fourOverPiFixed(): bigint {
  if (fourOverPi === undefined) {
    const one = 1n << (FOUR_OVER_PI_BITS + 64n);
    const quarter = 4n * arctanInverse(5n, one) - arctanInverse(239n, one);
    fourOverPi = (one << FOUR_OVER_PI_BITS) / quarter;
  }
  return fourOverPi;
}

/** The octant of a positive x, even, and the rest of x in it. */
function reduce(x: number): { readonly octant: number; readonly rest: number } {
  if (x < REDUCE_LIMIT) {
    let octant = Math.trunc(x * (4 / Math.PI));
    if (octant % 2 === 1) octant++;
    const rest =
      x -
      octant * 7.85398125648498535156e-1 -
      octant * 3.77489470793079817668e-8 -
      octant * 2.69515142907905952645e-15;
    return { octant: octant & 7, rest };
  }
  // x is an integer here: its product with 4/π, modulo 8.
  const product = BigInt(x) * fourOverPiFixed();
  const turn = product & ((8n << FOUR_OVER_PI_BITS) - 1n);
  let octant = Number(turn >> FOUR_OVER_PI_BITS);
  let fraction =
    Number((turn & ((1n << FOUR_OVER_PI_BITS) - 1n)) >> (FOUR_OVER_PI_BITS - 64n)) / 2 ** 64;
  if (octant % 2 === 1) {
    octant = (octant + 1) & 7;
    fraction -= 1;
  }
  return { octant, rest: fraction * (Math.PI / 4) };
}

function sinPart(z: number): number {
  const zz = z * z;
  return z + z * zz * polynomial(zz, SIN);
}

function cosPart(z: number): number {
  const zz = z * z;
  return 1 - 0.5 * zz + zz * zz * polynomial(zz, COS);
}

export function sin(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x === 0 ? x : Number.NaN;
  const { octant, rest } = reduce(Math.abs(x));
  const quadrant = octant & 3;
  const value = quadrant === 1 || quadrant === 2 ? cosPart(rest) : sinPart(rest);
  return octant > 3 !== x < 0 ? -value : value;
}

export function cos(x: number): number {
  if (!Number.isFinite(x)) return Number.NaN;
  const { octant, rest } = reduce(Math.abs(x));
  const quadrant = octant & 3;
  const value = quadrant === 1 || quadrant === 2 ? sinPart(rest) : cosPart(rest);
  return octant > 3 !== quadrant > 1 ? -value : value;
}

export function tan(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x === 0 ? x : Number.NaN;
  const { octant, rest } = reduce(Math.abs(x));
  const zz = rest * rest;
  let value = rest;
  if (zz > 1e-14) value = rest + rest * ((zz * polynomial(zz, TAN_P)) / polynomial(zz, TAN_Q));
  if ((octant & 2) === 2) value = -1 / value;
  return x < 0 ? -value : value;
}

const ATAN_P = [
  -8.750608600031904122785e-1, -1.615753718733365076637e1, -7.50085579231470466734e1,
  -1.22886668449013617341e2, -6.485021904942025371773e1,
];
const ATAN_Q = [
  1, 2.485846490142306297962e1, 1.650270098316988542046e2, 4.328810604912902668951e2,
  4.853903996359136964868e2, 1.945506571482613964425e2,
];

function atanSmall(x: number): number {
  const z = x * x;
  return x * ((z * polynomial(z, ATAN_P)) / polynomial(z, ATAN_Q)) + x;
}

/** arctan of a positive number. */
function atanPositive(x: number): number {
  const moreBits = 6.12323399573676588613e-17;
  if (x <= 0.66) return atanSmall(x);
  if (x > 2.4142135623730950488) return Math.PI / 2 - atanSmall(1 / x) + moreBits;
  return Math.PI / 4 + atanSmall((x - 1) / (x + 1)) + 0.5 * moreBits;
}

export function atan(x: number): number {
  if (x === 0) return x;
  return x > 0 ? atanPositive(x) : -atanPositive(-x);
}

export function atan2(y: number, x: number): number {
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.NaN;
  if (y === 0 || x === 0 || !Number.isFinite(x) || !Number.isFinite(y)) return Math.atan2(y, x);
  const quotient = atan(y / x);
  if (x >= 0) return quotient;
  return quotient <= 0 ? quotient + Math.PI : quotient - Math.PI;
}

export function asin(x: number): number {
  if (x === 0) return x;
  const size = Math.abs(x);
  if (!(size <= 1)) return Number.NaN;
  const root = Math.sqrt(1 - size * size);
  const value = size > 0.7 ? Math.PI / 2 - atanPositive(root / size) : atanPositive(size / root);
  return x < 0 ? -value : value;
}

export function acos(x: number): number {
  return Math.PI / 2 - asin(x);
}

const SINH_P = [
  -0.2630563213397497062819489e2, -0.2894211355989563807284660366e4,
  -0.8991272022039509355398013511e5, -0.6307673640497716991184787251e6,
];
const SINH_Q = [
  1, -0.173678953558233699533450911e3, 0.1521517378790019070696485176e5,
  -0.6307673640497716991212077277e6,
];

export function sinh(x: number): number {
  const size = Math.abs(x);
  let value: number;
  if (size > 21) value = Math.exp(size) * 0.5;
  else if (size > 0.5) {
    const e = Math.exp(size);
    value = (e - 1 / e) * 0.5;
  } else {
    const square = size * size;
    value = (polynomial(square, SINH_P) * size) / polynomial(square, SINH_Q);
  }
  return x < 0 ? -value : value;
}

export function cosh(x: number): number {
  const size = Math.abs(x);
  if (size > 21) return Math.exp(size) * 0.5;
  const e = Math.exp(size);
  return (e + 1 / e) * 0.5;
}

const TANH_P = [-9.64399179425052238628e-1, -9.92877231001918586564e1, -1.61468768441708447952e3];
const TANH_Q = [1, 1.12811678491632931402e2, 2.23548839060100448583e3, 4.84406305325125486048e3];

export function tanh(x: number): number {
  const size = Math.abs(x);
  if (size > 44.014845965556527) return x < 0 ? -1 : 1;
  if (size >= 0.625) {
    const value = 1 - 2 / (Math.exp(2 * size) + 1);
    return x < 0 ? -value : value;
  }
  if (x === 0) return x;
  const s = x * x;
  return x + (x * s * polynomial(s, TANH_P)) / polynomial(s, TANH_Q);
}
