// Values as data: regular fields that are present, defaults taken, open.
import { isRegular } from "../adt/feature.ts";
import { CONJUNCTION, DISJUNCTION, VERTEX } from "../adt/tag.ts";
import { type BaseValue, Conjunction, Disjunction, type Value } from "../adt/value.ts";
import { FINALIZED, Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";

/** A copy of a vertex that is data all the way down. */
export function toData(ctx: OpContext, vertex: Vertex): Vertex {
  return copy(ctx, vertex, new Map());
}

function copy(ctx: OpContext, vertex: Vertex, done: Map<Vertex, Vertex>): Vertex {
  const known = done.get(vertex);
  if (known !== undefined) return known;
  ctx.finalize(vertex);
  const data = new Vertex(vertex.parent, vertex.label, vertex.arcType, vertex.conjuncts);
  done.set(vertex, data);
  data.status = FINALIZED;
  data.isData = true;
  data.hasEllipsis = vertex.hasEllipsis;
  data.structs = vertex.structs;
  data.childErrors = vertex.childErrors;
  if (vertex.link !== undefined) {
    data.link = copy(ctx, vertex.link, done);
    return data;
  }
  data.base = vertex.base && copyBase(ctx, vertex.base, done);
  if (data.base?.tag === VERTEX) {
    data.link = data.base;
    data.base = undefined;
    return data;
  }
  for (const arc of vertex.arcs) {
    if (isRegular(arc.label) && ctx.isDefined(arc)) data.addArc(copy(ctx, arc, done));
  }
  return data;
}

function copyBase(ctx: OpContext, base: BaseValue, done: Map<Vertex, Vertex>): BaseValue {
  const copyValue = (value: Value): Value => copyBase(ctx, value, done) as Value;
  switch (base.tag) {
    case VERTEX:
      return copy(ctx, base, done);
    case DISJUNCTION:
      if (base.defaults === 1) return copyValue(base.values[0] as Value);
      return new Disjunction(
        (base.defaults === 0 ? base.values : base.values.slice(0, base.defaults)).map(copyValue),
        base.defaults,
        base.hasDefaults,
        base.place,
      );
    case CONJUNCTION:
      return new Conjunction(base.values.map(copyValue), base.place, base.name);
    default:
      return base;
  }
}
