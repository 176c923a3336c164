// The order of fields in output.
import type { Vertex } from "../adt/vertex.ts";

/** The fields of a struct in the order in which they are printed. */
export function fieldsInOrder(v: Vertex): readonly Vertex[] {
  return v.arcs;
}
