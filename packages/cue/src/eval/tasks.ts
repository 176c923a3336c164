// What the tasks of a vertex do. cue: internal/core/adt/tasks.go.
import { MEMBER } from "../adt/arc-type.ts";
import { Bottom, combineErrors, EVAL_ERROR, INCOMPLETE_ERROR, STRUCTURAL_CYCLE_ERROR } from "../adt/bottom.ts";
import { type CloseInfo, IS_CYCLIC } from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type {
  Comprehension,
  DynamicField,
  Ellipsis,
  Expr,
  ListLit,
  Node,
  PatternField,
  Resolver,
} from "../adt/expr.ts";
import { intLabel, isIntLabel, MAX_INDEX } from "../adt/feature.ts";
import { LIST_KIND } from "../adt/kind.ts";
import {
  ATTEMPT,
  COMPREHENSION_TASK,
  DISJUNCTION_DONE,
  DISJUNCTION_TASK,
  DYNAMIC_TASK,
  EXPR_TASK,
  FIELD_SET_KNOWN,
  LIST_TASK,
  LIST_VERTEX_TASK,
  type NodeState,
  PATTERN_TASK,
  RESOLVER_TASK,
  SCALAR_KNOWN,
  type Task,
  YIELD,
} from "../adt/node-state.ts";
import { BOTTOM, COMPREHENSION, ELLIPSIS, LIST_MARKER, VERTEX } from "../adt/tag.ts";
import { BoundValue, ListMarker, Num, Top } from "../adt/value.ts";
import { Conjunct, EMPTY_VERTEX, EVALUATING, type Vertex } from "../adt/vertex.ts";
import { runComprehension, yieldEnvironments } from "./comprehension.ts";
import { fieldInfo } from "./conjunct.ts";
import type { OpContext } from "./context.ts";
import { asOptional, detectCycle } from "./cycle.ts";
import { runDisjunctions } from "./disjunction.ts";
import { isClosedList } from "./equal.ts";
import { insertArc, insertPattern } from "./fields.ts";
import { CONCRETE, concreteness } from "./kind.ts";
import { labelOf } from "./reference.ts";
import { unshare } from "./share.ts";
import { addBottom, insertValue, updateNodeType } from "./value.ts";

/** Runs a task; it may throw `YIELDED`. */
export function executeTask(ctx: OpContext, task: Task, mode: number): void {
  switch (task.kind) {
    case EXPR_TASK:
      runExpression(ctx, task, mode);
      return;
    case RESOLVER_TASK:
      runResolver(ctx, task, mode);
      return;
    case DYNAMIC_TASK:
      runDynamicField(ctx, task, mode);
      return;
    case PATTERN_TASK:
      runPattern(ctx, task);
      return;
    case COMPREHENSION_TASK:
      runComprehension(ctx, task.state, task);
      return;
    case LIST_TASK:
      runList(ctx, task.state, task);
      return;
    case LIST_VERTEX_TASK:
      runListVertex(ctx, task.state, task.node as Vertex, task.info);
      return;
    case DISJUNCTION_TASK:
      task.error = combineErrors(task.error, runDisjunctions(ctx, task.state));
  }
}

/** What was found out about cycles while computing, added to what the conjunct carries. */
function withCycle(own: CloseInfo, found: CloseInfo): CloseInfo {
  if (own.cycleType === found.cycleType && own.trail === found.trail && own.isOpened === found.isOpened) {
    return own;
  }
  const copy = own.copy();
  if (found.cycleType > copy.cycleType) copy.cycleType = found.cycleType;
  copy.trail = found.trail;
  copy.isOpened ||= found.isOpened;
  return copy;
}

function runExpression(ctx: OpContext, task: Task, mode: number): void {
  const value = ctx.evaluate(task.node as Expr, SCALAR_KNOWN, mode);
  const found = ctx.resultInfo;
  if (found.cycleType === IS_CYCLIC && task.state.node.isPatternConstraint) return;
  if (value === undefined) return;
  ctx.atomic++;
  insertValue(ctx, task.state, task.env, value, withCycle(task.info, found));
  ctx.atomic--;
}

function runResolver(ctx: OpContext, task: Task, mode: number): void {
  const n = task.state;
  const ref = task.node as Resolver;
  const wasPending = ctx.lookupPendingParent;
  ctx.lookupPendingParent = false;
  const resolved = ctx.resolve(ref, FIELD_SET_KNOWN, mode);
  const isPending = ctx.lookupPendingParent;
  ctx.lookupPendingParent = wasPending;
  if (resolved === undefined || resolved === EMPTY_VERTEX) {
    // A comprehension that this task ran ahead of may still bring the field.
    if (resolved === undefined && mode === ATTEMPT && ctx.errors === undefined && isPending) {
      task.retry = true;
    }
    return;
  }
  let { info } = ctx;
  if (resolved.isOpenedShared || task.info.isOpened || task.info.isConjunctOpened) {
    info = info.copy();
    if (resolved.isOpenedShared || task.info.isOpened) info.isOpened = true;
    if (task.info.isConjunctOpened) info.isConjunctOpened = true;
  }
  const arc = resolved.derefNonDisjunct();
  const target = arc.derefDisjunct();
  const found = detectCycle(ctx, n, target, task.env, ref, info);
  if (found.skip) {
    unshare(ctx, n);
    return;
  }
  if (task.isDefunct) return;
  const { base } = target;
  if (base?.tag === BOTTOM && base.code === STRUCTURAL_CYCLE_ERROR) {
    ctx.addBottom(base);
    return;
  }
  ctx.scheduleVertexConjuncts(n, new Conjunct(task.env, ref, found.info), arc, found.info);
}

function runDynamicField(ctx: OpContext, task: Task, mode: number): void {
  const n = task.state;
  const field = task.node as DynamicField;
  const value = ctx.value(field.key, SCALAR_KNOWN | DISJUNCTION_DONE, mode);
  if (value === undefined) return;
  const isUnsettled = value.tag === VERTEX && value.deref().status === EVALUATING;
  if (isUnsettled || concreteness(value) !== CONCRETE) {
    const [format, args] = isUnsettled
      ? ["key value of dynamic field not yet known", []]
      : ["key value of dynamic field must be concrete, found %", [value]];
    addBottom(n, new Bottom(INCOMPLETE_ERROR, format as string, args as unknown[], field.key.place, n.node));
    return;
  }
  const label = labelOf(ctx, field.key, value);
  if (ctx.errors !== undefined) return;
  if (isIntLabel(label)) {
    addBottom(n, new Bottom(EVAL_ERROR, "integer fields not supported", [], field.key.place, n.node));
    return;
  }
  const { info } = task;
  const env = field.hasLabelAlias ? (task.env as Environment).withLabel(label) : task.env;
  insertArc(ctx, n, label, field.arcType, new Conjunct(env, field, info), info);
}

function runPattern(ctx: OpContext, task: Task): void {
  const field = task.node as PatternField;
  // The pattern may be a disjunction: its default is not taken.
  const value = ctx.evaluate(field.filter, SCALAR_KNOWN | DISJUNCTION_DONE, YIELD);
  if (value === undefined || value.tag === BOTTOM) return;
  insertPattern(ctx, task.state, value, new Conjunct(task.env, field, task.info));
}

function runList(ctx: OpContext, n: NodeState, task: Task): void {
  const list = task.node as ListLit;
  const env = task.env as Environment;
  ctx.updateCyclicStatus(n, task.info);
  const info = fieldInfo(task.info);
  let index = 0;
  let hasComprehension = false;
  let ellipsis: Ellipsis | undefined;
  const insert = (own: Environment, node: Node): void => {
    if (index >= MAX_INDEX) {
      addBottom(n, new Bottom(EVAL_ERROR, "list is too long", [], list.place, n.node));
      return;
    }
    insertArc(ctx, n, intLabel(index++), MEMBER, new Conjunct(own, node, info), info);
  };
  for (const [position, elem] of list.elems.entries()) {
    switch (elem.tag) {
      case COMPREHENSION: {
        hasComprehension = true;
        const { environments, errors } = yieldEnvironments(ctx, env, elem as Comprehension, undefined);
        for (const own of environments) insert(own, elem.value);
        if (errors !== undefined) {
          addBottom(n, errors);
          return;
        }
        if (environments.length === 0 && elem.fallback !== undefined) insert(env, elem.fallback);
        break;
      }
      case ELLIPSIS: {
        if (position !== list.elems.length - 1) {
          addBottom(
            n,
            new Bottom(EVAL_ERROR, "ellipsis must be last element in list", [], elem.place, n.node),
          );
          return;
        }
        ellipsis = elem;
        const own = asOptional(info);
        const pattern = new BoundValue(">=", new Num(index), elem.place);
        insertPattern(ctx, n, pattern, new Conjunct(env, elem.value ?? new Top(elem.place), own));
        break;
      }
      default:
        insert(env, elem);
    }
  }
  const isClosed = ellipsis === undefined;
  if (!checkListLength(ctx, n, index, isClosed, list)) return;
  if (
    index === n.listLength &&
    ((isClosed && !n.listIsClosed) || (isClosed === n.listIsClosed && !hasComprehension))
  ) {
    n.listIsClosed = isClosed;
  }
  updateListType(ctx, n, list, info, isClosed, ellipsis);
}

function runListVertex(ctx: OpContext, n: NodeState, list: Vertex, info: CloseInfo): void {
  const target = list.deref();
  const elements = target.arcs.filter((arc) => isIntLabel(arc.label));
  const isClosed = isClosedList(target);
  if (!checkListLength(ctx, n, elements.length, isClosed, target)) return;
  if (isClosed) n.listIsClosed = true;
  for (const element of elements) {
    if (element.conjuncts.length === 0) {
      insertArc(ctx, n, element.label, MEMBER, new Conjunct(undefined, element, ctx.rootInfo), ctx.rootInfo);
      continue;
    }
    for (const { env, node } of element.conjuncts) {
      insertArc(ctx, n, element.label, MEMBER, new Conjunct(env, node, info), info);
    }
  }
  updateListType(ctx, n, target, info, isClosed, undefined);
}

/** Lists of different lengths exclude each other unless the shorter is open. */
function checkListLength(
  ctx: OpContext,
  n: NodeState,
  length: number,
  isClosed: boolean,
  list: Node,
): boolean {
  const known = n.listLength;
  if (length < known ? isClosed : length > known && n.listIsClosed) {
    const short = Math.min(length, known);
    const long = Math.max(length, known);
    addBottom(
      n,
      new Bottom(EVAL_ERROR, "incompatible list lengths (% and %)", [short, long], list.place, ctx.vertex),
    );
    return false;
  }
  if (length > known) {
    n.listLength = length;
    n.listIsClosed = isClosed;
  }
  return true;
}

function updateListType(
  ctx: OpContext,
  n: NodeState,
  list: ListLit | Vertex,
  info: CloseInfo,
  isClosed: boolean,
  ellipsis: Ellipsis | undefined,
): void {
  if (n.kind === 0) return;
  const v = n.node;
  let marker = v.base;
  if (marker?.tag !== LIST_MARKER) {
    marker = new ListMarker(true);
    v.setBase(marker);
  }
  marker.isOpen &&= !isClosed;
  if (ellipsis?.value !== undefined) (marker.ellipses ??= []).push(ellipsis.value);
  if (n.kind !== LIST_KIND) updateNodeType(ctx, n, LIST_KIND, list, info);
}
