import { Decimal } from "../../literal/decimal.ts";
import {
  type BuiltinContext,
  BuiltinError,
  contextual,
  type CueValue,
  definePackage,
  fn,
  type StandardPackage,
  ValidationFailure,
} from "../builtin.ts";
import {
  bool,
  decimal,
  decimalList,
  int,
  list,
  listValue,
  schema,
  stringList,
  value,
  requireConcrete,
} from "../param.ts";
import { checkRepeatCount, compareStrings } from "../strings/strings.ts";
import { isSorted, sort } from "./sort.ts";
import { uniqueItems } from "./unique.ts";

type Values = readonly CueValue[];

function drop(x: Values, n: number): Values {
  if (n < 0) throw new BuiltinError("negative index");
  return x.slice(n);
}

function take(x: Values, n: number): Values {
  if (n < 0) throw new BuiltinError("negative index");
  return x.slice(0, n);
}

function slice(x: Values, i: number, j: number): Values {
  if (i < 0) throw new BuiltinError("negative index");
  if (i > j) throw new BuiltinError(`invalid index: ${i} > ${j}`);
  if (i > x.length || j > x.length) throw new BuiltinError("slice bounds out of range");
  return x.slice(i, j);
}

function flatten(ctx: BuiltinContext, xs: CueValue, depth: number): Values {
  return ctx
    .elements(xs)
    .flatMap((element) =>
      depth !== 0 && ctx.kind(element) === "list" ? flatten(ctx, element, depth - 1) : [element],
    );
}

function repeat(x: Values, count: number): Values {
  checkRepeatCount(count);
  const out: CueValue[] = [];
  for (let i = 0; i < count; i++) out.push(...x);
  return out;
}

function minItems(ctx: BuiltinContext, x: CueValue, n: number): boolean {
  requireConcrete(ctx, x, "list");
  const count = ctx.elements(x).length;
  if (count >= n) return true;
  throw new ValidationFailure(
    `len(list) < MinItems(${n}) (${count} < ${n})`,
    ctx.isOpen(x) ? "incomplete" : "eval",
  );
}

function maxItems(ctx: BuiltinContext, x: CueValue, n: number): boolean {
  requireConcrete(ctx, x, "list");
  const count = ctx.elements(x).length;
  if (count <= n) return true;
  throw new ValidationFailure(`len(list) > MaxItems(${n}) (${count} > ${n})`);
}

function matchN(ctx: BuiltinContext, x: Values, n: CueValue, match: CueValue): boolean {
  let matches = 0;
  for (const element of x) {
    if (ctx.validate(ctx.unify(match, element), "final") === undefined) matches++;
  }
  if (ctx.validate(ctx.unify(n, ctx.value(matches)), "errors") === undefined) return true;
  throw new ValidationFailure(
    `${ctx.text(match)} matches ${matches} list items, want ${ctx.text(n)}`,
  );
}

type Decimals = readonly Decimal[];

function extreme(xs: Decimals, sign: -1 | 1): Decimal {
  const [first, ...rest] = xs;
  if (first === undefined) throw new BuiltinError("empty list");
  return rest.reduce((best, x) => (x.cmp(best) === sign ? x : best), first);
}

function sum(xs: Decimals): Decimal {
  return xs.reduce((total, x) => x.add(total), Decimal.zero);
}

function average(xs: Decimals): Decimal {
  if (xs.length === 0) throw new BuiltinError("empty list");
  return sum(xs).quo(Decimal.of(BigInt(xs.length)));
}

/** What no list that a function makes is longer than. */
const MOST_ELEMENTS = 1_000_000;

function range(start: Decimal, limit: Decimal, step: Decimal): Decimals {
  if (step.isZero) throw new BuiltinError("step must be non zero");
  const direction = step.negative ? -1 : 1;
  if (start.cmp(limit) === direction) {
    throw new BuiltinError(
      direction === 1
        ? "end must be greater than start when step is positive"
        : "end must be less than start when step is negative",
    );
  }
  const [from, to, by] = [start, limit, step].map((x) => x.toNumber());
  if (((to ?? 0) - (from ?? 0)) / (by ?? 1) > MOST_ELEMENTS) {
    throw new BuiltinError(`more than ${MOST_ELEMENTS} elements`);
  }
  const out: Decimal[] = [];
  for (let x = start; limit.cmp(x) === direction; x = step.add(x)) out.push(x);
  return out;
}

/** The package `list`. */
export const listPackage: StandardPackage = definePackage(
  "list",
  [
    fn("Drop", [list, int], list, drop),
    contextual("FlattenN", [value, int], list, flatten),
    fn("Repeat", [list, int], list, repeat),
    contextual("Concat", [list], list, (ctx, lists) => lists.flatMap((x) => ctx.elements(x))),
    fn("Take", [list, int], list, take),
    fn("Slice", [list, int, int], list, slice),
    fn("Reverse", [list], list, (x) => x.toReversed()),
    contextual("MinItems", [listValue, int], bool, minItems),
    contextual("MaxItems", [listValue, int], bool, maxItems),
    contextual("UniqueItems", [list], bool, uniqueItems),
    contextual("Contains", [list, value], bool, (ctx, x, v) => x.some((e) => ctx.equal(e, v))),
    contextual("MatchN", [list, schema, schema], bool, matchN, { nonConcrete: true }),
    fn("Avg", [decimalList], decimal, average),
    fn("Max", [decimalList], decimal, (xs) => extreme(xs, 1)),
    fn("Min", [decimalList], decimal, (xs) => extreme(xs, -1)),
    fn("Product", [decimalList], decimal, (xs) => xs.reduce((p, x) => x.mul(p), Decimal.one)),
    fn("Range", [decimal, decimal, decimal], decimalList, range),
    fn("Sum", [decimalList], decimal, sum),
    contextual("Sort", [list, value], list, sort),
    contextual("SortStable", [list, value], list, sort),
    fn("SortStrings", [stringList], stringList, (a) => a.toSorted(compareStrings)),
    contextual("IsSorted", [list, value], bool, isSorted),
    fn("IsSortedStrings", [stringList], bool, (a) =>
      a.every((s, i) => i === 0 || compareStrings(a[i - 1] ?? "", s) <= 0),
    ),
  ],
  {
    source: `{
  Comparer: {T: _, x: T, y: T, less: bool}
  Ascending: {Comparer, T: number | string, x: T, y: T, less: x < y}
  Descending: {Comparer, T: number | string, x: T, y: T, less: x > y}
}`,
  },
);
