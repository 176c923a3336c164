// What is told of the fields of a struct.
import { OPTIONAL } from "../adt/arc-type.ts";
import { type Feature, isDefinition, isLet } from "../adt/feature.ts";
import { DYNAMIC_FIELD, FIELD, VERTEX } from "../adt/tag.ts";
import type { Vertex } from "../adt/vertex.ts";
import type { OpContext } from "../eval/context.ts";
import { defaultOfVertex } from "../eval/default.ts";
import type { Field } from "./value.ts";

const NO_ATTRIBUTES: Field["attributes"] = [];

/** The attributes of a field. */
export function attributesOf(arc: Vertex): Field["attributes"] {
  let attributes = NO_ATTRIBUTES;
  for (const { node } of arc.conjuncts) {
    if ((node.tag !== FIELD && node.tag !== DYNAMIC_FIELD) || node.attributes.length === 0)
      continue;
    attributes =
      attributes === NO_ATTRIBUTES ? node.attributes : [...attributes, ...node.attributes];
  }
  return attributes;
}

/** Whether all that a field is was filled in. */
export function isFilled({ conjuncts }: Vertex): boolean {
  for (const { node } of conjuncts) if (node.tag !== VERTEX || !node.isData) return false;
  return conjuncts.length > 0;
}

/** Whether a vertex, or one below it, has a field with the label; see `Value.contains`. */
export function contains(ctx: OpContext, vertex: Vertex, label: Feature): boolean {
  ctx.completeArcs(vertex);
  const own = defaultOfVertex(vertex);
  if (own.lookup(label) !== undefined) return true;
  for (const arc of own.arcs) {
    if (arc.arcType > OPTIONAL || isLet(arc.label) || isDefinition(arc.label) || isFilled(arc))
      continue;
    if (contains(ctx, arc, label)) return true;
  }
  return false;
}
