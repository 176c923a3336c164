// The functions of the language itself. cue: internal/core/compile/builtin.go, validator.go.
import {
  Bottom,
  EVAL_ERROR,
  INCOMPLETE_ERROR,
  STRUCTURAL_CYCLE_ERROR,
  USER_ERROR,
} from "../adt/bottom.ts";
import { MEMBER } from "../adt/arc-type.ts";
import { IS_CYCLIC } from "../adt/close-info.ts";
import type { CallExpr, Expr } from "../adt/expr.ts";
import { isIntLabel, isRegular } from "../adt/feature.ts";
import { BYTES_KIND, LIST_KIND, SCALAR_KINDS, STRING_KIND, STRUCT_KIND } from "../adt/kind.ts";
import {
  BOTTOM,
  BOUND_VALUE,
  BUILTIN,
  BYTES,
  CALL,
  INTERPOLATION,
  LIST_LIT,
  LIST_MARKER,
  NUM,
  STRING,
  STRUCT_LIT,
  STRUCT_MARKER,
  VERTEX,
} from "../adt/tag.ts";
import {
  BoolLit,
  BoundValue,
  type Builtin,
  Conjunction,
  Disjunction,
  Num,
  Top,
  type Value,
} from "../adt/value.ts";
import { Conjunct, Vertex } from "../adt/vertex.ts";
import type { Call } from "./call.ts";
import type { OpContext } from "./context.ts";
import { evaluateKeeping } from "./evaluate-keeping.ts";
import { toData } from "./data.ts";
import { bottomOf, isConcrete, kindOf, unwrap } from "./kind.ts";
import { integerDivision } from "./number.ts";
import { unifyValues } from "./unify-values.ts";

/** `error` gets its argument as an expression. */
export function isRawFunction(builtin: Builtin): boolean {
  return builtin.library === undefined && builtin.name === "error";
}

/** `error(message)`. */
export function callError(ctx: OpContext, expr: CallExpr): Bottom {
  const [argument] = expr.args;
  if (argument?.tag !== INTERPOLATION) {
    const value = argument && unwrap(evaluateKeeping(ctx, argument));
    const message = value?.tag === STRING ? value.value : "";
    return new Bottom(USER_ERROR, "%", [{ text: message }], ctx.place, ctx.vertex);
  }
  let format = "";
  const args: unknown[] = [];
  for (const [index, part] of argument.parts.entries()) {
    if (index % 2 === 0) {
      format += "%";
      args.push({ text: part.tag === STRING ? part.value : "" });
      continue;
    }
    format += "%";
    const value = evaluateKeeping(ctx, part);
    if (ctx.takeErrors() !== undefined) args.push(part);
    else {
      const scalar = unwrap(value);
      if (scalar?.tag === STRING) args.push({ text: scalar.value });
      else
        args.push(
          value !== undefined && isConcrete(scalar) && (kindOf(value) & SCALAR_KINDS) !== 0
            ? scalar
            : value,
        );
    }
  }
  return new Bottom(USER_ERROR, format, args, ctx.place, ctx.vertex);
}

/** Runs a function of the language. */
export function callCore(ctx: OpContext, call: Call): Value | undefined {
  const [first, second, third] = call.args;
  switch (call.builtin.name) {
    case "len":
      return length(ctx, first as Value);
    case "close":
      return close(ctx, first as Value);
    case "__closeAll":
    case "__reclose":
      return closeAll(ctx, call, first as Value);
    case "and":
      return and(ctx, first as Value);
    case "or":
      return or(ctx, first as Value);
    case "div":
    case "mod":
    case "quo":
    case "rem":
      return divide(ctx, call.builtin.name, first as Value, second as Value);
    case "matchN":
      return matchN(ctx, call, first as Value, second as Value, third as Value);
    case "matchIf":
      return matchIf(ctx, call, first as Value);
    case "error": {
      // As a validator; calls are done by `callError`.
      const message = unwrap(first as Value);
      const text = message?.tag === STRING ? message.value : "";
      return new Bottom(USER_ERROR, "%", [{ text }], ctx.place, ctx.vertex);
    }
    default:
      throw new Error(`unknown function ${call.builtin.name}`);
  }
}

function length(ctx: OpContext, argument: Value): Value {
  const value = unwrap(argument) ?? argument;
  if (value.tag === VERTEX) {
    const tag = value.base?.tag;
    if (tag === LIST_MARKER) {
      return new Num(value.arcs.filter((arc) => isIntLabel(arc.label)).length, ctx.place);
    }
    if (tag === STRUCT_MARKER) {
      const count = value.arcs.filter((arc) => isRegular(arc.label) && ctx.isDefined(arc)).length;
      return new Num(count, ctx.place);
    }
  }
  if (value.tag === BYTES) return new Num(value.value.length, ctx.place);
  if (value.tag === STRING) return new Num(utf8Length(value.value), ctx.place);
  const kind = kindOf(value);
  if ((kind & (STRUCT_KIND | LIST_KIND | STRING_KIND | BYTES_KIND)) === 0) {
    return ctx.newError(EVAL_ERROR, "invalid argument type %", { kind });
  }
  return ctx.newError(INCOMPLETE_ERROR, "incomplete argument % (type %)", value, { kind });
}

function utf8Length(text: string): number {
  let count = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Of a surrogate pair each half counts two.
    if (code >= 0x80) count += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return count;
}

function close(ctx: OpContext, argument: Value): Value {
  if (argument.tag !== VERTEX) {
    return ctx.newError(EVAL_ERROR, "struct argument must be concrete");
  }
  const closed = ctx.wrap(argument);
  closed.isClosedOnce = true;
  return closed;
}

function closeAll(ctx: OpContext, call: Call, argument: Value): Value {
  const { name } = call.builtin;
  const expr = call.expr?.args[0];
  const isClose =
    name === "__reclose" &&
    expr?.tag === CALL &&
    expr.fun.tag === BUILTIN &&
    expr.fun.name === "close";
  if (expr?.tag !== STRUCT_LIT && expr?.tag !== LIST_LIT && !isClose) {
    return ctx.newError(EVAL_ERROR, "argument must be a struct or list literal");
  }
  if (call.expr?.explicitOpen !== true) {
    return ctx.newError(EVAL_ERROR, `${name} may only be used when explicitopen is enabled`);
  }
  if (argument.tag !== VERTEX) {
    if (name === "__reclose") return argument;
    return ctx.newError(EVAL_ERROR, "struct argument must be concrete");
  }
  if (name === "__closeAll") argument.isClosedRecursive = true;
  else {
    const closedness = argument.state?.embedClosedness ?? 0;
    if (closedness === 2) argument.isClosedRecursive = true;
    else if (closedness === 1) argument.isClosedOnce = true;
  }
  return argument;
}

function elements(ctx: OpContext, argument: Value): Vertex[] {
  const value = ctx.takeDefault(argument);
  if (value?.tag !== VERTEX || value.deref().base?.tag !== LIST_MARKER) {
    if (value !== undefined) ctx.typeError(value, LIST_KIND, undefined);
    return [];
  }
  return value.deref().arcs.filter((arc) => isIntLabel(arc.label));
}

function and(ctx: OpContext, argument: Value): Value {
  const values = elements(ctx, argument);
  return values.length === 0 ? new Top() : new Conjunction(values);
}

function or(ctx: OpContext, argument: Value): Value {
  const values = elements(ctx, argument);
  const [only] = values;
  if (only === undefined) return ctx.newError(INCOMPLETE_ERROR, "empty list in call to or");
  return values.length === 1 ? only : new Disjunction(values, 0, false);
}

function divide(
  ctx: OpContext,
  name: "div" | "mod" | "quo" | "rem",
  left: Value,
  right: Value,
): Value | undefined {
  const a = ctx.int(left, `argument to ${name} builtin`);
  const b = ctx.int(right, `argument to ${name} builtin`);
  if (a === undefined || b === undefined) return undefined;
  if (b === 0 || b === 0n) return ctx.newError(EVAL_ERROR, "division by zero");
  return new Num(integerDivision(name, a, b), ctx.place);
}

/** The value to be validated as data, without validators and optional fields. */
function dataOf(ctx: OpContext, value: Value): Value {
  return value.tag === VERTEX ? toData(ctx, value) : value;
}

function errorOf(ctx: OpContext, value: Value): Bottom | undefined {
  if (value.tag === BOTTOM) return value;
  if (value.tag !== VERTEX) return undefined;
  ctx.finalize(value);
  return bottomOf(value);
}

const FAILS: BoolLit = new BoolLit(false);
const HOLDS: BoolLit = new BoolLit(true);

function structuralCycle(ctx: OpContext, call: Call): Bottom | undefined {
  if (ctx.info.cycleType !== IS_CYCLIC) return undefined;
  return new Bottom(STRUCTURAL_CYCLE_ERROR, "structural cycle", [], call.place, ctx.vertex);
}

function matchN(ctx: OpContext, call: Call, value: Value, bound: Value, schemas: Value): Value {
  if (!call.isValidator) {
    return ctx.newError(EVAL_ERROR, "matchN is a validator and should not be used as a function");
  }
  const self = dataOf(ctx, value);
  if (errorOf(ctx, self) !== undefined) return FAILS;
  const cycle = structuralCycle(ctx, call);
  if (cycle !== undefined) return cycle;
  const errors: Bottom[] = [];
  let count = 0;
  let possible = 0;
  const list = ctx.takeDefault(schemas);
  if (list?.tag === VERTEX) ctx.finalize(list);
  // A schema that is an error is one that nothing matches.
  const all =
    list?.tag === VERTEX && bottomOf(list)?.isChildError === true
      ? list.deref().arcs
      : elements(ctx, schemas);
  for (const schema of all) {
    const unified = unifyValues(ctx, [self, schema]);
    const error = ctx.validateVertex(unified, { reportIncomplete: true, final: true });
    if (error === undefined) count++;
    else {
      errors.push(error);
      if (error.isIncomplete) possible++;
    }
  }
  const problem = checkCount(ctx, bound, count, count + possible);
  if (problem === undefined) return HOLDS;
  for (const error of errors) {
    if (!problem.isIncomplete || error.isIncomplete) ctx.addBottom(error);
  }
  return problem;
}

function newConjunction(ctx: OpContext, values: readonly Value[]): Vertex {
  const v = new Vertex(
    undefined,
    0,
    MEMBER,
    values.map((value) => new Conjunct(undefined, value, ctx.info)),
  );
  ctx.finalize(v);
  return v;
}

function checkCount(ctx: OpContext, bound: Value, count: number, most: number): Bottom | undefined {
  const number = new Num(count);
  if (newConjunction(ctx, [bound, number]).base?.tag !== BOTTOM) return undefined;
  let code = EVAL_ERROR;
  const inner = unwrap(bound) ?? bound;
  if (inner.tag === NUM) {
    if (Number(inner.value) > count && Number(inner.value) <= most) code = INCOMPLETE_ERROR;
  } else if (inner.tag === BOUND_VALUE) {
    const range = newConjunction(ctx, [
      inner,
      new BoundValue(">=", number),
      new BoundValue("<=", new Num(most)),
    ]);
    if (range.base?.tag !== BOTTOM) code = INCOMPLETE_ERROR;
  } else code = INCOMPLETE_ERROR;
  return ctx.newError(code, "% matched, expected %", count, bound);
}

function matchIf(ctx: OpContext, call: Call, value: Value): Value {
  if (!call.isValidator) {
    return ctx.newError(EVAL_ERROR, "matchIf is a validator and should not be used as a function");
  }
  const self = dataOf(ctx, value);
  if (errorOf(ctx, self) !== undefined) return FAILS;
  const cycle = structuralCycle(ctx, call);
  if (cycle !== undefined) return cycle;
  // Arguments stay expressions: so that a schema that refers to itself shows as a cycle.
  const schema = (index: number): Value =>
    new Vertex(undefined, 0, MEMBER, [
      new Conjunct(ctx.env, call.expr?.args[index] as Expr, ctx.info),
    ]);
  const config = { reportIncomplete: true, final: true };
  const condition = ctx.validateVertex(unifyValues(ctx, [self, schema(0)]), config);
  const chosen = condition === undefined ? schema(1) : schema(2);
  return ctx.validateVertex(unifyValues(ctx, [self, chosen]), config) ?? HOLDS;
}
