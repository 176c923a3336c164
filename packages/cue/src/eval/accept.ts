// Whether a value may have a field that it does not have.
import { type Feature, isAllowedInClosed, isIntLabel, isStringLabel, labelIndex } from "../adt/feature.ts";
import { BOTTOM_KIND, LIST_KIND, STRUCT_KIND } from "../adt/kind.ts";
import { DISJUNCTION, LIST_MARKER, STRUCT_MARKER, VERTEX } from "../adt/tag.ts";
import type { Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { matchesPattern } from "./fields.ts";
import { vertexKind } from "./kind.ts";

/** Whether fields that no declaration mentions are rejected, at this level. */
export function isClosedStruct(v: Vertex): boolean {
  if (v.link !== undefined) return v.isClosedRecursive && !v.hasEllipsis;
  const tag = v.base?.tag;
  if (tag !== STRUCT_MARKER && tag !== DISJUNCTION) return false;
  return v.isClosedRecursive || v.isClosedOnce;
}

export function isOpenStruct(v: Vertex): boolean {
  if (v.hasEllipsis) return true;
  return !v.isClosedOnce && !isClosedStruct(v);
}

/** Whether a label is, or could be, a field or element of the value. */
export function accepts(ctx: OpContext, vertex: Vertex, label: Feature): boolean {
  if (isAllowedInClosed(label)) return true;
  const v = vertex.deref();
  const { base } = v;
  if (base?.tag === DISJUNCTION) {
    return base.values.some((value) => value.tag === VERTEX && accepts(ctx, value, label));
  }
  const kind = vertexKind(v);
  if (isIntLabel(label)) {
    if (base?.tag !== LIST_MARKER) return (kind & LIST_KIND) !== 0;
    const length = v.arcs.filter((arc) => isIntLabel(arc.label)).length;
    return labelIndex(label) < length || base.isOpen;
  }
  if ((kind & STRUCT_KIND) === 0 && isStringLabel(label)) {
    // Of an error it is not known whether it would have been a struct.
    if (kind !== BOTTOM_KIND || v.structs === undefined) return false;
  }
  if (isOpenStruct(v) || v.lookup(label) !== undefined) return true;
  return matchesAnyPattern(ctx, v, label);
}

/** Whether a pattern of the vertex applies to a label. */
export function matchesAnyPattern(ctx: OpContext, v: Vertex, label: Feature): boolean {
  return v.patterns?.some(({ pattern }) => matchesPattern(ctx, pattern, label)) ?? false;
}
