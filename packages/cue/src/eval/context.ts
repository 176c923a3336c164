// What an evaluation carries along: where it is, the errors so far, the task that runs, its budget. The functions of
// the evaluator are methods here, so that no file of it has to import one that imports it back.
import { MEMBER, PENDING } from "../adt/arc-type.ts";
import { Bottom, combineErrors, CYCLE_ERROR, EVAL_ERROR, INCOMPLETE_ERROR } from "../adt/bottom.ts";
import { type CloseInfo, ROOT_INFO } from "../adt/close-info.ts";
import type { Environment } from "../adt/environment.ts";
import type { Expr, PackageInstance, Resolver } from "../adt/expr.ts";
import { type Feature, intLabel, type Labels, NO_LABEL } from "../adt/feature.ts";
import { INT_KIND, type Kind, STRING_KIND } from "../adt/kind.ts";
import {
  ALL_KNOWN,
  ARC_TYPE_KNOWN,
  FINALIZE,
  type NodeState,
  type PendingDisjunction,
  SUB_FIELDS_DONE,
  type Task,
} from "../adt/node-state.ts";
import type { BoundOp } from "../adt/op.ts";
import type { Place } from "../adt/position.ts";
import {
  BOOL,
  BOTTOM,
  BOUND_EXPR,
  BOUND_VALUE,
  BUILTIN_VALIDATOR,
  DISJUNCTION,
  LAST_VALUE,
  NUM,
  STRING,
  VERTEX,
} from "../adt/tag.ts";
import { type BoundValue, ListMarker, type Value } from "../adt/value.ts";
import { Conjunct, FINALIZED, Vertex } from "../adt/vertex.ts";
import { BuiltinError } from "../stdlib/builtin.ts";
import { compileRegexp } from "../stdlib/regexp/compile.ts";
import { isClosedStruct } from "./accept.ts";
import { BudgetExceeded, type Limits } from "./budget.ts";
import { DEEP, TooDeep } from "./deep.ts";
import type { Frame } from "./frame.ts";
import { binaryOperation, compare } from "./binary.ts";
import { validateWithBuiltin } from "./call.ts";
import {
  scheduleConjunct,
  scheduleDisjunction,
  scheduleVertexConjuncts,
  updateCyclicStatus,
} from "./conjunct.ts";
import { hasOnlyCyclicConjuncts } from "./cycle.ts";
import { compute, evaluate } from "./evaluate.ts";
import { getArc } from "./fields.ts";
import { concreteness, CONCRETE, isConcrete, kindOf, unwrap } from "./kind.ts";
import type { LibraryCall } from "./library-call.ts";
import { lookup, reportFieldCycle } from "./lookup.ts";
import { replacement } from "./overlay.ts";
import { packageRoot } from "./package-root.ts";
import { resolve } from "./reference.ts";
import { addShared } from "./share.ts";
import { executeTask } from "./tasks.ts";
import { bareState, newState, stateOf, unify, updateScalar } from "./unify.ts";
import { concreteError, type ValidateConfig, validateVertex } from "./validate.ts";

const NODES_BETWEEN_CHECKS = 256;

export class OpContext {
  readonly labels: Labels;
  readonly #limits: Limits;
  readonly #roots = new Map<PackageInstance, Vertex>();

  isCompatible = false; // Follows older releases where today's differ for no good.
  env: Environment | undefined = undefined;
  errors: Bottom | undefined = undefined;
  place: Place | undefined = undefined;
  info: CloseInfo = ROOT_INFO;
  /** The info of the expression evaluated last: with what was found out about cycles. */
  resultInfo: CloseInfo = ROOT_INFO;
  readonly rootInfo: CloseInfo = ROOT_INFO;
  vertex: Vertex | undefined = undefined;

  currentTask: Task | undefined = undefined;
  readonly #tasks: (Task | undefined)[] = [];
  readonly #overlays: ReadonlyMap<Vertex, Vertex>[] = [];
  /** Tasks that wait. */
  blocking: Task[] = [];

  /** Above zero while conjuncts are put in: that must not be left in the middle. */
  atomic = 0;
  evalDepth = 0;
  detachedDepth = 0;
  validatorDepth = 0;
  isValidator = false;
  isInsertingComprehension = false;
  lastDefaultFailed = false;
  /** Functions of the library that are under way and evaluate a schema. */
  readonly schemaCalls: LibraryCall[] = [];
  lookupPendingParent = false;
  readonly recomputedLets: Set<Vertex> = new Set();

  /** Of each group of conjuncts, the group that it replaces entirely; 0 if none. */
  readonly containments: number[] = [0];
  readonly #groupPlaces: (Place | undefined)[] = [undefined];
  #comprehensions = 0;

  #nodes = 0;
  #depth = 0;

  constructor(labels: Labels, limits: Limits) {
    this.labels = labels;
    this.#limits = limits;
  }

  // The budget.

  countNode(): void {
    const count = ++this.#nodes;
    if (count > this.#limits.nodes) {
      throw new BudgetExceeded(`evaluation exceeds its budget of ${this.#limits.nodes} nodes`);
    }
    if (count % NODES_BETWEEN_CHECKS === 0) this.#limits.checkTime?.();
  }

  /** A vertex, or a task of it, begins. Not where something is half done that cannot be done again. */
  enter(vertex: Vertex): void {
    if (++this.#depth > DEEP && this.atomic === 0 && !this.isInDisjunct) throw new TooDeep(vertex);
  }

  /** A value at a depth of nesting begins. */
  checkNesting(depth: number): void {
    if (depth <= this.#limits.depth) return;
    throw new BudgetExceeded(`evaluation exceeds its budget of ${this.#limits.depth} levels of nesting`);
  }

  /** Everything that was being evaluated has been left. */
  abandon(): void {
    this.#depth = 0;
    this.#tasks.length = 0;
    this.currentTask = undefined;
    this.errors = undefined;
    this.env = undefined;
    this.info = ROOT_INFO;
    this.vertex = undefined;
    this.evalDepth = this.detachedDepth = this.validatorDepth = this.atomic = 0;
    this.isValidator = this.isInsertingComprehension = false;
  }

  leave(): void {
    this.#depth--;
  }

  // Where the evaluation is.

  save(): Frame {
    return {
      env: this.env,
      errors: this.errors,
      place: this.place,
      info: this.info,
      vertex: this.vertex,
      depth: this.#depth,
      atomic: this.atomic,
      evalDepth: this.evalDepth,
      detachedDepth: this.detachedDepth,
      validatorDepth: this.validatorDepth,
      isValidator: this.isValidator,
      isInsertingComprehension: this.isInsertingComprehension,
    };
  }

  /** Goes back to where `save` was called; without `all` only to the vertex. */
  restore(frame: Frame, all: boolean): void {
    this.vertex = frame.vertex;
    if (!all) return;
    this.env = frame.env;
    this.errors = frame.errors;
    this.place = frame.place;
    this.info = frame.info;
  }

  /** After a task was left in the middle. */
  restoreCounters(frame: Frame): void {
    this.#depth = frame.depth;
    this.atomic = frame.atomic;
    this.evalDepth = frame.evalDepth;
    this.detachedDepth = frame.detachedDepth;
    this.validatorDepth = frame.validatorDepth;
    this.isValidator = frame.isValidator;
    this.isInsertingComprehension = frame.isInsertingComprehension;
  }

  /** While a copy of vertices is evaluated, each stands for its original. */
  pushOverlay(overlay: ReadonlyMap<Vertex, Vertex>): void {
    this.#overlays.push(overlay);
  }

  /** Whether disjuncts are being tried. */
  get isInDisjunct(): boolean {
    return this.#overlays.length > 0;
  }

  popOverlay(): void {
    this.#overlays.pop();
  }

  /** The vertex that stands for the one of an environment at present. */
  actual(vertex: Vertex): Vertex {
    for (let i = this.#overlays.length - 1; i >= 0; i--) {
      const overlay = this.#overlays[i] as ReadonlyMap<Vertex, Vertex>;
      const copy = overlay.get(vertex);
      if (copy !== undefined) return replacement(overlay, copy);
    }
    return vertex;
  }

  enterTask(task: Task): void {
    this.#tasks.push(this.currentTask);
    this.currentTask = task;
  }

  leaveTask(): void {
    this.currentTask = this.#tasks.pop();
  }

  newComprehensionId(): number {
    return ++this.#comprehensions;
  }

  newGroupId(place: Place | undefined): number {
    this.#groupPlaces.push(place);
    return this.containments.push(0) - 1;
  }

  // Errors.

  newError(code: number, format: string, ...args: readonly unknown[]): Bottom {
    return new Bottom(code, format, args, this.place, this.vertex);
  }

  newErrorAt(place: Place | undefined, code: number, format: string, ...args: readonly unknown[]): Bottom {
    return new Bottom(code, format, args, place, this.vertex);
  }

  addBottom(bottom: Bottom): void {
    this.errors = combineErrors(this.errors, bottom);
  }

  addError(format: string, ...args: readonly unknown[]): void {
    this.addBottom(this.newError(EVAL_ERROR, format, ...args));
  }

  addErrorAt(place: Place | undefined, format: string, ...args: readonly unknown[]): void {
    this.addBottom(this.newErrorAt(place, EVAL_ERROR, format, ...args));
  }

  addIncomplete(place: Place | undefined, format: string, ...args: readonly unknown[]): void {
    this.addBottom(this.newErrorAt(place ?? this.place, INCOMPLETE_ERROR, format, ...args));
  }

  takeErrors(): Bottom | undefined {
    const { errors } = this;
    this.errors = undefined;
    return errors;
  }

  /** A cycle without a place gets the one where it was met. */
  placed(bottom: Bottom): Bottom {
    if (bottom.code !== CYCLE_ERROR || bottom.place !== undefined || this.place === undefined) return bottom;
    const copy = new Bottom(bottom.code, bottom.format, bottom.args, this.place, bottom.node);
    copy.left = bottom.left;
    copy.right = bottom.right;
    copy.cause = bottom.cause;
    copy.isChildError = bottom.isChildError;
    copy.hasChildErrors = bottom.hasChildErrors;
    return copy;
  }

  typeError(value: Value, wanted: Kind, as: unknown): void {
    const inner = unwrap(value) ?? value;
    if (inner.tag === BOTTOM) return;
    const kind = kindOf(value);
    const isUnresolved =
      value.tag === VERTEX && value.state !== undefined && hasOnlyCyclicConjuncts(value.state);
    if ((!isConcrete(inner) && (kind & wanted) !== 0) || isUnresolved) {
      if (as === undefined) this.addIncomplete(value.place, "incomplete %: %", { kind: wanted }, value);
      else this.addIncomplete(value.place, "incomplete % in %: %", { kind: wanted }, as, value);
    } else if (as === undefined) {
      this.addError("cannot use % (type %) as type %", value, { kind }, { kind: wanted });
    } else this.addError("cannot use % (type %) as type % in %", value, { kind }, { kind: wanted }, as);
  }

  /** Adds where the group of a conjunct was brought in to an error. */
  addGroupPlaces(error: Bottom, info: CloseInfo): void {
    const place = this.#groupPlaces[info.id];
    if (place !== undefined) (error.places ??= []).push(place);
  }

  // Values.

  evaluate(expr: Expr, condition: number, mode: number): Value | undefined {
    return evaluate(this, expr, condition, mode, false);
  }

  /** The value with its default taken, out of its vertex. */
  value(expr: Expr, condition: number, mode: number): Value | undefined {
    return unwrap(this.takeDefault(evaluate(this, expr, condition, mode, true)));
  }

  compute(expr: Expr, condition: number, mode: number): Value | undefined {
    return compute(this, expr, condition, mode);
  }

  /** The default of a disjunction; undefined with the reason in the errors if it has not exactly one. */
  takeDefault(value: Value | undefined): Value | undefined {
    this.lastDefaultFailed = false;
    let current = value;
    for (;;) {
      if (current === undefined) return undefined;
      let disjunction = current;
      if (current.tag === VERTEX) {
        if (current.link !== undefined) {
          current = current.link;
          continue;
        }
        if (current.base?.tag !== DISJUNCTION) return current;
        disjunction = current.base;
      }
      if (disjunction.tag !== DISJUNCTION) return disjunction;
      if (disjunction.defaults !== 1) {
        this.lastDefaultFailed = true;
        this.addIncomplete(
          undefined,
          "unresolved disjunction % (type %)",
          disjunction,
          { kind: kindOf(disjunction) },
        );
        return undefined;
      }
      current = disjunction.values[0];
    }
  }

  /** Whether an operand could be concrete; what never is, is an error. */
  checkOperand(op: string, expr: Expr): boolean {
    const { tag } = expr;
    const isPossible =
      tag === BOTTOM || (tag !== BOUND_EXPR && (tag > LAST_VALUE || concreteness(expr as Value) === CONCRETE));
    if (!isPossible) {
      this.addBottom(
        this.newErrorAt(
          this.place ?? expr.place,
          EVAL_ERROR,
          "invalid operand % ('%' requires concrete value)",
          expr,
          { text: op },
        ),
      );
    }
    return isPossible;
  }

  concreteError(value: Value): Bottom | undefined {
    return concreteError(this, value);
  }

  compare(op: BoundOp, left: Value, right: Value): boolean | Bottom | undefined {
    return compare(this, op, left, right);
  }

  satisfiesBound(bound: BoundValue, value: Value): boolean {
    const operand = unwrap(this.takeDefault(bound.value));
    if (operand === undefined) return false;
    const result = compare(this, bound.op, value, operand);
    if (typeof result === "object") this.addBottom(result);
    return result === true;
  }

  /** Checks a value against a bound or validator; undefined if it passes. */
  validate(check: Conjunct, value: Value): Bottom | undefined {
    const frame = this.save();
    this.errors = undefined;
    this.info = check.info;
    if (check.env !== undefined) this.env = check.env;
    const { node } = check;
    let error: Bottom | undefined;
    if (node.tag === BOUND_VALUE) error = this.#checkBound(node, value);
    else if (node.tag === BUILTIN_VALIDATOR) {
      error = validateWithBuiltin(this, node, value);
      error = combineErrors(error, this.errors);
    }
    this.restore(frame, true);
    return error;
  }

  #checkBound(bound: BoundValue, value: Value): Bottom | undefined {
    const operand = unwrap(this.takeDefault(bound.value));
    if (operand === undefined) return this.takeErrors();
    const subject = unwrap(value) ?? value;
    if (subject.tag === BOTTOM) return subject;
    const result = binaryOperation(this, bound.op, subject, operand, bound.place, false);
    const errors = this.takeErrors();
    if (errors !== undefined) return errors;
    if (result.tag === BOTTOM) return result;
    if (result.tag === BOOL && result.value) return undefined;
    return new Bottom(EVAL_ERROR, "invalid value % (out of bound %)", [subject, bound], bound.place, this.vertex);
  }

  validateVertex(vertex: Vertex, config: ValidateConfig): Bottom | undefined {
    return validateVertex(this, vertex, config);
  }

  /** A number that counts or indexes; 0 with the reason in the errors for anything else. */
  unsigned(value: Value | undefined, as: string): number {
    const inner = unwrap(value);
    if (inner === undefined || inner.tag === BOTTOM) return 0;
    if (inner.tag !== NUM || typeof inner.value === "object") {
      this.typeError(inner, INT_KIND, { text: as });
      return 0;
    }
    if (inner.value < 0) {
      this.addError("cannot convert negative number to uint64");
      return 0;
    }
    return Number(inner.value);
  }

  /** An integer; undefined with the reason in the errors for anything else. */
  int(value: Value, as: string): number | bigint | undefined {
    const inner = unwrap(value);
    if (inner === undefined || inner.tag === BOTTOM) return undefined;
    if (inner.tag === NUM && typeof inner.value !== "object") return inner.value;
    this.typeError(inner, INT_KIND, { text: as });
    return undefined;
  }

  /** The test that a regular expression makes; undefined with the reason in the errors. */
  regexp(value: Value): ((text: string) => boolean) | undefined {
    const inner = unwrap(value);
    if (inner === undefined || inner.tag === BOTTOM) return undefined;
    if (inner.tag !== STRING) {
      this.typeError(inner, STRING_KIND, { text: "regexp" });
      return undefined;
    }
    try {
      const { test } = compileRegexp(inner.value);
      return test;
    } catch (err) {
      if (!(err instanceof BuiltinError)) throw err;
      this.addError("invalid regexp: %", { text: err.message });
      return undefined;
    }
  }

  // Vertices.

  /** A vertex that is needed to compute something; no path leads to it. */
  newInline(conjuncts: Conjunct[]): Vertex {
    const vertex = new Vertex(undefined, NO_LABEL, MEMBER, conjuncts);
    vertex.isDynamic = true;
    if (this.detachedDepth > 0) vertex.isAnonymous = true;
    return vertex;
  }

  /** A closed list of values. */
  newList(values: readonly Value[]): Vertex {
    const list = this.newInline([]);
    list.base = new ListMarker(false);
    list.status = FINALIZED;
    for (const [index, value] of values.entries()) {
      const element = new Vertex(list, intLabel(index), MEMBER, value.tag === VERTEX ? value.conjuncts : []);
      element.status = FINALIZED;
      if (value.tag === VERTEX) {
        this.finalize(value);
        element.link = value;
      } else element.base = value;
      list.addArc(element);
    }
    return list;
  }

  /** A vertex that shares another's value, to which flags may be set. */
  wrap(vertex: Vertex): Vertex {
    const wrapper = this.newInline(vertex.conjuncts);
    const n = stateOf(this, wrapper) as NodeState;
    n.sharedBase = wrapper.base;
    wrapper.link = vertex;
    wrapper.base = undefined;
    wrapper.isShared = true;
    n.isShared = true;
    n.shared = new Conjunct(undefined, vertex, ROOT_INFO);
    addShared(n, this.info);
    return wrapper;
  }

  newState(vertex: Vertex): NodeState {
    return newState(vertex);
  }

  bareState(vertex: Vertex): NodeState | undefined {
    return bareState(vertex);
  }

  stateOf(vertex: Vertex): NodeState | undefined {
    return stateOf(this, vertex);
  }

  unify(vertex: Vertex, needs: number, mode: number, checkTypos: boolean): boolean {
    return unify(this, vertex, needs, mode, checkTypos);
  }

  /** Evaluates a vertex and all below it. */
  finalize(vertex: Vertex): void {
    unify(this, vertex, ALL_KNOWN, FINALIZE, true);
  }

  /**
   * As {@link finalize}, without the check that all fields are allowed: a vertex that a function of the library looks
   * at while it is evaluated is checked by whoever evaluates it, later.
   */
  finalizeUnchecked(vertex: Vertex): void {
    unify(this, vertex, ALL_KNOWN, FINALIZE, false);
  }

  /** Finds out which fields a vertex has, without evaluating them. */
  completeArcs(vertex: Vertex): void {
    unify(this, vertex, ALL_KNOWN & ~SUB_FIELDS_DONE, FINALIZE, false);
    if (vertex.arcType === PENDING) {
      this.addIncomplete(this.place, "undefined field: %", { label: vertex.label });
    }
  }

  isDefined(arc: Vertex): boolean {
    if (arc.arcType === PENDING && arc.parent?.status !== FINALIZED) {
      unify(this, arc, ARC_TYPE_KNOWN, FINALIZE, false);
    }
    return arc.arcType === MEMBER;
  }

  isClosedStruct(vertex: Vertex): boolean {
    return isClosedStruct(vertex);
  }

  updateScalar(n: NodeState): void {
    updateScalar(this, n);
  }

  lookup(
    vertex: Vertex,
    place: Place | undefined,
    label: Feature,
    condition: number,
    mode: number,
  ): Vertex | undefined {
    return lookup(this, vertex, place, label, condition, mode);
  }

  resolve(ref: Resolver, condition: number, mode: number): Vertex | undefined {
    return resolve(this, ref, condition, mode);
  }

  reportFieldCycle(vertex: Vertex, label: Feature): void {
    reportFieldCycle(this, vertex, this.place, label);
  }

  getArc(n: NodeState, label: Feature, arcType: typeof PENDING): Vertex {
    return getArc(this, n, label, arcType);
  }

  /** The root of an imported package, evaluated once in an evaluation. */
  importedRoot(instance: PackageInstance): Vertex {
    let root = this.#roots.get(instance);
    if (root === undefined) {
      root = packageRoot(instance);
      this.#roots.set(instance, root);
    }
    return root;
  }

  // Conjuncts.

  scheduleConjunct(n: NodeState, conjunct: Conjunct, info: CloseInfo): void {
    scheduleConjunct(this, n, conjunct, info);
  }

  scheduleVertexConjuncts(n: NodeState, conjunct: Conjunct, arc: Vertex, info: CloseInfo): void {
    this.atomic++;
    scheduleVertexConjuncts(this, n, conjunct, arc, info);
    this.atomic--;
  }

  scheduleDisjunction(n: NodeState, disjunction: PendingDisjunction): void {
    scheduleDisjunction(this, n, disjunction);
  }

  updateCyclicStatus(n: NodeState, info: CloseInfo): void {
    updateCyclicStatus(this, n, info);
  }

  execute(task: Task, mode: number): void {
    executeTask(this, task, mode);
  }
}
