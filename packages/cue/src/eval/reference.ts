// References: to which vertex an expression leads.
import { Bottom, combineErrors, CYCLE, EVAL_ERROR } from "../adt/bottom.ts";
import type { Environment } from "../adt/environment.ts";
import type {
  DynamicReference,
  Expr,
  FieldReference,
  ImportReference,
  IndexExpr,
  LetReference,
  Resolver,
  SelectorExpr,
} from "../adt/expr.ts";
import { type Feature, intLabel, isRegular, MAX_INDEX, NO_LABEL } from "../adt/feature.ts";
import { INT_KIND, NUMBER_KIND, STRING_KIND, STRUCT_KIND } from "../adt/kind.ts";
import {
  ANCESTORS_DONE,
  ARC_TYPE_KNOWN,
  FIELD_SET_KNOWN,
  SCALAR_KNOWN,
  YIELD,
} from "../adt/node-state.ts";
import {
  BOTTOM,
  DYNAMIC_REFERENCE,
  FIELD_REFERENCE,
  IMPORT_REFERENCE,
  INDEX,
  LAST_RESOLVER,
  LAST_VALUE,
  LET_REFERENCE,
  NUM,
  SELECTOR,
  STRING,
  UNARY,
  VALUE_REFERENCE,
  VERTEX,
} from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import { Conjunct, EMPTY_VERTEX, FINALIZED, Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { bottomOf, isCyclePlaceholder, kindOf, unwrap, valueOf } from "./kind.ts";
import { process } from "./schedule.ts";

/** The vertex that a reference leads to; undefined, or the empty vertex, with the reason in the context. */
export function resolve(
  ctx: OpContext,
  ref: Resolver,
  condition: number,
  mode: number,
): Vertex | undefined {
  switch (ref.tag) {
    case FIELD_REFERENCE:
      return resolveField(ctx, ref, condition, mode);
    case VALUE_REFERENCE:
      return ref.upCount === 0 ? ctx.vertex : scopeVertex(ctx, ref.upCount - 1);
    case DYNAMIC_REFERENCE:
      return resolveDynamic(ctx, ref, condition, mode);
    case IMPORT_REFERENCE:
      return resolveImport(ctx, ref);
    case LET_REFERENCE:
      return resolveLet(ctx, ref, condition, mode);
    case SELECTOR:
      return resolveSelector(ctx, ref, condition, mode);
    case INDEX:
      return resolveIndex(ctx, ref, condition, mode);
  }
}

/** The environment `count` scopes up. */
export function scope(ctx: OpContext, count: number): Environment {
  let env = ctx.env as Environment;
  for (let i = count; i > 0; i--) env = env.up as Environment;
  return env;
}

function scopeVertex(ctx: OpContext, count: number): Vertex {
  return ctx.actual(scope(ctx, count).vertex);
}

function resolveField(
  ctx: OpContext,
  ref: FieldReference,
  condition: number,
  mode: number,
): Vertex | undefined {
  const saved = ctx.errors;
  ctx.errors = undefined;
  const arc = ctx.lookup(scopeVertex(ctx, ref.upCount), ref.place, ref.label, condition, mode);
  if (arc === undefined && ref.isOptional) markSkipped(ctx);
  if (saved !== undefined) ctx.errors = combineErrors(ctx.errors, saved);
  return arc;
}

/** A reference marked `?` that failed tells the try clause around it. */
function markSkipped(ctx: OpContext): void {
  if (ctx.errors === undefined || !ctx.errors.isIncomplete) return;
  for (let v = ctx.vertex; v !== undefined; v = v.parent) {
    const marker = v.state?.trySkip;
    if (marker === undefined) continue;
    marker.skip = true;
    return;
  }
}

/** The label that a value is as an index or key; 0 with the reason in the context if it is none. */
export function labelOf(ctx: OpContext, expr: Expr, indexValue: Value | undefined): Feature {
  const value = unwrap(indexValue);
  if (value === undefined || value.tag === BOTTOM) return NO_LABEL;
  if (value.tag === STRING) return ctx.labels.string(value.value.normalize("NFC"));
  const kind = kindOf(value);
  if (value.tag === NUM) {
    const { value: number } = value;
    if (typeof number === "object") {
      ctx.addErrorAt(ctx.place, "invalid index %: %", expr, "not an integer");
      return NO_LABEL;
    }
    if (number < 0) {
      if (expr.tag === NUM || expr.tag === UNARY) {
        ctx.addErrorAt(ctx.place, "invalid index % (index must be non-negative)", value);
      } else ctx.addErrorAt(ctx.place, "index % out of range [%]", expr, value);
      return NO_LABEL;
    }
    if (number >= MAX_INDEX) {
      ctx.addErrorAt(
        ctx.place,
        `int label out of range (% not >=0 and <= ${MAX_INDEX - 1})`,
        value,
      );
      return NO_LABEL;
    }
    return intLabel(Number(number));
  }
  if (kind === INT_KIND || kind === NUMBER_KIND || kind === STRING_KIND) {
    const wanted = kind === STRING_KIND ? "string" : "int";
    ctx.addIncomplete(value.place, `invalid non-ground value % (must be concrete ${wanted})`, value);
  } else {
    ctx.addErrorAt(ctx.place, "invalid index % (invalid type %)", expr, { kind });
  }
  return NO_LABEL;
}

function resolveDynamic(
  ctx: OpContext,
  ref: DynamicReference,
  condition: number,
  mode: number,
): Vertex | undefined {
  const env = scope(ctx, ref.upCount);
  const frame = ctx.save();
  ctx.env = env;
  ctx.errors = undefined;
  const value = ctx.value(ref.label, SCALAR_KNOWN, YIELD);
  ctx.restore(frame, true);
  const label = labelOf(ctx, ref.label, value);
  return ctx.lookup(ctx.actual(env.vertex), ref.place, label, condition, mode);
}

function resolveImport(ctx: OpContext, ref: ImportReference): Vertex | undefined {
  return ctx.importedRoot(ref.instance);
}

function resolveLet(
  ctx: OpContext,
  ref: LetReference,
  condition: number,
  mode: number,
): Vertex | undefined {
  const env = scope(ctx, ref.upCount);
  if (ref.selfReference !== undefined && ref.selfReference.upCount > 0) {
    let up: Environment = env;
    for (let i = ref.selfReference.upCount - 1; i > 0; i--) up = up.up as Environment;
    return ctx.actual(up.vertex);
  }
  const arc = ctx.lookup(ctx.actual(env.vertex), ref.place, ref.label, condition, mode);
  if (arc === undefined) return undefined;
  const bottom = bottomOf(arc);
  const state = ctx.stateOf(arc);
  if (!arc.isMultiLet && ((bottom === undefined && state === undefined) || bottom === CYCLE)) {
    return arc;
  }
  // The let is evaluated for each environment: its value may depend on variables of a comprehension.
  const [conjunct] = arc.conjuncts;
  if (conjunct === undefined) return arc;
  env.lets ??= new Map();
  const known = env.lets.get(arc);
  if (known !== undefined) {
    const isStale =
      isCyclePlaceholder(known) && arc.status !== FINALIZED && !ctx.recomputedLets.has(known);
    if (!isStale) return known;
  }
  const copy = new Vertex(arc.parent, ref.label, 0, [
    new Conjunct(env, conjunct.node, conjunct.info),
  ]);
  copy.isDynamic = bottom !== undefined && bottom.code === 3;
  if (known !== undefined) ctx.recomputedLets.add(copy);
  env.lets.set(arc, copy);
  return copy;
}

function resolveSelector(
  ctx: OpContext,
  ref: SelectorExpr,
  condition: number,
  mode: number,
): Vertex | undefined {
  const v = subject(ctx, ref, ref.expr, isRegular(ref.label));
  if (v === EMPTY_VERTEX) return v;
  const saved = ctx.errors;
  ctx.errors = undefined;
  const arc = ctx.lookup(v, ref.labelPlace, ref.label, condition, mode);
  if (arc === undefined && ref.isOptional) markSkipped(ctx);
  if (saved !== undefined) ctx.errors = combineErrors(ctx.errors, saved);
  return arc;
}

function resolveIndex(
  ctx: OpContext,
  ref: IndexExpr,
  condition: number,
  mode: number,
): Vertex | undefined {
  const v = subject(ctx, ref, ref.expr, true);
  const index = ctx.value(ref.index, SCALAR_KNOWN, YIELD);
  if (v === EMPTY_VERTEX) return v;
  const label = labelOf(ctx, ref.index, index);
  if (ctx.errors !== undefined) return undefined;
  if (label === NO_LABEL) {
    ctx.addIncomplete(ref.index.place, "undefined field: _");
    return undefined;
  }
  const arc = ctx.lookup(v, ref.index.place, label, condition, mode);
  if (arc === undefined && ref.isOptional) markSkipped(ctx);
  return arc;
}

/** The struct or list that a selector or index applies to; the empty vertex with the reason in the context. */
function subject(ctx: OpContext, whole: Expr, expr: Expr, isScalarLabel: boolean): Vertex {
  const isReference = expr.tag > LAST_VALUE && expr.tag <= LAST_RESOLVER;
  const { info } = ctx;
  if (!isReference && info.fromDefinition) {
    ctx.info = info.copy();
    ctx.info.fromDefinition = false;
  }
  const node = evaluateSubject(ctx, whole, expr, isScalarLabel);
  if (!isReference && info.fromDefinition) ctx.info = info;
  return node;
}

function evaluateSubject(ctx: OpContext, whole: Expr, expr: Expr, isScalarLabel: boolean): Vertex {
  const errorsBefore = ctx.errors;
  let value: Value | undefined = subjectNode(ctx, expr, ANCESTORS_DONE | FIELD_SET_KNOWN, YIELD);
  value = ctx.takeDefault(value);
  if (value === undefined && ctx.errors !== undefined && ctx.errors !== errorsBefore && ctx.lastDefaultFailed) {
    return EMPTY_VERTEX;
  }
  if (isScalarLabel) {
    const inner = unwrap(value);
    if (inner !== CYCLE) value = inner;
  }
  let node: Vertex | undefined;
  if (value?.tag === VERTEX) {
    node = value;
    if (!isCyclePlaceholder(node)) value = valueOf(node.deref());
  }
  if (value === undefined) {
    ctx.addIncomplete(expr.place, "% undefined (% is incomplete)", whole, expr);
    return EMPTY_VERTEX;
  }
  if (value.tag === BOTTOM) {
    ctx.addBottom(value);
    return EMPTY_VERTEX;
  }
  if (value.tag === VERTEX) {
    if (value.isUnrooted) ctx.completeArcs(value);
  } else {
    const kind = kindOf(value);
    if ((kind & STRUCT_KIND) !== 0) {
      ctx.addIncomplete(
        expr.place,
        "% undefined as % is incomplete (type %)",
        whole,
        expr,
        { kind },
      );
      return EMPTY_VERTEX;
    }
    if (node === undefined) {
      ctx.addBottom(
        new Bottom(
          EVAL_ERROR,
          "invalid operand % (found %, want list or struct)",
          [expr, { kind }],
          expr.place,
          ctx.vertex,
        ),
      );
      return EMPTY_VERTEX;
    }
  }
  return node ?? (value as Vertex);
}

/** The vertex of an expression with its fields known; or a value, if it is no vertex. */
export function subjectNode(
  ctx: OpContext,
  expr: Expr,
  condition: number,
  mode: number,
): Value | undefined {
  const savedPlace = ctx.place;
  if (expr.place !== undefined) ctx.place = expr.place;
  const errors = ctx.errors;
  ctx.errors = undefined;
  let result = evaluateNode(ctx, expr, condition, mode);
  if (result?.tag === VERTEX) {
    const bottom = bottomOf(result);
    if (bottom !== undefined && !bottom.isIncomplete) result = bottom;
  }
  ctx.errors = combineErrors(ctx.errors, errors);
  if (result?.tag === BOTTOM) {
    result = ctx.placed(result);
    ctx.errors = combineErrors(ctx.errors, result);
  }
  if (ctx.errors !== undefined) result = ctx.errors;
  ctx.place = savedPlace;
  return result;
}

function evaluateNode(
  ctx: OpContext,
  expr: Expr,
  condition: number,
  mode: number,
): Value | undefined {
  if (expr.tag <= LAST_VALUE) return expr as Value;
  if (expr.tag > LAST_RESOLVER) return ctx.compute(expr, condition, mode);
  const resolved = resolve(ctx, expr as Resolver, condition, mode);
  if (ctx.errors !== undefined || resolved === undefined) return undefined;
  const v = resolved.deref();
  const n = ctx.stateOf(v);
  if (n !== undefined) {
    // A look-up is new structure: see "Lookups in inline cycles" in cue's cycle.go.
    if (ctx.info.cycleType !== 3) n.hasNonCycle = true;
    process(ctx, n, ARC_TYPE_KNOWN | FIELD_SET_KNOWN, YIELD);
    if (n.plain !== undefined || (n.disjuncts !== undefined && n.disjuncts.length > 0)) {
      ctx.unify(v, ARC_TYPE_KNOWN | FIELD_SET_KNOWN, YIELD, false);
    }
  }
  return v;
}
