// Real numbers as integers times 10^−scale, for functions whose series need more digits than a double has.

/** A number in fixed point. */
export interface Fixed {
  readonly scale: number;
  readonly one: bigint;
}

export function fixed(scale: number): Fixed {
  return { scale, one: 10n ** BigInt(scale) };
}

/** The exact value of a double, truncated to the scale. */
export function toFixed(x: number, { one }: Fixed): bigint {
  if (x === 0) return 0n;
  const exponent = Math.max(Math.floor(Math.log2(Math.abs(x))) - 60, -1074);
  // An integer times a power of two: every double is one.
  const mantissa = BigInt(scaleUp(x, -exponent));
  return exponent >= 0
    ? (mantissa * one) << BigInt(exponent)
    : (mantissa * one) >> BigInt(-exponent);
}

function scaleUp(x: number, power: number): number {
  const half = Math.trunc(power / 2);
  return x * 2 ** half * 2 ** (power - half);
}

/** The double nearest to a fixed-point number. */
export function fromFixed(value: bigint, { scale }: Fixed): number {
  return Number(`${value}e${-scale}`);
}

/** The square root. */
export function sqrtFixed(value: bigint, { one }: Fixed): bigint {
  const radicand = value * one;
  if (radicand <= 0n) return 0n;
  let root = 1n << BigInt((radicand.toString(2).length >> 1) + 1);
  for (;;) {
    const next = (root + radicand / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** π by Machin's formula. */
export function piFixed({ one }: Fixed): bigint {
  const guard = one * 10_000n;
  const arctanInverse = (n: bigint): bigint => {
    let power = guard / n;
    let sum = power;
    for (let k = 3n; power !== 0n; k += 2n) {
      power /= -(n * n);
      sum += power / k;
    }
    return sum;
  };
  return (16n * arctanInverse(5n) - 4n * arctanInverse(239n)) / 10_000n;
}

/** e^x. */
export function expFixed(x: bigint, { one }: Fixed): bigint {
  const halvings =
    20n + BigInt((x < 0n ? -x : x).toString(2).length - one.toString(2).length > 0 ? 8 : 0);
  const reduced = x >> halvings;
  let term = one;
  let sum = one;
  for (let n = 1n; term !== 0n && term !== -1n; n++) {
    term = (term * reduced) / (one * n);
    sum += term;
  }
  for (let i = 0n; i < halvings; i++) sum = (sum * sum) / one;
  return sum;
}

/** ln x of a positive number. */
export function lnFixed(x: bigint, f: Fixed): bigint {
  const { one } = f;
  const atanh = (t: bigint): bigint => {
    const square = (t * t) / one;
    let power = t;
    let sum = t;
    for (let n = 3n; power !== 0n && power !== -1n; n += 2n) {
      power = (power * square) / one;
      sum += power / n;
    }
    return sum;
  };
  let y = x;
  let halvings = 0n;
  while (y * 3n > one * 4n) {
    y >>= 1n;
    halvings++;
  }
  while (y * 3n < one * 2n) {
    y <<= 1n;
    halvings--;
  }
  return halvings * 2n * atanh(one / 3n) + 2n * atanh(((y - one) * one) / (y + one));
}
