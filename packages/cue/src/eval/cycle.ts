// Structural cycles: a field that, by whatever way, comes to contain itself.
//
// Two ways are told apart. A reference may resolve to an ancestor of the vertex it is a conjunct of, or to a vertex
// further up the evaluation stack; that is seen at once. Or a conjunct keeps bringing itself back: for this each
// conjunct carries the trail of references by which it came, and a reference that resolves again to where it has
// already been marks the conjunct as cyclic. A vertex is in error only if all its conjuncts are cyclic: as long as
// one brings in something new, the cycle may end. Optional conjuncts (of `a?:`, patterns, disjuncts) may go round
// once more, since they may turn out not to be used. cue: internal/core/adt/cycle.go.
import { combineErrors, newBottom, STRUCTURAL_CYCLE_ERROR } from "../adt/bottom.ts";
import {
  type CloseInfo,
  IS_CYCLIC,
  IS_OPTIONAL,
  MAYBE_CYCLIC,
  NO_CYCLE,
  ReferenceTrail,
} from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type { Resolver } from "../adt/expr.ts";
import type { NodeState } from "../adt/node-state.ts";
import { BOTTOM, DISJUNCTION, DISJUNCTION_EXPR } from "../adt/tag.ts";
import { expressionOf } from "../adt/expr.ts";
import { Conjunct, FINALIZED, NO_ARCS, type Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";

/** The vertex that identifies another in comparisons: the value itself, or what a disjunct is a version of. */
export function identity(v: Vertex): Vertex {
  const target = v.deref();
  return target.original ?? target;
}

export function isSameVertex(a: Vertex, b: Vertex): boolean {
  return a === b || identity(a) === identity(b);
}

/** Whether a vertex is being evaluated further up the stack, outside of the fields that are evaluated now. */
export function hasDepthCycle(ctx: OpContext, v: Vertex): boolean {
  const { state } = v;
  return (
    state !== undefined &&
    v.status !== FINALIZED &&
    state.evalDepth > 0 &&
    state.evalDepth < ctx.evalDepth
  );
}

export function hasAncestor(ctx: OpContext, n: NodeState, arc: Vertex): boolean {
  if (hasDepthCycle(ctx, arc)) return true;
  const target = identity(arc);
  for (let p = n.node.parent; p !== undefined; p = p.parent) {
    if (identity(p) === target) return true;
  }
  return false;
}

export function hasOnlyCyclicConjuncts(n: NodeState): boolean {
  return (
    (n.hasAncestorCycle && !n.hasNonCycle) || (n.hasAnyCyclicConjunct && !n.hasNonCyclic)
  );
}

/** The info of an optional conjunct. */
export function asOptional(info: CloseInfo): CloseInfo {
  if (info.cycleType !== NO_CYCLE) return info;
  const copy = info.copy();
  copy.cycleType = IS_OPTIONAL;
  return copy;
}

export function markNonCyclic(n: NodeState, info: CloseInfo): void {
  if (info.cycleType <= IS_OPTIONAL) n.hasNonCyclic = true;
}

/** The result of looking for a cycle: the info to go on with, undefined if the conjunct is to be left out. */
export interface CycleResult {
  readonly info: CloseInfo;
  readonly skip: boolean;
}

function hasDisjunctionConjunct(v: Vertex): boolean {
  return v.conjuncts.some(({ node }) => {
    const { tag } = expressionOf(node);
    return tag === DISJUNCTION_EXPR || tag === DISJUNCTION;
  });
}

function withCycleType(info: CloseInfo, cycleType: number): CloseInfo {
  const copy = info.copy();
  copy.cycleType = cycleType;
  return copy;
}

/** Checks a reference that resolved to `arc` as a conjunct of `n`, and notes it in the trail. */
export function detectCycle(
  ctx: OpContext,
  n: NodeState,
  arc: Vertex,
  env: Environment | undefined,
  ref: Resolver,
  info: CloseInfo,
): CycleResult {
  if (hasAncestor(ctx, n, arc)) {
    n.hasAnyCyclicConjunct = true;
    n.hasAncestorCycle = true;
    return putAside(n, arc, env, ref, info, !n.hasNonCycle);
  }
  if (n.hasNonCyclic && info.cycleType === MAYBE_CYCLIC) return { info, skip: false };

  const target = identity(arc);
  const self = identity(n.node);
  let isChainStep = false;
  for (let r = info.trail; r !== undefined; r = r.next) {
    if (identity(r.arc) === target) {
      if (identity(r.node) === self) return { info, skip: true };
      if (info.cycleType === IS_OPTIONAL && n.hasNonCyclic) {
        const next = withCycleType(info, MAYBE_CYCLIC);
        if (r.depth === n.depth) return { info: next, skip: true };
        next.trail = undefined;
        return { info: next, skip: false };
      }
      // Another reference to a vertex that has something new is the same definition used twice, not a cycle; unless
      // a disjunction feeds itself.
      const isSelfFeeding =
        n.node.isDynamic && arc.status !== FINALIZED && hasDisjunctionConjunct(arc);
      if (r.ref !== ref && n.hasNonCycle && n.hasNonCyclic && !isSelfFeeding) continue;
      return cyclicPath(n, arc, env, ref, info);
    }
    if (r.ref === ref && arc.isUnrooted) {
      if (identity(r.node) === self) {
        if (isChainStep) continue;
        const scope = env === undefined ? undefined : ctx.actual(env.vertex);
        if (
          scope !== undefined &&
          (identity(scope) === self ||
            (r.arc.parent !== undefined && isSameVertex(scope, r.arc.parent)))
        ) {
          isChainStep = true;
          continue;
        }
        return cyclicPath(n, arc, env, ref, info);
      }
      const p = arc.parent;
      if (
        r.arc.isUnrooted &&
        p?.isDynamic === true &&
        p.parent === undefined &&
        p.state?.hasAncestorCycle === true
      ) {
        n.hasAnyCyclicConjunct = true;
        n.hasAncestorCycle = true;
        return putAside(n, arc, env, ref, info, !n.hasNonCycle);
      }
    }
  }
  const next = info.copy();
  next.trail = new ReferenceTrail(ref, target, self, n.depth, info.trail);
  return { info: next, skip: false };
}

function cyclicPath(
  n: NodeState,
  arc: Vertex,
  env: Environment | undefined,
  ref: Resolver,
  info: CloseInfo,
): CycleResult {
  n.hasAnyCyclicConjunct = true;
  return putAside(n, arc, env, ref, info, !n.hasNonCyclic && !n.hasNonCycle);
}

/** Marks a conjunct as cyclic; if `isAlone`, it waits for one that is not. */
function putAside(
  n: NodeState,
  arc: Vertex,
  env: Environment | undefined,
  ref: Resolver,
  info: CloseInfo,
  isAlone: boolean,
): CycleResult {
  const cyclic = withCycleType(info, IS_CYCLIC);
  if (isAlone && env !== undefined) {
    n.cyclicConjuncts ??= [];
    n.cyclicConjuncts.push({ conjunct: new Conjunct(env, ref, cyclic), arc });
    return { info: cyclic, skip: true };
  }
  return { info: cyclic, skip: false };
}

/** At the end: a vertex that has nothing but cyclic conjuncts is an error. */
export function checkStructuralCycle(ctx: OpContext, n: NodeState): boolean {
  n.cyclicConjuncts = undefined;
  if (!hasOnlyCyclicConjuncts(n)) return false;
  reportCycle(ctx, n);
  return true;
}

export function reportCycle(ctx: OpContext, n: NodeState): void {
  const v = n.node;
  const error = newBottom(STRUCTURAL_CYCLE_ERROR, "structural cycle", ctx.place, v);
  const { base } = v;
  v.setBase(combineErrors(base?.tag === BOTTOM ? base : undefined, error));
  v.setArcs(NO_ARCS);
}
