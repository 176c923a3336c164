// Calls of functions: arguments, checks, results. The one place where a function's failure becomes an error value.
import { Bottom, combineErrors, CYCLE, EVAL_ERROR } from "../adt/bottom.ts";
import { type CallExpr, expressionOf } from "../adt/expr.ts";
import { BOOL_KIND, FUNC_KIND, LIST_KIND, STRUCT_KIND } from "../adt/kind.ts";
import {
  DISJUNCTION_DONE,
  FIELD_SET_KNOWN,
  SCALAR_KNOWN,
  YIELD,
} from "../adt/node-state.ts";
import type { Place } from "../adt/position.ts";
import {
  BOOL,
  BOTTOM,
  BUILTIN,
  BUILTIN_VALIDATOR,
  CONJUNCTION,
  DISJUNCTION,
  STRING,
  VERTEX,
} from "../adt/tag.ts";
import { type Builtin, BuiltinValidator, type Value } from "../adt/value.ts";
import type { OpContext } from "./context.ts";
import { callCore, callError, isRawFunction } from "./core-builtins.ts";
import { isConcrete, kindOf, unwrap } from "./kind.ts";
import { callLibrary } from "./library-call.ts";
import { valueText } from "./text.ts";
import { unifyValues } from "./unify-values.ts";

/** A call that is being made: of a function, or to validate a value. */
export interface Call {
  readonly builtin: Builtin;
  readonly expr: CallExpr | undefined;
  readonly args: readonly Value[];
  readonly isValidator: boolean;
  readonly place: Place | undefined;
}

/** The name of a function with its package. */
export function functionName(builtin: Builtin): string {
  return builtin.packagePath === "" ? builtin.name : `${builtin.packagePath}.${builtin.name}`;
}

/** Evaluates a call expression. */
export function call(
  ctx: OpContext,
  expr: CallExpr,
  condition: number,
  mode: number,
): Value | undefined {
  const fun = ctx.value(expr.fun, SCALAR_KNOWN, YIELD);
  if (fun?.tag === BUILTIN) return callFunction(ctx, fun, expr, condition, mode);
  if (fun?.tag === BUILTIN_VALIDATOR) {
    // A validator that takes nothing but the value validated may be called without arguments.
    if (fun.call !== undefined) {
      ctx.addErrorAt(ctx.place, "cannot call previously called validator %", expr.fun);
      return undefined;
    }
    if (isValidatorCall(fun.builtin, expr.args.length)) {
      return new BuiltinValidator(fun.builtin, expr, [], ctx.env);
    }
    return callFunction(ctx, fun.builtin, expr, condition, mode);
  }
  const kind = fun === undefined ? 0 : kindOf(fun);
  if (!isConcrete(fun) && (kind & FUNC_KIND) !== 0) {
    ctx.addIncomplete(
      expr.fun.place,
      "cannot call non-concrete value % (type %)",
      expr.fun,
      { kind },
    );
  } else {
    ctx.addErrorAt(ctx.place, "cannot call non-function % (type %)", expr.fun, { kind });
  }
  return undefined;
}

function isValidatorCall(builtin: Builtin, count: number): boolean {
  const omitted = builtin.parameters[count];
  return (
    count === builtin.parameters.length - 1 &&
    (builtin.result & ~BOOL_KIND) === 0 &&
    omitted?.hasDefault === false
  );
}

function checkCount(ctx: OpContext, builtin: Builtin, count: number, place: Place | undefined): boolean {
  const { parameters } = builtin;
  if (count <= parameters.length) {
    if (count === parameters.length || parameters[count]?.hasDefault === true) return true;
    ctx.addErrorAt(
      place,
      "not enough arguments in call to % (have %, want %)",
      builtin,
      count,
      parameters.length,
    );
    return false;
  }
  ctx.addErrorAt(
    place,
    "too many arguments in call to % (have %, want %)",
    builtin,
    count,
    parameters.length,
  );
  return false;
}

function callFunction(
  ctx: OpContext,
  builtin: Builtin,
  expr: CallExpr,
  condition: number,
  mode: number,
): Value | undefined {
  if (isRawFunction(builtin)) {
    if (!checkCount(ctx, builtin, expr.args.length, expr.place)) return undefined;
    return callError(ctx, expr);
  }
  // Arguments are open.
  const saved = ctx.info;
  if (saved.fromDefinition || saved.fromEmbedding) {
    ctx.info = saved.copy();
    ctx.info.fromDefinition = false;
    ctx.info.fromEmbedding = false;
  }
  const result = callOpen(ctx, builtin, expr, condition, mode);
  const { info } = ctx;
  if (info.fromDefinition !== saved.fromDefinition || info.fromEmbedding !== saved.fromEmbedding) {
    ctx.info = info.copy();
    ctx.info.fromDefinition = saved.fromDefinition;
    ctx.info.fromEmbedding = saved.fromEmbedding;
  }
  return result;
}

function callOpen(
  ctx: OpContext,
  builtin: Builtin,
  expr: CallExpr,
  condition: number,
  mode: number,
): Value | undefined {
  const args: Value[] = [];
  const needs = condition | FIELD_SET_KNOWN | SCALAR_KNOWN | DISJUNCTION_DONE;
  for (const [index, argument] of expr.args.entries()) {
    const errors = ctx.errors;
    ctx.errors = undefined;
    const given = builtin.nonConcrete
      ? ctx.evaluate(argument, condition, mode)
      : ctx.value(argument, needs, mode);
    const value = builtin.library === undefined || takesList(builtin, index) ? given : joined(ctx, given);
    if (value?.tag === BOTTOM) ctx.errors = combineErrors(ctx.errors, settled(builtin, value));
    else if (value !== undefined) args.push(value);
    else if (ctx.errors === undefined) {
      ctx.addErrorAt(argument.place, "argument % to function % is incomplete", index, builtin);
    }
    ctx.errors = combineErrors(errors, ctx.errors);
  }
  if (ctx.errors !== undefined) return undefined;
  if (isValidatorCall(builtin, args.length)) {
    return new BuiltinValidator(builtin, expr, args, ctx.env);
  }
  const place = expr.place;
  const result = callChecked(ctx, { builtin, expr, args, isValidator: false, place });
  if (result === undefined) return undefined;
  if (result.tag === BOTTOM) {
    const error = new Bottom(
      result.code,
      `error in call to ${functionName(builtin)}`,
      [],
      place,
      ctx.vertex,
    );
    error.cause = result;
    return error;
  }
  const value = ctx.evaluate(result, condition, mode);
  ctx.info = ctx.resultInfo;
  return value;
}

function takesList(builtin: Builtin, index: number): boolean {
  return builtin.parameters[index]?.kind === LIST_KIND;
}

/** What `and` and `or` make of the elements of a list has not been looked at yet. */
function joined(ctx: OpContext, value: Value | undefined): Value | undefined {
  if (value?.tag !== CONJUNCTION && value?.tag !== DISJUNCTION) return value;
  const parts = value.values.filter((part) => part.tag === VERTEX);
  if (parts.length === 0) return value;
  if (value.tag === CONJUNCTION) return unifyValues(ctx, value.values);
  for (const part of parts) ctx.finalize(part);
  return value;
}

/** A struct or list is not made of what is not known yet: other than for a scalar, no later check would find that. */
function settled(builtin: Builtin, error: Bottom): Bottom {
  const isComposite = builtin.result === STRUCT_KIND || builtin.result === LIST_KIND;
  return error === CYCLE && isComposite
    ? new Bottom(error.code, error.format, error.args, error.place, error.node)
    : error;
}

/** Checks the arguments and runs the function; an error it returns is the function's own. */
function callChecked(ctx: OpContext, request: Call): Value | undefined {
  const { builtin, args, place } = request;
  const { parameters } = builtin;
  if (!checkCount(ctx, builtin, args.length, place)) return undefined;
  for (const [index, argument] of args.entries()) {
    const inner = argument.tag === VERTEX ? unwrap(argument) : argument;
    if (inner?.tag === BOTTOM) return inner;
    const kind = kindOf(argument);
    const parameter = parameters[index];
    if (parameter === undefined) continue;
    if ((parameter.kind & kind) !== 0) {
      const choices = builtin.library?.params[index]?.choices;
      if (choices === undefined || inner?.tag !== STRING || choices.includes(inner.value)) continue;
      ctx.addErrorAt(
        argument.place,
        "cannot use % as % in argument % to %",
        argument,
        { text: parameter.text },
        index + 1,
        builtin,
      );
      return undefined;
    }
    // The message shows it whole.
    if (argument.tag === VERTEX) ctx.finalize(argument);
    ctx.addErrorAt(
      argument.place,
      "cannot use % (type %) as % in argument % to %",
      argument,
      { kind },
      { kind: parameter.kind },
      index + 1,
      builtin,
    );
    return undefined;
  }
  const wasValidator = ctx.isValidator;
  ctx.isValidator = request.isValidator;
  const result =
    builtin.library === undefined
      ? callCore(ctx, request)
      : callLibrary(ctx, builtin.library, request);
  ctx.isValidator = wasValidator;
  return result;
}

/** Validates a value; undefined if it satisfies the validator. */
export function validateWithBuiltin(
  ctx: OpContext,
  validator: BuiltinValidator,
  value: Value,
): Bottom | undefined {
  const { builtin, call: expr, args: rest } = validator;
  const args = [value, ...rest];
  const place = expr?.place;
  const result = callChecked(ctx, { builtin, expr, args, isValidator: true, place });
  let cause: Bottom | undefined;
  if (result === undefined) return undefined;
  if (result.tag === BOTTOM) cause = result;
  else if (result.tag === BOOL) {
    if (result.value) return undefined;
  } else return ctx.newError(EVAL_ERROR, `invalid validator ${functionName(builtin)}`);
  const own = unwrap(value);
  if (own?.tag === BOTTOM) return own;
  // The error replaces the value of a vertex: what is shown is what it was.
  const isScalar = own !== undefined && own.tag !== VERTEX;
  const shown: unknown[] = [isScalar ? own : { text: valueText(ctx.labels, value) }];
  let format = `invalid value % (does not satisfy ${functionName(builtin)}`;
  if (!builtin.nonConcrete && rest.length > 0) {
    format += `(${rest.map(() => "%").join(", ")})`;
    shown.push(...rest);
  }
  const error = new Bottom(cause?.code ?? EVAL_ERROR, `${format})`, shown, place, ctx.vertex);
  error.cause = cause;
  // Every conjunct of the value took part, and what the validator was given.
  const nodes = value.tag === VERTEX ? value.conjuncts.map(({ node }) => expressionOf(node)) : [];
  for (const { place: other } of [...nodes, ...rest.filter(({ tag }) => tag !== VERTEX)]) {
    if (other !== undefined) (error.places ??= []).push(other);
  }
  return error;
}
