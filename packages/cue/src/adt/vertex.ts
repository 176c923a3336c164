// The tree of values. A vertex collects conjuncts; evaluating it makes them one value.
import type { Bottom } from "./bottom.ts";
import type { CloseInfo } from "./close-info.ts";
import type { ArcType } from "./arc-type.ts";
import type { Environment } from "./environment.ts";
import type { Node, StructLit } from "./expr.ts";
import { type Feature, INT_LABEL, LET_LABEL } from "./feature.ts";
import type { NodeState } from "./node-state.ts";
import type { Place } from "./position.ts";
import { VERTEX } from "./tag.ts";
import type { BaseValue, Value } from "./value.ts";

/** A part of a vertex's definition: an expression, the scope to evaluate it in, and its origin. */
export class Conjunct {
  readonly env: Environment | undefined;
  readonly node: Node;
  readonly info: CloseInfo;
  constructor(env: Environment | undefined, node: Node, info: CloseInfo) {
    this.env = env;
    this.node = node;
    this.info = info;
  }
}

/** A struct literal, or data, that contributed to a vertex; the order of fields is computed from these. */
export class StructInfo {
  readonly source: StructLit | Vertex;
  readonly comprehension: number;
  /** How many more times it was put in. */
  repeats = 0;
  constructor(source: StructLit | Vertex, comprehension: number) {
    this.source = source;
    this.comprehension = comprehension;
  }
}

/** A pattern and what is required of the fields that match it. */
export interface PatternConstraint {
  readonly pattern: Value;
  readonly constraint: Vertex;
}

export const UNPROCESSED = 0;
export const EVALUATING = 1;
export const FINALIZED = 2;

export const NO_ARCS: Vertex[] = [];
export const NO_CONJUNCTS: Conjunct[] = [];

/** From here on arcs are found by a map. */
const INDEXED_SIZE = 12;

/** A field, an element, or a value in between. Only `eval` may write it. */
export class Vertex {
  readonly tag: typeof VERTEX = VERTEX;
  parent: Vertex | undefined;
  label: Feature;
  arcType: ArcType;
  status: number = UNPROCESSED;
  /** Its value; a marker for a struct or list. */
  base: BaseValue | undefined = undefined;
  /** The vertex that stands for this one: its only disjunct, or what its value is shared with. */
  link: Vertex | undefined = undefined;
  /** Fields and elements; shared and empty until the first is added, see `addArc`. */
  arcs: Vertex[] = NO_ARCS;
  arcIndex: Map<Feature, Vertex> | undefined = undefined;
  conjuncts: Conjunct[];
  structs: StructInfo[] | undefined = undefined;
  patterns: PatternConstraint[] | undefined = undefined;
  state: NodeState | undefined = undefined;
  /** Errors of arcs. */
  childErrors: Bottom | undefined = undefined;

  /** What is so or not so of it, a bit for each of the properties below. */
  flags = 0;
  /** The vertex that this one is a copy of, with disjuncts put in. */
  original: Vertex | undefined = undefined;
  /** Which fill made it; -1 if none. */
  fill = -1;

  constructor(parent: Vertex | undefined, label: Feature, arcType: ArcType, conjuncts: Conjunct[]) {
    this.parent = parent;
    this.label = label;
    this.arcType = arcType;
    this.conjuncts = conjuncts;
  }

  /** A copy whose arcs and patterns are the same objects; it has no state. */
  copy(): Vertex {
    const copy = new Vertex(this.parent, this.label, this.arcType, this.conjuncts.slice());
    copy.status = this.status;
    copy.base = this.base;
    copy.link = this.link;
    copy.arcs = this.arcs;
    copy.structs = this.structs;
    copy.patterns = this.patterns;
    copy.childErrors = this.childErrors;
    copy.flags = this.flags;
    copy.original = this.original;
    copy.fill = this.fill;
    return copy;
  }

  get place(): Place | undefined {
    const { base } = this;
    return base !== undefined && "place" in base ? base.place : undefined;
  }

  addArc(arc: Vertex): void {
    if (this.arcs === NO_ARCS) this.arcs = [arc];
    else this.arcs.push(arc);
    if (this.arcIndex !== undefined) this.arcIndex.set(arc.label, arc);
  }

  /** Replaces all arcs. */
  setArcs(arcs: Vertex[]): void {
    this.arcs = arcs;
    this.arcIndex = undefined;
  }

  /** The arc of a label as it is, whether present or not. */
  lookup(label: Feature): Vertex | undefined {
    const { arcs } = this;
    const count = arcs.length;
    if ((label & 7) === INT_LABEL) {
      const arc = arcs[label >>> 3];
      if (arc !== undefined && arc.label === label) return arc;
    }
    if (count < INDEXED_SIZE) {
      for (let i = 0; i < count; i++) {
        const arc = arcs[i] as Vertex;
        if (arc.label === label) return arc;
      }
      return undefined;
    }
    let index = this.arcIndex;
    if (index === undefined) {
      index = new Map();
      for (let i = count - 1; i >= 0; i--) {
        const arc = arcs[i] as Vertex;
        index.set(arc.label, arc);
      }
      this.arcIndex = index;
    }
    return index.get(label);
  }

  /** Follows links to the vertex that holds the value. */
  deref(): Vertex {
    let vertex: Vertex = this;
    for (let { link } = vertex; link !== undefined; link = vertex.link) vertex = link;
    return vertex;
  }

  /** Follows to the disjunct that was chosen, but not to shared vertices. */
  derefDisjunct(): Vertex {
    let vertex: Vertex = this;
    for (let { link } = vertex; link?.isDisjunct === true; link = vertex.link) vertex = link;
    return vertex;
  }

  /** Follows to shared vertices, but not to disjuncts. */
  derefNonDisjunct(): Vertex {
    let vertex: Vertex = this;
    for (let { link } = vertex; link?.isDisjunct === false; link = vertex.link) vertex = link;
    return vertex;
  }

  /** Follows unless the value is shared at present. */
  derefNonShared(): Vertex {
    return this.state?.isShared === true ? this : this.deref();
  }

  /** Follows only to vertices that are not part of the tree, or are lets. */
  derefNonRooted(): Vertex {
    let vertex: Vertex = this;
    for (let { link } = vertex; link !== undefined; link = vertex.link) {
      if (link.isDisjunct || (vertex.isShared && (link.label & 7) !== LET_LABEL)) break;
      vertex = link;
    }
    return vertex;
  }

  /** Sets the value, in place of what stood for it. */
  setBase(base: BaseValue | undefined): void {
    this.base = base;
    this.link = undefined;
  }

  get isClosedRecursive(): boolean {
    return (this.flags & 1) !== 0;
  }
  set isClosedRecursive(on: boolean) {
    this.flags = on ? this.flags | 1 : this.flags & ~1;
  }

  /** It took over its parent's closedness when its first conjunct came; what the parent becomes later is not for it. */
  get hasInherited(): boolean {
    return (this.flags & 2) !== 0;
  }
  set hasInherited(on: boolean) {
    this.flags = on ? this.flags | 2 : this.flags & ~2;
  }

  get isClosedOnce(): boolean {
    return (this.flags & 4) !== 0;
  }
  set isClosedOnce(on: boolean) {
    this.flags = on ? this.flags | 4 : this.flags & ~4;
  }

  get hasEllipsis(): boolean {
    return (this.flags & 8) !== 0;
  }
  set hasEllipsis(on: boolean) {
    this.flags = on ? this.flags | 8 : this.flags & ~8;
  }

  /** A let that several structs brought in. */
  get isMultiLet(): boolean {
    return (this.flags & 16) !== 0;
  }
  set isMultiLet(on: boolean) {
    this.flags = on ? this.flags | 16 : this.flags & ~16;
  }

  /** Made while computing an expression: not part of the tree. */
  get isDynamic(): boolean {
    return (this.flags & 32) !== 0;
  }
  set isDynamic(on: boolean) {
    this.flags = on ? this.flags | 32 : this.flags & ~32;
  }

  get isPatternConstraint(): boolean {
    return (this.flags & 64) !== 0;
  }
  set isPatternConstraint(on: boolean) {
    this.flags = on ? this.flags | 64 : this.flags & ~64;
  }

  /** Below a dynamic vertex. */
  get isUnrooted(): boolean {
    return (this.flags & 128) !== 0;
  }
  set isUnrooted(on: boolean) {
    this.flags = on ? this.flags | 128 : this.flags & ~128;
  }

  /** No path leads to it: a let, a variable of a comprehension. */
  get isAnonymous(): boolean {
    return (this.flags & 256) !== 0;
  }
  set isAnonymous(on: boolean) {
    this.flags = on ? this.flags | 256 : this.flags & ~256;
  }

  get isDisjunct(): boolean {
    return (this.flags & 512) !== 0;
  }
  set isDisjunct(on: boolean) {
    this.flags = on ? this.flags | 512 : this.flags & ~512;
  }

  /** Its value is another vertex of the tree. */
  get isShared(): boolean {
    return (this.flags & 1024) !== 0;
  }
  set isShared(on: boolean) {
    this.flags = on ? this.flags | 1024 : this.flags & ~1024;
  }

  get isOpenedShared(): boolean {
    return (this.flags & 2048) !== 0;
  }
  set isOpenedShared(on: boolean) {
    this.flags = on ? this.flags | 2048 : this.flags & ~2048;
  }

  /** Only regular fields count. */
  get isData(): boolean {
    return (this.flags & 4096) !== 0;
  }
  set isData(on: boolean) {
    this.flags = on ? this.flags | 4096 : this.flags & ~4096;
  }

  /** Its first conjunct came from a comprehension. */
  get isFromComprehension(): boolean {
    return (this.flags & 8192) !== 0;
  }
  set isFromComprehension(on: boolean) {
    this.flags = on ? this.flags | 8192 : this.flags & ~8192;
  }
}

/** The result of a look-up that failed and has already reported why. */
export const EMPTY_VERTEX: Vertex = new Vertex(undefined, 0, 0, []);
EMPTY_VERTEX.status = FINALIZED;
