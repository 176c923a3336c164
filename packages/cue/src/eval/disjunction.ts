// Disjunctions: which disjuncts are left when everything else is known of a vertex.
//
// All disjunctions of a vertex are processed by one task, after all others. For each combination of disjuncts the
// vertex is copied and the disjuncts are put in (see overlay.ts). Combinations that fail are dropped, and equal ones
// merged, after each disjunction, so that only what survives is multiplied out. While a combination is evaluated the
// original vertex links to it, so that references to the vertex see it. If a single one is left, the link stays.
//
// Where there are only scalars, less is copied. cue: internal/core/adt/disjunct2.go.
import { MEMBER, REQUIRED } from "../adt/arc-type.ts";
import {
  Bottom,
  combineErrors,
  CYCLE,
  CYCLE_ERROR,
  errorLeaves,
  EVAL_ERROR,
  INCOMPLETE_ERROR,
  USER_ERROR,
} from "../adt/bottom.ts";
import { type Expr, expressionOf } from "../adt/expr.ts";
import { isLet } from "../adt/feature.ts";
import { STRUCT_KIND } from "../adt/kind.ts";
import {
  ALL_KNOWN,
  ATTEMPT,
  DISJUNCTION_TASK,
  FINALIZE,
  IS_DEFAULT,
  MAYBE_DEFAULT,
  type NodeState,
  NO_TASKS,
  NOT_DEFAULT,
  type PendingDisjunction,
  SUCCESS,
} from "../adt/node-state.ts";
import { BOUND_VALUE, BYTES, DISJUNCTION_EXPR, NULL, TOP } from "../adt/tag.ts";
import { Disjunction, type Value } from "../adt/value.ts";
import { Conjunct, FINALIZED, NO_ARCS, UNPROCESSED, Vertex } from "../adt/vertex.ts";
import { mergeGroups } from "./closedness.ts";
import type { OpContext } from "./context.ts";
import { fingerprint, sameDisjunct } from "./disjunct-equality.ts";
import { bottomOf } from "./kind.ts";
import { isLazy, search } from "./lazy-product.ts";
import { copyForDisjunct } from "./overlay.ts";
import { type Alternative, runPlainDisjunction } from "./plain-disjunction.ts";
import { isPushedDown, signal } from "./schedule.ts";
import { leadsTo } from "./share.ts";
import { insertValue, validatorsOf } from "./value.ts";

function alternativesOf({ source }: PendingDisjunction): Alternative[] {
  const mode = (isDefault: boolean): number =>
    source.hasDefaults ? (isDefault ? IS_DEFAULT : NOT_DEFAULT) : MAYBE_DEFAULT;
  if (source.tag === DISJUNCTION_EXPR) {
    return source.disjuncts.map(({ expr, isDefault }) => ({ expr, mode: mode(isDefault) }));
  }
  return source.values.map((expr, index) => ({ expr, mode: mode(index < source.defaults) }));
}

function combineModes(a: number, b: number, dropsA: boolean, dropsB: boolean): number {
  return Math.max(dropsA ? MAYBE_DEFAULT : a, dropsB ? MAYBE_DEFAULT : b);
}

function ownError(ctx: OpContext, n: NodeState): Bottom | undefined {
  const v = n.node;
  const own = bottomOf(v);
  return own !== undefined && own !== CYCLE ? own : (v.childErrors ?? n.errors ?? ctx.errors);
}

/** The first error in a vertex or its fields, as far as is known. */
function firstError(ctx: OpContext, n: NodeState): Bottom | undefined {
  const v = n.node;
  const error = ownError(ctx, n);
  if (error !== undefined) return error;
  for (const arc of v.arcs) {
    if (arc.arcType > REQUIRED || isLet(arc.label)) return undefined;
    const state = ctx.stateOf(arc);
    const inner = state === undefined ? undefined : firstError(ctx, state);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Puts the conjuncts of all fields in, below each other; false if that shows an error. */
function initializeArcs(ctx: OpContext, v: Vertex): boolean {
  for (const arc of v.arcs) {
    const state = ctx.stateOf(arc);
    if (state !== undefined && state.errors !== undefined) {
      if (arc.arcType === MEMBER) return false;
    } else if (!initializeArcs(ctx, arc)) return false;
  }
  return true;
}

function outerRunMode(v: Vertex): number {
  for (let p: Vertex | undefined = v; p !== undefined; p = p.parent) {
    if (p.isDisjunct) return p.state === undefined ? FINALIZE : p.state.runMode;
  }
  return 0;
}

/** Whether the disjunct that a vertex is in has comprehensions left that only it can run. */
function hasDeferredComprehension(v: Vertex): boolean {
  for (let p: Vertex | undefined = v; p !== undefined; p = p.parent) {
    if (p.isDisjunct) return p.state?.tasks.some(isPushedDown) ?? false;
  }
  return false;
}

/** Whether what is known of a vertex, and all disjuncts, are mere scalars, types and bounds. */
function isScalarOnly(n: NodeState, pending: readonly PendingDisjunction[]): boolean {
  const v = n.node;
  if (v.arcs.length > 0 || n.hasStruct || v.patterns !== undefined || n.isShared) return false;
  if (n.cyclicConjuncts !== undefined || v.base?.tag === 16) return false;
  for (const task of n.tasks) {
    if (task.status < SUCCESS && task.kind !== DISJUNCTION_TASK) return false;
  }
  for (const check of n.checks) if (check.node.tag !== BOUND_VALUE) return false;
  return pending.every(({ source }) =>
    source.tag === DISJUNCTION_EXPR
      ? source.disjuncts.every(({ expr }) => isSimple(expr))
      : source.values.every(isSimple),
  );
}

function isSimple({ tag }: Expr): boolean {
  return tag >= NULL && tag <= BOUND_VALUE && (tag <= BYTES || tag >= TOP);
}

/** Runs the disjunctions of a vertex; an error if nothing is left. */
export function runDisjunctions(ctx: OpContext, n: NodeState): Bottom | undefined {
  const pending = n.disjunctions ?? [];
  n.disjunctions = undefined;
  // Errors of fields show there.
  if (!initializeArcs(ctx, n.node)) return ownError(ctx, n);
  const outer = outerRunMode(n.node);
  const isScalar = isScalarOnly(n, pending);
  const [first] = pending;
  if (isScalar && outer === 0 && first !== undefined && pending.length === 1 && n.disjuncts === undefined) {
    if (runPlainDisjunction(ctx, n, first, alternativesOf(first), disjunctionPlace(n))) return undefined;
  }
  if (!isScalar && outer === 0 && pending.length > 1 && n.disjuncts === undefined && !ctx.isInDisjunct) {
    if (runLazily(ctx, n, pending)) return undefined;
  }
  let cross: NodeState[] = [n];
  for (let i = 0; i < pending.length; i++) {
    const isLast = i === pending.length - 1;
    let mode = isLast ? (outer === 0 ? FINALIZE : outer) : ATTEMPT;
    if (isLast && mode === ATTEMPT && hasDeferredComprehension(n.node)) mode = FINALIZE;
    const results = crossProduct(ctx, n, cross, pending, i, mode, isScalar);
    if (Array.isArray(results)) cross = results;
    else return results;
  }
  const [only] = cross;
  if (cross.length === 1 && only !== undefined) {
    if (leadsTo(only.node, n.node)) {
      const error = ctx.newError(CYCLE_ERROR, "cycle error");
      n.node.setBase(error);
      return error;
    }
    n.node.link = only.node;
    n.node.base = undefined;
    if (n.defaultMode === MAYBE_DEFAULT) n.defaultMode = only.defaultMode;
    if (n.defaultAttemptInCycle !== undefined && n.defaultMode !== IS_DEFAULT) {
      const error = ctx.newError(
        CYCLE_ERROR,
        "ambiguous default elimination by referencing %",
        { path: n.defaultAttemptInCycle },
      );
      n.node.setBase(error);
      return error;
    }
  } else n.disjuncts = [...(n.disjuncts ?? []), ...cross];

  const { disjuncts } = n;
  if (disjuncts !== undefined) {
    let completed = disjuncts.length === 1 ? (disjuncts[0] as NodeState).completed : 0;
    let defaults = 0;
    for (const disjunct of disjuncts) {
      if (disjunct.defaultMode !== IS_DEFAULT) continue;
      defaults++;
      completed = disjunct.completed;
    }
    if (defaults === 1 || disjuncts.length === 1) signal(ctx, n, completed);
  }
  return undefined;
}

/** Runs the disjunctions without making all combinations; false if they have to be made. */
function runLazily(ctx: OpContext, n: NodeState, pending: readonly PendingDisjunction[]): boolean {
  const disjunctions = pending.map(alternativesOf);
  if (!isLazy(disjunctions)) return false;
  const modeOf = (index: number): number => (index === pending.length - 1 ? FINALIZE : ATTEMPT);
  const found = search(ctx, n, disjunctions, (p, index, alternative) => {
    initializeArcs(ctx, p.node);
    return evaluateDisjunct(ctx, n, p, pending[index] as PendingDisjunction, alternative, modeOf(index));
  });
  if (found === "none" || found === "unknown") return false;
  if (found !== "several") {
    if (leadsTo(found.node, n.node)) return false;
    n.node.link = found.node;
    n.node.base = undefined;
    return true;
  }
  const root = copyForDisjunct(ctx, n);
  const enumerate = (): readonly Value[] => {
    const frame = ctx.save();
    ctx.errors = undefined;
    let cross: NodeState[] = [root];
    for (let i = 0; i < pending.length; i++) {
      const results = crossProduct(ctx, n, cross, pending, i, modeOf(i), false);
      if (!Array.isArray(results)) break;
      cross = results;
    }
    ctx.restore(frame, true);
    return cross.map(({ node }) => node);
  };
  n.plain = new Disjunction(enumerate, 0, false, disjunctionPlace(n), STRUCT_KIND);
  return true;
}

/** Combines what is left so far with the disjuncts of the next disjunction; an error if nothing is left. */
function crossProduct(
  ctx: OpContext,
  n: NodeState,
  cross: readonly NodeState[],
  pending: readonly PendingDisjunction[],
  index: number,
  mode: number,
  isScalar: boolean,
): NodeState[] | Bottom {
  const disjunction = pending[index] as PendingDisjunction;
  const alternatives = alternativesOf(disjunction);
  const found: NodeState[] = [];
  // Of each alternative, the error that it ended with.
  const errors: (Bottom | undefined)[] = [];
  let leftDropsDefault = true;
  let rightDropsDefault = true;
  const savedDepth = n.evalDepth;
  n.evalDepth = ctx.evalDepth;
  for (const p of cross) {
    initializeArcs(ctx, p.node);
    for (const [position, alternative] of alternatives.entries()) {
      ctx.countNode();
      const result = isScalar
        ? scalarDisjunct(ctx, p, disjunction, alternative)
        : evaluateDisjunct(ctx, n, p, disjunction, alternative, mode);
      if (result instanceof Bottom) {
        if (result.code === USER_ERROR) (n.userErrors ??= []).push(result);
        errors[position] = result;
        continue;
      }
      found.push(result);
      if (p.defaultMode === IS_DEFAULT || p.ownDefaultMode === IS_DEFAULT) leftDropsDefault = false;
      if (alternative.mode === IS_DEFAULT) rightDropsDefault = false;
    }
  }
  n.evalDepth = savedDepth;
  if (found.length === 0) {
    let code = EVAL_ERROR;
    for (const error of errors) {
      if (error === undefined || error.code === USER_ERROR) continue;
      if (error.code > code) code = error.code;
      (n.disjunctErrors ??= []).push(error);
    }
    return emptyError(ctx, n, code);
  }
  const results: NodeState[] = [];
  let hasCertain = false;
  for (const r of found) {
    if (r.disjuncts === undefined || r.disjuncts.length === 0) {
      r.defaultMode = combineModes(
        r.defaultMode,
        r.ownDefaultMode,
        leftDropsDefault,
        rightDropsDefault,
      );
      addDisjunct(ctx, results, r);
      continue;
    }
    for (const x of r.disjuncts) {
      const own = Math.max(r.ownDefaultMode, x.defaultMode);
      x.defaultMode = combineModes(r.defaultMode, own, leftDropsDefault, false);
      if (x.defaultMode !== MAYBE_DEFAULT) hasCertain = true;
      addDisjunct(ctx, results, x);
    }
  }
  if (hasCertain) {
    for (const r of results) if (r.defaultMode === MAYBE_DEFAULT) r.defaultMode = NOT_DEFAULT;
  }
  return results;
}

/** A copy of what is known of a scalar, unified with a disjunct. */
function scalarDisjunct(
  ctx: OpContext,
  p: NodeState,
  disjunction: PendingDisjunction,
  alternative: Alternative,
): NodeState | Bottom {
  const v = p.node;
  const w = newVersion(v);
  const d = ctx.newState(w);
  d.isInitialized = true;
  d.kind = p.kind;
  d.kindNode = p.kindNode;
  d.kindInfo = p.kindInfo;
  d.scalar = p.scalar;
  d.scalarInfo = p.scalarInfo;
  d.lowerBound = p.lowerBound;
  d.upperBound = p.upperBound;
  d.checks = p.checks.length === 0 ? p.checks : [...p.checks];
  d.errors = p.errors;
  d.hasTop = p.hasTop;
  d.hasNonCycle = p.hasNonCycle;
  d.hasNonCyclic = p.hasNonCyclic;
  d.isCyclicByContext = p.isCyclicByContext;
  d.hasFieldValue = p.hasFieldValue;
  d.groups = p.groups.length === 0 ? p.groups : p.groups.map((group) => ({ ...group }));
  d.requirements = p.requirements;
  d.replacements = p.replacements.length === 0 ? p.replacements : [...p.replacements];
  d.arcMap = p.arcMap?.slice();
  d.completed = ALL_KNOWN;
  d.defaultMode = p.defaultMode;
  d.ownDefaultMode = alternative.mode;
  const savedVertex = ctx.vertex;
  ctx.vertex = v;
  insertValue(ctx, d, disjunction.env, alternative.expr as Value, disjunction.info);
  ctx.vertex = savedVertex;
  const value = d.scalar ?? validatorsOf(ctx, d);
  if (d.errors === undefined && d.scalar !== undefined) checkScalar(ctx, d, d.scalar);
  if (d.errors !== undefined) return d.errors;
  w.base = value;
  w.status = FINALIZED;
  return d;
}

/** Checks a scalar against bounds. */
function checkScalar(ctx: OpContext, d: NodeState, value: Value): void {
  const bounds = [d.lowerBound, d.upperBound, ...d.checks.map((check) => check.node as Value)];
  for (const bound of bounds) {
    if (bound === undefined) continue;
    const error = ctx.validate(new Conjunct(undefined, bound, ctx.rootInfo), value);
    if (error !== undefined) d.errors = combineErrors(d.errors, error);
  }
}

function newVersion(v: Vertex): Vertex {
  const w = new Vertex(v.parent, v.label, v.arcType, v.conjuncts);
  w.original = v.original ?? v;
  w.isDisjunct = true;
  w.isDynamic = v.isDynamic;
  w.isUnrooted = v.isUnrooted;
  w.isAnonymous = v.isAnonymous;
  w.isMultiLet = v.isMultiLet;
  w.isPatternConstraint = v.isPatternConstraint;
  w.isFromComprehension = v.isFromComprehension;
  w.fill = v.fill;
  return w;
}

/** Puts a disjunct into a copy of `p`, and evaluates it. */
function evaluateDisjunct(
  ctx: OpContext,
  n: NodeState,
  p: NodeState,
  disjunction: PendingDisjunction,
  alternative: Alternative,
  mode: number,
): NodeState | Bottom {
  const v = n.node;
  const isNested = v.isDisjunct;
  const { blocking } = ctx;
  p.blocking = NO_TASKS;
  ctx.blocking = [];
  const { link, base } = v;
  const { link: ownLink, base: ownBase } = p.node;
  const d = copyForDisjunct(ctx, p);
  const w = d.node;
  if (!isNested) {
    v.link = w;
    v.base = undefined;
  }
  p.node.link = w;
  p.node.base = undefined;
  ctx.pushOverlay(d.overlay as ReadonlyMap<Vertex, Vertex>);
  try {
    d.runMode = mode;
    w.status = UNPROCESSED;
    const { env, info } = disjunction;
    ctx.scheduleConjunct(d, new Conjunct(env, alternative.expr, info), info);
    d.defaultMode = p.defaultMode;
    d.ownDefaultMode = alternative.mode;
    ctx.unify(w, ALL_KNOWN, mode, true);
    const error = firstError(ctx, d);
    if (error !== undefined) return error;
  } finally {
    ctx.popOverlay();
    p.node.link = ownLink;
    p.node.base = ownBase;
    if (!isNested) {
      v.link = link;
      v.base = base;
    }
    ctx.blocking = blocking;
  }
  const result = w.derefDisjunct().state as NodeState;
  result.ownDefaultMode = d.ownDefaultMode;
  return result;
}

/** Adds a disjunct unless there is an equal one. */
function addDisjunct(ctx: OpContext, results: NodeState[], x: NodeState): void {
  x.fingerprint = fingerprint(x.node);
  for (const other of results) {
    if (other === x) return;
    if (x.fingerprint !== other.fingerprint && x.fingerprint >= 0 && other.fingerprint >= 0) continue;
    if (!sameDisjunct(ctx, other, x)) continue;
    if (x.defaultMode === IS_DEFAULT) other.defaultMode = IS_DEFAULT;
    mergeGroups(other, x);
    return;
  }
  results.push(x);
}

function emptyError(ctx: OpContext, n: NodeState, code: number): Bottom {
  const chosen = n.userErrors ?? n.disjunctErrors;
  const leaves = chosen === undefined ? [] : relevantErrors(chosen.flatMap(errorLeaves));
  const [first] = leaves;
  if (first === undefined) return new Bottom(code, "empty disjunction", [], ctx.place, n.node);
  let error: Bottom | undefined;
  if (leaves.length > 1) {
    error = new Bottom(
      code,
      `${leaves.length} errors in empty disjunction:`,
      [],
      undefined,
      n.node,
    );
  }
  for (const leaf of leaves) error = withCode(error, leaf, code);
  return error as Bottom;
}

/** Appends an error, with the code that the whole has. */
function withCode(before: Bottom | undefined, error: Bottom, code: number): Bottom {
  const both = new Bottom(code, "", [], error.place, error.node);
  both.left = before ?? error;
  both.right = before === undefined ? undefined : error;
  return both;
}

/** Of many errors, those that tell something new: incomplete ones if there are such, one for each place. */
function relevantErrors(errors: readonly Bottom[]): Bottom[] {
  if (errors.length <= 2) return [...errors];
  const incomplete = errors.findIndex((error) => error.code >= INCOMPLETE_ERROR);
  const candidates = incomplete < 0 ? errors : errors.slice(incomplete);
  const places = new Set<string>();
  const selected: Bottom[] = [];
  for (const error of candidates) {
    const all = [error.place, ...ctxPlaces(error)];
    for (const place of all) {
      const key = place === undefined ? "-" : `${place.source.filename}:${place.start}`;
      if (places.has(key)) continue;
      places.add(key);
      selected.push(error);
      break;
    }
  }
  return selected;
}

function ctxPlaces(error: Bottom): readonly (Bottom["place"] | undefined)[] {
  const places = error.args.map((arg) =>
    typeof arg === "object" && arg !== null && "place" in arg ? (arg.place as Bottom["place"]) : undefined,
  );
  return [...places, ...(error.places ?? [])].filter((place) => place !== undefined);
}

/** Gives a vertex with several disjuncts left its value. */
export function finalizeDisjunctions(ctx: OpContext, n: NodeState): void {
  const { disjuncts } = n;
  const v = n.node;
  if (n.plain !== undefined) {
    v.setBase(n.plain);
    v.setArcs(NO_ARCS);
    v.childErrors = undefined;
    return;
  }
  if (disjuncts === undefined || disjuncts.length === 0) return;
  let failed = 0;
  for (const x of disjuncts) {
    const error = x.errors;
    if (error === undefined) continue;
    if (error.code === USER_ERROR) (n.userErrors ??= []).push(error);
    else (n.disjunctErrors ??= []).push(error);
    failed++;
  }
  if (failed === disjuncts.length) {
    let code = INCOMPLETE_ERROR;
    if (n.disjunctErrors !== undefined) {
      code = EVAL_ERROR;
      for (const error of n.disjunctErrors) if (error.code > code) code = error.code;
    }
    v.setBase(emptyError(ctx, n, code));
    v.status = FINALIZED;
    return;
  }
  const values: Value[] = new Array<Value>(disjuncts.length);
  let hasDefaults = false;
  let defaults = 0;
  for (const [index, x] of disjuncts.entries()) {
    if (x.defaultMode === IS_DEFAULT) {
      hasDefaults = true;
      // Defaults come first; what stood in their place moves behind.
      values[index] = values[defaults] as Value;
      values[defaults++] = x.node;
    } else {
      if (x.defaultMode === NOT_DEFAULT) hasDefaults = true;
      values[index] = x.node;
    }
  }
  if (n.defaultAttemptInCycle === undefined || defaults === 1) {
    v.setBase(new Disjunction(values, defaults, hasDefaults, disjunctionPlace(n)));
  } else {
    v.setBase(
      ctx.newError(CYCLE_ERROR, "cycle across unresolved disjunction referenced by %", {
        path: n.defaultAttemptInCycle,
      }),
    );
  }
  v.setArcs(NO_ARCS);
  v.childErrors = undefined;
}

function disjunctionPlace(n: NodeState): Vertex["place"] {
  const [first] = n.node.conjuncts;
  return first === undefined ? undefined : expressionOf(first.node).place;
}
