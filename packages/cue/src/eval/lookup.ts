// Looking up a field of a vertex that may still be under evaluation. cue: internal/core/adt/unify.go, "lookup".
import { MEMBER, NOT_PRESENT, OPTIONAL, PENDING, REQUIRED } from "../adt/arc-type.ts";
import { Bottom, combineErrors, CYCLE, CYCLE_ERROR, EVAL_ERROR, INCOMPLETE_ERROR } from "../adt/bottom.ts";
import { type Feature, isIntLabel, isLet, labelIndex } from "../adt/feature.ts";
import { BOTTOM_KIND, LIST_KIND } from "../adt/kind.ts";
import {
  ALL_TASKS_DONE,
  ANCESTORS_DONE,
  ARC_TYPE_KNOWN,
  ATTEMPT,
  FAILED,
  FIELD_CONJUNCTS_KNOWN,
  FIELD_SET_KNOWN,
  FINALIZE,
  IGNORE,
  type NodeState,
  RUNNING,
  VALUE_KNOWN,
  WAITING,
  YIELD,
} from "../adt/node-state.ts";
import type { Place } from "../adt/position.ts";
import { FINALIZED, Vertex } from "../adt/vertex.ts";
import { accepts, isOpenStruct } from "./accept.ts";
import type { OpContext } from "./context.ts";
import { bottomOf, vertexKind } from "./kind.ts";
import {
  allChildConjunctsKnown,
  allTasksStarted,
  hasActiveParentTask,
  meets,
  process,
  signal,
} from "./schedule.ts";

const TASKS_DONE: number = ANCESTORS_DONE | ALL_TASKS_DONE;

function rootOf(v: Vertex): Vertex {
  let root = v;
  while (root.parent !== undefined) root = root.parent;
  return root;
}

/** Whether the arc is there and no comprehension can add to it any more. */
function isSettled(n: NodeState, label: Feature): boolean {
  if (hasActiveParentTask(n)) return false;
  const arc = n.node.lookup(label);
  if (arc === undefined || arc.arcType !== MEMBER) return false;
  return arc.state === undefined || !hasActiveParentTask(arc.state);
}

/** The arc of a label, or undefined with the reason in the context's errors. */
export function lookup(
  ctx: OpContext,
  vertex: Vertex,
  place: Place | undefined,
  label: Feature,
  condition: number,
  mode: number,
): Vertex | undefined {
  let v = vertex.deref();
  if (v.status === FINALIZED) {
    const arc = v.lookup(label);
    if (arc !== undefined && arc.arcType === MEMBER) return arc;
  }
  let state = ctx.stateOf(v);
  if (state !== undefined) {
    propagatePackageError(ctx, state, v);
    if (v.isDynamic || isLet(v.label) || allChildConjunctsKnown(ctx, v.parent)) {
      signal(ctx, state, ANCESTORS_DONE);
    }
    if (!allTasksStarted(state)) {
      const needs = isSettled(state, label)
        ? VALUE_KNOWN | FIELD_CONJUNCTS_KNOWN
        : VALUE_KNOWN | FIELD_CONJUNCTS_KNOWN | ALL_TASKS_DONE;
      process(ctx, state, needs, ATTEMPT);
      ctx.updateScalar(state);
    }
  }
  // It may have come to stand for another meanwhile.
  const target = v.deref();
  if (target !== v) {
    v = target;
    state = ctx.stateOf(v);
  }
  const found = v.lookup(label);
  let arc = found?.derefNonRooted();
  let arcState: NodeState | undefined;
  if (arc !== undefined) {
    if (arc.arcType === MEMBER) return found;
    arcState = ctx.stateOf(arc);
  } else if (state === undefined || meets(state, TASKS_DONE)) {
    reportMissing(ctx, v, place, label);
    return undefined;
  } else {
    if (!isOpenStruct(v) && !accepts(ctx, v, label)) {
      reportMissing(ctx, v, place, label);
      return undefined;
    }
    arc = new Vertex(state.node, label, PENDING, []);
    if (mode !== FINALIZE && mode !== IGNORE) v.addArc(arc);
    arcState = ctx.stateOf(arc);
  }
  const result = found;
  if (arcState !== undefined && (!meets(arcState, TASKS_DONE) || !meets(arcState, ARC_TYPE_KNOWN))) {
    const needs = condition | ARC_TYPE_KNOWN;
    switch (mode) {
      case IGNORE:
        if (arc.arcType === PENDING) return result;
        break;
      case ATTEMPT:
        if (arc.arcType === PENDING) {
          if (state !== undefined) {
            if (hasActiveParentTask(state)) {
              ctx.lookupPendingParent = true;
              return result;
            }
            if ((state.provided & ALL_TASKS_DONE) !== 0 && state.taskCount > 0) return result;
          }
          if (hasActiveParentTask(arcState)) {
            ctx.lookupPendingParent = true;
            return result;
          }
          arc.arcType = NOT_PRESENT;
        }
        break;
      case YIELD:
        process(ctx, arcState, needs, YIELD);
        break;
      case FINALIZE:
        finalizeArc(ctx, arc, arcState, condition, needs);
        break;
    }
  }
  return present(ctx, v, arc, arcState, found, place, label);
}

function finalizeArc(
  ctx: OpContext,
  arc: Vertex,
  arcState: NodeState,
  condition: number,
  needs: number,
): void {
  if (arc.arcType === PENDING || arc.arcType === OPTIONAL) {
    const current = ctx.currentTask;
    const isBeingAdded = arcState.parentTasks.some(
      (task) => task.status === RUNNING && task !== current,
    );
    if (isBeingAdded) process(ctx, arcState, ARC_TYPE_KNOWN, YIELD);
    else completeArc(ctx, arc, arcState, condition, needs);
  } else completeArc(ctx, arc, arcState, condition, needs);
  if (arc.arcType === PENDING && !hasActiveParentTask(arcState)) arc.arcType = NOT_PRESENT;
}

function completeArc(
  ctx: OpContext,
  arc: Vertex,
  arcState: NodeState,
  condition: number,
  needs: number,
): void {
  if ((condition | ARC_TYPE_KNOWN) === (ARC_TYPE_KNOWN | FIELD_SET_KNOWN)) {
    ctx.unify(arc, needs, FINALIZE, false);
  } else if (!ctx.unify(arc, needs, ATTEMPT, false)) process(ctx, arcState, needs, ATTEMPT);
}

function present(
  ctx: OpContext,
  v: Vertex,
  arc: Vertex,
  arcState: NodeState | undefined,
  found: Vertex | undefined,
  place: Place | undefined,
  label: Feature,
): Vertex | undefined {
  switch (arc.arcType) {
    case MEMBER:
      return found ?? arc;
    case REQUIRED:
      addMissing(ctx, new Bottom(INCOMPLETE_ERROR, "required field missing: %", [{ label }], place, v));
      return found ?? arc;
    case OPTIONAL:
      addMissing(
        ctx,
        new Bottom(INCOMPLETE_ERROR, "cannot reference optional field: %", [{ label }], place, v),
      );
      return undefined;
    case PENDING:
      for (const task of arcState?.parentTasks ?? []) {
        if (task.status !== RUNNING && task.status !== WAITING && task.status !== FAILED) continue;
        ctx.addBottom(
          new Bottom(CYCLE_ERROR, "cyclic reference to field %", [{ label }], place, v),
        );
        return undefined;
      }
  }
  reportMissing(ctx, v, place, label);
  return undefined;
}

/** An error of another package is taken over, as that package is not evaluated as a whole. */
function propagatePackageError(ctx: OpContext, n: NodeState, v: Vertex): void {
  if (n.errors === undefined && v.childErrors === undefined && ctx.errors === undefined) return;
  n.errors = combineErrors(n.errors, ctx.takeErrors());
  const { errors } = n;
  if (errors?.node !== undefined && rootOf(errors.node) !== rootOf(v)) ctx.addBottom(errors);
}

/** Reports that there is no such field or element; for good if there cannot be one. */
export function reportMissing(
  ctx: OpContext,
  v: Vertex,
  place: Place | undefined,
  label: Feature,
): void {
  if (isIntLabel(label)) {
    const kind = vertexKind(v);
    if (kind !== BOTTOM_KIND && (kind & LIST_KIND) === 0) {
      ctx.addBottom(
        new Bottom(
          EVAL_ERROR,
          "invalid index % (found %, want list)",
          [labelIndex(label), { kind }],
          place,
          v,
        ),
      );
      return;
    }
    const length = v.arcs.filter((arc) => isIntLabel(arc.label)).length;
    report(ctx, v, place, label, "index out of range [%] with length %", [
      labelIndex(label),
      length,
    ]);
    return;
  }
  report(ctx, v, place, label, "undefined field: %", [{ label }]);
}

/** Reports that a field is part of a cycle. */
export function reportFieldCycle(
  ctx: OpContext,
  v: Vertex,
  place: Place | undefined,
  label: Feature,
): void {
  report(ctx, v, place, label, "cyclic reference to field %", [{ label }]);
}

function report(
  ctx: OpContext,
  v: Vertex,
  place: Place | undefined,
  label: Feature,
  format: string,
  args: readonly unknown[],
): void {
  let code = INCOMPLETE_ERROR;
  const bottom = bottomOf(v);
  if (bottom !== undefined && bottom !== CYCLE) code = bottom.code;
  else if (v.state?.errors?.code === CYCLE_ERROR) code = CYCLE_ERROR;
  else if (!accepts(ctx, v, label) && !(ctx.isCompatible && isBelowEllipsis(v))) code = EVAL_ERROR;
  addMissing(ctx, new Bottom(code, format, args, place, v));
}

/**
 * Whether a struct that only inherits its closedness stands in one that allows all fields: it may be one of those, and
 * then anything may be added to it. Older releases say so; today's finds that it cannot have the field, or not, by the
 * order of evaluation.
 */
function isBelowEllipsis(v: Vertex): boolean {
  if (v.isClosedOnce || !v.isClosedRecursive) return false;
  for (let at = v.parent; at?.isClosedRecursive === true; at = at.parent) {
    if (at.hasEllipsis) return true;
  }
  return false;
}

/** Adds an error about a field of one vertex that was met while another is evaluated: its path is the latter's. */
function addMissing(ctx: OpContext, error: Bottom): void {
  error.at = ctx.vertex ?? null;
  ctx.addBottom(error);
}
