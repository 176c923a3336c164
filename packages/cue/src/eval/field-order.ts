// The order of fields in output.
//
// A struct's fields come from several literals: its own, those that references lead to, those that comprehensions put
// in. Each literal says in which order its fields come. These orders are merged to one: literals follow each other in
// the order in which they, or the references that lead to them, stand in the source; the operands of `&` say nothing
// about each other, and what nothing orders is ordered by name. cue: internal/core/toposort.
import { type BinaryExpr, type Expr, expressionOf, type Node } from "../adt/expr.ts";
import { type Feature, isIntLabel, labelIndex, type Labels, NO_LABEL } from "../adt/feature.ts";
import { comparePlaces, isSamePlace, type Place } from "../adt/position.ts";
import { BINARY, DYNAMIC_FIELD, FIELD, LAST_EXPR, VERTEX } from "../adt/tag.ts";
import type { StructInfo, Vertex } from "../adt/vertex.ts";
import { compareStrings } from "./equal.ts";
import { Graph } from "./field-graph.ts";
import { rememberedOrder } from "./order-memo.ts";

/** The fields of a struct in the order in which they are printed. */
export function fieldsInOrder(labels: Labels, v: Vertex): readonly Vertex[] {
  const { arcs, structs } = v;
  if (arcs.length < 2 || structs === undefined || isDeclared(v, structs)) return arcs;
  return rememberedOrder(v, structs, () => {
    const ordered: Vertex[] = [];
    for (const label of merge(labels, v, structs)) {
      const arc = v.lookup(label);
      if (arc !== undefined) ordered.push(arc);
    }
    return ordered;
  });
}

/** Whether the arcs are fields of one literal, in its order: as a rule they are. */
function isDeclared(v: Vertex, structs: readonly StructInfo[]): boolean {
  const { arcs } = v;
  const [only] = structs;
  if (only === undefined || structs.length > 1 || only.repeats > 0) return false;
  const { source } = only;
  if (source.tag === VERTEX) return source.arcs === arcs || sameLabels(source.arcs, arcs);
  const { decls } = source;
  let passed: Set<Feature> | undefined;
  let at = 0;
  for (let index = 0; index < arcs.length; index++) {
    const arc = arcs[index] as Vertex;
    for (;;) {
      const decl = decls[at++];
      if (decl === undefined || decl.tag === DYNAMIC_FIELD) return false;
      if (decl.tag !== FIELD) continue;
      if (decl.label === arc.label) break;
      // A field that was declared before may be so again; one that comes too early may not.
      passed ??= new Set(arcs.slice(0, index).map(({ label }) => label));
      if (!passed.has(decl.label) && v.lookup(decl.label) !== undefined) return false;
    }
    passed?.add(arc.label);
  }
  return true;
}

function sameLabels(a: readonly Vertex[], b: readonly Vertex[]): boolean {
  return a.length === b.length && a.every((arc, index) => arc.label === b[index]?.label);
}

/** A literal, or data, that contributes fields. */
interface Contribution {
  readonly struct: StructInfo;
  place: Place | undefined;
  /** It is an operand of `&`. */
  isExplicit: boolean;
}

/** What a literal declares, or data hold. */
function membersOf({ source }: StructInfo): readonly Node[] {
  return source.tag === VERTEX ? source.arcs : (source.decls as readonly Node[]);
}

function merge(labels: Labels, v: Vertex, structs: readonly StructInfo[]): Feature[] {
  const dynamic = dynamicLabels(v.arcs);
  const graph = new Graph<Contribution>();
  for (const arc of v.arcs) graph.node(arc.label);
  const contributions = structs.map(
    (struct): Contribution => ({ struct, place: struct.source.place, isExplicit: false }),
  );
  findOrigins(v, contributions);
  contributions.sort((a, b) => {
    const order = comparePlaces(a.place, b.place);
    return order !== 0 ? order : Number(hasDynamic(a, dynamic)) - Number(hasDynamic(b, dynamic));
  });
  let previous: Feature[] = [];
  let before: Contribution | undefined;
  for (const batch of batchesOf(contributions, dynamic)) {
    const [first] = batch as [Contribution];
    if (before !== undefined && fileOf(before) !== fileOf(first) && !isFill(first)) previous = [];
    const isExplicit = isExplicitBatch(batch);
    const next: Feature[] = [];
    for (const contribution of batch) {
      contribution.isExplicit = isExplicit;
      next.push(...chain(graph, dynamic, previous, contribution));
    }
    previous = next;
    before = first;
  }
  return graph.sort((a, b) => compareLabels(labels, a, b));
}

function compareLabels(labels: Labels, a: Feature, b: Feature): number {
  const isIntA = isIntLabel(a);
  if (isIntA !== isIntLabel(b)) return isIntA ? -1 : 1;
  return isIntA ? labelIndex(a) - labelIndex(b) : compareStrings(labels.text(a), labels.text(b));
}

function fileOf({ place }: Contribution): string {
  return place?.source.filename ?? "";
}

/** Data filled in come as if they were written at the end of the text that they are filled into. */
function isFill({ struct: { source } }: Contribution): boolean {
  return source.tag === VERTEX && source.fill >= 0;
}

/** The labels that each dynamic field made, in order; each is used once. */
function dynamicLabels(arcs: readonly Vertex[]): Map<Node, Feature[]> {
  const found = new Map<Node, Feature[]>();
  for (const arc of arcs) {
    for (const { node } of arc.conjuncts) {
      if (node.tag !== DYNAMIC_FIELD) continue;
      const known = found.get(node);
      if (known === undefined) found.set(node, [arc.label]);
      else known.push(arc.label);
    }
  }
  return found;
}

function hasDynamic({ struct }: Contribution, dynamic: ReadonlyMap<Node, unknown>): boolean {
  return dynamic.size > 0 && membersOf(struct).some((member) => dynamic.has(member));
}

/** Finds by which reference a literal was reached, which then gives its place; and which ones are operands of `&`. */
function findOrigins(v: Vertex, contributions: readonly Contribution[]): void {
  const byNode = new Map<unknown, Set<Contribution>>();
  const at = (node: unknown): Set<Contribution> => {
    let set = byNode.get(node);
    if (set === undefined) {
      set = new Set();
      byNode.set(node, set);
    }
    return set;
  };
  for (const contribution of contributions) {
    at(contribution.struct.source).add(contribution);
    for (const member of membersOf(contribution.struct)) at(member).add(contribution);
  }
  for (const arc of v.arcs) {
    for (const { node, info } of arc.conjuncts) {
      const found = byNode.get(node);
      if (found === undefined) continue;
      if (node.place !== undefined)
        for (const contribution of found) contribution.place = node.place;
      const ref = info.trail?.first;
      if (ref === undefined) continue;
      const reached = at(ref);
      for (const contribution of found) reached.add(contribution);
      if (ref.place !== undefined)
        for (const contribution of reached) contribution.place = ref.place;
    }
  }
  for (const { node } of v.conjuncts) markOperands(byNode, expressionOf(node) as Expr);
  for (const { struct } of contributions) {
    if (struct.source.tag === VERTEX) continue;
    for (const decl of struct.source.decls)
      if (decl.tag <= LAST_EXPR) markOperands(byNode, decl as Expr);
  }
}

function markOperands(byNode: ReadonlyMap<unknown, ReadonlySet<Contribution>>, expr: Expr): void {
  if (expr.tag !== BINARY || expr.op !== "&") return;
  const { left, right } = expr as BinaryExpr;
  for (const operand of [left, right]) {
    for (const contribution of byNode.get(operand) ?? []) contribution.isExplicit = true;
    markOperands(byNode, operand);
  }
}

type Batch = readonly Contribution[];

function isExplicitBatch(batch: Batch): boolean {
  return batch.length > 1 || batch[0]?.isExplicit === true;
}

/**
 * Groups what does not order each other: what stands at the same place, and neighbours that are operands of `&`. What
 * a comprehension put in with each of its runs comes run by run.
 */
function batchesOf(
  contributions: readonly Contribution[],
  dynamic: ReadonlyMap<Node, unknown>,
): Batch[] {
  const batches: Contribution[][] = [];
  let batch: Contribution[] = [];
  const flush = (): void => {
    const [first] = batch;
    if (first === undefined) return;
    const last = batches.at(-1);
    if (
      last !== undefined &&
      isExplicitBatch(batch) &&
      isExplicitBatch(last) &&
      fileOf(first) === fileOf(last[0] as Contribution)
    ) {
      last.push(...batch);
    } else batches.push(batch);
  };
  const add = (contribution: Contribution): void => {
    const [first] = batch;
    if (
      first === undefined ||
      (isSamePlace(first.place, contribution.place) && !hasDynamic(contribution, dynamic))
    ) {
      batch.push(contribution);
      return;
    }
    flush();
    batch = [contribution];
  };
  for (let i = 0; i < contributions.length; ) {
    const { comprehension, repeats } = (contributions[i] as Contribution).struct;
    let end = i + 1;
    if (comprehension !== 0) {
      while (contributions[end]?.struct.comprehension === comprehension) end++;
    }
    const run = contributions.slice(i, end);
    for (let round = 0; round <= repeats; round++)
      for (const contribution of run) add(contribution);
    i = end;
  }
  flush();
  return batches;
}

/** Adds the fields of a literal one after another behind `previous`; gives those behind which the next come. */
function chain(
  graph: Graph<Contribution>,
  dynamic: ReadonlyMap<Node, Feature[]>,
  previous: readonly Feature[],
  contribution: Contribution,
): readonly Feature[] {
  let last = previous;
  for (const member of membersOf(contribution.struct)) {
    const label = labelOfMember(member, dynamic);
    if (label === NO_LABEL) continue;
    const known = graph.find(label)?.owner;
    if (known === contribution) continue;
    if (known !== undefined && !contribution.isExplicit) {
      const { place } = contribution;
      if (place === undefined ? isFill(contribution) : fileOf(known) === fileOf(contribution))
        continue;
    }
    const node = graph.node(label);
    node.owner = contribution;
    for (const before of last) graph.edge(before, label);
    last = [label];
  }
  return last;
}

function labelOfMember(member: Node, dynamic: ReadonlyMap<Node, Feature[]>): Feature {
  switch (member.tag) {
    case FIELD:
    case VERTEX:
      return member.label;
    case DYNAMIC_FIELD:
      return dynamic.get(member)?.shift() ?? NO_LABEL;
    default:
      return NO_LABEL;
  }
}
