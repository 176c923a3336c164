// What a conjunct carries about where it comes from: for the check of closedness, and for the detection of cycles.
import type { Resolver } from "./expr.ts";
import type { Vertex } from "./vertex.ts";

/** Whether a conjunct is part of a structural cycle. Grows only. */
export const NO_CYCLE = 0;
/** It is optional: below `a?:`, a pattern or a disjunct. */
export const IS_OPTIONAL = 1;
/** Optional, and a cycle was seen. */
export const MAYBE_CYCLIC = 2;
export const IS_CYCLIC = 3;

/** The references by which a conjunct came to its vertex, the latest first. */
export class ReferenceTrail {
  readonly ref: Resolver;
  /** What the reference resolved to. */
  readonly arc: Vertex;
  /** The vertex whose conjunct the reference was. */
  readonly node: Vertex;
  readonly depth: number;
  readonly next: ReferenceTrail | undefined;
  /** The reference that the trail begins with. */
  readonly first: Resolver;
  constructor(
    ref: Resolver,
    arc: Vertex,
    node: Vertex,
    depth: number,
    next: ReferenceTrail | undefined,
  ) {
    this.ref = ref;
    this.arc = arc;
    this.node = node;
    this.depth = depth;
    this.next = next;
    this.first = next === undefined ? ref : next.first;
  }
}

/**
 * The origin of a conjunct. Shared by many; never changed once a conjunct has it: `copy()` and set the fields of the
 * copy. Identifiers are of groups of conjuncts that one reference, embedding or struct brought in; 0 is none.
 */
export class CloseInfo {
  /** The group. */
  id = 0;
  /** The embedding that it is in. */
  embedding = 0;
  /** The struct to be closed after unification. */
  outer = 0;
  /** It is embedded. */
  fromEmbedding = false;
  /** It comes from a definition. */
  fromDefinition = false;
  /** Like `fromDefinition`, for what is put in from outside. */
  isTopDefinition = false;
  /** Opened by `…`. */
  isOpened = false;
  /** An operand of a conjunction opened by `…`. */
  isConjunctOpened = false;
  /** Put in by a comprehension; not inherited by the fields below. */
  fromComprehension = false;
  cycleType: number = NO_CYCLE;
  trail: ReferenceTrail | undefined = undefined;

  copy(): CloseInfo {
    const copy = new CloseInfo();
    copy.id = this.id;
    copy.embedding = this.embedding;
    copy.outer = this.outer;
    copy.fromEmbedding = this.fromEmbedding;
    copy.fromDefinition = this.fromDefinition;
    copy.isTopDefinition = this.isTopDefinition;
    copy.isOpened = this.isOpened;
    copy.isConjunctOpened = this.isConjunctOpened;
    copy.fromComprehension = this.fromComprehension;
    copy.cycleType = this.cycleType;
    copy.trail = this.trail;
    return copy;
  }
}

/** The origin of what stands in a file. */
export const ROOT_INFO: CloseInfo = new CloseInfo();
