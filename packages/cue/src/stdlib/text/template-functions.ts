// The functions that every Go template has.
import { encodeUtf8 } from "../param.ts";
import { htmlEscape, jsEscape, queryEscape } from "./escape.ts";
import { GoInt, type GoValue, integerOf, isList, isMap, isTrue, typeName } from "./go-value.ts";
import { sprint, sprintf } from "./printf.ts";

/** Thrown by a function; the message follows `error calling NAME: `. */
export class TemplateFunctionError extends Error {}

interface TemplateFunction {
  readonly min: number;
  readonly max: number;
  run(args: readonly GoValue[]): GoValue;
}

function any(min: number, run: (args: readonly GoValue[]) => GoValue): TemplateFunction {
  return { min, max: Infinity, run };
}

function exactly(count: number, run: (args: readonly GoValue[]) => GoValue): TemplateFunction {
  return { min: count, max: count, run };
}

type Basic = "bool" | "int" | "float" | "string" | undefined;

function basicKind(value: GoValue): Basic {
  if (typeof value === "boolean") return "bool";
  if (integerOf(value) !== undefined) return "int";
  if (typeof value === "number") return "float";
  return typeof value === "string" ? "string" : undefined;
}

function plain(value: GoValue): GoValue {
  return integerOf(value) ?? value;
}

/** The type in messages of comparisons: an int is widened there. */
function comparedType(value: GoValue): string {
  return integerOf(value) === undefined ? typeName(value) : "int64";
}

function incompatible(left: GoValue, right: GoValue): TemplateFunctionError {
  return new TemplateFunctionError(
    `incompatible types for comparison: ${comparedType(left)} and ${comparedType(right)}`,
  );
}

function equal(args: readonly GoValue[]): boolean {
  const [first, ...others] = args;
  if (others.length === 0) throw new TemplateFunctionError("missing argument for comparison");
  const checkComparable = (value: GoValue): void => {
    if (isList(value) || isMap(value) || value instanceof Uint8Array) {
      throw new TemplateFunctionError(
        `non-comparable type ${sprintf("%s", [value])}: ${typeName(value)}`,
      );
    }
  };
  checkComparable(first);
  return others.some((other) => {
    const isNil = first === undefined || first === null;
    const isOtherNil = other === undefined || other === null;
    if (isNil || isOtherNil) return isNil && isOtherNil;
    checkComparable(other);
    if (basicKind(first) !== basicKind(other)) throw incompatible(first, other);
    return plain(first) === plain(other);
  });
}

function less(left: GoValue, right: GoValue): boolean {
  const kind = basicKind(left);
  if (kind === undefined || kind === "bool" || basicKind(right) === undefined) {
    throw new TemplateFunctionError("invalid type for comparison");
  }
  if (kind !== basicKind(right)) throw incompatible(left, right);
  const a = plain(left);
  const b = plain(right);
  return (a as bigint | number | string) < (b as bigint | number | string);
}

function length(value: GoValue): GoValue {
  if (value === undefined || value === null) throw new TemplateFunctionError("len of nil pointer");
  if (typeof value === "string") return new GoInt(encodeUtf8(value).length);
  if (isList(value) || value instanceof Uint8Array) return new GoInt(value.length);
  if (isMap(value)) return new GoInt(value.size);
  throw new TemplateFunctionError(`len of type ${typeName(value)}`);
}

function position(index: GoValue, size: number): number {
  const whole = integerOf(index);
  if (whole === undefined) {
    if (index === undefined || index === null) {
      throw new TemplateFunctionError("cannot index slice/array with nil");
    }
    throw new TemplateFunctionError(`cannot index slice/array with type ${typeName(index)}`);
  }
  if (whole < 0n || whole > BigInt(size)) {
    throw new TemplateFunctionError(`index out of range: ${whole}`);
  }
  return Number(whole);
}

function indexOne(item: GoValue, index: GoValue): GoValue {
  if (item === undefined || item === null) throw new TemplateFunctionError("index of untyped nil");
  if (isMap(item)) {
    if (typeof index !== "string") {
      throw new TemplateFunctionError(`value has type ${typeName(index)}; should be string`);
    }
    return item.get(index);
  }
  if (isList(item) || item instanceof Uint8Array || typeof item === "string") {
    const data = typeof item === "string" ? encodeUtf8(item) : item;
    const at = position(index, data.length);
    if (at >= data.length) throw new TemplateFunctionError(`index out of range: ${at}`);
    const element = data[at];
    return typeof element === "number" && !isList(data) ? BigInt(element) : element;
  }
  throw new TemplateFunctionError(`can't index item of type ${typeName(item)}`);
}

function slice(args: readonly GoValue[]): GoValue {
  const [item, ...indexes] = args;
  if (item === undefined || item === null) {
    throw new TemplateFunctionError("slice of untyped nil");
  }
  if (indexes.length > 3) {
    throw new TemplateFunctionError(`too many slice indexes: ${indexes.length}`);
  }
  if (typeof item === "string" && indexes.length === 3) {
    throw new TemplateFunctionError("cannot 3-index slice a string");
  }
  if (typeof item !== "string" && !isList(item) && !(item instanceof Uint8Array)) {
    throw new TemplateFunctionError(`can't slice item of type ${typeName(item)}`);
  }
  const data = typeof item === "string" ? encodeUtf8(item) : item;
  const [from = 0, to = data.length, cap] = indexes.map((index) => position(index, data.length));
  if (from > to) throw new TemplateFunctionError(`invalid slice index: ${from} > ${to}`);
  if (cap !== undefined && to > cap) {
    throw new TemplateFunctionError(`invalid slice index: ${to} > ${cap}`);
  }
  if (typeof item === "string")
    return new TextDecoder().decode((data as Uint8Array).slice(from, to));
  return data.slice(from, to);
}

/** The text that the escaping functions work on: a single string as it is, else all arguments printed. */
function printed(args: readonly GoValue[]): string {
  const [first] = args;
  if (args.length === 1 && typeof first === "string") return first;
  return sprint(args.map((arg) => (arg === undefined || arg === null ? "<no value>" : arg)));
}

export const FUNCTIONS: ReadonlyMap<string, TemplateFunction> = new Map([
  ["eq", any(1, equal)],
  ["ne", exactly(2, (args) => !equal(args))],
  ["lt", exactly(2, ([a, b]) => less(a, b))],
  ["le", exactly(2, ([a, b]) => less(a, b) || equal([a, b]))],
  ["gt", exactly(2, ([a, b]) => !(less(a, b) || equal([a, b])))],
  ["ge", exactly(2, ([a, b]) => !less(a, b))],
  ["not", exactly(1, ([value]) => !isTrue(value))],
  ["len", exactly(1, ([value]) => length(value))],
  ["index", any(1, ([item, ...indexes]) => indexes.reduce<GoValue>(indexOne, item))],
  ["slice", any(1, slice)],
  ["print", any(0, sprint)],
  ["println", any(0, (args) => `${args.map((arg) => sprint([arg])).join(" ")}\n`)],
  ["printf", any(1, ([format, ...args]) => sprintf(String(format), args))],
  ["html", any(0, (args) => htmlEscape(printed(args)))],
  ["js", any(0, (args) => jsEscape(printed(args)))],
  ["urlquery", any(0, (args) => queryEscape(printed(args)))],
]);

/** `and`, `or` and `call` are evaluated by the executor itself. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set([
  ...FUNCTIONS.keys(),
  "and",
  "or",
  "call",
]);
