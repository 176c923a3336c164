// Evaluating a vertex: run its tasks, settle its value, evaluate its fields, check what they must satisfy.
// cue: internal/core/adt/unify.go.
import { MEMBER, NOT_PRESENT, OPTIONAL, PENDING, REQUIRED } from "../adt/arc-type.ts";
import { Bottom, combineErrors, CYCLE, CYCLE_ERROR, EVAL_ERROR } from "../adt/bottom.ts";
import { ROOT_INFO } from "../adt/close-info.ts";
import { expressionOf } from "../adt/expr.ts";
import { isLet, isRegular, isStringLabel } from "../adt/feature.ts";
import { BOTTOM_KIND, STRUCT_KIND } from "../adt/kind.ts";
import {
  ALL_KNOWN,
  ANCESTORS_DONE,
  ARC_TYPE_KNOWN,
  ATTEMPT,
  FIELD_SET_KNOWN,
  FINALIZE,
  IGNORE,
  NO_CHECKS,
  NO_TASKS,
  NodeState,
  READY,
  RESOLVER_TASK,
  SCALAR_KNOWN,
  SUB_FIELDS_DONE,
  YIELD,
} from "../adt/node-state.ts";
import { BOTTOM, BYTES, NULL, VERTEX } from "../adt/tag.ts";
import { type BoundValue, STRUCT, type Value } from "../adt/value.ts";
import type { Resolver } from "../adt/expr.ts";
import { Conjunct, EMPTY_VERTEX, EVALUATING, FINALIZED, NO_ARCS, UNPROCESSED, type Vertex } from "../adt/vertex.ts";
import { addChildError } from "./child-error.ts";
import { checkFieldsAllowed } from "./closedness.ts";
import { flushCyclicConjuncts, initialize } from "./conjunct.ts";
import type { OpContext } from "./context.ts";
import { checkStructuralCycle, hasAncestor, hasDepthCycle, reportCycle } from "./cycle.ts";
import { inheritClosedness, updateArcType } from "./fields.ts";
import { finalizeDisjunctions } from "./disjunction.ts";
import { bottomOf, isConcrete, unwrap, valueOf } from "./kind.ts";
import {
  allChildConjunctsKnown,
  allTasksFinished,
  completeTasks,
  meets,
  process,
  signal,
} from "./schedule.ts";
import { finalizeSharing } from "./share.ts";
import { addBottom, validatorsOf } from "./value.ts";

/** The state of a vertex, without putting its conjuncts in; undefined if it is finalized. */
export function bareState(v: Vertex): NodeState | undefined {
  if (v.status === FINALIZED) return undefined;
  return v.state ?? newState(v);
}

export function newState(v: Vertex): NodeState {
  const n = new NodeState(v);
  v.state = n;
  const { parent } = v;
  n.provided = SCALAR_KNOWN | ARC_TYPE_KNOWN;
  if (parent !== undefined) {
    if (parent.state !== undefined) {
      n.depth = parent.state.depth + 1;
      n.provided |= ANCESTORS_DONE;
    }
  }
  inheritClosedness(v);
  return n;
}

/** The state of a vertex with its conjuncts put in; undefined if it is finalized. */
export function stateOf(ctx: OpContext, v: Vertex): NodeState | undefined {
  if (v.status === FINALIZED) return undefined;
  const n = v.state ?? newState(v);
  if (!n.isInitialized) initialize(ctx, n);
  return n;
}

/**
 * A vertex that is one literal scalar needs no state: it is finalized at once. False if it is something else.
 */
function finalizeLiteral(ctx: OpContext, v: Vertex): boolean {
  const [conjunct] = v.conjuncts;
  if (conjunct === undefined || v.conjuncts.length !== 1 || v.arcType !== MEMBER) return false;
  const expr = expressionOf(conjunct.node);
  if (expr.tag < NULL || expr.tag > BYTES) return false;
  ctx.countNode();
  v.base = expr as Value;
  v.status = FINALIZED;
  return true;
}

/** Sets the base value to the scalar that has been found. */
export function updateScalar(ctx: OpContext, n: NodeState): void {
  if (n.scalar === undefined) return;
  const v = n.node;
  const bottom = bottomOf(v);
  if ((bottom === undefined || bottom === CYCLE) && v.link?.isDisjunct !== true) {
    v.setBase(n.scalar);
    signal(ctx, n, SCALAR_KNOWN);
  }
}

function isRooted(v: Vertex): boolean {
  return !v.isUnrooted && !v.isDynamic && !isLet(v.label);
}

/** Evaluates a vertex as far as `needs`; false if that is not reached. */
export function unify(
  ctx: OpContext,
  v: Vertex,
  needs: number,
  mode: number,
  checkTypos: boolean,
): boolean {
  if (v.status === FINALIZED) return true;
  if (mode === IGNORE) return false;
  if (mode === FINALIZE && v.state === undefined && finalizeLiteral(ctx, v)) return true;
  const n = stateOf(ctx, v) as NodeState;
  if (mode === FINALIZE || !isRooted(v) || allChildConjunctsKnown(ctx, v.parent)) {
    signal(ctx, n, ANCESTORS_DONE);
  }
  const ownNeeds = needs & ~SUB_FIELDS_DONE;
  if (v.base === undefined && v.link === undefined) v.base = CYCLE;
  updateScalar(ctx, n);
  if (ownNeeds === (SCALAR_KNOWN | ARC_TYPE_KNOWN) && meets(n, ownNeeds)) return true;
  // A reference of the vertex to itself at the same depth: there is nothing more to be found out now.
  if (
    v.status === EVALUATING &&
    n.evalDepth === ctx.evalDepth &&
    mode !== FINALIZE &&
    mode !== YIELD &&
    (needs & FIELD_SET_KNOWN) === 0
  ) {
    return false;
  }
  ctx.enter(v);
  v.status = EVALUATING;
  const savedDepth = n.evalDepth;
  n.evalDepth = ctx.evalDepth;
  const savedVertex = ctx.vertex;
  try {
    return evaluateVertex(ctx, n, needs, mode, checkTypos);
  } finally {
    ctx.leave();
    ctx.vertex = savedVertex;
    n.evalDepth = savedDepth;
  }
}

function evaluateVertex(
  ctx: OpContext,
  n: NodeState,
  needs: number,
  mode: number,
  typos: boolean,
): boolean {
  const v = n.node;
  const ownNeeds = needs & ~SUB_FIELDS_DONE;
  flushCyclicConjuncts(ctx, n, mode === FINALIZE && isRooted(v));
  if (
    mode === FINALIZE &&
    n.tasks === NO_TASKS &&
    n.parentTasks === NO_TASKS &&
    ctx.blocking.length === 0 &&
    v.arcType !== PENDING
  ) {
    // There is nothing to be done for it.
    n.isStarted = true;
  } else process(ctx, n, ownNeeds, mode);
  if (v.arcType !== PENDING && meets(n, ANCESTORS_DONE) && allTasksFinished(n)) {
    signal(ctx, n, ARC_TYPE_KNOWN);
  }
  ctx.vertex = v;
  const disjunct = v.derefDisjunct();
  if (disjunct !== v) {
    v.isClosedRecursive = disjunct.isClosedRecursive;
    v.status = disjunct.status;
    v.childErrors = combineErrors(v.childErrors, disjunct.childErrors);
    v.setArcs(NO_ARCS);
    if (disjunct.status === FINALIZED) return true;
    return disjunct.state !== undefined && meets(disjunct.state, needs);
  }
  updateScalar(ctx, n);
  if (!meets(n, ownNeeds) && mode !== FINALIZE) return false;

  if (n.isShared) {
    if (n.sharedBase === CYCLE) n.sharedBase = undefined;
  } else {
    if (v.base === CYCLE) v.base = undefined;
    settleValue(ctx, n);
  }
  const shared = v.link;
  if (shared !== undefined && n.shareCycleType === 0) {
    if (hasDepthCycle(ctx, shared)) {
      reportCycle(ctx, n);
      return true;
    }
    unify(ctx, shared, needs, mode, typos);
  }

  if ((n.completed & SUB_FIELDS_DONE) === 0) {
    if ((needs & SUB_FIELDS_DONE) !== 0) {
      if (
        !checkStructuralCycle(ctx, n) &&
        (v.status as number) !== FINALIZED &&
        n.kind !== BOTTOM_KIND
      ) {
        completeAllArcs(ctx, n, needs, mode, typos);
      }
      if (mode === FINALIZE) signal(ctx, n, SUB_FIELDS_DONE);
      runChecks(ctx, n);
    } else if ((needs & FIELD_SET_KNOWN) !== 0) evaluateArcTypes(ctx, n, mode);
  }

  takeErrors(ctx, n);
  finalizeDisjunctions(ctx, n);
  if (mode === ATTEMPT) return meets(n, needs);
  const known = n.completed & needs;
  if (known !== 0) signal(ctx, n, known);

  const target = v.deref();
  if (target !== v) return finishShared(ctx, n, target, needs, mode, typos);
  if ((n.completed & SUB_FIELDS_DONE) === 0) return meets(n, needs);

  ctx.evalDepth++;
  if (n.isDefinition && !(n.hasTop && !n.hasStruct)) v.isClosedRecursive = true;
  if (typos) checkFieldsAllowed(ctx, n);
  v.status = FINALIZED;
  ctx.evalDepth--;
  if (!ctx.isInDisjunct) release(n);
  return meets(n, needs);
}

/**
 * Lets go of what nobody asks for once a vertex is final: its tasks, and the states of its fields that are scalars.
 * Most of the memory of an evaluation would be these.
 */
function release(n: NodeState): void {
  if (n.tasks !== NO_TASKS && allTasksFinished(n)) n.tasks = NO_TASKS;
  for (const arc of n.node.arcs) {
    const { base, state } = arc;
    if (state === undefined || base === undefined || arc.status !== FINALIZED) continue;
    if (base.tag < NULL || base.tag > BYTES || arc.arcs.length > 0 || state.parent !== undefined) continue;
    if (allTasksFinished(state)) arc.state = undefined;
  }
}

/** The errors that came up become the value. */
function takeErrors(ctx: OpContext, n: NodeState): void {
  const errors = combineErrors(n.errors, ctx.takeErrors());
  if (errors === undefined) return;
  n.errors = undefined;
  const v = n.node;
  const own = bottomOf(v);
  v.setBase(combineErrors(own, errors));
}

/** The vertex stands for another: that one is evaluated instead. */
function finishShared(
  ctx: OpContext,
  n: NodeState,
  target: Vertex,
  needs: number,
  mode: number,
  typos: boolean,
): boolean {
  const v = n.node;
  v.setArcs(NO_ARCS);
  v.childErrors = undefined;
  if ((n.completed & SUB_FIELDS_DONE) === 0) {
    if (target.status === UNPROCESSED) unify(ctx, target, needs, mode, false);
    return meets(n, needs);
  }
  if (target.isClosedRecursive) v.isClosedRecursive = true;
  if (target.hasEllipsis) v.hasEllipsis = true;
  v.status = target.status;
  finalizeSharing(ctx, n);
  if (hasAncestor(ctx, n, target) || isWaitingInCycle(ctx, target)) {
    reportCycle(ctx, n);
    return true;
  }
  unify(ctx, target, needs, mode, typos);
  return true;
}

/** Whether a vertex has a reference, not resolved yet, to one that is being evaluated further up the stack. */
function isWaitingInCycle(ctx: OpContext, v: Vertex): boolean {
  const { state } = v;
  if (state === undefined) return false;
  for (const task of state.tasks) {
    if (task.status !== READY || task.kind !== RESOLVER_TASK) continue;
    const frame = ctx.save();
    ctx.errors = undefined;
    ctx.env = task.env;
    ctx.info = task.info;
    const arc = ctx.resolve(task.node as Resolver, FIELD_SET_KNOWN, IGNORE);
    ctx.restore(frame, true);
    if (arc === undefined || arc === EMPTY_VERTEX) continue;
    if (hasDepthCycle(ctx, arc.derefNonDisjunct())) return true;
  }
  return false;
}

/** Gives the vertex its base value: a struct, or what its bounds and types leave. Checks bounds. */
function settleValue(ctx: OpContext, n: NodeState): void {
  const v = n.node;
  let isStruct = n.isStruct;
  if (!isStruct && v.structs !== undefined) {
    isStruct =
      ((n.kind & STRUCT_KIND) !== 0 && !n.hasTop) ||
      v.arcs.some((arc) => isRegular(arc.label) && arc.arcType !== OPTIONAL);
  }
  if (v.base === undefined && v.link === undefined && isStruct) v.base = STRUCT;
  const value = valueOf(v.deref());
  if (value === undefined || !isConcrete(value)) {
    if (v.link === undefined && !(v.base !== undefined && v.base.tag === BOTTOM)) {
      v.setBase(validatorsOf(ctx, n));
    }
    return;
  }
  if (n.lowerBound !== undefined) checkBound(ctx, n, n.lowerBound, value);
  if (n.upperBound !== undefined) checkBound(ctx, n, n.upperBound, value);
}

function checkBound(ctx: OpContext, n: NodeState, bound: BoundValue, value: Value): void {
  const error = ctx.validate(new Conjunct(undefined, bound, ROOT_INFO), value);
  if (error === undefined) return;
  if (bound.place !== undefined) (error.places ??= []).push(bound.place);
  addBottom(n, error);
}

/** Runs the checks that a concrete value must pass; once. */
function runChecks(ctx: OpContext, n: NodeState): void {
  const value = valueOf(n.node);
  if (value === undefined || !isConcrete(value)) return;
  const { checks } = n;
  if (checks.length === 0) return;
  n.checks = NO_CHECKS;
  for (const check of checks) {
    const error = ctx.validate(check, n.node);
    if (error !== undefined) addBottom(n, error);
  }
}

/** Evaluates all fields and elements. */
function completeAllArcs(
  ctx: OpContext,
  n: NodeState,
  needs: number,
  mode: number,
  checkTypos: boolean,
): void {
  const v = n.node;
  if (n.tasks !== NO_TASKS || (n.completed & ANCESTORS_DONE) === 0) completeTasks(ctx, n, FINALIZE);
  ctx.evalDepth++;
  const typos = checkTypos && !n.hasDisjunction;
  let hasAbsent = false;
  // Arcs may be added while others are evaluated.
  for (let i = 0; i < v.arcs.length; i++) {
    const arc = v.arcs[i] as Vertex;
    unify(ctx, arc, needs, mode, typos);
    if (arc.arcType === PENDING) {
      // Nothing will add it now; that is a cycle if something has seen it as absent.
      updateArcType(ctx, arc, NOT_PRESENT);
      continue;
    }
    if (arc.arcType === NOT_PRESENT) {
      hasAbsent = true;
      continue;
    }
    if (
      arc.arcType <= REQUIRED &&
      (n.kind & STRUCT_KIND) === 0 &&
      isStringLabel(arc.label) &&
      bottomOf(v) === undefined &&
      bottomOf(arc) === undefined
    ) {
      addBottom(
        n,
        new Bottom(
          EVAL_ERROR,
          "cannot combine regular field % with %",
          [{ quoted: arc.label }, unwrap(v) ?? v],
          valuePlace(arc),
          ctx.vertex,
        ),
      );
    }
  }
  if (hasAbsent) v.setArcs(v.arcs.filter((arc) => arc.arcType !== NOT_PRESENT));
  for (const arc of v.arcs) {
    if (arc.arcType > REQUIRED || isLet(arc.label)) continue;
    const error = bottomOf(arc);
    if (error !== undefined) addChildError(n, error);
  }
  if (n.postChecks !== undefined) runPostChecks(ctx, n);
  finalizeSharing(ctx, n);
  ctx.evalDepth--;
}

function valuePlace(arc: Vertex): Vertex["place"] {
  const value = unwrap(arc);
  return value === undefined || value.tag === VERTEX ? arc.conjuncts[0]?.node.place : value.place;
}

/** Comparisons with bottom must still have the result that was used. */
function runPostChecks(ctx: OpContext, n: NodeState): void {
  for (const { env, expr, expectError } of n.postChecks ?? []) {
    const frame = ctx.save();
    ctx.errors = undefined;
    ctx.env = env;
    if (expr.place !== undefined) ctx.place = expr.place;
    const value = unwrap(ctx.takeDefault(ctx.evaluate(expr, ALL_KNOWN, IGNORE)));
    const isError = value !== undefined && value.tag === BOTTOM;
    ctx.restore(frame, true);
    if (isError === expectError) continue;
    const error = new Bottom(
      CYCLE_ERROR,
      "circular dependency in evaluation of conditionals: % changed after evaluation",
      [expr],
      expr.place,
      n.node,
    );
    n.node.setBase(combineErrors(bottomOf(n.node), error));
    n.node.status = FINALIZED;
  }
}

/** Finds out which of the pending arcs are there. */
function evaluateArcTypes(ctx: OpContext, n: NodeState, mode: number): void {
  for (const arc of n.node.arcs) {
    if (arc.arcType !== PENDING) continue;
    unify(ctx, arc, ARC_TYPE_KNOWN, mode, false);
    if (arc.arcType === PENDING) updateArcType(ctx, arc, NOT_PRESENT);
  }
}
