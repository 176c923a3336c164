// Literals to values.
import type { BasicLit, Expression, Interpolation as AstInterpolation } from "../ast/ast.ts";
import { type Expr, Interpolation } from "../adt/expr.ts";
import { type Feature, intLabel, MAX_INDEX, NO_LABEL } from "../adt/feature.ts";
import { BYTES_KIND, STRING_KIND } from "../adt/kind.ts";
import { BoolLit, Bytes, NullLit, Num, Str } from "../adt/value.ts";
import { parseNumber } from "../literal/number.ts";
import { unquote, unquoteFragments } from "../literal/unquote.ts";
import type { CompilerContext } from "./context.ts";

const SMALL_INT = /^(?:0|[1-9]\d{0,14})$/;

/** Compiles a literal. */
export function compileLiteral(ctx: CompilerContext, literal: BasicLit): Expr {
  const place = ctx.place(literal);
  const { text } = literal;
  switch (literal.literal) {
    case "null":
      return new NullLit(place);
    case "true":
    case "false":
      return new BoolLit(text === "true", place);
    case "int":
    case "float": {
      if (SMALL_INT.test(text)) return new Num(Number(text), place);
      const number = parseNumber(text);
      if (!number.ok) return ctx.error(literal, number.message);
      if (!number.isInt) return new Num(number.value, place);
      const value = number.value.toBigInt();
      const small = Number(value);
      return new Num(Number.isSafeInteger(small) ? small : value, place);
    }
    case "string":
    case "bytes": {
      const unquoted = unquote(text);
      if (!unquoted.ok) return ctx.error(literal, `invalid string: ${unquoted.message}`);
      return typeof unquoted.value === "string"
        ? new Str(unquoted.value, place)
        : new Bytes(unquoted.value, place);
    }
  }
}

/** The value of a string literal, undefined (and reported) if it has none. */
export function stringValue(ctx: CompilerContext, literal: BasicLit): string | undefined {
  const unquoted = unquote(literal.text);
  if (unquoted.ok && typeof unquoted.value === "string") return unquoted.value;
  ctx.error(literal, unquoted.ok ? "invalid string" : `invalid string: ${unquoted.message}`);
  return undefined;
}

/** The label that a literal or keyword stands for. */
export function labelText(ctx: CompilerContext, label: Expression): Feature {
  if (label.kind !== "BasicLit") {
    ctx.error(label, "unsupported label node type");
    return NO_LABEL;
  }
  switch (label.literal) {
    case "string":
    case "bytes": {
      const unquoted = unquote(label.text);
      if (!unquoted.ok || typeof unquoted.value !== "string") {
        ctx.error(label, `invalid string label: ${unquoted.ok ? "bytes" : unquoted.message}`);
        return NO_LABEL;
      }
      return ctx.labels.string(unquoted.value.normalize("NFC"));
    }
    case "int": {
      const number = parseNumber(label.text);
      if (!number.ok || !number.isInt) {
        ctx.error(label, `invalid int label: ${number.ok ? "not an int" : number.message}`);
        return NO_LABEL;
      }
      const index = Number(number.value.toBigInt());
      if (index > MAX_INDEX) {
        ctx.error(
          label,
          `invalid int label: int label out of range (${index} not >=0 and <= ${MAX_INDEX})`,
        );
        return NO_LABEL;
      }
      return intLabel(index);
    }
    case "float":
      ctx.error(label, `float ${label.text} cannot be used as label`);
      return NO_LABEL;
    default:
      return ctx.labels.string(label.text);
  }
}

/** Compiles a string or bytes literal with expressions in it. */
export function compileInterpolation(ctx: CompilerContext, node: AstInterpolation): Expr {
  const fragments: string[] = [];
  for (let i = 0; i < node.elements.length; i += 2) {
    const element = node.elements[i];
    if (element?.kind !== "BasicLit") return ctx.error(node, "invalid interpolation");
    fragments.push(element.text);
  }
  const unquoted = unquoteFragments(fragments);
  if (!unquoted.ok) {
    const at = node.elements[unquoted.index * 2] ?? node;
    return ctx.error(at, `invalid string: ${unquoted.message}`);
  }
  const parts: Expr[] = [];
  for (const [index, value] of unquoted.values.entries()) {
    const element = node.elements[index * 2] as BasicLit;
    const place = ctx.place(element);
    parts.push(typeof value === "string" ? new Str(value, place) : new Bytes(value, place));
    const expr = node.elements[index * 2 + 1];
    if (expr !== undefined) parts.push(ctx.compileExpression(expr));
  }
  const kind = typeof unquoted.values[0] === "string" ? STRING_KIND : BYTES_KIND;
  return new Interpolation(kind, parts, ctx.place(node));
}
