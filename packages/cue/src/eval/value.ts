// Unifying a vertex with a value: types, scalars, bounds, validators.
import { MEMBER } from "../adt/arc-type.ts";
import { Bottom, EVAL_ERROR, NO_SHARING } from "../adt/bottom.ts";
import { combineErrors } from "../adt/bottom.ts";
import type { CloseInfo } from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type { Node } from "../adt/expr.ts";
import {
  BOOL_KIND,
  BOTTOM_KIND,
  COMPOSITE_KIND,
  type Kind,
  STRUCT_KIND,
  TOP_KIND,
} from "../adt/kind.ts";
import {
  HAS_OPEN_VALIDATOR,
  HAS_TOP,
  LIST_VERTEX_TASK,
  NO_CHECKS,
  type NodeState,
  SCALAR_KNOWN,
} from "../adt/node-state.ts";
import {
  BASIC_TYPE,
  BOOL,
  BOTTOM,
  BOUND_VALUE,
  BUILTIN,
  BUILTIN_VALIDATOR,
  BYTES,
  CONJUNCTION,
  DISJUNCTION,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  TOP,
  VERTEX,
} from "../adt/tag.ts";
import {
  BasicType,
  type BaseValue,
  type BoundValue,
  BuiltinValidator,
  Conjunction,
  type Scalar,
  type Value,
} from "../adt/value.ts";
import { Conjunct, StructInfo, type Vertex } from "../adt/vertex.ts";
import { simplifyBounds, simplifyValidator } from "./bounds.ts";
import { addResolver, noteGroup } from "./closedness.ts";
import type { OpContext } from "./context.ts";
import { asOptional } from "./cycle.ts";
import { compareScalars } from "./equal.ts";
import { insertArc } from "./fields.ts";
import { isDataVertex, kindOf } from "./kind.ts";
import { scheduleTask, signal } from "./schedule.ts";
import { unshare } from "./share.ts";

export function addBottom(n: NodeState, error: Bottom): void {
  n.errors = combineErrors(n.errors, error);
}

export function addError(
  ctx: OpContext,
  n: NodeState,
  format: string,
  ...args: readonly unknown[]
): void {
  addBottom(n, new Bottom(EVAL_ERROR, format, args, ctx.place, ctx.vertex));
}

/** Reports that two values exclude each other. */
function reportConflict(
  ctx: OpContext,
  n: NodeState,
  left: Node | Value,
  right: Node | Value,
  leftKind: Kind,
  rightKind: Kind,
  ...infos: readonly (CloseInfo | undefined)[]
): void {
  const error =
    leftKind === rightKind
      ? new Bottom(EVAL_ERROR, "conflicting values % and %", [left, right], undefined, ctx.vertex)
      : new Bottom(
          EVAL_ERROR,
          "conflicting values % and % (mismatched types % and %)",
          [left, right, { kind: leftKind }, { kind: rightKind }],
          undefined,
          ctx.vertex,
        );
  for (const info of infos) if (info !== undefined) ctx.addGroupPlaces(error, info);
  addBottom(n, error);
}

/** Narrows the kind of a vertex; false if nothing is left. */
export function updateNodeType(
  ctx: OpContext,
  n: NodeState,
  kind: Kind,
  node: Node | Value,
  info: CloseInfo,
): boolean {
  noteGroup(n, kind, info, 0);
  const rest = n.kind & kind;
  if (n.kind === BOTTOM_KIND || kind === BOTTOM_KIND) return false;
  if (rest === BOTTOM_KIND) {
    if (n.kindNode !== undefined) {
      reportConflict(ctx, n, n.kindNode, node, n.kind, kind, n.kindInfo, info);
    } else {
      addError(
        ctx,
        n,
        "conflicting value % (mismatched types % and %)",
        node,
        { kind: n.kind },
        { kind },
      );
    }
  }
  if (n.kind !== rest || n.kindNode === undefined) n.kindNode = node;
  n.kind = rest;
  n.kindInfo = info;
  return rest !== BOTTOM_KIND;
}

/** Unifies a vertex with a value. */
export function insertValue(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  value: Value,
  closeInfo: CloseInfo,
): void {
  let info = closeInfo;
  switch (value.tag) {
    case NULL:
    case BOOL:
    case NUM:
    case STRING:
    case BYTES:
      if (updateNodeType(ctx, n, kindOf(value), value, info)) insertScalar(ctx, n, value, info);
      return;
    case VERTEX:
      insertVertex(ctx, n, env, value, info);
      return;
    case BOTTOM:
      unshare(ctx, n);
      if (value !== NO_SHARING) addBottom(n, value);
      return;
    case BUILTIN: {
      unshare(ctx, n);
      const validator = bareValidator(value);
      if (validator !== undefined) {
        insertValue(ctx, n, env, validator, info);
        return;
      }
      if (updateNodeType(ctx, n, kindOf(value), value, info)) insertScalar(ctx, n, value, info);
      return;
    }
  }
  if (!updateNodeType(ctx, n, kindOf(value), value, info)) return;
  switch (value.tag) {
    case TOP:
      ctx.updateCyclicStatus(n, info);
      n.hasTop = true;
      noteGroup(n, TOP_KIND, info, HAS_TOP);
      break;
    case BASIC_TYPE:
      unshare(ctx, n);
      ctx.updateCyclicStatus(n, info);
      if (value.kind !== TOP_KIND) noteGroup(n, TOP_KIND, info, HAS_TOP);
      break;
    case DISJUNCTION:
      ctx.updateCyclicStatus(n, info);
      unshare(ctx, n);
      info = asOptional(info);
      ctx.scheduleDisjunction(n, { env, info, source: value });
      break;
    case CONJUNCTION:
      for (const part of value.values) insertValue(ctx, n, env, part, info);
      break;
    case BOUND_VALUE:
      unshare(ctx, n);
      ctx.updateCyclicStatus(n, info);
      if (!insertBound(ctx, n, env, value, info)) return;
      break;
    case BUILTIN_VALIDATOR:
      unshare(ctx, n);
      if (!insertValidator(ctx, n, env, value, info)) return;
      break;
  }
  if (n.lowerBound !== undefined && n.upperBound !== undefined) {
    const simple = simplifyBounds(ctx, n.kind, n.lowerBound, n.upperBound);
    if (simple !== undefined) {
      n.lowerBound = undefined;
      n.upperBound = undefined;
      insertValue(ctx, n, env, simple, info);
    }
  }
}

/** A function that takes only the value to be validated is a validator by its name alone. */
export function bareValidator(value: Value): BuiltinValidator | undefined {
  if (value.tag !== BUILTIN || value.parameters.length !== 1) return undefined;
  if (value.result !== BOOL_KIND && value.result !== BOTTOM_KIND) return undefined;
  return new BuiltinValidator(value, undefined, [], undefined);
}

function insertScalar(ctx: OpContext, n: NodeState, value: Value, info: CloseInfo): void {
  unshare(ctx, n);
  ctx.updateCyclicStatus(n, info);
  const known = n.scalar;
  if (known === undefined) {
    n.scalar = value;
    n.scalarInfo = info;
    signal(ctx, n, SCALAR_KNOWN);
  } else if (known !== value && !isEqualScalar(value, known)) {
    reportConflict(
      ctx,
      n,
      value,
      known,
      kindOf(value),
      kindOf(known),
      n.scalarInfo,
      info,
    );
  }
}

function isEqualScalar(left: Value, right: Value): boolean {
  if (left.tag !== right.tag || left.tag === BUILTIN) return left === right;
  if (left.tag === NUM && right.tag === NUM && left.kind !== right.kind) {
    return false;
  }
  return compareScalars(left as Scalar, right as Scalar) === 0;
}

/** Unifies with a bound; false if there is nothing left to do. */
function insertBound(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  bound: BoundValue,
  info: CloseInfo,
): boolean {
  switch (bound.op) {
    case "<":
    case "<=":
    case ">":
    case ">=": {
      const isLower = bound.op === ">" || bound.op === ">=";
      const other = isLower ? n.lowerBound : n.upperBound;
      if (other !== undefined) {
        const simple = simplifyBounds(ctx, n.kind, bound, other);
        if (simple !== undefined) {
          if (isLower) n.lowerBound = undefined;
          else n.upperBound = undefined;
          insertValue(ctx, n, env, simple, info);
          return false;
        }
      }
      if (isLower) n.lowerBound = bound;
      else n.upperBound = bound;
      return true;
    }
    case "==":
    case "!=":
      noteGroup(n, TOP_KIND, info, HAS_OPEN_VALIDATOR | HAS_TOP);
      if ((kindOf(bound) & COMPOSITE_KIND) !== 0) n.hasTop = true;
      break;
  }
  // Of checks that imply each other one is kept.
  let isImplied = false;
  const kept = n.checks.filter(({ node }) => {
    if (node.tag !== BOUND_VALUE) return true;
    const simple = simplifyBounds(ctx, n.kind, bound, node);
    if (simple === node) isImplied = true;
    return simple !== bound || simple === node;
  });
  if (kept.length !== n.checks.length) n.checks = kept;
  if (!isImplied) addCheck(n, new Conjunct(env, bound, info));
  return false;
}

function addCheck(n: NodeState, check: Conjunct): void {
  if (n.checks === NO_CHECKS) n.checks = [check];
  else n.checks.push(check);
}

function insertValidator(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  validator: BuiltinValidator,
  info: CloseInfo,
): boolean {
  const kind = kindOf(validator);
  const check = new Conjunct(env, validator, info);
  // What has only a validator is as open as `_`: the validator decides.
  if ((kind & COMPOSITE_KIND) !== 0) {
    const isOpen = validator.builtin.nonConcrete;
    noteGroup(n, TOP_KIND, info, isOpen ? HAS_OPEN_VALIDATOR | HAS_TOP : HAS_TOP);
  }
  for (let i = 0; i < n.checks.length; i++) {
    const { node } = n.checks[i] as Conjunct;
    if (node.tag !== BUILTIN_VALIDATOR || !simplifyValidator(ctx, validator, node)) continue;
    if (n.checks.length > i) n.checks[i] = check;
    return false;
  }
  addCheck(n, check);
  if (kind === TOP_KIND) n.hasTop = true;
  updateNodeType(ctx, n, kind, validator, info);
  return true;
}

function insertVertex(
  ctx: OpContext,
  n: NodeState,
  env: Environment | undefined,
  value: Vertex,
  closeInfo: CloseInfo,
): void {
  let info = closeInfo;
  if (value.isClosedOnce) {
    n.node.isClosedOnce = true;
    if (!isFromDisjunction(value)) info = addResolver(ctx, n, value.place, value, info, false);
  } else if (value.isClosedRecursive) {
    n.node.isClosedRecursive = true;
    if (!isFromDisjunction(value)) info = addResolver(ctx, n, value.place, value, info, false);
  }
  const { base } = value;
  if (base?.tag === STRUCT_MARKER) {
    n.isStruct = true;
    updateNodeType(ctx, n, STRUCT_KIND, value, info);
  }
  if (!isDataVertex(value)) {
    ctx.updateCyclicStatus(n, info);
    ctx.scheduleVertexConjuncts(n, new Conjunct(env, value, info), value, info);
    return;
  }
  if (value.link !== undefined) {
    insertValue(ctx, n, env, value.link, info);
    return;
  }
  switch (base?.tag) {
    case undefined:
      return;
    case LIST_MARKER:
      ctx.updateCyclicStatus(n, info);
      scheduleTask(ctx, n, LIST_VERTEX_TASK, env, value, info);
      return;
    case STRUCT_MARKER:
      for (const arc of value.arcs) {
        if (arc.arcType !== MEMBER) continue;
        insertArc(ctx, n, arc.label, arc.arcType, new Conjunct(undefined, arc, info), info);
      }
      if (value.structs === undefined) (n.node.structs ??= []).push(new StructInfo(value, 0));
      else n.node.structs = [...(n.node.structs ?? []), ...value.structs];
      return;
    default:
      insertValue(ctx, n, env, base as Value, info);
  }
}

/** Whether a conjunct of the vertex is a disjunction. */
export function isFromDisjunction(v: Vertex): boolean {
  if (v.base?.tag === DISJUNCTION || v.isDisjunct) return true;
  for (let { link } = v; link !== undefined; link = link.link) if (link.isDisjunct) return true;
  return false;
}

/** The value of a vertex without a scalar: its bounds, validators and type. */
export function validatorsOf(ctx: OpContext, n: NodeState): BaseValue {
  const values: Value[] = [];
  let kind: Kind = TOP_KIND;
  const add = (value: Value): void => {
    values.push(value);
    kind &= kindOf(value);
  };
  if (n.lowerBound !== undefined) add(n.lowerBound);
  if (n.upperBound !== undefined) add(n.upperBound);
  for (const { node } of n.checks) {
    const check = node as Value;
    // A `!=` out of the range says nothing.
    if (check.tag === BOUND_VALUE && check.op === "!=") {
      if (n.upperBound !== undefined && simplifyBounds(ctx, n.kind, n.upperBound, check) !== undefined) {
        continue;
      }
      if (n.lowerBound !== undefined && simplifyBounds(ctx, n.kind, n.lowerBound, check) !== undefined) {
        continue;
      }
    }
    add(check);
  }
  if ((kind & ~n.kind) !== 0 && values.length > 0) values.push(new BasicType(n.kind, n.kindNode?.place));
  if (values.length === 0) return new BasicType(n.kind, n.kindNode?.place);
  if (values.length === 1) return values[0] as Value;
  return new Conjunction(values);
}
