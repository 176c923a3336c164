// Evaluating an expression to a value.
import {
  Bottom,
  combineErrors,
  CYCLE,
  CYCLE_ERROR,
  EVAL_ERROR,
  INCOMPLETE_ERROR,
} from "../adt/bottom.ts";
import { MEMBER, PENDING } from "../adt/arc-type.ts";
import type { BoundExpr, Expr, Interpolation, Resolver, SliceExpr, UnaryExpr } from "../adt/expr.ts";
import { intLabel, isStringLabel, labelIndex } from "../adt/feature.ts";
import {
  BOOL_KIND,
  BYTES_KIND,
  FLOAT_KIND,
  INT_KIND,
  LIST_KIND,
  NULL_KIND,
  NUMBER_KIND,
  STRING_KIND,
  STRUCT_KIND,
} from "../adt/kind.ts";
import {
  ARC_TYPE_KNOWN,
  ATTEMPT,
  FIELD_SET_KNOWN,
  FINALIZE,
  type NodeState,
  SCALAR_KNOWN,
  YIELD,
} from "../adt/node-state.ts";
import {
  BINARY,
  BOOL,
  BOTTOM,
  BOUND_EXPR,
  BOUND_VALUE,
  BYTES,
  CALL,
  DISJUNCTION_EXPR,
  INTERPOLATION,
  LABEL_REFERENCE,
  LAST_RESOLVER,
  LAST_VALUE,
  LIST_LIT,
  LIST_MARKER,
  NULL,
  NUM,
  OPEN,
  SLICE,
  STRING,
  STRUCT_LIT,
  STRUCT_MARKER,
  UNARY,
  VERTEX,
} from "../adt/tag.ts";
import {
  BasicType,
  BoolLit,
  BoundValue,
  Bytes,
  ListMarker,
  Num,
  Str,
  type Value,
} from "../adt/value.ts";
import { Conjunct, EVALUATING, FINALIZED, Vertex } from "../adt/vertex.ts";
import { binaryExpression } from "./binary.ts";
import { call } from "./call.ts";
import type { OpContext } from "./context.ts";
import { detectCycle } from "./cycle.ts";
import {
  bottomOf,
  CONCRETE,
  concreteness,
  isConcrete,
  isCyclePlaceholder,
  kindOf,
  unwrap,
} from "./kind.ts";
import { negate } from "./number.ts";
import { resolve, scope } from "./reference.ts";
import { allTasksFinished, freeze, meets, waitFor, YIELDED } from "./schedule.ts";
import { validText } from "./valid-text.ts";
import { validatorsOf } from "./value.ts";

/** Evaluates in the context's environment. The value is the context's errors if there are any. */
export function evaluate(
  ctx: OpContext,
  expr: Expr,
  condition: number,
  mode: number,
  wantConcrete: boolean,
): Value | undefined {
  const { tag } = expr;
  if (tag <= LAST_VALUE && tag !== VERTEX && tag !== BOTTOM) {
    ctx.resultInfo = ctx.info;
    return ctx.errors ?? (expr as Value);
  }
  const savedPlace = ctx.place;
  const savedErrors = ctx.errors;
  const savedInfo = ctx.info;
  if (expr.place !== undefined) ctx.place = expr.place;
  ctx.errors = undefined;
  let result: Value | undefined;
  if (tag <= LAST_VALUE) result = expr as Value;
  else if (tag <= LAST_RESOLVER) {
    result = evaluateReference(ctx, expr as Resolver, condition, mode, wantConcrete);
  } else result = compute(ctx, expr, condition, mode);

  if (savedErrors !== undefined) ctx.errors = combineErrors(ctx.errors, savedErrors);
  if (result !== undefined) {
    if (result.tag === VERTEX) {
      const bottom = bottomOf(result);
      if (bottom !== undefined && bottom.code < INCOMPLETE_ERROR) result = bottom;
    }
    if (result.tag === BOTTOM) {
      result = ctx.placed(result);
      if (ctx.errors !== result) ctx.errors = combineErrors(ctx.errors, result);
    }
  }
  if (ctx.errors !== undefined) result = ctx.errors;
  ctx.place = savedPlace;
  ctx.resultInfo = ctx.info;
  ctx.info = savedInfo;
  return result;
}

function evaluateReference(
  ctx: OpContext,
  ref: Resolver,
  condition: number,
  mode: number,
  wantConcrete: boolean,
): Value | undefined {
  const original = resolve(ctx, ref, condition, mode);
  if (ctx.errors !== undefined || original === undefined) return undefined;
  const arc = original.derefNonShared();
  const n = ctx.stateOf(arc);
  if (n !== undefined) {
    ctx.info = detectCycle(ctx, n, arc, undefined, ref, ctx.info).info;
    const needs = condition | ARC_TYPE_KNOWN;
    if (mode === FINALIZE) {
      ctx.unify(arc, needs, ATTEMPT, true);
      freeze(ctx, n, needs);
    } else if (mode === ATTEMPT) ctx.unify(arc, needs, ATTEMPT, true);
    else if (mode === YIELD) {
      return evaluateYielding(ctx, ref, original, arc, n, condition, wantConcrete);
    }
  }
  return vertexValue(ctx, arc.deref(), ref, condition, mode);
}

function evaluateYielding(
  ctx: OpContext,
  ref: Resolver,
  original: Vertex,
  arc: Vertex,
  n: NodeState,
  condition: number,
  wantConcrete: boolean,
): Value | undefined {
  const needs = condition | ARC_TYPE_KNOWN;
  ctx.unify(arc, needs, YIELD, true);
  let isEvaluating = arc.status === EVALUATING;
  const originalState = original.state;
  if (
    wantConcrete &&
    original !== arc &&
    originalState !== undefined &&
    meets(originalState, SCALAR_KNOWN) &&
    isRecursivelyConcrete(arc)
  ) {
    isEvaluating = false;
  }
  // A disjunction that is not resolved yet cannot be used.
  if (isEvaluating && original !== arc && arc.isDisjunct && originalState !== undefined) {
    const task = ctx.currentTask;
    if (task !== undefined && condition === SCALAR_KNOWN && !meets(originalState, SCALAR_KNOWN)) {
      originalState.defaultAttemptInCycle = task.state.node;
      waitFor(ctx, task, originalState, needs);
      throw YIELDED;
    }
    return ctx.newError(CYCLE_ERROR, "unresolved disjunction: %", ref);
  }
  let hasValue = n.hasFieldValue || !isCyclePlaceholder(arc);
  if (isEvaluating && !hasValue && (n.frozen & SCALAR_KNOWN) !== 0 && allTasksFinished(n)) {
    ctx.finalize(arc);
    hasValue = !isCyclePlaceholder(arc);
  }
  if (isEvaluating && !hasValue) {
    ctx.addBottom(ctx.newError(CYCLE_ERROR, "cycle with field: %", ref));
    return vertexValue(ctx, arc.deref(), ref, condition, YIELD);
  }
  const value = vertexValue(ctx, arc, ref, condition, YIELD);
  if (arc.isUnrooted && !allTasksFinished(n)) {
    const task = ctx.currentTask;
    if (task !== undefined) (task.state.deferred ??= []).push(n);
  }
  return value;
}

function isRecursivelyConcrete(v: Vertex): boolean {
  for (const arc of v.arcs) {
    if ((arc.label & 7) > 1) continue;
    if (arc.arcType === 1) return false;
    if (!isRecursivelyConcrete(arc)) return false;
  }
  return isConcrete(v);
}

/** The value of a vertex as far as it is known; incomplete errors go to the context. */
function vertexValue(
  ctx: OpContext,
  v: Vertex,
  ref: Resolver,
  condition: number,
  mode: number,
): Value | undefined {
  const isUndefined =
    v.arcType !== MEMBER || (v.link === undefined && (v.base === undefined || v.base === CYCLE));
  if (isUndefined) {
    ctx.unify(v, condition, mode, false);
    if (v.arcType === PENDING) {
      if (v.status !== EVALUATING) {
        ctx.addBottom(
          new Bottom(
            INCOMPLETE_ERROR,
            "undefined field: %",
            [{ label: v.label }],
            ctx.place,
            ctx.vertex,
          ),
        );
        return undefined;
      }
      let outer = v;
      while (outer.parent !== undefined && outer.arcType === PENDING) outer = outer.parent;
      const error = new Bottom(CYCLE_ERROR, "cycle with field %", [ref], ctx.place, outer);
      outer.setBase(error);
      return error;
    }
  }
  const n = v.state;
  if (n !== undefined) {
    if (n.errors !== undefined && !n.errors.isIncomplete) return n.errors;
    if (n.scalar !== undefined && isCyclePlaceholder(v)) return n.scalar;
  }
  const { base } = v;
  if (v.link === undefined) {
    if (base === undefined) {
      if (n === undefined) return undefined;
      const value = validatorsOf(ctx, n);
      return value.tag === STRUCT_MARKER || value.tag === LIST_MARKER ? v : value;
    }
    if (base.tag === BOTTOM) {
      if (!base.isIncomplete) return base;
      ctx.addBottom(base);
      return undefined;
    }
  }
  return v;
}

/** Evaluates what is neither a value nor a reference. */
export function compute(
  ctx: OpContext,
  expr: Expr,
  condition: number,
  mode: number,
): Value | undefined {
  switch (expr.tag) {
    case LABEL_REFERENCE: {
      const { label } = scope(ctx, expr.upCount);
      if (label === 0) return new BasicType(STRING_KIND);
      return isStringLabel(label) ? new Str(ctx.labels.text(label)) : new Num(labelIndex(label));
    }
    case STRUCT_LIT:
    case LIST_LIT: {
      const v = ctx.newInline([new Conjunct(ctx.env, expr, ctx.info)]);
      ctx.completeArcs(v);
      return v;
    }
    case DISJUNCTION_EXPR: {
      const v = ctx.newInline([new Conjunct(ctx.env, expr, ctx.info)]);
      ctx.finalize(v);
      return v;
    }
    case BOUND_EXPR:
      return bound(ctx, expr);
    case SLICE:
      return slice(ctx, expr);
    case INTERPOLATION:
      return interpolation(ctx, expr);
    case UNARY:
      return unary(ctx, expr);
    case BINARY:
      return binaryExpression(ctx, expr);
    case OPEN: {
      ctx.info = ctx.info.copy();
      ctx.info.isOpened = true;
      return evaluate(ctx, expr.expr, condition, mode, false);
    }
    case CALL:
      return call(ctx, expr, condition, mode);
    default:
      throw new Error(`unexpected expression ${expr.tag}`);
  }
}

function bound(ctx: OpContext, expr: BoundExpr): Value | undefined {
  const value = ctx.value(expr.expr, SCALAR_KNOWN, YIELD);
  if (value === undefined || value.tag === BOTTOM) return value;
  const isEquality = expr.op === "==" || expr.op === "!=";
  const kind = kindOf(value);
  switch (kind) {
    case INT_KIND:
    case FLOAT_KIND:
    case NUMBER_KIND:
    case STRING_KIND:
    case BYTES_KIND:
      break;
    case NULL_KIND:
    case STRUCT_KIND:
    case LIST_KIND:
    case BOOL_KIND:
      if (!isEquality) {
        return ctx.newErrorAt(expr.expr.place, EVAL_ERROR, "cannot use % for bound %", { kind }, {
          text: expr.op,
        });
      }
      break;
    default: {
      let mask = NUMBER_KIND | STRING_KIND | BYTES_KIND;
      if (isEquality) mask |= NULL_KIND | STRUCT_KIND | LIST_KIND | BOOL_KIND;
      if ((kind & mask) !== 0) return nonConcreteBound(ctx, expr);
      return ctx.newErrorAt(
        expr.expr.place,
        EVAL_ERROR,
        "invalid value % (type %) for bound %",
        value,
        { kind },
        { text: expr.op },
      );
    }
  }
  if (concreteness(value) > CONCRETE) {
    if (expr.expr.tag <= LAST_VALUE && expr.expr.tag !== BOUND_VALUE) {
      return ctx.newError(EVAL_ERROR, "bound has fixed non-concrete value");
    }
    return nonConcreteBound(ctx, expr);
  }
  return new BoundValue(expr.op, value, expr.place);
}

function nonConcreteBound(ctx: OpContext, expr: BoundExpr): undefined {
  ctx.addIncomplete(undefined, "non-concrete value % for bound %", expr.expr, { text: expr.op });
  return undefined;
}

function unary(ctx: OpContext, expr: UnaryExpr): Value | undefined {
  if (!ctx.checkOperand(expr.op, expr.expr)) return undefined;
  const value = ctx.value(expr.expr, SCALAR_KNOWN, YIELD);
  if (value === undefined || value.tag === BOTTOM) return value;
  if (expr.op === "!") {
    if (value.tag === BOOL) return new BoolLit(!value.value, expr.place);
  } else if (value.tag === NUM) {
    return expr.op === "+" ? value : new Num(negate(value.value), expr.place);
  }
  const kind = kindOf(value);
  if ((kind & (expr.op === "!" ? BOOL_KIND : NUMBER_KIND)) !== 0) {
    ctx.addIncomplete(
      expr.expr.place,
      "operand % of '%' not concrete (was %)",
      expr.expr,
      { text: expr.op },
      { kind },
    );
    return undefined;
  }
  return ctx.newError(EVAL_ERROR, "invalid operation % (% %)", expr, { text: expr.op }, { kind });
}

/** The text of a scalar in an interpolation; undefined with the reason in the context. */
function scalarText(ctx: OpContext, value: Value | undefined): string | Uint8Array | undefined {
  const scalar = unwrap(value);
  if (scalar === undefined || scalar.tag === BOTTOM) return undefined;
  switch (scalar.tag) {
    case STRING:
    case BYTES:
      return scalar.value;
    case NUM:
      return String(scalar.value);
    case BOOL:
      return scalar.value ? "true" : "false";
    case NULL:
      break;
    default: {
      const kind = kindOf(scalar);
      if ((kind & (STRING_KIND | NUMBER_KIND | BYTES_KIND | BOOL_KIND)) !== 0) {
        ctx.addIncomplete(ctx.place, "non-concrete value % (type %)", scalar, { kind });
        return undefined;
      }
    }
  }
  ctx.typeError(scalar, STRING_KIND | NUMBER_KIND | BYTES_KIND | BOOL_KIND, undefined);
  return undefined;
}

const encoder = new TextEncoder();

function interpolation(ctx: OpContext, expr: Interpolation): Value | undefined {
  let text = "";
  const chunks: Uint8Array[] | undefined = expr.kind === BYTES_KIND ? [] : undefined;
  for (const part of expr.parts) {
    const value = ctx.value(part, SCALAR_KNOWN, YIELD);
    const piece = scalarText(ctx, value);
    if (piece === undefined) continue;
    if (chunks === undefined) text += typeof piece === "string" ? piece : validText(piece);
    else chunks.push(typeof piece === "string" ? encoder.encode(piece) : piece);
  }
  const errors = ctx.takeErrors();
  if (errors !== undefined) {
    const error = new Bottom(errors.code, "invalid interpolation", [], expr.place, ctx.vertex);
    error.cause = errors;
    return error;
  }
  if (chunks === undefined) return new Str(text, expr.place);
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return new Bytes(bytes, expr.place);
}

function slice(ctx: OpContext, expr: SliceExpr): Value | undefined {
  const value = ctx.value(expr.expr, FIELD_SET_KNOWN, YIELD);
  if (value === undefined) {
    ctx.addIncomplete(ctx.place, "non-concrete slice subject %", expr.expr);
    return undefined;
  }
  const isList = value.tag === VERTEX && value.base?.tag === LIST_MARKER;
  if (!isList && value.tag !== BYTES) {
    if (value.tag === BOTTOM) return value;
    return ctx.newError(EVAL_ERROR, "cannot slice % (type %)", value, { kind: kindOf(value) });
  }
  const length = isList ? (value as Vertex).arcs.length : (value as Bytes).value.length;
  let low = 0;
  let high = length;
  if (expr.low !== undefined) {
    low = ctx.unsigned(ctx.value(expr.low, SCALAR_KNOWN, YIELD), "slice index");
  }
  if (expr.high !== undefined) {
    high = ctx.unsigned(ctx.value(expr.high, SCALAR_KNOWN, YIELD), "slice index");
    if (high > length) return ctx.newError(EVAL_ERROR, "index % out of range", high);
  }
  if (low > high) return ctx.newError(EVAL_ERROR, "invalid slice index: % > %", low, high);
  if (ctx.errors !== undefined) return undefined;
  if (value.tag === BYTES) return new Bytes(value.value.slice(low, high), ctx.place);
  const list = value as Vertex;
  const result = ctx.newInline([]);
  result.base = new ListMarker(false);
  result.status = FINALIZED;
  const arcs = list.arcs.slice(low, high);
  result.setArcs(
    arcs.map((arc, index) => {
      const element = new Vertex(result, intLabel(index), MEMBER, arc.conjuncts);
      element.isDynamic = arc.isDynamic;
      if (arc.status === FINALIZED) {
        element.link = arc;
        element.status = FINALIZED;
      }
      return element;
    }),
  );
  return result;
}
