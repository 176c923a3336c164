// Orders of fields that have been computed before.
//
// Where no label is computed, the order of a struct's fields depends on the program alone: on the literals that came
// together, and the references by which they came. One evaluation of a program after another puts the same literals
// together, so the order is kept with the first of them. It is found again by comparing all that it depends on; of data
// that is their names.
import type { StructLit } from "../adt/expr.ts";
import { DYNAMIC_FIELD, VERTEX } from "../adt/tag.ts";
import type { StructInfo, Vertex } from "../adt/vertex.ts";

interface KnownOrder {
  /** What the order depends on: nodes of the program, and numbers. */
  readonly key: readonly unknown[];
  /** Which of the arcs comes first, second …; undefined if they are in order. */
  readonly order: readonly number[] | undefined;
}

/** A literal may take part in many structs; beyond this they are forgotten. */
const MAX_KNOWN = 8;

/** Data with more fields than that are not compared. */
const MAX_DATA_FIELDS = 64;

const known = new WeakMap<StructLit, KnownOrder[]>();

/** The key of the struct that is looked for; only one is at a time. */
const probe: unknown[] = [];

/** The arcs of a vertex in the order that `compute` gives, or gave for the same literals. */
export function rememberedOrder(
  v: Vertex,
  structs: readonly StructInfo[],
  compute: () => readonly Vertex[],
): readonly Vertex[] {
  const source = firstLiteral(structs);
  const length = source === undefined ? 0 : describe(v, structs);
  if (source === undefined || length === 0) return compute();
  let orders = known.get(source);
  if (orders !== undefined) {
    for (const { key, order } of orders) {
      if (key.length === length && isProbe(key))
        return order === undefined ? v.arcs : permuted(v.arcs, order);
    }
  }
  const key = probe.slice(0, length);
  const ordered = compute();
  if (orders === undefined || orders.length >= MAX_KNOWN) {
    orders = [];
    known.set(source, orders);
  }
  orders.push({ key, order: permutation(v.arcs, ordered) });
  return ordered;
}

function firstLiteral(structs: readonly StructInfo[]): StructLit | undefined {
  for (const { source } of structs) if (source.tag !== VERTEX) return source;
  return undefined;
}

function isProbe(key: readonly unknown[]): boolean {
  for (let i = 0; i < key.length; i++) if (key[i] !== probe[i]) return false;
  return true;
}

function permuted(arcs: readonly Vertex[], order: readonly number[]): Vertex[] {
  const ordered: Vertex[] = new Array<Vertex>(order.length);
  for (let i = 0; i < order.length; i++) ordered[i] = arcs[order[i] as number] as Vertex;
  return ordered;
}

function permutation(arcs: readonly Vertex[], ordered: readonly Vertex[]): number[] | undefined {
  if (arcs.length === ordered.length && arcs.every((arc, index) => arc === ordered[index]))
    return undefined;
  return ordered.map((arc) => arcs.indexOf(arc));
}

/** Writes what the order depends on to `probe`; gives its length, 0 if it depends on more than can be compared. */
function describe(v: Vertex, structs: readonly StructInfo[]): number {
  let length = 0;
  for (const { source, repeats, comprehension } of structs) {
    if (source.tag === VERTEX) {
      // Other data with the same names in the same order are as good.
      if (source.arcs.length > MAX_DATA_FIELDS) return 0;
      probe[length++] = source.place;
      probe[length++] = source.fill >= 0;
      for (const { label } of source.arcs) probe[length++] = label;
    } else probe[length++] = source;
    probe[length++] = repeats;
    // Which comprehension it was does not matter, but which literals came from the same.
    probe[length++] =
      comprehension === 0
        ? -1
        : structs.findIndex((other) => other.comprehension === comprehension);
  }
  for (const { node } of v.conjuncts) probe[length++] = node.tag === VERTEX ? VERTEX : node;
  for (const { label, conjuncts } of v.arcs) {
    probe[length++] = label;
    probe[length++] = conjuncts.length;
    for (const { node, info } of conjuncts) {
      if (node.tag === DYNAMIC_FIELD) return 0;
      if (node.tag === VERTEX) {
        probe[length++] = node.place;
        probe[length++] = structs.findIndex(
          ({ source }) => source.tag === VERTEX && source.lookup(label) === node,
        );
      } else probe[length++] = node;
      probe[length++] = info.trail?.first;
    }
  }
  return length;
}
