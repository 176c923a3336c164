// Values as a Go template sees them when its data was decoded from CUE: `map[string]any`, `[]any`, `int`, `float64` …
import { Decimal } from "../../literal/decimal.ts";
import { type BuiltinContext, BuiltinError, type CueValue } from "../builtin.ts";
import { formatFloat } from "../float-text.ts";

/** A map, with its keys in Go's sorted order. */
export type GoMap = ReadonlyMap<string, GoValue>;

/** An `int`: a constant of the template, a length, an index. The data's integers are `int64`, a `bigint`. */
export class GoInt {
  readonly value: bigint;

  constructor(value: bigint | number) {
    this.value = BigInt(value);
  }

  toString(): string {
    return this.value.toString();
  }
}

/** `undefined` is what a missing map entry gives; a `bigint` is an int64, a `number` a float64. */
export type GoValue =
  | undefined
  | null
  | boolean
  | GoInt
  | bigint
  | number
  | string
  | Uint8Array
  | readonly GoValue[]
  | GoMap;

/** Decodes a value for a template. */
export function toGoValue(ctx: BuiltinContext, value: CueValue): GoValue {
  switch (ctx.kind(value)) {
    case "list":
      return ctx.elements(value).map((element) => toGoValue(ctx, element));
    case "struct": {
      const entries = ctx
        .dataFields(value)
        .map((field): [string, GoValue] => [field.label, toGoValue(ctx, field.value)]);
      return new Map(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    }
    default: {
      if (ctx.kind(value) === "bottom") {
        const error = ctx.validate(value, "errors");
        if (error !== undefined) throw error;
        throw new BuiltinError(
          `cannot convert non-concrete value ${ctx.text(value)}`,
          "incomplete",
        );
      }
      const scalar = ctx.scalar(value);
      if (typeof scalar === "number") return BigInt(scalar);
      return scalar instanceof Decimal ? scalar.toNumber() : scalar;
    }
  }
}

export function isMap(value: GoValue): value is GoMap {
  return value instanceof Map;
}

export function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

/** The type's name as Go's messages show it. */
export function typeName(value: GoValue): string {
  if (value === undefined || value === null) return "<nil>";
  if (typeof value === "boolean") return "bool";
  if (value instanceof GoInt) return "int";
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? "int64" : "*big.Int";
  if (typeof value === "number") return "float64";
  if (typeof value === "string") return "string";
  if (value instanceof Uint8Array) return "[]uint8";
  return isList(value) ? "[]interface {}" : "map[string]interface {}";
}

/** The integer of an int or int64; undefined for other types. */
export function integerOf(value: GoValue): bigint | undefined {
  if (value instanceof GoInt) return value.value;
  return typeof value === "bigint" ? value : undefined;
}

/** Whether a value counts as true: neither zero nor empty. */
export function isTrue(value: GoValue): boolean {
  if (value === undefined || value === null) return false;
  if (typeof value === "boolean") return value;
  if (value instanceof GoInt) return value.value !== 0n;
  if (typeof value === "bigint") return value !== 0n;
  if (typeof value === "number") return value !== 0;
  if (typeof value === "string" || value instanceof Uint8Array || isList(value)) {
    return value.length > 0;
  }
  return value.size > 0;
}

/** A value as Go's `%v` shows it. */
export function goText(value: GoValue): string {
  if (value === undefined || value === null) return "<nil>";
  if (typeof value === "number") return floatText(value);
  if (value instanceof Uint8Array) return `[${value.join(" ")}]`;
  if (isList(value)) return `[${value.map(goText).join(" ")}]`;
  if (isMap(value)) return `map[${Array.from(value, ([k, v]) => `${k}:${goText(v)}`).join(" ")}]`;
  return String(value);
}

/** A float64 as `%v` shows it: `%g`, but with an exponent only from 1e21 on. */
function floatText(value: number): string {
  const size = Math.abs(value);
  if (size !== 0 && Number.isFinite(value) && size >= 1e-4 && size < 1e21) {
    return formatFloat(value, "f", -1, 64) ?? "";
  }
  return formatFloat(value, "g", -1, 64) ?? "";
}
