// Whether two disjuncts are the same, so that one can be dropped; also of disjuncts that are not complete yet.
import type { NodeState } from "../adt/node-state.ts";
import { CYCLE } from "../adt/bottom.ts";
import { SUCCESS } from "../adt/node-state.ts";
import { OPTIONAL } from "../adt/arc-type.ts";
import { BOOL, LIST_MARKER, NUM, STRING, STRUCT_MARKER } from "../adt/tag.ts";
import type { BaseValue, Value } from "../adt/value.ts";
import { FINALIZED, type Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { equalValues } from "./equal.ts";
import { validatorsOf } from "./value.ts";

/** A number that equal vertices share, from the scalars known of them and their fields. */
export function fingerprint(vertex: Vertex): number {
  const v = vertex.deref();
  let sum = fingerprintOf(scalarSoFar(v));
  for (const arc of v.arcs) {
    if (arc.arcType <= OPTIONAL) sum += Math.imul(arc.label + 1, fingerprintOf(scalarSoFar(arc.deref()))) >>> 8;
  }
  return sum;
}

function scalarSoFar(v: Vertex): BaseValue | undefined {
  return v.status === FINALIZED ? v.base : v.state?.scalar;
}

/** Of a scalar a number, of everything else the same. */
function fingerprintOf(base: BaseValue | undefined): number {
  switch (base?.tag) {
    case BOOL:
      return base.value ? 3 : 5;
    case NUM: {
      const { value } = base;
      const number = typeof value === "object" ? value.toNumber() : Number(value);
      return (Math.imul(Math.trunc(number) | 0, 0x9e3779b1) >>> 4) + 11;
    }
    case STRING: {
      const { value } = base;
      const { length } = value;
      return length === 0 ? 7 : Math.imul(value.charCodeAt(0) * 31 + value.charCodeAt(length - 1), length + 13) >>> 1;
    }
    default:
      return 1;
  }
}

export function sameDisjunct(ctx: OpContext, a: NodeState, b: NodeState): boolean {
  const va = a.node.deref();
  const vb = b.node.deref();
  if (va.status === FINALIZED && vb.status === FINALIZED) return equalValues(ctx, va, vb, true);
  if (!samePartial(ctx, a.node, b.node)) return false;
  const x = valueOf(valueSoFar(ctx, a, va));
  const y = valueOf(valueSoFar(ctx, b, vb));
  return x === undefined || y === undefined || equalValues(ctx, x, y, true);
}

function valueSoFar(ctx: OpContext, n: NodeState, v: Vertex): BaseValue {
  return v.base === undefined || v.base === CYCLE ? validatorsOf(ctx, n) : v.base;
}

function valueOf(base: BaseValue): Value | undefined {
  return base.tag === STRUCT_MARKER || base.tag === LIST_MARKER ? undefined : base;
}

function samePartial(ctx: OpContext, x: Vertex, y: Vertex): boolean {
  const nx = x.state;
  const ny = y.state;
  if (nx === undefined && ny === undefined) return equalValues(ctx, x, y, true);
  if (nx === undefined || ny === undefined || !sameState(ctx, nx, ny)) return false;
  const px = x.patterns ?? [];
  const py = y.patterns ?? [];
  if (px.length !== py.length) return false;
  for (const [index, { constraint }] of px.entries()) {
    const other = py[index]?.constraint as Vertex;
    ctx.finalize(constraint);
    ctx.finalize(other);
    if (!equalValues(ctx, constraint, other, true)) return false;
  }
  if (x.arcs.length !== y.arcs.length) return false;
  return x.arcs.every((arc) => {
    const other = y.lookup(arc.label);
    return other !== undefined && samePartial(ctx, arc, other);
  });
}

function sameState(ctx: OpContext, x: NodeState, y: NodeState): boolean {
  return (
    x.kind === y.kind &&
    x.hasTop === y.hasTop &&
    sameValue(ctx, x.scalar, y.scalar) &&
    x.checks.length === y.checks.length &&
    sameTasks(x, y) &&
    sameTasks(y, x) &&
    sameValue(ctx, x.lowerBound, y.lowerBound) &&
    sameValue(ctx, x.upperBound, y.upperBound) &&
    x.checks.every((check, index) =>
      equalValues(ctx, check.node as Value, y.checks[index]?.node as Value, true),
    )
  );
}

function sameValue(ctx: OpContext, a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  return a !== undefined && b !== undefined && equalValues(ctx, a, b, true);
}

/** Whether the tasks that x has not done are among those of y. */
function sameTasks(x: NodeState, y: NodeState): boolean {
  return x.tasks.every(
    (task) => task.status >= SUCCESS || y.tasks.some((other) => other.node === task.node),
  );
}
