// Copies of vertices, to put disjuncts into.
//
// A disjunct is put into a copy of the vertex that has the disjunction, and of everything below it as far as it has
// been evaluated: work that is done is not done again, and work that is not done goes on in each copy. Environments
// still have the original vertices; while a copy is evaluated, the context replaces these by their copies
// (`OpContext.actual`). cue: internal/core/adt/overlay.go.
import {
  DISJUNCTION_TASK,
  NO_TASKS,
  type NodeState,
  READY,
  RUNNING,
  Task,
  WAITING,
} from "../adt/node-state.ts";
import { LIST_MARKER } from "../adt/tag.ts";
import { ListMarker } from "../adt/value.ts";
import { StructInfo, type Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";

/** What a vertex is replaced by, at last. */
export function replacement(overlay: ReadonlyMap<Vertex, Vertex>, vertex: Vertex): Vertex {
  let v = vertex;
  for (let next = overlay.get(v); next !== undefined; next = overlay.get(v)) v = next;
  return v;
}

/** Copies a vertex under evaluation. What it was still doing is from now on for its copies. */
export function copyForDisjunct(ctx: OpContext, root: NodeState): NodeState {
  const overlay = new Map(root.overlay);
  const copies: NodeState[] = [];
  const copy = copyVertex(ctx, root.node, overlay, copies);
  copy.isDisjunct = true;
  const state = copy.state as NodeState;
  state.overlay = overlay;
  for (const n of copies) for (const task of n.tasks) rewire(ctx, overlay, task);
  return state;
}

function rewire(ctx: OpContext, overlay: ReadonlyMap<Vertex, Vertex>, task: Task): void {
  const { blockedOn } = task;
  if (blockedOn === undefined) return;
  const after = replacement(overlay, blockedOn.node);
  // What waits for something outside of the copy is not told.
  if (after === blockedOn.node || after.state === undefined) return;
  const n = after.state;
  task.blockedOn = n;
  if (n.blocking === NO_TASKS) n.blocking = [task];
  else n.blocking.push(task);
  ctx.blocking.push(task);
  n.needs |= task.blockCondition;
}

function copyVertex(
  ctx: OpContext,
  x: Vertex,
  overlay: Map<Vertex, Vertex>,
  copies: NodeState[],
): Vertex {
  const known = overlay.get(x);
  if (known !== undefined) return known;
  const v = x.copy();
  overlay.set(x, v);
  v.original = x.original ?? x;
  if (x.base?.tag === LIST_MARKER) {
    const marker = new ListMarker(x.base.isOpen);
    marker.ellipses = x.base.ellipses?.slice();
    v.base = marker;
  }
  if (x.arcs.length > 0) {
    const arcs: Vertex[] = [];
    for (const arc of x.arcs) {
      const own = copyVertex(ctx, arc, overlay, copies);
      own.parent = v;
      arcs.push(own);
    }
    v.setArcs(arcs);
  }
  v.structs = x.structs?.map((info) => {
    const own = new StructInfo(info.source, info.comprehension);
    own.repeats = info.repeats;
    return own;
  });
  v.patterns = x.patterns?.map(({ pattern, constraint }) => ({
    pattern,
    constraint: copyVertex(ctx, constraint, overlay, copies),
  }));
  if (x.state !== undefined) {
    ctx.stateOf(x);
    const state = copyState(ctx, x.state, v);
    copies.push(state);
  }
  return v;
}

function copyState(ctx: OpContext, n: NodeState, v: Vertex): NodeState {
  const d = ctx.newState(v);
  d.isInitialized = n.isInitialized;
  d.toComplete = n.toComplete;
  d.trySkip = n.trySkip;
  d.embedClosedness = n.embedClosedness;
  d.isCompleting = n.isCompleting;
  d.runMode = n.runMode;
  d.evalDepth = n.evalDepth;

  d.hasTop = n.hasTop;
  d.hasAnyCyclicConjunct = n.hasAnyCyclicConjunct;
  d.hasAncestorCycle = n.hasAncestorCycle;
  d.hasNonCycle = n.hasNonCycle;
  d.hasNonCyclic = n.hasNonCyclic;
  d.isCyclicByContext = n.isCyclicByContext;
  d.hasStruct = n.hasStruct;
  d.isStruct = n.isStruct;
  d.isDefinition = n.isDefinition;
  d.hasFieldValue = n.hasFieldValue;
  d.depth = n.depth;
  d.defaultMode = n.defaultMode;
  d.ownDefaultMode = n.ownDefaultMode;
  d.defaultAttemptInCycle = n.defaultAttemptInCycle;

  d.isShared = n.isShared;
  d.noSharing = n.noSharing;
  d.shared = n.shared;
  d.sharedInfos = n.sharedInfos?.slice();
  d.shareCycleType = n.shareCycleType;
  d.sharedBase = n.sharedBase;
  d.isShareCounted = n.isShareCounted;

  d.kind = n.kind;
  d.kindNode = n.kindNode;
  d.kindInfo = n.kindInfo;
  d.scalar = n.scalar;
  d.scalarInfo = n.scalarInfo;
  d.lowerBound = n.lowerBound;
  d.upperBound = n.upperBound;
  d.errors = n.errors;
  d.listIsClosed = n.listIsClosed;
  d.listLength = n.listLength;

  d.dropParentRequirements = n.dropParentRequirements;
  if (n.requirements.length > 0) d.requirements = n.requirements.map((requirement) => ({ ...requirement }));
  if (n.replacements.length > 0) d.replacements = n.replacements.slice();
  if (n.groups.length > 0) d.groups = n.groups.map((group) => ({ ...group }));
  if (n.checks.length > 0) d.checks = n.checks.slice();
  d.arcMap = n.arcMap?.slice();
  d.disjunctions = n.disjunctions?.slice();
  copySchedule(d, n);
  return d;
}

function copySchedule(d: NodeState, n: NodeState): void {
  d.isStarted = n.isStarted;
  d.completed = n.completed;
  d.needs = n.needs;
  d.provided = n.provided;
  d.valueCount = n.valueCount;
  d.fieldConjunctsCount = n.fieldConjunctsCount;
  d.taskCount = n.taskCount;
  d.disjunctionCount = n.disjunctionCount;
  n.blocking = NO_TASKS;
  const tasks: Task[] = [];
  for (const task of n.tasks) {
    const { status } = task;
    if (status !== READY && status !== WAITING && status !== RUNNING) continue;
    // The disjunctions of the vertex are what the copy is for.
    if (status === RUNNING && task.kind === DISJUNCTION_TASK) continue;
    task.isDefunct = true;
    const copy = new Task(task.kind, d, task.env, task.node, task.info);
    copy.status = status === RUNNING ? READY : status;
    copy.completes = task.completes;
    copy.blockCondition = task.blockCondition;
    copy.blockedOn = task.blockedOn;
    copy.error = task.error;
    tasks.push(copy);
  }
  if (tasks.length > 0) d.tasks = tasks;
}
