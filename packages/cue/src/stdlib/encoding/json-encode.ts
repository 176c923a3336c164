import { Decimal } from "../../literal/decimal.ts";
import { type BuiltinContext, BuiltinError, type CueValue, type Scalar } from "../builtin.ts";
import { encodeBase64 } from "./base64.ts";

// What JSON.stringify leaves alone: all but the separators that Go escapes too.
const SEPARATORS = /[\u2028\u2029]/g;

// What needs no escape at all: as a rule, all of it.
const PLAIN = /^[ !#-[\]-~]*$/;

/** A string as JSON, as Go writes it without HTML escapes. */
export function jsonString(text: string): string {
  if (PLAIN.test(text)) return `"${text}"`;
  const well = text.isWellFormed() ? text : text.toWellFormed();
  const quoted = JSON.stringify(well);
  return SEPARATORS.test(quoted)
    ? quoted.replace(SEPARATORS, (char) => (char === "\u2028" ? "\\u2028" : "\\u2029"))
    : quoted;
}

/** Why a number has no JSON form, as Go's reader says it of what its writer made; undefined if it has one. */
export function notJsonNumber(value: Decimal): string | undefined {
  if (value.isFinite) return undefined;
  const text = value.toString();
  return text.startsWith("-")
    ? `invalid character '${text[1]}' in numeric literal`
    : `invalid character '${text[0]}' looking for beginning of value`;
}

/** The scalar that a value is. One that may still become concrete fails in words that JSON alone has. */
function scalarOf(ctx: BuiltinContext, value: CueValue): Scalar {
  if (ctx.kind(value) === "bottom") {
    const error = ctx.validate(value, "errors");
    if (error !== undefined) throw error;
    throw new BuiltinError(
      `cannot convert incomplete value ${jsonString(ctx.text(value))} to JSON`,
      "incomplete",
    );
  }
  return ctx.scalar(value);
}

/** A value as compact JSON with its exact digits; bytes become base64. Throws for what is not concrete. */
export function marshalJson(ctx: BuiltinContext, value: CueValue): string {
  switch (ctx.kind(value)) {
    case "list":
      return `[${ctx
        .elements(value)
        .map((element) => marshalJson(ctx, element))
        .join(",")}]`;
    case "struct":
      return `{${ctx
        .dataFields(value)
        .map((field) => `${jsonString(field.label)}:${marshalJson(ctx, field.value)}`)
        .join(",")}}`;
    default: {
      const scalar = scalarOf(ctx, value);
      if (typeof scalar === "string") return jsonString(scalar);
      if (scalar instanceof Uint8Array) return `"${encodeBase64(scalar)}"`;
      if (scalar instanceof Decimal) {
        const problem = notJsonNumber(scalar);
        if (problem !== undefined) throw new BuiltinError(problem);
        return scalar.toString();
      }
      return String(scalar);
    }
  }
}
