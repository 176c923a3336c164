// Disjunctions of nothing but scalars, types and bounds, such as `*"latest" | string`: by far the most frequent.
//
// Where nothing but a scalar or a type is known of the vertex, what is left of the disjunction can be told from the
// disjuncts as they stand, and no vertex need be copied.
import { IS_DEFAULT, MAYBE_DEFAULT, type NodeState, NOT_DEFAULT, type PendingDisjunction } from "../adt/node-state.ts";
import type { Expr } from "../adt/expr.ts";
import { TOP_KIND } from "../adt/kind.ts";
import { BASIC_TYPE, BOUND_VALUE, BYTES, NULL, TOP } from "../adt/tag.ts";
import { BasicType, Disjunction, type Scalar, type Value } from "../adt/value.ts";
import { Conjunct, type Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { compareScalars, equalValues } from "./equal.ts";
import { kindOf } from "./kind.ts";
import { signal } from "./schedule.ts";
import { insertValue } from "./value.ts";

/** One of the disjuncts, and how it relates to the default. */
export interface Alternative {
  readonly expr: Expr;
  readonly mode: number;
}

/** What is left of a disjunct. */
interface Rest {
  readonly value: Value;
  readonly expr: Value;
  mode: number;
}

/** A disjunct that this cannot tell. */
const UNTOLD = Symbol("untold");

/** Runs the only disjunction of a vertex that is a mere scalar; false if it must be run by copies after all. */
export function runPlainDisjunction(
  ctx: OpContext,
  n: NodeState,
  disjunction: PendingDisjunction,
  alternatives: readonly Alternative[],
  place: Vertex["place"],
): boolean {
  if (
    n.errors !== undefined ||
    n.lowerBound !== undefined ||
    n.upperBound !== undefined ||
    n.checks.length > 0 ||
    n.defaultMode !== MAYBE_DEFAULT ||
    n.defaultAttemptInCycle !== undefined
  ) {
    return false;
  }
  const rests: Rest[] = [];
  let defaults = 0;
  for (const { expr, mode } of alternatives) {
    const value = unified(ctx, n, expr as Value);
    if (value === UNTOLD) return false;
    if (value === undefined) continue;
    const same = rests.find((rest) => equalValues(ctx, rest.value, value, true));
    if (mode === IS_DEFAULT && same?.mode !== IS_DEFAULT) defaults++;
    if (same === undefined) rests.push({ value, expr: expr as Value, mode });
    else if (mode === IS_DEFAULT) same.mode = IS_DEFAULT;
  }
  const [first] = rests;
  if (first === undefined) return false;
  if (rests.length === 1) {
    n.defaultMode = defaults === 0 ? MAYBE_DEFAULT : first.mode;
    insertValue(ctx, n, disjunction.env, first.expr, disjunction.info);
    return true;
  }
  const values: Value[] = [];
  let hasDefaults = false;
  let placed = 0;
  for (const [index, { value, mode }] of rests.entries()) {
    // Without any default left, none was meant.
    if (defaults > 0 && mode === IS_DEFAULT) {
      hasDefaults = true;
      // Defaults come first; what stood in their place moves behind.
      values[index] = values[placed] as Value;
      values[placed++] = value;
    } else {
      if (defaults > 0 && mode === NOT_DEFAULT) hasDefaults = true;
      values[index] = value;
    }
  }
  n.plain = new Disjunction(values, defaults, hasDefaults, place);
  if (defaults === 1) signal(ctx, n, n.provided);
  return true;
}

/** The unification with what is known of the vertex; undefined if there is none. */
function unified(ctx: OpContext, n: NodeState, value: Value): Value | undefined | typeof UNTOLD {
  const kind = kindOf(value) & n.kind;
  if (kind === 0) return undefined;
  const { scalar } = n;
  if (scalar !== undefined) {
    if (scalar.tag < NULL || scalar.tag > BYTES) return UNTOLD;
    switch (value.tag) {
      case TOP:
      case BASIC_TYPE:
        return (kindOf(scalar) & kind) === 0 ? undefined : scalar;
      case BOUND_VALUE: {
        const error = ctx.validate(new Conjunct(undefined, value, ctx.rootInfo), scalar);
        return error === undefined ? scalar : undefined;
      }
      default:
        return compareScalars(value as Scalar, scalar as Scalar) === 0 ? scalar : undefined;
    }
  }
  switch (value.tag) {
    case TOP:
      return n.kind === TOP_KIND ? value : new BasicType(kind, value.place);
    case BASIC_TYPE:
      return kind === value.kind ? value : new BasicType(kind, value.place);
    case BOUND_VALUE:
      return kind === kindOf(value) ? value : UNTOLD;
    default:
      return value;
  }
}
