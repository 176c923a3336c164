// Names that mean something where nothing else binds them: types, ranges of numbers, functions of the language.
import {
  BOOL_KIND,
  BOTTOM_KIND,
  BYTES_KIND,
  FLOAT_KIND,
  INT_KIND,
  type Kind,
  LIST_KIND,
  NUMBER_KIND,
  STRING_KIND,
  STRUCT_KIND,
  TOP_KIND,
} from "../adt/kind.ts";
import { NO_SHARING } from "../adt/bottom.ts";
import type { BoundOp } from "../adt/op.ts";
import type { Place } from "../adt/position.ts";
import { BasicType, BoundValue, Builtin, Conjunction, Num, type Value } from "../adt/value.ts";
import { Decimal } from "../literal/decimal.ts";

const TYPES: Readonly<Record<string, Kind>> = {
  string: STRING_KIND,
  bytes: BYTES_KIND,
  bool: BOOL_KIND,
  int: INT_KIND,
  float: FLOAT_KIND,
  number: NUMBER_KIND,
};

const LENGTH_KINDS: Kind = STRUCT_KIND | BYTES_KIND | STRING_KIND | LIST_KIND;

function core(
  name: string,
  kinds: readonly Kind[],
  result: Kind,
  nonConcrete = false,
): readonly [string, Builtin] {
  const parameters = kinds.map((kind) => ({ kind, hasDefault: false, text: "" }));
  return [name, new Builtin({ name, packagePath: "", parameters, result, nonConcrete })];
}

/** The functions of the language; `eval/core-builtins.ts` has their bodies. */
const FUNCTIONS: ReadonlyMap<string, Builtin> = new Map([
  core("error", [STRING_KIND], BOTTOM_KIND),
  core("len", [LENGTH_KINDS], INT_KIND),
  core("close", [STRUCT_KIND], STRUCT_KIND),
  core("__closeAll", [TOP_KIND], TOP_KIND),
  core("__reclose", [TOP_KIND], TOP_KIND),
  core("matchN", [TOP_KIND, INT_KIND, LIST_KIND], BOOL_KIND, true),
  core("matchIf", [TOP_KIND, TOP_KIND, TOP_KIND, TOP_KIND], BOOL_KIND, true),
  core("and", [LIST_KIND], INT_KIND),
  core("or", [LIST_KIND], INT_KIND, true),
  core("div", [INT_KIND, INT_KIND], INT_KIND),
  core("mod", [INT_KIND, INT_KIND], INT_KIND),
  core("quo", [INT_KIND, INT_KIND], INT_KIND),
  core("rem", [INT_KIND, INT_KIND], INT_KIND),
]);

function integer(text: string): Num {
  const value = BigInt(text);
  return new Num(Number.isSafeInteger(Number(value)) ? Number(value) : value);
}

function bound(op: BoundOp, text: string): BoundValue {
  return new BoundValue(op, integer(text));
}

function intRange(name: string, low: string, high: string | undefined): readonly [string, Value] {
  const values: Value[] = [new BasicType(INT_KIND), bound(">=", low)];
  if (high !== undefined) values.push(bound("<=", high));
  return [name, new Conjunction(values, undefined, name)];
}

function floatRange(name: string, limit: string): readonly [string, Value] {
  const high = Decimal.parse(limit) as Decimal;
  return [
    name,
    new Conjunction(
      [new BoundValue(">=", new Num(high.negate())), new BoundValue("<=", new Num(high))],
      undefined,
      name,
    ),
  ];
}

const RANGES: ReadonlyMap<string, Value> = new Map([
  intRange("rune", "0", "1114111"),
  intRange("int8", "-128", "127"),
  intRange("int16", "-32768", "32767"),
  intRange("int32", "-2147483648", "2147483647"),
  intRange("int64", "-9223372036854775808", "9223372036854775807"),
  intRange(
    "int128",
    "-170141183460469231731687303715884105728",
    "170141183460469231731687303715884105727",
  ),
  intRange("uint", "0", undefined),
  intRange("uint8", "0", "255"),
  intRange("uint16", "0", "65535"),
  intRange("uint32", "0", "4294967295"),
  intRange("uint64", "0", "18446744073709551615"),
  intRange("uint128", "0", "340282366920938463463374607431768211455"),
  floatRange("float32", "3.40282346638528859811704183484516925440e+38"),
  floatRange("float64", "1.797693134862315708145274237317043567981e+308"),
]);

/** What a name means by itself, undefined if nothing. `__name` is the same as `name`. `self` is not among these. */
export function predeclared(name: string, place: Place | undefined): Value | undefined {
  if (name === "__no_sharing") return NO_SHARING;
  const plain =
    name.startsWith("__") && name !== "__closeAll" && name !== "__reclose" ? name.slice(2) : name;
  if (Object.hasOwn(TYPES, plain)) return new BasicType(TYPES[plain] as Kind, place);
  return FUNCTIONS.get(plain) ?? RANGES.get(plain);
}
