// Unifying values that have been evaluated, as builtins do.
import { MEMBER } from "../adt/arc-type.ts";
import { isDefinition } from "../adt/feature.ts";
import { VERTEX } from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import { Conjunct, Vertex } from "../adt/vertex.ts";
import { structScope } from "./closedness.ts";
import type { OpContext } from "./context.ts";

/** The unification of values; a new vertex at the place of the one being evaluated. */
export function unifyValues(ctx: OpContext, values: readonly Value[]): Vertex {
  const at = ctx.vertex;
  const v = new Vertex(at?.parent, at?.label ?? 0, MEMBER, []);
  const n = ctx.bareState(v);
  if (n === undefined) return v;
  for (const value of values) {
    let info = ctx.info.copy();
    info.fromDefinition = false;
    if (value.tag === VERTEX) {
      info = structScope(ctx, n, undefined, info);
      for (let p: Vertex | undefined = value; p !== undefined; p = p.parent) {
        if (isDefinition(p.label)) {
          info.isTopDefinition = true;
          break;
        }
      }
    }
    v.conjuncts.push(new Conjunct(undefined, value, info));
  }
  ctx.stateOf(v);
  n.dropParentRequirements = true;
  if (at?.state !== undefined) n.hasNonCyclic = at.state.hasNonCyclic;
  ctx.finalize(v);
  return v;
}
