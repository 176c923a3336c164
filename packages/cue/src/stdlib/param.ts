// The types of parameters and results that rows are made of.
import { Decimal } from "../literal/decimal.ts";
import {
  type BuiltinContext,
  BuiltinError,
  type CueValue,
  type KindName,
  type Param,
  type Result,
  type ReturnType,
  type StructData,
} from "./builtin.ts";

type Both<T> = Param<T> & ReturnType<T>;

function misfit(
  ctx: BuiltinContext,
  argument: CueValue,
  type: string,
  index: number,
): BuiltinError {
  return new BuiltinError(
    `cannot use ${ctx.text(argument)} (type ${ctx.kindText(argument)}) as ${type} in argument ${index}`,
  );
}

function integer(ctx: BuiltinContext, argument: CueValue, type: string, index: number): bigint {
  const value = ctx.scalar(argument);
  if (typeof value === "number") return BigInt(value);
  if (typeof value === "bigint") return value;
  if (value instanceof Decimal && value.isInteger) return value.toBigInt();
  throw misfit(ctx, argument, type, index);
}

/** Throws for a number beyond 64 bits, in the words of Go's `Value.Int64`. */
export function checkInt64(value: number | bigint): void {
  if (typeof value === "number" || BigInt.asIntN(64, value) === value) return;
  throw new BuiltinError(`value was rounded ${value < 0n ? "up" : "down"}`);
}

function signed(name: string, type: string, bits: number): Both<bigint> {
  return {
    kinds: ["int"],
    read(ctx, argument, index) {
      const value = integer(ctx, argument, type, index);
      // Go counts the bits of the magnitude, so the full width is allowed here.
      if ((value < 0n ? -value : value) >> BigInt(bits) !== 0n) {
        throw new BuiltinError(`int ${value} overflows ${name} in argument ${index}`);
      }
      const most = (1n << BigInt(bits - 1)) - 1n;
      if (value > most) return most;
      return value < -most ? -most - 1n : value;
    },
    write: (value) => value,
  };
}

function unsigned(name: string, bits: number): Both<bigint> {
  return {
    kinds: ["int"],
    read(ctx, argument, index) {
      const value = integer(ctx, argument, name, index);
      if (value < 0n) throw misfit(ctx, argument, name, index);
      if (value >> BigInt(bits) !== 0n) {
        throw new BuiltinError(`int ${value} overflows ${name} in argument ${index}`);
      }
      return value;
    },
    write: (value) => value,
  };
}

const long = signed("int64", "int64", 64);

/** Go's `int`: 64 bits. Counts and indices; as a JavaScript number, exact to 2^53. */
export const int: Both<number> = {
  kinds: ["int"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (typeof value === "number") return value;
    const integral = integer(ctx, argument, "int64", index);
    if (integral === BigInt.asIntN(64, integral)) return Number(integral);
    long.read(ctx, argument, index);
    // Past the range but within 64 bits of magnitude Go takes the nearest there is.
    return integral < 0n ? -(2 ** 63) : 2 ** 63;
  },
  write: (value) => value,
};
export const int64: Both<bigint> = long;
export const int32: Both<bigint> = signed("int32", "int32", 32);
export const rune: Both<bigint> = signed("rune", "rune", 32);
export const uint: Both<bigint> = unsigned("uint64", 64);

/** An integer of any size. */
export const bigInt: Both<bigint> = {
  kinds: ["int"],
  read: (ctx, argument, index) => integer(ctx, argument, "int", index),
  write: (value) => value,
};

/** Any number as an exact decimal; a result without fraction is an int. */
export const decimal: Both<Decimal> = {
  kinds: ["number"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (value instanceof Decimal) return value;
    if (typeof value === "number") return Decimal.of(BigInt(value));
    if (typeof value === "bigint") return Decimal.of(value);
    throw misfit(ctx, argument, "Decimal", index);
  },
  write: writeDecimal,
};

function writeDecimal(value: Decimal): Result {
  return value.isInteger ? value.toBigInt() : value;
}

/** A double; as a result always a float. */
export const float64: Both<number> = {
  kinds: ["number"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (typeof value === "number") return value;
    const isDecimal = value instanceof Decimal;
    if (typeof value !== "bigint" && !isDecimal) throw misfit(ctx, argument, "float64", index);
    const double = isDecimal ? value.toNumber() : Number(value);
    if (Math.abs(double) !== Infinity || (isDecimal && !value.isFinite)) return double;
    const { message } = misfit(ctx, argument, "float64", index);
    throw new BuiltinError(`${message}: value was rounded ${double > 0 ? "up" : "down"}`);
  },
  write: (value) => Decimal.fromNumber(value),
};

export const bool: Both<boolean> = {
  kinds: ["bool"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (typeof value === "boolean") return value;
    throw misfit(ctx, argument, "bool", index);
  },
  write: (value) => value,
};

export const string: Both<string> = {
  kinds: ["string"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (typeof value === "string") return value;
    throw misfit(ctx, argument, "string", index);
  },
  write: (value) => (value.isWellFormed() ? value : value.toWellFormed()),
};

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const encoder = new TextEncoder();

/** UTF-8 of a string. */
export function encodeUtf8(text: string): Uint8Array {
  return encoder.encode(text);
}

/** Text of UTF-8; invalid parts become U+FFFD. */
export function decodeUtf8(data: Uint8Array): string {
  return decoder.decode(data);
}

/** Bytes, or a string as its UTF-8. */
export const bytes: Both<Uint8Array> = {
  kinds: ["bytes", "string"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (value instanceof Uint8Array) return value;
    if (typeof value === "string") return encoder.encode(value);
    throw misfit(ctx, argument, "bytes", index);
  },
  write: (value) => value,
};

/** Bytes or a string as text. */
export const text: Param<string> = {
  kinds: ["bytes", "string"],
  read(ctx, argument, index) {
    const value = ctx.scalar(argument);
    if (typeof value === "string") return value;
    if (value instanceof Uint8Array) return decoder.decode(value);
    throw misfit(ctx, argument, "bytes", index);
  },
};

/** The elements of a list. */
export const list: Both<readonly CueValue[]> = {
  kinds: ["list"],
  read: (ctx, argument) => ctx.elements(argument),
  write: (value) => value,
};

/** A list as such, with its openness. */
export const listValue: Param<CueValue> = { kinds: ["list"], read: (_ctx, argument) => argument };

/** A struct as such. */
export const struct: Param<CueValue> = { kinds: ["struct"], read: (_ctx, argument) => argument };

/** Throws for a list or struct that is not concrete yet. */
export function requireConcrete(
  ctx: BuiltinContext,
  argument: CueValue,
  kind: "list" | "struct",
  index = 0,
): void {
  if (ctx.kind(argument) !== "bottom" || ctx.validate(argument, "errors") !== undefined) return;
  throw new BuiltinError(`non-concrete ${kind} for argument ${index}`, "incomplete");
}

/** The elements of a list as values. */
function elementsAs<T>(
  ctx: BuiltinContext,
  argument: CueValue,
  index: number,
  type: string,
  read: (value: unknown) => T | undefined,
): T[] {
  requireConcrete(ctx, argument, "list", index);
  return ctx.elements(argument).map((element, position) => {
    const kind = ctx.kind(element);
    const kinds = ctx.kindText(element);
    if (kind === "bottom") {
      // An error of the element's own comes out here.
      if (kinds === "_|_") ctx.scalar(element);
      const mayFit = type === "string" ? /string|_/ : /int|float|number|_/;
      if (mayFit.test(kinds)) {
        throw new BuiltinError(
          `non-concrete value ${ctx.text(element)} for element ${position} of ${type} list argument ${index}`,
          "incomplete",
        );
      }
    }
    const isScalar = kind !== "struct" && kind !== "list" && kind !== "bottom";
    const value = isScalar ? read(ctx.scalar(element)) : undefined;
    if (value !== undefined) return value;
    throw new BuiltinError(
      `invalid list element ${position} in argument ${index} to call: cannot use value ${ctx.text(element)} (${kinds}) as ${type}`,
    );
  });
}

export const stringList: Both<readonly string[]> = {
  kinds: ["list"],
  read: (ctx, argument, index) =>
    elementsAs(ctx, argument, index, "string", (value) =>
      typeof value === "string" ? value : undefined,
    ),
  write: (value) => value,
};

export const decimalList: Both<readonly Decimal[]> = {
  kinds: ["list"],
  read: (ctx, argument, index) =>
    elementsAs(ctx, argument, index, "number", (value) => {
      if (value instanceof Decimal) return value;
      if (typeof value === "number") return Decimal.of(BigInt(value));
      return typeof value === "bigint" ? Decimal.of(value) : undefined;
    }),
  write: (value) => value.map(writeDecimal),
};

/** Any concrete value. */
export const value: Param<CueValue> = {
  kinds: ["top"],
  read(ctx, argument, index) {
    if (ctx.kind(argument) !== "bottom") return argument;
    const error = ctx.validate(argument, "errors");
    throw error ?? new BuiltinError(`non-concrete argument ${index}`, "incomplete");
  },
};

/** Any value, concrete or not (the row says `nonConcrete`). */
export const schema: Param<CueValue> = {
  kinds: ["top"],
  read: (ctx, argument, index) => ctx.schema?.(argument, index) ?? argument,
};

/** One of some strings, with a fallback where it may be left out. */
export function choice(
  choices: readonly string[],
  constraint: string,
  fallback?: string,
): Param<string> {
  const base: Param<string> = {
    ...string,
    choices,
    constraint,
    read(ctx, argument, index) {
      if (ctx.kind(argument) === "bottom" && ctx.kindText(argument) === "_") {
        throw new BuiltinError("non-concrete value string", "incomplete");
      }
      return string.read(ctx, argument, index);
    },
  };
  return fallback === undefined ? base : { ...base, fallback };
}

/** Results that are whatever the function makes. */
export function returns(...kinds: readonly KindName[]): ReturnType<Result> {
  return { kinds, write: (result) => result };
}

/** The result of a function that can only be a validator: true, or it throws. */
export const verdict: ReturnType<boolean> = { kinds: [], write: (passed) => passed };

export const anything: ReturnType<Result> = returns("top");
export const structResult: ReturnType<StructData> = { kinds: ["struct"], write: (data) => data };
