// Binary expressions: operators on concrete values, unification, and comparison with bottom.
// cue: internal/core/adt/binop.go, expr.go "validate".
import {
  type Bottom,
  combineErrors,
  CYCLE,
  CYCLE_ERROR,
  EVAL_ERROR,
  INCOMPLETE_ERROR,
  LITERAL_ERROR,
} from "../adt/bottom.ts";
import { CloseInfo } from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type { BinaryExpr, Expr } from "../adt/expr.ts";
import {
  BOOL_KIND,
  COMPOSITE_KIND,
  INT_KIND,
  LIST_KIND,
  NUMBER_KIND,
  STRING_KIND,
  STRUCT_KIND,
} from "../adt/kind.ts";
import {
  ALL_KNOWN,
  ALL_TASKS_DONE,
  ANCESTORS_DONE,
  FINALIZE,
  IGNORE,
  SCALAR_KNOWN,
  VALUE_KNOWN,
  YIELD,
} from "../adt/node-state.ts";
import type { BoundOp, Op } from "../adt/op.ts";
import type { Place } from "../adt/position.ts";
import { BOOL, BOTTOM, BYTES, LIST_MARKER, NULL, NUM, STRING, VERTEX } from "../adt/tag.ts";
import { BoolLit, Bytes, Num, type Scalar, Str, type Value } from "../adt/value.ts";
import { Conjunct, type Vertex } from "../adt/vertex.ts";
import { DecimalError } from "../literal/decimal.ts";
import type { OpContext } from "./context.ts";
import { hasDepthCycle } from "./cycle.ts";
import { compareScalars, equalValues } from "./equal.ts";
import { bottomOf, CONCRETE, concreteness, isConcrete, kindOf, unwrap } from "./kind.ts";
import { arithmetic } from "./number.ts";
import { meets, waitFor, YIELDED } from "./schedule.ts";

export function binaryExpression(ctx: OpContext, expr: BinaryExpr): Value | undefined {
  const env = ctx.env as Environment;
  const { op } = expr;
  if (op === "&") {
    const info = new CloseInfo();
    info.trail = ctx.info.trail;
    const v = ctx.newInline([new Conjunct(env, expr, info)]);
    // As a rule it is left to whoever uses the value to evaluate it: it may refer to what is being evaluated.
    if ((ctx.detachedDepth === 0 && ctx.actual(env.vertex).isDynamic) || ctx.validatorDepth > 0) {
      ctx.finalize(v);
    } else ctx.completeArcs(v);
    return v;
  }
  if (expr.shortCircuit && (op === "&&" || op === "||") && ctx.checkOperand(op, expr.left)) {
    const left = operand(ctx, env, expr.left, op);
    if (left?.tag === BOOL && left.value === (op === "||")) return new BoolLit(left.value, expr.place);
  }
  if (!ctx.checkOperand(op, expr.left) || !ctx.checkOperand(op, expr.right)) return undefined;
  if (op === "==" || op === "!=") {
    if (isLiteralBottom(expr.left)) return compareToBottom(ctx, env, expr.place, expr.right, op);
    if (isLiteralBottom(expr.right)) return compareToBottom(ctx, env, expr.place, expr.left, op);
  }
  const left = operand(ctx, env, expr.left, op);
  const right = operand(ctx, env, expr.right, op);
  const errors = combineErrors(asBottom(left), asBottom(right));
  if (errors !== undefined) return errors;
  const more = ctx.takeErrors();
  if (more !== undefined) return more;
  if (left === undefined || right === undefined) return undefined;
  return binaryOperation(ctx, op, left, right, expr.place, expr.listArithmetic);
}

function asBottom(value: Value | undefined): Bottom | undefined {
  const inner = unwrap(value);
  return inner?.tag === BOTTOM ? inner : undefined;
}

function isLiteralBottom(expr: Expr): boolean {
  return expr.tag === BOTTOM && expr.code === LITERAL_ERROR;
}

/** The concrete value of an operand; an incomplete error if it is not concrete. */
function operand(
  ctx: OpContext,
  env: Environment,
  expr: Expr,
  op: Op,
): Value | undefined {
  const { tag } = expr;
  if (tag >= NULL && tag <= BYTES) return expr as Value;
  const savedErrors = ctx.errors;
  const savedPlace = ctx.place;
  const savedInfo = ctx.info;
  ctx.errors = undefined;
  ctx.env = env;
  const evaluated = ctx.evaluate(expr, SCALAR_KNOWN, YIELD);
  ctx.errors = savedErrors;
  ctx.place = savedPlace;
  ctx.info = savedInfo;
  const value = ctx.takeDefault(evaluated);
  if (ctx.lastDefaultFailed) return value;
  const scalar = unwrap(value);
  if (scalar !== undefined && isConcrete(scalar)) return scalar;
  return ctx.newError(
    INCOMPLETE_ERROR,
    "non-concrete value % in operand to %",
    value ?? { text: "_" },
    { text: op },
  );
}

function isNumber(value: Value): value is Num {
  return value.tag === NUM;
}

/** The result of an operator other than `&` and `|`. */
export function binaryOperation(
  ctx: OpContext,
  op: Op,
  left: Value,
  right: Value,
  place: Place | undefined,
  listArithmetic: boolean,
): Value {
  const problem =
    concreteProblem(ctx, left, op, left, "left") ?? concreteProblem(ctx, right, op, left, "right");
  if (problem !== undefined) return problem;
  switch (op) {
    case "==":
    case "!=":
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "=~":
    case "!~": {
      const result = compare(ctx, op, left, right);
      if (result === undefined) break;
      return typeof result === "boolean" ? new BoolLit(result, place) : result;
    }
    case "&&":
    case "||": {
      const a = boolOperand(ctx, left, op);
      if (a === undefined) return ctx.takeErrors() as Bottom;
      if (a === (op === "||")) return new BoolLit(a, place);
      const b = boolOperand(ctx, right, op);
      return b === undefined ? (ctx.takeErrors() as Bottom) : new BoolLit(b, place);
    }
    case "+":
      if (isNumber(left) && isNumber(right)) return numberResult(ctx, op, left, right, place);
      if (left.tag === STRING && right.tag === STRING) return new Str(left.value + right.value, place);
      if (left.tag === BYTES && right.tag === BYTES) {
        const bytes = new Uint8Array(left.value.length + right.value.length);
        bytes.set(left.value);
        bytes.set(right.value, left.value.length);
        return new Bytes(bytes, place);
      }
      if (isList(left) && isList(right)) {
        if (listArithmetic) return ctx.newList([...left.arcs, ...right.arcs]);
        return ctx.newError(
          EVAL_ERROR,
          "Addition of lists is superseded by list.Concat; see https://cuelang.org/e/v0.11-list-arithmetic",
        );
      }
      break;
    case "-":
    case "/":
      if (isNumber(left) && isNumber(right)) return numberResult(ctx, op, left, right, place);
      if (op === "/") break;
      ctx.typeError(isNumber(left) ? right : left, NUMBER_KIND, { text: op });
      return ctx.takeErrors() as Bottom;
    case "*": {
      if (isNumber(left) && isNumber(right)) return numberResult(ctx, op, left, right, place);
      const repeated = repeat(ctx, left, right, place, listArithmetic) ??
        repeat(ctx, right, left, place, listArithmetic);
      if (repeated !== undefined) return repeated;
      break;
    }
  }
  return ctx.newError(
    EVAL_ERROR,
    "invalid operands % and % to '%' (type % and %)",
    left,
    right,
    { text: op },
    { kind: kindOf(left) },
    { kind: kindOf(right) },
  );
}

function concreteProblem(
  ctx: OpContext,
  value: Value,
  op: Op,
  left: Value,
  side: "left" | "right",
): Bottom | undefined {
  if (value.tag >= NULL && value.tag <= BYTES) return undefined;
  const error = ctx.concreteError(value);
  if (error === undefined) return undefined;
  const bottom = ctx.newError(
    error.code,
    `invalid ${side}-hand value to '%' (type %): %`,
    { text: op },
    { kind: kindOf(left) },
    { error },
  );
  return bottom;
}

function boolOperand(ctx: OpContext, value: Value, op: Op): boolean | undefined {
  if (value.tag === BOOL) return value.value;
  ctx.typeError(value, BOOL_KIND, { text: op });
  return undefined;
}

function isList(value: Value): value is Vertex {
  return value.tag === VERTEX && value.base?.tag === LIST_MARKER;
}

function numberResult(
  ctx: OpContext,
  op: "+" | "-" | "*" | "/",
  left: Num,
  right: Num,
  place: Place | undefined,
): Value {
  try {
    return new Num(arithmetic(op, left.value, right.value), place);
  } catch (err) {
    if (!(err instanceof DecimalError)) throw err;
    return ctx.newError(EVAL_ERROR, `failed arithmetic: ${err.message}`);
  }
}

const MAX_REPEAT = 1_000_000;

function repeat(
  ctx: OpContext,
  value: Value,
  count: Value,
  place: Place | undefined,
  listArithmetic: boolean,
): Value | undefined {
  if (count.tag !== NUM || (kindOf(count) & INT_KIND) === 0) return undefined;
  if (value.tag !== STRING && value.tag !== BYTES && !isList(value)) return undefined;
  if (isList(value) && !listArithmetic) {
    return ctx.newError(
      EVAL_ERROR,
      "Multiplication of lists is superseded by list.Repeat; see https://cuelang.org/e/v0.11-list-arithmetic",
    );
  }
  const as = value.tag === STRING ? "string multiplication" : "bytes multiplication";
  let times = ctx.unsigned(count, as);
  if (times > MAX_REPEAT) {
    ctx.addErrorAt(
      ctx.place,
      `${as} count % exceeds limit of ${MAX_REPEAT}`,
      times,
    );
    times = 0;
  }
  const errors = ctx.takeErrors();
  if (errors !== undefined) return errors;
  if (value.tag === STRING) return new Str(value.value.repeat(times), place);
  if (value.tag === BYTES) {
    const bytes = new Uint8Array(value.value.length * times);
    for (let i = 0; i < times; i++) bytes.set(value.value, i * value.value.length);
    return new Bytes(bytes, place);
  }
  const elements: Vertex[] = [];
  for (let i = 0; i < times; i++) elements.push(...value.arcs);
  return ctx.newList(elements);
}

function orderHolds(op: BoundOp, order: number): boolean {
  switch (op) {
    case "<":
      return order < 0;
    case "<=":
      return order <= 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "==":
      return order === 0;
    default:
      return order !== 0;
  }
}

/** Compares concrete values; undefined if the operator does not apply to them, an error if it fails. */
export function compare(
  ctx: OpContext,
  op: BoundOp,
  left: Value,
  right: Value,
): boolean | Bottom | undefined {
  if (op === "=~" || op === "!~") {
    const pattern = ctx.regexp(right);
    if (pattern === undefined) return ctx.takeErrors();
    if (left.tag !== STRING) {
      ctx.typeError(left, STRING_KIND, { text: op });
      return ctx.takeErrors();
    }
    return pattern(left.value) === (op === "=~");
  }
  if (op === "==" || op === "!=") {
    return isEqual(ctx, left, right) === (op === "==");
  }
  if (
    (left.tag === STRING && right.tag === STRING) ||
    (left.tag === BYTES && right.tag === BYTES) ||
    (left.tag === NUM && right.tag === NUM)
  ) {
    return orderHolds(op, compareScalars(left, right) as number);
  }
  return undefined;
}

function isEqual(ctx: OpContext, left: Value, right: Value): boolean {
  if (left.tag >= NULL && left.tag <= BYTES && right.tag >= NULL && right.tag <= BYTES) {
    return compareScalars(left as Scalar, right as Scalar) === 0;
  }
  if (kindOf(left) !== kindOf(right)) return false;
  return equalValues(ctx, left, right, false);
}

/** `x == _|_` and `x != _|_`: whether an expression is an error. */
function compareToBottom(
  ctx: OpContext,
  env: Environment,
  place: Place | undefined,
  expr: Expr,
  op: "==" | "!=",
): Value | undefined {
  const frame = ctx.save();
  ctx.errors = undefined;
  if (place !== undefined) ctx.place = place;
  const whenError = op === "==";
  let result = !whenError;
  ctx.validatorDepth++;
  try {
    const evaluated = ctx.evaluate(expr, ANCESTORS_DONE | ALL_TASKS_DONE, FINALIZE);
    let value = unwrap(ctx.takeDefault(evaluated));
    if (value !== undefined && (kindOf(value) & (STRUCT_KIND | LIST_KIND)) !== 0) value = evaluated;
    if (value?.tag === BOTTOM) {
      if (value.code === CYCLE_ERROR) {
        ctx.restore(frame, true);
        ctx.addBottom(value);
        return undefined;
      }
      if (value.code === INCOMPLETE_ERROR) {
        const state = value.node?.state;
        const task = ctx.currentTask;
        if (
          state !== undefined &&
          state.isStarted &&
          !meets(state, VALUE_KNOWN) &&
          (state.provided & VALUE_KNOWN) !== 0 &&
          task !== undefined
        ) {
          ctx.restore(frame, true);
          waitFor(ctx, task, state, VALUE_KNOWN);
          throw YIELDED;
        }
        ctx.evaluate(expr, ALL_KNOWN, IGNORE);
        expectSame(ctx, env, expr, true);
      }
      result = whenError;
    } else if (value?.tag === VERTEX) {
      if (hasDepthCycle(ctx, value)) {
        expectSame(ctx, env, expr, true);
        result = whenError;
      } else {
        ctx.finalize(value);
        const bottom = bottomOf(value);
        if (bottom !== undefined && bottom.code < INCOMPLETE_ERROR) result = whenError;
      }
    } else if (value !== undefined) {
      const isOpen = concreteness(value) > CONCRETE;
      if (isOpen && (kindOf(value) & COMPOSITE_KIND) !== 0) {
        ctx.restore(frame, true);
        ctx.addBottom(CYCLE);
        return undefined;
      }
      expectSame(ctx, env, expr, false);
      if (isOpen) result = whenError;
      ctx.evaluate(expr, ANCESTORS_DONE | ALL_TASKS_DONE, YIELD);
    }
  } finally {
    ctx.validatorDepth--;
  }
  ctx.restore(frame, true);
  return new BoolLit(result, place);
}

/** The result must be the same when everything is known. */
function expectSame(ctx: OpContext, env: Environment, expr: Expr, expectError: boolean): void {
  const n = ctx.actual(env.vertex).state;
  if (n !== undefined) (n.postChecks ??= []).push({ env, expr, expectError });
}
