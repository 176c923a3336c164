// Kinds and concreteness of values.
import {
  BOOL_KIND,
  BOTTOM_KIND,
  BYTES_KIND,
  FUNC_KIND,
  type Kind,
  LIST_KIND,
  NULL_KIND,
  NUMBER_KIND,
  STRING_KIND,
  STRUCT_KIND,
  TOP_KIND,
} from "../adt/kind.ts";
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
import type { BaseValue, Value } from "../adt/value.ts";
import type { Vertex } from "../adt/vertex.ts";
import { type Bottom, CYCLE } from "../adt/bottom.ts";

/** The kinds that a value may have. */
export function kindOf(value: BaseValue): Kind {
  switch (value.tag) {
    case BOTTOM:
      return BOTTOM_KIND;
    case NULL:
      return NULL_KIND;
    case BOOL:
      return BOOL_KIND;
    case NUM:
    case BASIC_TYPE:
      return value.kind;
    case STRING:
      return STRING_KIND;
    case BYTES:
      return BYTES_KIND;
    case TOP:
      return TOP_KIND;
    case BOUND_VALUE: {
      const kind = kindOf(value.value);
      if ((kind & NUMBER_KIND) !== 0 && (kind & ~NUMBER_KIND) === 0) return NUMBER_KIND;
      if (kind === NULL_KIND && value.op === "!=") return TOP_KIND & ~NULL_KIND;
      return kind;
    }
    case BUILTIN:
      return FUNC_KIND;
    case BUILTIN_VALIDATOR:
      return value.builtin.parameters[0]?.kind ?? TOP_KIND;
    case CONJUNCTION:
      return value.values.reduce((kind, part) => kind & kindOf(part), TOP_KIND);
    case DISJUNCTION:
      return value.kind ?? value.values.reduce((kind, part) => kind | kindOf(part), BOTTOM_KIND);
    case STRUCT_MARKER:
      return STRUCT_KIND;
    case LIST_MARKER:
      return LIST_KIND;
    case VERTEX:
      return vertexKind(value);
  }
}

/** The kinds that a vertex may have, as far as is known. */
export function vertexKind(v: Vertex): Kind {
  const { state } = v;
  if (state !== undefined && state.kind === BOTTOM_KIND) return BOTTOM_KIND;
  const target = v.deref();
  if (target !== v) {
    if (target.base !== CYCLE) return vertexKind(target);
    return state === undefined ? TOP_KIND : state.kind;
  }
  if (v.base !== undefined && v.base !== CYCLE) return kindOf(v.base);
  return state === undefined ? TOP_KIND : state.kind;
}

/** An error. */
export const BOTTOM_LEVEL = 0;
/** A concrete scalar, struct or list. */
export const CONCRETE = 1;
/** More specific than a type. */
export const CONSTRAINT = 2;
export const TYPE = 3;
export const ANY = 4;

/** How far from concrete a value is. */
export function concreteness(value: BaseValue): number {
  switch (value.tag) {
    case BOTTOM:
      return BOTTOM_LEVEL;
    case NULL:
    case BOOL:
    case NUM:
    case STRING:
    case BYTES:
    case BUILTIN:
    case STRUCT_MARKER:
    case LIST_MARKER:
      return CONCRETE;
    case TOP:
      return ANY;
    case BASIC_TYPE:
      return TYPE;
    case BOUND_VALUE:
    case BUILTIN_VALIDATOR:
    case CONJUNCTION:
    case DISJUNCTION:
      return CONSTRAINT;
    case VERTEX: {
      const { base } = value.deref();
      return base === undefined ? TYPE : concreteness(base);
    }
  }
}

export function isConcrete(value: Value | undefined): boolean {
  return value !== undefined && concreteness(value) <= CONCRETE;
}

/** The scalar that a vertex holds, or the vertex itself for a struct or list; undefined if it has no value yet. */
export function unwrap(value: Value | undefined): Value | undefined {
  if (value === undefined || value.tag !== VERTEX) return value;
  const v = value.deref();
  const { base, state } = v;
  if (base === CYCLE && state !== undefined) {
    if (state.errors !== undefined && !state.errors.isIncomplete) return state.errors;
    if (state.scalar !== undefined) return state.scalar;
  }
  if (base === undefined) return undefined;
  return base.tag === STRUCT_MARKER || base.tag === LIST_MARKER ? v : base;
}

/** The value of a vertex: the scalar, or the vertex itself for a struct or list. */
export function valueOf(v: Vertex): Value | undefined {
  if (v.link !== undefined) return v.link;
  const { base } = v;
  if (base === undefined) return undefined;
  return base.tag === STRUCT_MARKER || base.tag === LIST_MARKER ? v : base;
}

/** The error of a vertex, undefined if it has none (so far). */
export function bottomOf(v: Vertex): Bottom | undefined {
  const { base } = v.deref();
  return base !== undefined && base.tag === BOTTOM ? base : undefined;
}

/** Whether a vertex is or derefs to a vertex whose value is not known yet. */
export function isCyclePlaceholder(v: Vertex): boolean {
  return v.deref().base === CYCLE;
}

/** Whether only the fields of a vertex count, as it has no conjuncts to evaluate again. */
export function isDataVertex(v: Vertex): boolean {
  return v.isData || v.conjuncts.length === 0;
}
