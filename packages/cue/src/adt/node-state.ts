// What is known of a vertex while it is evaluated.
//
// The work to be done for a vertex is a list of tasks: resolve this reference, evaluate this expression, run this
// comprehension. Each task says which properties of the vertex it may still contribute to (a bit set); a property is
// known when all tasks that contribute to it are done. A task that needs a property of another vertex which is not
// known yet, because that vertex is being evaluated further up the stack, is put aside and runs again when it is. If
// all that is left waits for itself, the values are taken as they are ("frozen") and the tasks run a last time.
import type { Bottom } from "./bottom.ts";
import type { CloseInfo } from "./close-info.ts";
import type { DisjunctionExpr, Expr, Node } from "./expr.ts";
import type { Environment } from "./environment.ts";
import { type Kind, TOP_KIND } from "./kind.ts";
import { RareState } from "./rare-state.ts";
import type { BaseValue, BoundValue, Disjunction, Value } from "./value.ts";
import type { Conjunct, Vertex } from "./vertex.ts";

/** All conjuncts that ancestors may add have been added. */
export const ANCESTORS_DONE = 1;
/** Whether the field is present is known. */
export const ARC_TYPE_KNOWN = 2;
/** The type of the value is known. */
export const VALUE_KNOWN = 4;
/** Either it is a scalar, or it will never be one. */
export const SCALAR_KNOWN = 8;
/** All conjuncts of all fields are known. */
export const FIELD_CONJUNCTS_KNOWN = 16;
/** It is known which fields there are. */
export const FIELD_SET_KNOWN = 32;
export const ALL_TASKS_DONE = 64;
/** All fields have been evaluated. */
export const SUB_FIELDS_DONE = 128;
export const DISJUNCTION_DONE = 256;
/** This vertex will add no conjunct to its arcs any more. */
export const CHILD_CONJUNCTS_DONE = 512;
export const ALL_KNOWN = 0x7fff;

/** Known when no task contributes to it any more. */
export const COUNTED: number =
  ARC_TYPE_KNOWN | VALUE_KNOWN | FIELD_CONJUNCTS_KNOWN | ALL_TASKS_DONE | DISJUNCTION_DONE;

/** What to do when something is not known. */
export const IGNORE = 1;
/** Go on with what is known. */
export const ATTEMPT = 2;
/** Put the current task aside until it is known. */
export const YIELD = 3;
/** Make it known: what is blocked runs with what there is. */
export const FINALIZE = 4;

export const EXPR_TASK = 1;
export const RESOLVER_TASK = 2;
export const DYNAMIC_TASK = 3;
export const PATTERN_TASK = 4;
export const COMPREHENSION_TASK = 5;
export const LIST_TASK = 6;
export const LIST_VERTEX_TASK = 7;
export const DISJUNCTION_TASK = 8;

export const READY = 0;
export const RUNNING = 1;
export const WAITING = 2;
export const SUCCESS = 3;
export const FAILED = 4;
export const CANCELLED = 5;

/** A piece of work for a vertex. */
export class Task {
  readonly kind: number;
  readonly state: NodeState;
  readonly env: Environment | undefined;
  readonly node: Node | undefined;
  readonly info: CloseInfo;
  status: number = READY;
  /** What it contributes to, until it is done. */
  completes = 0;
  blockedOn: NodeState | undefined = undefined;
  blockCondition = 0;
  error: Bottom | undefined = undefined;
  isDefunct = false;
  /** A comprehension that puts in what it yielded. */
  isInserting = false;
  /** It had no effect now but may have later. */
  retry = false;
  constructor(
    kind: number,
    state: NodeState,
    env: Environment | undefined,
    node: Node | undefined,
    info: CloseInfo,
  ) {
    this.kind = kind;
    this.state = state;
    this.env = env;
    this.node = node;
    this.info = info;
  }
}

/** A group of conjuncts that fields may be checked against. */
export interface Requirement {
  readonly vertex: Vertex | undefined;
  readonly id: number;
  parent: number;
  embedding: number;
  isIgnored: boolean;
  readonly kind: number;
  isRecursive: boolean;
  isConjunctOpened: boolean;
}

export const EMBEDDING = 1;
export const REFERENCE = 2;
export const STRUCT_SCOPE = 3;

/** Conjuncts of a group that a vertex has, and what is known of them. */
export interface ConjunctGroup {
  readonly id: number;
  readonly embedding: number;
  kind: Kind;
  flags: number;
}

export const HAS_ELLIPSIS = 1;
export const HAS_TOP = 2;
export const HAS_STRUCT = 4;
export const HAS_OPEN_VALIDATOR = 8;

/** Evidence for `from` is evidence for `to`. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
}

/** A requirement in force at a vertex. */
export interface RequiredSet {
  readonly id: number;
  readonly parent: number;
  readonly embedding: number;
  readonly kind: number;
  isOnce: boolean;
  isIgnored: boolean;
  isRemoved: boolean;
  readonly isConjunctOpened: boolean;
}

/** Where conjuncts that a vertex still gets are to be put as well. */
export interface Receiver {
  readonly vertex: Vertex;
  readonly info: CloseInfo;
}

/** A comparison with bottom that has to hold at the end, too. */
export interface PostCheck {
  readonly env: Environment;
  readonly expr: Expr;
  readonly expectError: boolean;
}

/** How a value relates to the defaults of a disjunction. */
export const MAYBE_DEFAULT = 0;
export const IS_DEFAULT = 1;
export const NOT_DEFAULT = 2;

/** A disjunction that a vertex has to be unified with. */
export interface PendingDisjunction {
  readonly env: Environment | undefined;
  readonly info: CloseInfo;
  readonly source: DisjunctionExpr | Disjunction;
}

/** A conjunct that is put aside until something shows that there is no cycle. */
export interface CyclicConjunct {
  readonly conjunct: Conjunct;
  readonly arc: Vertex | undefined;
}

export const NO_TASKS: Task[] = [];
export const NO_GROUPS: ConjunctGroup[] = [];
export const NO_REQUIREMENTS: Requirement[] = [];
export const NO_REPLACEMENTS: Replacement[] = [];
export const NO_CHECKS: Conjunct[] = [];

/** The state of a vertex under evaluation. Lists are shared and empty until something is added. */
export class NodeState {
  readonly node: Vertex;
  /** What is so or not so of it, a bit for each of the properties below. */
  flags = 0;
  rare: RareState | undefined = undefined;

  // The schedule.
  tasks: Task[] = NO_TASKS;
  /** Comprehensions of ancestors that may add to this vertex. */
  parentTasks: Task[] = NO_TASKS;
  /** Tasks that wait for this vertex. */
  blocking: Task[] = NO_TASKS;
  completed = 0;
  provided = 0;
  needs = 0;
  frozen = 0;
  valueCount = 0;
  fieldConjunctsCount = 0;
  taskCount = 0;
  disjunctionCount = 0;

  // The value so far.
  kind: Kind = TOP_KIND;
  kindNode: Node | Value | undefined = undefined;
  kindInfo: CloseInfo | undefined = undefined;
  scalar: Value | undefined = undefined;
  scalarInfo: CloseInfo | undefined = undefined;
  lowerBound: BoundValue | undefined = undefined;
  upperBound: BoundValue | undefined = undefined;
  checks: Conjunct[] = NO_CHECKS;
  errors: Bottom | undefined = undefined;
  listLength = 0;
  /** What is left of a disjunction of scalars, types and bounds. */
  plain: Disjunction | undefined = undefined;

  // Cycles.
  evalDepth = 0;
  depth = 0;

  // Sharing.
  shared: Conjunct | undefined = undefined;
  sharedInfos: CloseInfo[] | undefined = undefined;
  shareCycleType = 0;
  sharedBase: BaseValue | undefined = undefined;

  // Closedness.
  requirements: Requirement[] = NO_REQUIREMENTS;
  replacements: Replacement[] = NO_REPLACEMENTS;
  groups: ConjunctGroup[] = NO_GROUPS;
  requiredSets: RequiredSet[] | undefined = undefined;

  /** Vertices whose conjuncts have already been put in. */
  arcMap: Vertex[] | undefined = undefined;

  constructor(node: Vertex) {
    this.node = node;
  }

  get isInitialized(): boolean {
    return (this.flags & 1) !== 0;
  }
  set isInitialized(on: boolean) {
    this.flags = on ? this.flags | 1 : this.flags & ~1;
  }

  get isStarted(): boolean {
    return (this.flags & 2) !== 0;
  }
  set isStarted(on: boolean) {
    this.flags = on ? this.flags | 2 : this.flags & ~2;
  }

  get isStruct(): boolean {
    return (this.flags & 4) !== 0;
  }
  set isStruct(on: boolean) {
    this.flags = on ? this.flags | 4 : this.flags & ~4;
  }

  get hasStruct(): boolean {
    return (this.flags & 8) !== 0;
  }
  set hasStruct(on: boolean) {
    this.flags = on ? this.flags | 8 : this.flags & ~8;
  }

  get hasTop(): boolean {
    return (this.flags & 16) !== 0;
  }
  set hasTop(on: boolean) {
    this.flags = on ? this.flags | 16 : this.flags & ~16;
  }

  get isDefinition(): boolean {
    return (this.flags & 32) !== 0;
  }
  set isDefinition(on: boolean) {
    this.flags = on ? this.flags | 32 : this.flags & ~32;
  }

  get listIsClosed(): boolean {
    return (this.flags & 64) !== 0;
  }
  set listIsClosed(on: boolean) {
    this.flags = on ? this.flags | 64 : this.flags & ~64;
  }

  get hasAnyCyclicConjunct(): boolean {
    return (this.flags & 128) !== 0;
  }
  set hasAnyCyclicConjunct(on: boolean) {
    this.flags = on ? this.flags | 128 : this.flags & ~128;
  }

  get hasAncestorCycle(): boolean {
    return (this.flags & 256) !== 0;
  }
  set hasAncestorCycle(on: boolean) {
    this.flags = on ? this.flags | 256 : this.flags & ~256;
  }

  get hasNonCycle(): boolean {
    return (this.flags & 512) !== 0;
  }
  set hasNonCycle(on: boolean) {
    this.flags = on ? this.flags | 512 : this.flags & ~512;
  }

  get hasNonCyclic(): boolean {
    return (this.flags & 1024) !== 0;
  }
  set hasNonCyclic(on: boolean) {
    this.flags = on ? this.flags | 1024 : this.flags & ~1024;
  }

  get hasFieldValue(): boolean {
    return (this.flags & 2048) !== 0;
  }
  set hasFieldValue(on: boolean) {
    this.flags = on ? this.flags | 2048 : this.flags & ~2048;
  }

  get isShared(): boolean {
    return (this.flags & 4096) !== 0;
  }
  set isShared(on: boolean) {
    this.flags = on ? this.flags | 4096 : this.flags & ~4096;
  }

  get noSharing(): boolean {
    return (this.flags & 8192) !== 0;
  }
  set noSharing(on: boolean) {
    this.flags = on ? this.flags | 8192 : this.flags & ~8192;
  }

  get isShareCounted(): boolean {
    return (this.flags & 16384) !== 0;
  }
  set isShareCounted(on: boolean) {
    this.flags = on ? this.flags | 16384 : this.flags & ~16384;
  }

  /** Its fields have been checked against what is required of them. */
  get isChecked(): boolean {
    return (this.flags & 32768) !== 0;
  }
  set isChecked(on: boolean) {
    this.flags = on ? this.flags | 32768 : this.flags & ~32768;
  }

  get dropParentRequirements(): boolean {
    return (this.flags & 65536) !== 0;
  }
  set dropParentRequirements(on: boolean) {
    this.flags = on ? this.flags | 65536 : this.flags & ~65536;
  }

  get hasDisjunction(): boolean {
    return (this.flags & 131072) !== 0;
  }
  set hasDisjunction(on: boolean) {
    this.flags = on ? this.flags | 131072 : this.flags & ~131072;
  }

  get toComplete(): boolean {
    return (this.flags & 262144) !== 0;
  }
  set toComplete(on: boolean) {
    this.flags = on ? this.flags | 262144 : this.flags & ~262144;
  }

  get isCompleting(): boolean {
    return (this.flags & 524288) !== 0;
  }
  set isCompleting(on: boolean) {
    this.flags = on ? this.flags | 524288 : this.flags & ~524288;
  }

  /** What it has is taken for cyclic only since a cyclic conjunct of another vertex was the first to ask for it. */
  get isCyclicByContext(): boolean {
    return (this.flags & 1048576) !== 0;
  }
  set isCyclicByContext(on: boolean) {
    this.flags = on ? this.flags | 1048576 : this.flags & ~1048576;
  }

  get deferred(): NodeState[] | undefined {
    return this.rare?.deferred;
  }
  set deferred(value: NodeState[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).deferred = value;
  }

  get cyclicConjuncts(): CyclicConjunct[] | undefined {
    return this.rare?.cyclicConjuncts;
  }
  set cyclicConjuncts(value: CyclicConjunct[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).cyclicConjuncts = value;
  }

  get receivers(): Receiver[] | undefined {
    return this.rare?.receivers;
  }
  set receivers(value: Receiver[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).receivers = value;
  }

  get postChecks(): PostCheck[] | undefined {
    return this.rare?.postChecks;
  }
  set postChecks(value: PostCheck[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).postChecks = value;
  }

  /** Set for the body of a try clause: told when a reference marked `?` fails. */
  get trySkip(): { skip: boolean } | undefined {
    return this.rare?.trySkip;
  }
  set trySkip(value: { skip: boolean } | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).trySkip = value;
  }

  get embedClosedness(): number {
    return this.rare === undefined ? 0 : this.rare.embedClosedness;
  }
  set embedClosedness(value: number) {
    if (this.rare !== undefined || value !== 0) (this.rare ??= new RareState()).embedClosedness = value;
  }

  get allReplacements(): Replacement[] | undefined {
    return this.rare?.allReplacements;
  }
  set allReplacements(value: Replacement[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).allReplacements = value;
  }

  /** The vertex at whose place a shared vertex will stand. */
  get parent(): Vertex | undefined {
    return this.rare?.parent;
  }
  set parent(value: Vertex | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).parent = value;
  }

  get disjunctions(): PendingDisjunction[] | undefined {
    return this.rare?.disjunctions;
  }
  set disjunctions(value: PendingDisjunction[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).disjunctions = value;
  }

  get disjuncts(): NodeState[] | undefined {
    return this.rare?.disjuncts;
  }
  set disjuncts(value: NodeState[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).disjuncts = value;
  }

  get disjunctErrors(): Bottom[] | undefined {
    return this.rare?.disjunctErrors;
  }
  set disjunctErrors(value: Bottom[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).disjunctErrors = value;
  }

  get userErrors(): Bottom[] | undefined {
    return this.rare?.userErrors;
  }
  set userErrors(value: Bottom[] | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).userErrors = value;
  }

  /** For a vertex with disjuncts put in: of each vertex that was copied for it, the copy. */
  get overlay(): ReadonlyMap<Vertex, Vertex> | undefined {
    return this.rare?.overlay;
  }
  set overlay(value: ReadonlyMap<Vertex, Vertex> | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).overlay = value;
  }

  get defaultAttemptInCycle(): Vertex | undefined {
    return this.rare?.defaultAttemptInCycle;
  }
  set defaultAttemptInCycle(value: Vertex | undefined) {
    if (this.rare !== undefined || value !== undefined) (this.rare ??= new RareState()).defaultAttemptInCycle = value;
  }

  /** Equal for equal disjuncts; −1 if it is not known. */
  get fingerprint(): number {
    return this.rare === undefined ? -1 : this.rare.fingerprint;
  }
  set fingerprint(value: number) {
    if (this.rare !== undefined || value !== -1) (this.rare ??= new RareState()).fingerprint = value;
  }

  get runMode(): number {
    return this.rare === undefined ? 0 : this.rare.runMode;
  }
  set runMode(value: number) {
    if (this.rare !== undefined || value !== 0) (this.rare ??= new RareState()).runMode = value;
  }

  /** `MAYBE_DEFAULT`, `IS_DEFAULT` or `NOT_DEFAULT`. */
  get defaultMode(): number {
    return this.rare === undefined ? 0 : this.rare.defaultMode;
  }
  set defaultMode(value: number) {
    if (this.rare !== undefined || value !== 0) (this.rare ??= new RareState()).defaultMode = value;
  }

  get ownDefaultMode(): number {
    return this.rare === undefined ? 0 : this.rare.ownDefaultMode;
  }
  set ownDefaultMode(value: number) {
    if (this.rare !== undefined || value !== 0) (this.rare ??= new RareState()).ownDefaultMode = value;
  }
}
