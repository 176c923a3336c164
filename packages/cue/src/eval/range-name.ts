// Conjunctions that are types of numbers by name: `int & >=0 & <=255` is `uint8`. cue: internal/core/adt/builtinrange.go.
import { INT_KIND } from "../adt/kind.ts";
import { BASIC_TYPE, BOUND_VALUE, NUM } from "../adt/tag.ts";
import type { Conjunction } from "../adt/value.ts";
import { Decimal } from "../literal/decimal.ts";

const INT_RANGES: ReadonlyMap<string, string> = new Map(
  [8, 16, 32, 64, 128].flatMap((bits): [string, string][] => {
    const size = 1n << BigInt(bits);
    return [
      [`${-size / 2n}:${size / 2n - 1n}`, `int${bits}`],
      [`0:${size - 1n}`, `uint${bits}`],
    ];
  }),
);

const FLOAT_LIMITS: readonly (readonly [string, string])[] = [
  ["float32", "3.40282346638528859811704183484516925440e+38"],
  ["float64", "1.797693134862315708145274237317043567981e+308"],
];

/** The name of the type that a conjunction is; undefined if it is none. */
export function rangeName(conjunction: Conjunction): string | undefined {
  let hasInt = false;
  let low: Decimal | undefined;
  let high: Decimal | undefined;
  for (const value of conjunction.values) {
    if (value.tag === BASIC_TYPE) {
      if (value.kind !== INT_KIND || hasInt) return undefined;
      hasInt = true;
      continue;
    }
    if (value.tag !== BOUND_VALUE || value.value.tag !== NUM) return undefined;
    const { value: number } = value.value;
    const limit = typeof number === "object" ? number : Decimal.of(BigInt(number));
    if (value.op === ">=" && low === undefined) low = limit;
    else if (value.op === "<=" && high === undefined) high = limit;
    else return undefined;
  }
  if (low === undefined) return undefined;
  if (high === undefined) return hasInt && low.isZero ? "uint" : undefined;
  if (hasInt) {
    if (!low.isInteger || !high.isInteger) return undefined;
    return INT_RANGES.get(`${low.toBigInt()}:${high.toBigInt()}`);
  }
  for (const [name, text] of FLOAT_LIMITS) {
    const limit = Decimal.parse(text) as Decimal;
    if (high.cmp(limit) === 0 && low.cmp(limit.negate()) === 0) return name;
  }
  return undefined;
}
