// Putting conjuncts into a vertex: literal values at once, everything that must be evaluated as tasks.
// cue: internal/core/adt/conjunct.go.
import { MEMBER, OPTIONAL } from "../adt/arc-type.ts";
import { CYCLE } from "../adt/bottom.ts";
import { type CloseInfo, IS_CYCLIC, NO_CYCLE } from "../adt/close-info.ts";
import { Environment } from "../adt/environment.ts";
import { type BinaryExpr, type Expr, expressionOf, type StructLit } from "../adt/expr.ts";
import { isDefinition, isStringLabel } from "../adt/feature.ts";
import { LIST_KIND, STRUCT_KIND, TOP_KIND } from "../adt/kind.ts";
import {
  ANCESTORS_DONE,
  COMPREHENSION_TASK,
  DISJUNCTION_TASK,
  DYNAMIC_TASK,
  EXPR_TASK,
  FIELD_CONJUNCTS_KNOWN,
  HAS_ELLIPSIS,
  HAS_STRUCT,
  LIST_TASK,
  type NodeState,
  PATTERN_TASK,
  type PendingDisjunction,
  RESOLVER_TASK,
} from "../adt/node-state.ts";
import {
  BINARY,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  DYNAMIC_FIELD,
  ELLIPSIS,
  FIELD,
  FIELD_REFERENCE,
  INDEX,
  INTERPOLATION,
  LABEL_REFERENCE,
  LAST_RESOLVER,
  LAST_VALUE,
  LET_FIELD,
  LIST_LIT,
  OPEN,
  PATTERN_FIELD,
  SELECTOR,
  STRUCT_LIT,
  UNARY,
  VERTEX,
} from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import { Conjunct, FINALIZED, StructInfo, type Vertex } from "../adt/vertex.ts";
import { addResolver, embeddingScope, noteGroup, structScope } from "./closedness.ts";
import type { OpContext } from "./context.ts";
import { asOptional, isSameVertex, markNonCyclic } from "./cycle.ts";
import { insertArc, insertNewArc } from "./fields.ts";
import { isDataVertex } from "./kind.ts";
import { meets, scheduleTask } from "./schedule.ts";
import { addShared, shareIfPossible, unshare } from "./share.ts";
import { insertValue, updateNodeType } from "./value.ts";

/** Puts a conjunct into a vertex under evaluation. */
export function scheduleConjunct(
  ctx: OpContext,
  n: NodeState,
  conjunct: Conjunct,
  info: CloseInfo,
): void {
  if (conjunct.info.fromDefinition) n.node.isClosedRecursive = true;
  ctx.atomic++;
  scheduleExpr(ctx, n, conjunct.env, expressionOf(conjunct.node), conjunct, info);
  ctx.atomic--;
}

function scheduleExpr(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  expr: ReturnType<typeof expressionOf>,
  conjunct: Conjunct,
  info: CloseInfo,
): void {
  markNonCyclic(n, info);
  const { tag } = expr;
  if (tag <= LAST_VALUE) {
    if (tag === VERTEX && !isDataVertex(expr)) {
      if (expr.isClosedOnce) {
        n.node.isClosedOnce = true;
        info = addResolver(ctx, n, expr.place, expr, info, false);
      }
      scheduleVertexConjuncts(ctx, n, conjunct, expr, info);
      return;
    }
    if (tag === VERTEX) unshare(ctx, n);
    insertValue(ctx, n, env, expr as Value, info);
    return;
  }
  switch (tag) {
    case OPEN: {
      const opened = info.copy();
      opened.isOpened = true;
      const openedInfo = conjunct.info.copy();
      openedInfo.isOpened = true;
      scheduleConjunct(ctx, n, new Conjunct(env, expr.expr, openedInfo), opened);
      return;
    }
    case BINARY:
      if (expr.op === "&") {
        scheduleConjunction(ctx, n, env, expr, info);
        return;
      }
      unshare(ctx, n);
      scheduleTask(ctx, n, EXPR_TASK, env, expr, info);
      return;
    case STRUCT_LIT:
      unshare(ctx, n);
      scheduleStruct(ctx, n, env, expr, info);
      return;
    case LIST_LIT: {
      unshare(ctx, n);
      updateCyclicStatus(ctx, n, info);
      updateNodeType(ctx, n, LIST_KIND, expr, info);
      scheduleTask(ctx, n, LIST_TASK, new Environment(env, n.node), expr, info);
      return;
    }
    case DISJUNCTION_EXPR: {
      unshare(ctx, n);
      const optional = asOptional(info);
      scheduleDisjunction(ctx, n, { env, info: optional, source: expr });
      noteGroup(n, TOP_KIND, optional, 0);
      return;
    }
    case COMPREHENSION:
      scheduleTask(ctx, n, COMPREHENSION_TASK, env, expr, info);
      return;
    default:
      if (tag <= LAST_RESOLVER) {
        scheduleTask(ctx, n, RESOLVER_TASK, env, expr, info);
        return;
      }
      unshare(ctx, n);
      // A call may recurse for ever unless something that is not cyclic feeds it: so it waits for that.
      if (
        tag === CALL &&
        info.cycleType === IS_CYCLIC &&
        !n.hasNonCycle &&
        !n.hasNonCyclic &&
        expr.args.some(hasResolver)
      ) {
        n.hasAncestorCycle = true;
        n.cyclicConjuncts ??= [];
        n.cyclicConjuncts.push({ conjunct: new Conjunct(env, expr, info), arc: undefined });
        return;
      }
      scheduleTask(ctx, n, EXPR_TASK, env, expr, info);
  }
}

function scheduleConjunction(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  expr: BinaryExpr,
  info: CloseInfo,
): void {
  let inner = info;
  if (inner.isOpened) {
    inner = inner.copy();
    inner.isOpened = false;
    inner.isConjunctOpened = true;
    inner.fromEmbedding = true;
    inner = embeddingScope(ctx, n, expr.place, inner);
  }
  scheduleConjunct(ctx, n, new Conjunct(env, expr.left, inner), inner);
  scheduleConjunct(ctx, n, new Conjunct(env, expr.right, inner), inner);
}

function hasResolver(expr: Expr): boolean {
  if (expr.tag <= LAST_VALUE) return false;
  switch (expr.tag) {
    case BINARY:
      return hasResolver(expr.left) || hasResolver(expr.right);
    case UNARY:
      return hasResolver(expr.expr);
    case CALL:
      return expr.args.some(hasResolver);
    case LIST_LIT:
      return expr.elems.some(
        (elem) => elem.tag !== ELLIPSIS && elem.tag !== COMPREHENSION && hasResolver(elem),
      );
    default:
      return true;
  }
}

/** The info for the fields of a struct. */
export function fieldInfo(info: CloseInfo): CloseInfo {
  if (!info.fromEmbedding && !info.fromComprehension) return info;
  const copy = info.copy();
  copy.fromEmbedding = false;
  copy.fromComprehension = false;
  return copy;
}

function embeddedInfo(
  ctx: OpContext,
  n: NodeState,
  literal: StructLit,
  expr: Expr | { readonly tag: typeof COMPREHENSION; readonly place: StructLit["place"] },
  info: CloseInfo,
): CloseInfo {
  if (literal.explicitOpen) return info;
  const copy = info.copy();
  copy.fromEmbedding = true;
  if (expr.tag === BINARY && expr.op !== "&") return copy;
  return embeddingScope(ctx, n, expr.place, copy);
}

function scheduleStruct(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  literal: StructLit,
  structInfo: CloseInfo,
): void {
  let info = structInfo;
  const v = n.node;
  updateCyclicStatus(ctx, n, info);
  noteGroup(n, STRUCT_KIND, info, HAS_STRUCT);
  const scope = new Environment(env, v);
  n.hasStruct = true;
  addStruct(v, literal, scope.comprehension);
  if (literal.hasEmbedding) {
    // The struct around an embedding is where closedness applies; for a file it is not.
    const isScope =
      !literal.explicitOpen && info.outer === 0 && !info.fromEmbedding && !literal.isFile;
    if (isScope) info = structScope(ctx, n, literal.place, info);
  }
  const inner = fieldInfo(info);
  const wasFromComprehension = ctx.isInsertingComprehension;
  ctx.isInsertingComprehension = info.fromComprehension;
  // Nothing need be looked for in a struct that has no fields yet.
  const isNew =
    v.arcs.length === 0 && v.patterns === undefined && literal.hasDistinctLabels && !literal.hasEmbedding;
  let isTyped = false;
  for (const decl of literal.decls) {
    switch (decl.tag) {
      case FIELD: {
        if (!isTyped && decl.arcType === MEMBER && isStringLabel(decl.label)) {
          isTyped = true;
          n.isStruct = true;
          updateNodeType(ctx, n, STRUCT_KIND, literal, info);
        }
        const own = decl.arcType === OPTIONAL ? asOptional(inner) : inner;
        const conjunct = new Conjunct(scope, decl, own);
        if (isNew) insertNewArc(ctx, n, decl.label, decl.arcType, conjunct);
        else insertArc(ctx, n, decl.label, decl.arcType, conjunct, own);
        break;
      }
      case LET_FIELD:
        insertArc(ctx, n, decl.label, MEMBER, new Conjunct(scope, decl, inner), inner);
        break;
      case COMPREHENSION:
        scheduleTask(
          ctx,
          n,
          COMPREHENSION_TASK,
          scope,
          decl,
          embeddedInfo(ctx, n, literal, decl, info),
        );
        break;
      case ELLIPSIS:
        break;
      case DYNAMIC_FIELD:
        if (decl.arcType === MEMBER) {
          n.isStruct = true;
          updateNodeType(ctx, n, STRUCT_KIND, literal, info);
        }
        scheduleTask(ctx, n, DYNAMIC_TASK, scope, decl, dynamicInfo(inner, info));
        break;
      case PATTERN_FIELD:
        scheduleTask(ctx, n, PATTERN_TASK, scope, decl, asOptional(inner));
        break;
      default: {
        const own = embeddedInfo(ctx, n, literal, decl, info);
        scheduleConjunct(ctx, n, new Conjunct(scope, decl, own), own);
      }
    }
  }
  ctx.isInsertingComprehension = wasFromComprehension;
  if (literal.hasEllipsis) {
    v.hasEllipsis = true;
    noteGroup(n, TOP_KIND, info, HAS_ELLIPSIS);
  }
  if (!literal.hasEmbedding && !isTyped) {
    n.isStruct = true;
    updateNodeType(ctx, n, STRUCT_KIND, literal, info);
  }
}

/** A dynamic field keeps that it comes from a comprehension until it is inserted. */
function dynamicInfo(inner: CloseInfo, info: CloseInfo): CloseInfo {
  if (!info.fromComprehension) return inner;
  const copy = inner.copy();
  copy.fromComprehension = true;
  return copy;
}

function addStruct(v: Vertex, literal: StructLit, comprehension: number): void {
  if (v.structs === undefined) {
    v.structs = [new StructInfo(literal, comprehension)];
    return;
  }
  for (const info of v.structs) {
    if (info.source !== literal) continue;
    info.repeats++;
    return;
  }
  v.structs.push(new StructInfo(literal, comprehension));
}

/** All disjunctions of a vertex are processed by one task, the last. */
export function scheduleDisjunction(
  ctx: OpContext,
  n: NodeState,
  disjunction: PendingDisjunction,
): void {
  n.hasDisjunction = true;
  if (n.disjunctions === undefined || n.disjunctions.length === 0) {
    scheduleTask(ctx, n, DISJUNCTION_TASK, undefined, undefined, disjunction.info);
  }
  n.disjunctions ??= [];
  n.disjunctions.push(disjunction);
}

/** Whether a reference names a definition anywhere on its way. */
export function namesDefinition(expr: Expr): boolean {
  for (let x = expr; ; x = x.expr) {
    if (x.tag === FIELD_REFERENCE) return isDefinition(x.label);
    if (x.tag === SELECTOR) {
      if (isDefinition(x.label)) return true;
    } else if (x.tag !== INDEX) return false;
  }
}

/** Puts the conjuncts of another vertex into `n`, those that it has and those that it still gets. */
export function scheduleVertexConjuncts(
  ctx: OpContext,
  n: NodeState,
  conjunct: Conjunct,
  arc: Vertex,
  closeInfo: CloseInfo,
): void {
  let info = closeInfo;
  let isOwn = false;
  // An embedded inline value that is not closed closes nothing.
  if (!arc.isClosedRecursive && !arc.isClosedOnce && info.embedding !== 0 && info.fromDefinition) {
    info = info.copy();
    info.fromDefinition = false;
  }
  const { isOpened, isConjunctOpened } = conjunct.info;
  if (isOpened || isConjunctOpened) {
    if (arc.isClosedRecursive) n.embedClosedness = 2;
    else if (arc.isClosedOnce && n.embedClosedness < 1) n.embedClosedness = 1;
  }
  if (isSameVertex(n.node, arc)) {
    if (n.isShared) addShared(n, info);
    return;
  }
  if (shareIfPossible(ctx, n, conjunct, arc, info)) {
    ctx.stateOf(arc);
    return;
  }
  const expr = expressionOf(conjunct.node);
  const isDef =
    (expr.tag !== COMPREHENSION && namesDefinition(expr)) ||
    isDefinition(arc.label) ||
    info.isTopDefinition;
  if (isDef) {
    if (isOpened || isConjunctOpened) n.embedClosedness = 2;
    n.isDefinition = true;
    info = info.copy();
    info.fromDefinition = true;
    info.isTopDefinition = false;
    isOwn = true;
  }
  info = addResolver(ctx, n, expr.place, arc, info, !isDef, isOwn);

  // Each vertex is put in once, by however many ways it comes; unification is idempotent.
  if (n.arcMap?.includes(arc) === true) return;
  n.arcMap ??= [];
  n.arcMap.push(arc);

  if (arc.parent !== undefined && (!n.node.isUnrooted || n.node.isDynamic)) {
    const parentState = ctx.stateOf(arc.parent);
    const state = ctx.bareState(arc);
    if (
      parentState !== undefined &&
      state !== undefined &&
      !meets(parentState, ANCESTORS_DONE | FIELD_CONJUNCTS_KNOWN)
    ) {
      addReceiver(state, n.node, info);
    }
  }
  // What a function of the library made has no conjuncts, only a value.
  if (arc.conjuncts.length === 0 && arc.status === FINALIZED) insertValue(ctx, n, conjunct.env, arc, info);
  // Conjuncts may be added while these are put in.
  for (let i = 0; i < arc.conjuncts.length; i++) {
    scheduleConjunct(ctx, n, arc.conjuncts[i] as Conjunct, info);
  }
  if (ctx.bareState(arc) !== undefined) n.toComplete = true;
}

function addReceiver(n: NodeState, vertex: Vertex, info: CloseInfo): void {
  const v = n.node.deref();
  if (v.status === FINALIZED) return;
  if (n.isInitialized && n.node.status !== FINALIZED && meets(n, ANCESTORS_DONE)) return;
  n.receivers ??= [];
  if (n.receivers.some((receiver) => receiver.vertex === vertex)) return;
  n.receivers.push({ vertex, info });
}

/** Something that is not cyclic has come in: conjuncts that waited for that can be put in. */
export function updateCyclicStatus(ctx: OpContext, n: NodeState, info: CloseInfo): void {
  n.hasFieldValue = true;
  if (info.cycleType === IS_CYCLIC) return;
  n.hasNonCycle = true;
  const waiting = n.cyclicConjuncts;
  if (waiting === undefined) return;
  n.cyclicConjuncts = undefined;
  for (const { conjunct, arc } of waiting) {
    if (arc === undefined) scheduleConjunct(ctx, n, conjunct, conjunct.info);
    else scheduleVertexConjuncts(ctx, n, conjunct, arc, conjunct.info);
  }
}

/** Puts all conjuncts that a vertex has into it: the beginning of its evaluation. */
export function initialize(ctx: OpContext, n: NodeState): void {
  const v = n.node;
  ctx.checkNesting(n.depth);
  n.isInitialized = true;
  ctx.countNode();
  v.setBase(CYCLE);
  const saved = ctx.vertex;
  ctx.vertex = v;
  const { conjuncts } = v;
  const count = conjuncts.length;
  const cycle = ctx.info.cycleType === IS_CYCLIC ? ctx.info : undefined;
  n.isCyclicByContext = cycle !== undefined;
  for (let i = 0; i < count; i++) {
    const conjunct = conjuncts[i] as Conjunct;
    let { info } = conjunct;
    if (cycle !== undefined) {
      if (info.cycleType === IS_CYCLIC) n.isCyclicByContext = false;
      info = info.copy();
      info.cycleType = cycle.cycleType;
      info.trail = cycle.trail;
    }
    scheduleConjunct(ctx, n, conjunct, info);
  }
  ctx.vertex = saved;
}

/**
 * Puts in conjuncts that were put aside as cyclic but cannot bring the vertex back, or that were only asked for by what
 * is cyclic, once something else asks for them or the vertex is to be final.
 */
export function flushCyclicConjuncts(ctx: OpContext, n: NodeState, isFinal: boolean): void {
  const waiting = n.cyclicConjuncts;
  const isFree = n.isCyclicByContext && (isFinal || ctx.info.cycleType !== IS_CYCLIC);
  if (isFree) {
    n.isCyclicByContext = false;
    n.hasAncestorCycle = false;
    n.hasAnyCyclicConjunct = false;
    n.hasNonCyclic = true;
  }
  if (waiting === undefined || (!isFree && n.tasks.length > 0)) return;
  n.hasNonCyclic = true;
  n.cyclicConjuncts = undefined;
  for (const item of waiting) {
    const { conjunct, arc } = item;
    const expr = expressionOf(conjunct.node);
    if (!isFree && (arc !== undefined || expr.tag === COMPREHENSION || !isHarmless(expr))) {
      n.cyclicConjuncts ??= [];
      n.cyclicConjuncts.push(item);
      continue;
    }
    const info = conjunct.info.copy();
    info.cycleType = NO_CYCLE;
    if (isFree) info.trail = undefined;
    scheduleConjunct(ctx, n, new Conjunct(conjunct.env, conjunct.node, info), info);
  }
}

/** Whether an expression refers to nothing but labels. */
function isHarmless(expr: Expr): boolean {
  if (expr.tag <= LAST_VALUE) return true;
  switch (expr.tag) {
    case LABEL_REFERENCE:
      return true;
    case BINARY:
      return isHarmless(expr.left) && isHarmless(expr.right);
    case UNARY:
      return isHarmless(expr.expr);
    case CALL:
      return expr.args.every(isHarmless);
    case INTERPOLATION:
      return expr.parts.every(isHarmless);
    case LIST_LIT:
      return expr.elems.every(
        (elem) => elem.tag !== ELLIPSIS && elem.tag !== COMPREHENSION && isHarmless(elem),
      );
    default:
      return false;
  }
}
