// Fields and patterns: where conjuncts of fields go, and which patterns apply to them.
// cue: internal/core/adt/fields.go, constraints.go.
import { type ArcType, MEMBER, NOT_PRESENT, PENDING } from "../adt/arc-type.ts";
import type { CloseInfo } from "../adt/close-info.ts";
import {
  ANY_STRING,
  type Feature,
  isDefinition,
  isIntLabel,
  isLet,
  isRegular,
  isStringLabel,
  labelIndex,
} from "../adt/feature.ts";
import { INT_KIND, NUMBER_KIND, STRING_KIND } from "../adt/kind.ts";
import {
  ARC_TYPE_KNOWN,
  FIELD_SET_KNOWN,
  FINALIZE,
  type NodeState,
  SCALAR_KNOWN,
  YIELD,
} from "../adt/node-state.ts";
import {
  BASIC_TYPE,
  BOTTOM,
  BOUND_VALUE,
  CONJUNCTION,
  DISJUNCTION,
  NUM,
  STRING,
  TOP,
  VERTEX,
} from "../adt/tag.ts";
import { Num, Str, type Value } from "../adt/value.ts";
import { Conjunct, FINALIZED, Vertex } from "../adt/vertex.ts";
import { addReplacement } from "./closedness.ts";
import type { OpContext } from "./context.ts";
import { markNonCyclic } from "./cycle.ts";
import { equalValues } from "./equal.ts";
import { kindOf, unwrap } from "./kind.ts";
import { unshare } from "./share.ts";

/** The arc of a label, made if there is none. */
export function getArc(ctx: OpContext, n: NodeState, label: Feature, arcType: ArcType): Vertex {
  const v = n.node;
  const existing = v.lookup(label);
  if (existing !== undefined) {
    if (isLet(label)) existing.isMultiLet = true;
    updateArcType(ctx, existing, arcType);
    return existing;
  }
  return newArc(ctx, n, label, arcType, []);
}

function newArc(
  ctx: OpContext,
  n: NodeState,
  label: Feature,
  arcType: ArcType,
  conjuncts: Conjunct[],
): Vertex {
  const v = n.node;
  const arc = new Vertex(v, label, arcType, conjuncts);
  if (v.isDynamic || v.isUnrooted) arc.isUnrooted = true;
  if (v.isAnonymous || isLet(v.label)) arc.isAnonymous = true;
  if ((n.frozen & FIELD_SET_KNOWN) !== 0) {
    ctx.addError(
      "adding field % not allowed as field set was already referenced",
      { label },
    );
    arc.arcType = NOT_PRESENT;
  }
  v.addArc(arc);
  return arc;
}

/** Takes over what the parent is at this moment: a later conjunct may close the parent without closing this. */
export function inheritClosedness(v: Vertex): void {
  if (v.hasInherited) return;
  v.hasInherited = true;
  if (v.parent?.isClosedRecursive === true || isDefinition(v.label)) v.isClosedRecursive = true;
}

/** Makes an arc more present, if it is less so. */
export function updateArcType(ctx: OpContext, arc: Vertex, arcType: ArcType): void {
  if (
    arc.arcType === PENDING &&
    arc.state !== undefined &&
    (arc.state.frozen & ARC_TYPE_KNOWN) !== 0
  ) {
    if (arc.parent !== undefined) ctx.reportFieldCycle(arc.parent, arc.label);
    return;
  }
  if (arcType >= arc.arcType || arc.arcType === NOT_PRESENT) return;
  const { parent } = arc;
  if (parent?.arcType === PENDING && parent.state !== undefined) unshare(ctx, parent.state);
  arc.arcType = arcType;
}

function findConjunct(ctx: OpContext, conjuncts: readonly Conjunct[], conjunct: Conjunct): Conjunct | undefined {
  for (const other of conjuncts) {
    if (other.node !== conjunct.node) continue;
    const a = other.env;
    const b = conjunct.env;
    if (a === b) return other;
    if (a !== undefined && b !== undefined && a.up === b.up && ctx.actual(a.vertex) === ctx.actual(b.vertex)) return other;
  }
  return undefined;
}

/** A field comes from a comprehension if nothing but data filled in was there before. */
function noteOrigin(ctx: OpContext, arc: Vertex): void {
  if (ctx.isInsertingComprehension && arc.conjuncts.every(({ node }) => node.tag === VERTEX && node.isData)) {
    arc.isFromComprehension = true;
  }
}

/** Adds a conjunct to an arc; false if the arc has it already. */
function insertConjunct(
  ctx: OpContext,
  arc: Vertex,
  conjunct: Conjunct,
  info: CloseInfo,
  arcType: ArcType,
): boolean {
  if (arc.status === FINALIZED) return false;
  let { state } = arc;
  if (state === undefined) {
    // The most frequent case: nobody to tell.
    const known = arc.conjuncts.length === 0 ? undefined : findConjunct(ctx, arc.conjuncts, conjunct);
    if (known === undefined) {
      inheritClosedness(arc);
      updateArcType(ctx, arc, arcType);
      noteOrigin(ctx, arc);
      arc.conjuncts.push(conjunct);
      return true;
    }
    state = ctx.bareState(arc);
    if (state === undefined) return false;
  }
  markNonCyclic(state, info);
  updateArcType(ctx, arc, arcType);
  const known = findConjunct(ctx, arc.conjuncts, conjunct);
  const isNew = known === undefined;
  if (isNew) {
    noteOrigin(ctx, arc);
    arc.conjuncts.push(conjunct);
  } else if (known.info.id !== 0) addReplacement(ctx, state, info.id, known.info.id);
  if (state.isInitialized) ctx.scheduleConjunct(state, conjunct, info);
  if (state.receivers !== undefined) {
    for (const { vertex, info: own } of state.receivers) {
      if (vertex.state === undefined || vertex.status === FINALIZED) continue;
      ctx.scheduleConjunct(vertex.state, conjunct, own);
    }
  }
  return isNew;
}

/** Adds a field to a struct that has none of this label, and no patterns. */
export function insertNewArc(
  ctx: OpContext,
  n: NodeState,
  label: Feature,
  arcType: ArcType,
  conjunct: Conjunct,
): void {
  const arc = newArc(ctx, n, label, arcType, [conjunct]);
  inheritClosedness(arc);
  if (ctx.isInsertingComprehension) arc.isFromComprehension = true;
}

/** Adds a conjunct of a field, and what patterns require of it. */
export function insertArc(
  ctx: OpContext,
  n: NodeState,
  label: Feature,
  arcType: ArcType,
  conjunct: Conjunct,
  info: CloseInfo,
): Vertex {
  const arc = getArc(ctx, n, label, arcType);
  const saved = ctx.vertex;
  ctx.vertex = arc;
  ctx.atomic++;
  const { patterns } = n.node;
  if (insertConjunct(ctx, arc, conjunct, info, arcType) && patterns !== undefined) {
    for (const { pattern, constraint } of patterns) {
      if (!matchesPattern(ctx, pattern, label)) continue;
      for (const own of constraint.conjuncts) addConstraint(ctx, arc, arcType, own);
    }
  }
  ctx.vertex = saved;
  ctx.atomic--;
  return arc;
}

/** Adds what a pattern requires; references to the label see the one that matched. */
function addConstraint(ctx: OpContext, arc: Vertex, arcType: ArcType, conjunct: Conjunct): void {
  const env = conjunct.env?.withLabel(arc.label);
  insertConjunct(
    ctx,
    arc,
    new Conjunct(env, conjunct.node, conjunct.info),
    conjunct.info,
    arcType,
  );
}

/** Adds a pattern, and applies it to the fields that there are. */
export function insertPattern(ctx: OpContext, n: NodeState, pattern: Value, conjunct: Conjunct): void {
  completePattern(ctx, pattern);
  if (!addPattern(ctx, n, pattern, conjunct)) return;
  const { arcs } = n.node;
  ctx.atomic++;
  for (let i = 0; i < arcs.length; i++) {
    const arc = arcs[i] as Vertex;
    if (arc.arcType === PENDING) continue;
    if (matchesPattern(ctx, pattern, arc.label)) addConstraint(ctx, arc, arc.arcType, conjunct);
  }
  ctx.atomic--;
}

/** Evaluates what a pattern consists of while that can still wait for others. */
function completePattern(ctx: OpContext, pattern: Value): void {
  if (pattern.tag === VERTEX) ctx.unify(pattern, SCALAR_KNOWN | 256, YIELD, false);
  else if (pattern.tag === DISJUNCTION || pattern.tag === CONJUNCTION) {
    for (const part of pattern.values) completePattern(ctx, part);
  }
}

function addPattern(ctx: OpContext, n: NodeState, pattern: Value, conjunct: Conjunct): boolean {
  const v = n.node;
  v.patterns ??= [];
  for (const known of v.patterns) {
    if (!equalValues(ctx, known.pattern, pattern, false)) continue;
    const same = findConjunct(ctx, known.constraint.conjuncts, conjunct);
    if (same !== undefined) {
      addReplacement(ctx, n, conjunct.info.id, same.info.id);
      return false;
    }
    known.constraint.conjuncts.push(conjunct);
    return true;
  }
  const constraint = new Vertex(undefined, 0, MEMBER, [conjunct]);
  constraint.isPatternConstraint = true;
  v.patterns.push({ pattern, constraint });
  return true;
}

/** Whether a pattern applies to a label. */
export function matchesPattern(ctx: OpContext, pattern: Value, label: Feature): boolean {
  return isRegular(label) && matches(ctx, pattern, label);
}

function matches(ctx: OpContext, patternValue: Value, label: Feature): boolean {
  if (patternValue.tag === VERTEX) ctx.unify(patternValue, SCALAR_KNOWN, FINALIZE, false);
  const pattern = unwrap(patternValue);
  if (pattern === undefined) return false;
  // What is wrong with it is told where it comes from.
  if (pattern.tag === BOTTOM) return false;
  const isString = isStringLabel(label);
  const kind = isString ? STRING_KIND : INT_KIND;
  if ((kind & kindOf(pattern)) === 0) return false;
  switch (pattern.tag) {
    case TOP:
      return true;
    case BASIC_TYPE:
      return (pattern.kind & kind) === kind;
    case STRING:
      return isString && label !== ANY_STRING && ctx.labels.text(label) === pattern.value;
    case NUM:
      return isIntLabel(label) && pattern.value === labelIndex(label);
    case BOUND_VALUE:
      if (label === ANY_STRING) return false;
      if (isString ? kindOf(pattern) === STRING_KIND : (kindOf(pattern) & NUMBER_KIND) !== 0) {
        const operand = isString ? new Str(ctx.labels.text(label)) : new Num(labelIndex(label));
        return ctx.satisfiesBound(pattern, operand);
      }
      break;
    case CONJUNCTION:
      return pattern.values.every((part) => matches(ctx, part, label));
    case DISJUNCTION:
      return pattern.values.some((part) => matches(ctx, part, label));
  }
  // For what any string could be, one stands. cue: internal/core/adt/feature.go, safeIndex.
  const text = label === ANY_STRING ? "_" : ctx.labels.text(label);
  const operand = isString ? new Str(text) : new Num(labelIndex(label));
  const both = ctx.newInline([
    new Conjunct(ctx.env, pattern, ctx.info),
    new Conjunct(ctx.env, operand, ctx.info),
  ]);
  ctx.finalize(both);
  return both.deref().base?.tag !== BOTTOM;
}
