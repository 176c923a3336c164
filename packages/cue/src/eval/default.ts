// Defaults: what a value is where it has to be one. cue: internal/core/adt/default.go.
import { DISJUNCTION, LIST_MARKER, VERTEX } from "../adt/tag.ts";
import { Disjunction, ListMarker, type Value } from "../adt/value.ts";
import { FINALIZED, Vertex } from "../adt/vertex.ts";

/** The value with its default taken; the remaining defaults if there are several. */
export function defaultOf(value: Value): Value {
  if (value.tag === VERTEX) return defaultOfVertex(value);
  if (value.tag !== DISJUNCTION) return value;
  return defaultOfDisjunction(value);
}

function defaultOfDisjunction(disjunction: Disjunction): Value {
  const { defaults, values } = disjunction;
  if (defaults === 0) return disjunction;
  if (defaults === 1) return values[0] as Value;
  return new Disjunction(values.slice(0, defaults), 0, false, disjunction.place);
}

/** As {@link defaultOf}; a list with an ellipsis has a closed one as default. */
export function defaultOfVertex(vertex: Vertex): Vertex {
  const v = vertex.deref();
  const { base } = v;
  if (base === undefined) return v;
  if (base.tag === DISJUNCTION) {
    if (base.defaults === 0) return v;
    const value = defaultOfDisjunction(base);
    if (value.tag === VERTEX) return defaultOfVertex(value);
    return copyWith(v, value);
  }
  if (base.tag !== LIST_MARKER || !base.isOpen) return v;
  return copyWith(v, new ListMarker(false));
}

function copyWith(v: Vertex, base: Vertex["base"]): Vertex {
  const copy = new Vertex(v.parent, v.label, v.arcType, v.conjuncts);
  copy.base = base;
  copy.arcs = v.arcs;
  copy.structs = v.structs;
  copy.patterns = v.patterns;
  copy.isClosedRecursive = v.isClosedRecursive;
  copy.isClosedOnce = v.isClosedOnce;
  copy.hasEllipsis = v.hasEllipsis;
  copy.isDynamic = v.isDynamic;
  copy.isData = v.isData;
  copy.childErrors = v.childErrors;
  copy.status = FINALIZED;
  return copy;
}
