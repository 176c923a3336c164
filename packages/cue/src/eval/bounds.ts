// Bounds: what they say together, and whether a value is within. cue: internal/core/adt/simplify.go.
import { type Bottom, EVAL_ERROR } from "../adt/bottom.ts";
import { BYTES_KIND, FLOAT_KIND, INT_KIND, type Kind, STRING_KIND } from "../adt/kind.ts";
import type { BoundOp } from "../adt/op.ts";
import { BYTES, NUM, STRING, VERTEX } from "../adt/tag.ts";
import type { BoundValue, BuiltinValidator, Scalar, Value } from "../adt/value.ts";
import type { Decimal } from "../literal/decimal.ts";
import type { OpContext } from "./context.ts";
import { compareScalars, equalValues } from "./equal.ts";
import { compareNumbers, integer, toDecimal } from "./number.ts";

/** What a bound bounds: 1 from below, −1 from above, and others that are their own class. */
function direction(op: BoundOp): number {
  switch (op) {
    case ">":
    case ">=":
      return 1;
    case "<":
    case "<=":
      return -1;
    case "!=":
      return 0;
    case "=~":
      return 2;
    case "!~":
      return 3;
    case "==":
      return 4;
  }
}

/** The comparison by which one of two bounds of the same direction is the tighter. */
function tighter(op: BoundOp): BoundOp {
  if (op === ">") return ">=";
  if (op === ">=") return ">";
  return op === "<" ? "<=" : "<";
}

function holds(ctx: OpContext, op: BoundOp, a: Value, b: Value): boolean {
  return ctx.compare(op, a, b) === true;
}

/**
 * The one bound that two bounds are together, or an error if nothing satisfies both; undefined if they have to be kept
 * as they are. `kind` are the kinds that the value may have.
 */
export function simplifyBounds(
  ctx: OpContext,
  kind: Kind,
  x: BoundValue,
  y: BoundValue,
): Value | undefined {
  const dx = direction(x.op);
  const dy = direction(y.op);
  if (dx === dy) {
    if (Math.abs(dx) !== 1) return holds(ctx, "==", x.value, y.value) ? x : undefined;
    return holds(ctx, tighter(x.op), x.value, y.value) ? x : y;
  }
  if (dx === -dy && Math.abs(dx) === 1) {
    const lower = dx === 1 ? x : y;
    const upper = dx === 1 ? y : x;
    return simplifyRange(ctx, kind, lower, upper);
  }
  if (x.op === "==") return holds(ctx, y.op, x.value, y.value) ? x : undefined;
  if (y.op === "==") return holds(ctx, x.op, y.value, x.value) ? y : undefined;
  if (x.op === "!=") return holds(ctx, y.op, x.value, y.value) ? undefined : y;
  if (y.op === "!=") return holds(ctx, x.op, y.value, x.value) ? undefined : x;
  return undefined;
}

function simplifyRange(
  ctx: OpContext,
  kind: Kind,
  lower: BoundValue,
  upper: BoundValue,
): Value | undefined {
  const a = lower.value;
  const b = upper.value;
  const isText =
    (kind === STRING_KIND && a.tag === STRING && b.tag === STRING) ||
    (kind === BYTES_KIND && a.tag === BYTES && b.tag === BYTES);
  if (isText) {
    const order = compareScalars(a as Scalar, b as Scalar) as number;
    if (order < 0) return undefined;
    if (order === 0 && lower.op === ">=" && upper.op === "<=") return undefined;
    return ctx.newError(
      EVAL_ERROR,
      `incompatible ${kind === STRING_KIND ? "string" : "bytes"} bounds % and %`,
      upper,
      lower,
    );
  }
  if (kind === STRING_KIND || kind === BYTES_KIND || a.tag !== NUM || b.tag !== NUM) return undefined;
  let low = a.value;
  let high = b.value;
  if (!toDecimal(low).isFinite || !toDecimal(high).isFinite) return undefined;
  const isInt = (kind & FLOAT_KIND) === 0;
  if (isInt) {
    if (typeof low === "object" && low.exponent < 0) low = toInteger(low, lower.op === ">=");
    if (typeof high === "object" && high.exponent < 0) high = toInteger(high, upper.op === "<");
  }
  const order = compareNumbers(high, low);
  if (order < 0) return incompatible(ctx, kind, lower, upper);
  if (order === 0) {
    if (lower.op === ">=" && upper.op === "<=") return undefined;
    return incompatible(ctx, kind, lower, upper);
  }
  if (isInt && lower.op === ">" && upper.op === "<") {
    const gap = toDecimal(high).sub(toDecimal(low));
    if (gap.isInteger && gap.toBigInt() === 1n) {
      return ctx.newError(EVAL_ERROR, "incompatible integer bounds % and %", lower, upper);
    }
  }
  return undefined;
}

function toInteger(value: Decimal, roundUp: boolean): number | bigint {
  const truncated = value.toBigInt();
  const order = toDecimal(truncated).cmp(value);
  if (roundUp) return integer(order < 0 ? truncated + 1n : truncated);
  return integer(order > 0 ? truncated - 1n : truncated);
}

function incompatible(
  ctx: OpContext,
  kind: Kind,
  lower: BoundValue,
  upper: BoundValue,
): Bottom {
  return ctx.newError(
    EVAL_ERROR,
    kind === INT_KIND
      ? "incompatible integer bounds % and %"
      : "incompatible number bounds % and %",
    upper,
    lower,
  );
}

/** Whether two validators say the same. */
export function simplifyValidator(ctx: OpContext, x: BuiltinValidator, y: BuiltinValidator): boolean {
  if (x === y) return true;
  if (x.builtin !== y.builtin || x.args.length !== y.args.length) return false;
  return x.args.every((a, index) => {
    const b = y.args[index] as Value;
    if (a.tag === VERTEX) ctx.finalize(a);
    if (b.tag === VERTEX) ctx.finalize(b);
    return equalValues(ctx, a, b, true);
  });
}
