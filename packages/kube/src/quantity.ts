// Quantities of resources: `500m`, `1.5Gi`, `1e3`. apimachinery/pkg/api/resource.

/** How a quantity is written: with powers of 1000, of 1024, or with an exponent. */
export type QuantityFormat = "DecimalSI" | "BinarySI" | "DecimalExponent";

/** An exact amount, in billionths of the unit: nothing finer exists. */
export interface Quantity {
  readonly nanos: bigint;
  readonly format: QuantityFormat;
}

const NANO = 10n ** 9n;
const BINARY_SUFFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;
const DECIMAL_SUFFIXES: { readonly [exponent: number]: string | undefined } = {
  [-9]: "n",
  [-6]: "u",
  [-3]: "m",
  0: "",
  3: "k",
  6: "M",
  9: "G",
  12: "T",
  15: "P",
  18: "E",
};
const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(DECIMAL_SUFFIXES).map(([exponent, suffix]) => [
    suffix as string,
    Number(exponent),
  ]),
);
const LARGEST = (2n ** 63n - 1n) * NANO;

const SYNTAX = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[+-]?\d*)$/;

/** Reads a quantity. What is finer than a billionth is rounded away from zero. Throws an Error with kube's text. */
export function parseQuantity(text: string): Quantity {
  const match = SYNTAX.exec(text);
  if (match === null || text === "") {
    throw new Error(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  const [, sign, whole = "", fraction = "", suffix = ""] = match;
  const scale = scaleOf(suffix);
  if (scale === undefined) throw new Error("unable to parse quantity's suffix");
  const numerator = BigInt(`${whole}${fraction}`) * NANO * scale.factor;
  const exponent = scale.exponent - fraction.length;
  const magnitude =
    exponent >= 0
      ? numerator * 10n ** BigInt(Math.min(exponent, 40))
      : divideUp(numerator, 10n ** BigInt(-exponent));
  // Only what is written with powers of 1024 is capped.
  const isCapped = scale.format === "BinarySI" && magnitude > LARGEST;
  const capped = isCapped ? LARGEST : magnitude;
  return { nanos: sign === "-" ? -capped : capped, format: scale.format };
}

/** The canonical text: no fraction, the largest suffix that keeps it so. */
export function formatQuantity({ nanos, format }: Quantity): string {
  if (nanos === 0n) return "0";
  const sign = nanos < 0n ? "-" : "";
  const magnitude = nanos < 0n ? -nanos : nanos;
  if (format === "BinarySI" && magnitude % NANO === 0n && magnitude >= 1024n * NANO) {
    let amount = magnitude / NANO;
    let power = 0;
    while (amount % 1024n === 0n && power < BINARY_SUFFIXES.length - 1) {
      amount /= 1024n;
      power++;
    }
    return `${sign}${amount}${BINARY_SUFFIXES[power]}`;
  }
  let mantissa = magnitude;
  let exponent = -9;
  while (mantissa % 1000n === 0n && (exponent < 18 || format === "DecimalExponent")) {
    mantissa /= 1000n;
    exponent += 3;
  }
  if (format === "DecimalExponent") {
    return `${sign}${mantissa}${exponent === 0 ? "" : `e${exponent}`}`;
  }
  return `${sign}${mantissa}${DECIMAL_SUFFIXES[exponent]}`;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`. */
export function compareQuantities(a: Quantity, b: Quantity): number {
  return a.nanos < b.nanos ? -1 : a.nanos > b.nanos ? 1 : 0;
}

/** The amount as a floating-point number. */
export function quantityToNumber({ nanos }: Quantity): number {
  const whole = nanos / NANO;
  return Number(whole) + Number(nanos - whole * NANO) / 1e9;
}

function scaleOf(
  suffix: string,
): { factor: bigint; exponent: number; format: QuantityFormat } | undefined {
  if (/^[eE][+-]?\d+$/.test(suffix)) {
    return { factor: 1n, exponent: Number(suffix.slice(1)), format: "DecimalExponent" };
  }
  const exponent = EXPONENTS.get(suffix);
  if (exponent !== undefined) return { factor: 1n, exponent, format: "DecimalSI" };
  const power = (BINARY_SUFFIXES as readonly string[]).indexOf(suffix);
  if (power > 0) return { factor: 1024n ** BigInt(power), exponent: 0, format: "BinarySI" };
  return undefined;
}

function divideUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator;
}
