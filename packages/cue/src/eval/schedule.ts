// The scheduler of a vertex: which tasks to run for what is asked, who waits for whom, and what happens when all
// that is left waits for itself. See adt/node-state.ts for the idea; cue: internal/core/adt/sched.go.
import { MEMBER, NOT_PRESENT, PENDING } from "../adt/arc-type.ts";
import { combineErrors } from "../adt/bottom.ts";
import type { CloseInfo } from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type { Node } from "../adt/expr.ts";
import { isLet } from "../adt/feature.ts";
import {
  ALL_TASKS_DONE,
  ANCESTORS_DONE,
  ARC_TYPE_KNOWN,
  ATTEMPT,
  CANCELLED,
  CHILD_CONJUNCTS_DONE,
  COMPREHENSION_TASK,
  COUNTED,
  DISJUNCTION_DONE,
  DISJUNCTION_TASK,
  EXPR_TASK,
  FAILED,
  FIELD_CONJUNCTS_KNOWN,
  FIELD_SET_KNOWN,
  FINALIZE,
  NO_TASKS,
  type NodeState,
  READY,
  RESOLVER_TASK,
  RUNNING,
  SCALAR_KNOWN,
  SUB_FIELDS_DONE,
  SUCCESS,
  Task,
  VALUE_KNOWN,
  WAITING,
  YIELD,
} from "../adt/node-state.ts";
import type { Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { hasOnlyCyclicConjuncts } from "./cycle.ts";
import { pushDownDependencies } from "./push-down.ts";

/** Thrown to leave the current task, which waits. */
export const YIELDED: { readonly yielded: true } = { yielded: true };

const GENERIC: number = ALL_TASKS_DONE | SCALAR_KNOWN | VALUE_KNOWN | FIELD_CONJUNCTS_KNOWN;
const FIELDS: number = ALL_TASKS_DONE | FIELD_CONJUNCTS_KNOWN | VALUE_KNOWN;

/** What a task of a kind may contribute to. */
function contribution(kind: number): number {
  if (kind === EXPR_TASK || kind === RESOLVER_TASK) return GENERIC;
  if (kind === DISJUNCTION_TASK) return GENERIC | DISJUNCTION_DONE;
  return FIELDS;
}

export function scheduleTask(
  ctx: OpContext,
  n: NodeState,
  kind: number,
  env: Environment | undefined,
  node: Node | undefined,
  info: CloseInfo,
): Task {
  const task = new Task(kind, n, env, node, info);
  const completes =
    kind === COMPREHENSION_TASK ? pushDownDependencies(ctx, n, task, node as Node) : contribution(kind);
  task.completes = completes;
  addTask(n, task);
  return task;
}

/** Adds a task; disjunctions come last. */
export function addTask(n: NodeState, task: Task): void {
  const { completes } = task;
  n.provided |= completes;
  if ((completes & VALUE_KNOWN) !== 0) n.valueCount++;
  if ((completes & FIELD_CONJUNCTS_KNOWN) !== 0) n.fieldConjunctsCount++;
  if ((completes & ALL_TASKS_DONE) !== 0) n.taskCount++;
  if ((completes & DISJUNCTION_DONE) !== 0) n.disjunctionCount++;
  if (n.tasks === NO_TASKS) {
    n.tasks = [task];
    return;
  }
  const { tasks } = n;
  let at = tasks.length;
  if (task.kind !== DISJUNCTION_TASK) {
    while (at > 0 && (tasks[at - 1] as Task).kind === DISJUNCTION_TASK) at--;
  }
  if (at === tasks.length) tasks.push(task);
  else tasks.splice(at, 0, task);
}

/** A task is done with what it contributes to. */
function completeTask(ctx: OpContext, n: NodeState, completes: number): void {
  let completed = 0;
  if ((completes & VALUE_KNOWN) !== 0 && --n.valueCount === 0) completed |= VALUE_KNOWN;
  if ((completes & FIELD_CONJUNCTS_KNOWN) !== 0 && --n.fieldConjunctsCount === 0) {
    completed |= FIELD_CONJUNCTS_KNOWN;
  }
  if ((completes & ALL_TASKS_DONE) !== 0 && --n.taskCount === 0) completed |= ALL_TASKS_DONE;
  if ((completes & DISJUNCTION_DONE) !== 0 && --n.disjunctionCount === 0) {
    completed |= DISJUNCTION_DONE;
  }
  signal(ctx, n, completed);
}

/** Whether everything in `needs` is known. */
export function meets(n: NodeState, needs: number): boolean {
  const mask = n.isStarted ? needs & n.provided : needs;
  return (n.completed & mask) === mask;
}

/** Marks properties as known, and runs the tasks that waited for them. */
export function signal(ctx: OpContext, n: NodeState, completed: number): void {
  const before = n.completed;
  n.completed |= completed;
  n.frozen |= deferFieldSet(ctx, n, completed);
  if (before === n.completed) return;
  n.completed |= completions(n);
  for (let i = 0; i < n.blocking.length; i++) {
    const task = n.blocking[i] as Task;
    if (task.blockCondition !== 0 && (task.blockCondition & n.completed) === task.blockCondition) {
      task.blockCondition = 0;
      task.blockedOn = undefined;
      runTask(ctx, task, ATTEMPT);
    }
  }
}

/** What becomes known by what is known. */
function completions(n: NodeState): number {
  let known = n.completed;
  const v = n.node;
  if ((known & ANCESTORS_DONE) !== 0) {
    known |= COUNTED & ~n.provided;
    if (n.valueCount === 0 && (known & SUB_FIELDS_DONE) !== 0) known |= ARC_TYPE_KNOWN;
  }
  if (v.arcType === MEMBER || v.arcType === NOT_PRESENT) known |= ARC_TYPE_KNOWN;
  else if ((known & ARC_TYPE_KNOWN) !== 0 && v.arcType === PENDING && !hasActiveParentTask(n)) {
    v.arcType = NOT_PRESENT;
  }
  if ((known & VALUE_KNOWN) !== 0 && (v.arcType === MEMBER || v.arcType === NOT_PRESENT)) {
    known |= SCALAR_KNOWN;
  }
  const done = FIELD_CONJUNCTS_KNOWN | ANCESTORS_DONE | ALL_TASKS_DONE;
  if ((known & FIELD_SET_KNOWN) === 0 && (known & done) === done && n.taskCount === 0 && n.fieldConjunctsCount === 0) {
    if ((known & SUB_FIELDS_DONE) !== 0 || !v.arcs.some(isPending)) known |= FIELD_SET_KNOWN;
  }
  return known;
}

function isPending(arc: Vertex): boolean {
  return arc.arcType === PENDING;
}

/** Marks properties as known and not to change any more. */
export function freeze(ctx: OpContext, n: NodeState, condition: number): void {
  n.frozen |= deferFieldSet(ctx, n, condition);
  n.completed |= condition;
  completions(n);
}

/** The set of fields is not frozen while something other than the current task may still add to it. */
function deferFieldSet(ctx: OpContext, n: NodeState, condition: number): number {
  if ((condition & FIELD_SET_KNOWN) === 0) return condition;
  const current = ctx.currentTask;
  for (const task of n.parentTasks) {
    if (task.status < SUCCESS && task !== current) return condition & ~FIELD_SET_KNOWN;
  }
  for (const task of n.tasks) {
    if (
      task.status === READY ||
      (task.status === RUNNING && task.kind !== COMPREHENSION_TASK)
    ) {
      return condition & ~FIELD_SET_KNOWN;
    }
  }
  return condition;
}

/** Whether a comprehension of an ancestor may still add to the vertex. */
export function hasActiveParentTask(n: NodeState): boolean {
  for (const task of n.parentTasks) if (task.status < SUCCESS) return true;
  return false;
}

export function allTasksStarted(n: NodeState): boolean {
  for (const task of n.tasks) if (task.status === READY) return false;
  return true;
}

export function allTasksFinished(n: NodeState): boolean {
  for (const task of n.tasks) if (task.status < SUCCESS) return false;
  return true;
}

/** A comprehension whose body has only literal fields: it adds to the arcs made beforehand, and to nothing else. */
export function isPushedDown(task: Task): boolean {
  return task.kind === COMPREHENSION_TASK && task.completes === ALL_TASKS_DONE;
}

/** Whether the parent and its ancestors have given their arcs all conjuncts. */
export function allChildConjunctsKnown(ctx: OpContext, parent: Vertex | undefined): boolean {
  if (parent === undefined) return true;
  const n = ctx.stateOf(parent);
  return n === undefined || meets(n, FIELD_CONJUNCTS_KNOWN | ANCESTORS_DONE);
}

function handleParents(ctx: OpContext, n: NodeState, needs: number, mode: number): boolean {
  if (meets(n, needs)) return true;
  return processAncestors(ctx, n, mode);
}

/** Runs what ancestors have to do for their fields. */
function processAncestors(ctx: OpContext, n: NodeState, mode: number): boolean {
  if (meets(n, ANCESTORS_DONE)) return true;
  let parentsDone = true;
  const v = n.node;
  const p = v.parent?.state;
  if (p !== undefined && !meets(p, CHILD_CONJUNCTS_DONE)) {
    parentsDone = processAncestors(ctx, p, mode);
    if (p.fieldConjunctsCount > 0) process(ctx, p, FIELD_CONJUNCTS_KNOWN, mode);
    if (parentsDone && p.fieldConjunctsCount === 0) p.completed |= CHILD_CONJUNCTS_DONE;
  }
  if (v.isDynamic || isLet(v.label) || allChildConjunctsKnown(ctx, v.parent)) {
    signal(ctx, n, ANCESTORS_DONE);
  }
  return parentsDone;
}

/** Runs tasks for what is needed; `mode` says what to do if it cannot be known yet. */
export function process(ctx: OpContext, n: NodeState, needs: number, mode: number): boolean {
  signal(ctx, n, completions(n));
  handleParents(ctx, n, needs, mode);
  if (n.parentTasks !== NO_TASKS) {
    let ranParent = false;
    for (const task of n.parentTasks) {
      if (task.status !== READY) continue;
      runTask(ctx, task, mode);
      ranParent = true;
    }
    if (ranParent) handleParents(ctx, n, needs, mode);
  }
  if (n.node.arcType === PENDING && mode === FINALIZE) n.tasks = NO_TASKS;
  n.isStarted = true;

  let select = needs;
  if ((needs & SCALAR_KNOWN) !== 0) select |= VALUE_KNOWN;
  if ((needs & FIELD_SET_KNOWN) !== 0) select |= FIELD_CONJUNCTS_KNOWN;

  // A comprehension must not see fields that another one on the stack is still adding; nor must a reference. And a
  // comprehension that only adds to arcs made beforehand waits for disjunctions, to run in each disjunct.
  let isComprehensionRunning = false;
  let isInserting = false;
  let isDisjunctionPending = false;
  for (const task of n.tasks) {
    if (task.status === RUNNING && task.kind === COMPREHENSION_TASK) {
      isComprehensionRunning = true;
      if (task.isInserting) isInserting = true;
    } else if (task.status === READY && task.kind === DISJUNCTION_TASK) {
      isDisjunctionPending = true;
    }
  }

  let position = 0;
  for (;;) {
    // Tasks may be added while others run.
    while (position < n.tasks.length) {
      const task = n.tasks[position++] as Task;
      if (task.status !== READY || (task.completes & select) === 0) continue;
      if (isComprehensionRunning && task.kind === COMPREHENSION_TASK) continue;
      if (isInserting && task.kind === RESOLVER_TASK) continue;
      if (isDisjunctionPending && isPushedDown(task)) continue;
      runTask(ctx, task, mode);
    }
    if (mode !== FINALIZE) {
      if (meets(n, needs)) return true;
      if (mode !== YIELD) return false;
      const current = ctx.currentTask;
      if (current !== undefined) {
        waitFor(ctx, current, n, needs);
        throw YIELDED;
      }
    }
    if (ctx.blocking.length === 0) return true;
    let blocked: number;
    do {
      blocked = ctx.blocking.length;
      unblock(ctx);
    } while (position >= n.tasks.length && blocked < ctx.blocking.length);
    if (position < n.tasks.length) continue;
    ctx.blocking = [];
    return true;
  }
}

/** Runs what is blocked with what there is. First types are settled, then everything is frozen, then tasks run. */
function unblock(ctx: OpContext): void {
  for (const { blockedOn } of [...ctx.blocking]) {
    if (blockedOn !== undefined) signal(ctx, blockedOn, SCALAR_KNOWN | ARC_TYPE_KNOWN);
  }
  for (const { blockedOn, blockCondition } of ctx.blocking) {
    if (blockedOn !== undefined) freeze(ctx, blockedOn, blockCondition);
  }
  for (const task of [...ctx.blocking]) {
    const { blockedOn, blockCondition } = task;
    if (blockedOn === undefined || task.isDefunct) continue;
    task.blockedOn = undefined;
    task.blockCondition = 0;
    signal(ctx, blockedOn, blockCondition);
    runTask(ctx, task, ATTEMPT);
  }
}

/** Puts a task aside until a vertex meets `needs`. */
export function waitFor(ctx: OpContext, task: Task, n: NodeState, needs: number): void {
  n.needs |= needs;
  task.status = WAITING;
  task.blockCondition = needs;
  task.blockedOn = n;
  if (n.blocking === NO_TASKS) n.blocking = [task];
  else n.blocking.push(task);
  ctx.blocking.push(task);
}

/** Runs a task, unless it is done, or must not cross a reference to an ancestor. */
export function runTask(ctx: OpContext, task: Task, mode: number): void {
  if (task.isDefunct) {
    task.status = CANCELLED;
    return;
  }
  const n = task.state;
  if (n.hasAncestorCycle) {
    if (task.kind === COMPREHENSION_TASK) {
      if (hasOnlyCyclicConjuncts(n)) {
        task.status = SUCCESS;
        return;
      }
    } else if (task.kind === DISJUNCTION_TASK) {
      task.status = SUCCESS;
      return;
    }
  }
  if (task.status === SUCCESS || task.status === FAILED) return;

  ctx.enter(n.node);
  const frame = ctx.save();
  ctx.vertex = n.node;
  ctx.enterTask(task);
  if (task.env !== undefined) {
    ctx.errors = undefined;
    ctx.env = task.env;
    ctx.info = task.info;
    const place = task.node?.place;
    if (place !== undefined) ctx.place = place;
  }
  task.status = RUNNING;
  task.error = undefined;
  try {
    ctx.execute(task, mode);
    finishTask(ctx, task);
  } catch (thrown) {
    if (thrown !== YIELDED) {
      // It is to run again when the stack is not deep any more.
      if ((task.status as number) === RUNNING) task.status = READY;
      throw thrown;
    }
    ctx.restoreCounters(frame);
    if ((task.status as number) === RUNNING) {
      task.status = task.error === undefined ? SUCCESS : FAILED;
    }
  }
  ctx.leaveTask();
  ctx.leave();
  ctx.restore(frame, task.env !== undefined);
  if (n.toComplete) {
    n.toComplete = false;
    completeTasks(ctx, n, ATTEMPT);
  }
}

function finishTask(ctx: OpContext, task: Task): void {
  const n = task.state;
  const errors = ctx.takeErrors();
  if (n.deferred !== undefined) {
    for (const deferred of n.deferred) {
      ctx.completeArcs(deferred.node);
      const { base } = deferred.node;
      if (base?.tag === 1) n.errors = combineErrors(n.errors, base);
    }
  }
  if (task.retry) {
    task.retry = false;
    task.status = READY;
    return;
  }
  if (task.status === WAITING) return;
  task.blockedOn = undefined;
  task.blockCondition = 0;
  task.error = combineErrors(task.error, errors);
  task.status = task.error === undefined ? SUCCESS : FAILED;
  if (task.error !== undefined) n.errors = combineErrors(n.errors, task.error);
  const { completes } = task;
  task.completes = 0;
  completeTask(ctx, n, completes);
}

/** Goes on with the tasks of a vertex that got conjuncts of one that was not complete. */
export function completeTasks(ctx: OpContext, n: NodeState, mode: number): void {
  if (mode === ATTEMPT && !n.isInitialized) return;
  if (n.isCompleting) return;
  n.isCompleting = true;
  const v = n.node;
  if (v.isDynamic || isLet(v.label) || allChildConjunctsKnown(ctx, v.parent)) {
    signal(ctx, n, ANCESTORS_DONE);
  }
  if (!allTasksStarted(n)) {
    try {
      process(ctx, n, VALUE_KNOWN | FIELD_CONJUNCTS_KNOWN, mode);
    } finally {
      n.isCompleting = false;
    }
    ctx.updateScalar(n);
  }
  n.isCompleting = false;
}
