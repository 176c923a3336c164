// Products of many disjunctions, not multiplied out until somebody looks.
//
// A schema may combine so many disjunctions that nobody would want to see all combinations; it is enough to know
// whether none, one, or several are left. If no default is marked, and all disjuncts are structs of literals and types
// (so that they mean the same at any time), a search with backtracking tells that from a few combinations. Only if the
// disjuncts themselves are asked for are all of them made.
import type { Bottom } from "../adt/bottom.ts";
import { MAYBE_DEFAULT, type NodeState } from "../adt/node-state.ts";
import { BOUND_VALUE, FIELD, NULL, STRUCT_LIT } from "../adt/tag.ts";
import type { Expr } from "../adt/expr.ts";
import { mergeGroups } from "./closedness.ts";
import type { OpContext } from "./context.ts";
import { sameDisjunct } from "./disjunct-equality.ts";
import type { Alternative } from "./plain-disjunction.ts";

/** Fewer combinations than this are simply made. */
const MANY = 16;

/** How often the search may try a disjunct, for each that there is. */
const TRIES_PER_DISJUNCT = 8;

/** Whether the product of disjunctions is large, and means the same whenever it is made. */
export function isLazy(disjunctions: readonly (readonly Alternative[])[]): boolean {
  let combinations = 1;
  for (const alternatives of disjunctions) {
    combinations *= alternatives.length;
    for (const { expr, mode } of alternatives) {
      if (mode !== MAYBE_DEFAULT || expr.tag !== STRUCT_LIT || !isGround(expr)) return false;
    }
  }
  return combinations >= MANY;
}

/** Whether an expression refers to nothing. */
function isGround(expr: Expr): boolean {
  if (expr.tag !== STRUCT_LIT) return expr.tag >= NULL && expr.tag <= BOUND_VALUE;
  return expr.decls.every((decl) => decl.tag === FIELD && isGround(decl.value));
}

/** What a search found: nothing, one combination, or that there are several. */
export type Found = "none" | "several" | "unknown" | NodeState;

/** Looks for combinations that do not fail. `put` gives a copy of `p` with a disjunct put in, or the error. */
export function search(
  ctx: OpContext,
  root: NodeState,
  disjunctions: readonly (readonly Alternative[])[],
  put: (p: NodeState, index: number, alternative: Alternative) => NodeState | Bottom,
): Found {
  let tries = 0;
  for (const alternatives of disjunctions) tries += alternatives.length * TRIES_PER_DISJUNCT;
  let only: NodeState | undefined;
  /** True to end the search. */
  const visit = (p: NodeState, index: number): boolean => {
    const alternatives = disjunctions[index];
    if (alternatives === undefined) {
      if (only === undefined) only = p;
      else if (!sameDisjunct(ctx, only, p)) return true;
      else mergeGroups(only, p);
      return false;
    }
    for (const alternative of alternatives) {
      if (tries-- === 0) return true;
      const result = put(p, index, alternative);
      if ("tag" in result) continue;
      if (visit(result, index + 1)) return true;
    }
    return false;
  };
  const isEnded = visit(root, 0);
  if (tries < 0) return "unknown";
  return isEnded ? "several" : (only ?? "none");
}
