// The order of the fields of merged struct literals: each literal's own order is kept as far as the others allow.
// cue: internal/core/export/toposort.go.
import type { StructLit } from "../adt/expr.ts";
import type { Feature } from "../adt/feature.ts";
import { FIELD } from "../adt/tag.ts";

/** Labels in the order of the literals that declare them; others come last, as they are. */
export function declaredOrder(
  literals: readonly StructLit[],
  labels: readonly Feature[],
): Feature[] {
  const order = positions(
    literals
      .map(({ decls }) => decls.flatMap((decl) => (decl.tag === FIELD ? [decl.label] : [])))
      .filter((list) => list.length > 0),
  );
  const last = Number.POSITIVE_INFINITY;
  return [...labels].sort((a, b) => {
    const left = order.get(a) ?? last;
    const right = order.get(b) ?? last;
    return left === right ? 0 : left - right;
  });
}

/** A label comes when it is at the head of a list and no other list has anything before it. */
function positions(lists: Feature[][]): Map<Feature, number> {
  const waiting = new Map<Feature, number>();
  for (const list of lists) {
    for (const label of list.slice(1)) waiting.set(label, (waiting.get(label) ?? 0) + 1);
  }
  const order = new Map<Feature, number>();
  const heads = lists.map(() => 0);
  const advance = (index: number): boolean => {
    const list = lists[index] as Feature[];
    const at = heads[index] as number;
    const label = list[at];
    if (label === undefined || (waiting.get(label) ?? 0) > 0) return false;
    heads[index] = at + 1;
    const next = list[at + 1];
    if (next !== undefined && at + 2 < list.length && (waiting.get(next) ?? 0) > 0) {
      waiting.set(next, (waiting.get(next) as number) - 1);
    }
    if (!order.has(label)) order.set(label, order.size);
    return true;
  };
  for (;;) {
    if (lists.some((_, index) => advance(index))) continue;
    const blocked = lists.findIndex((list, index) => (heads[index] as number) < list.length);
    if (blocked < 0) return order;
    // The lists contradict each other: one of them gives way.
    const label = (lists[blocked] as Feature[])[heads[blocked] as number] as Feature;
    waiting.set(label, 0);
  }
}
