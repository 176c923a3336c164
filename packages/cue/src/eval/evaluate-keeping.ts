// Arguments that are evaluated while their function runs.
import type { Expr } from "../adt/expr.ts";
import { FINALIZE, SCALAR_KNOWN } from "../adt/node-state.ts";
import type { Value } from "../adt/value.ts";
import type { OpContext } from "./context.ts";

/** Evaluates an argument, keeping what is found out about cycles. */
export function evaluateKeeping(ctx: OpContext, expr: Expr): Value | undefined {
  const value = ctx.evaluate(expr, SCALAR_KNOWN, FINALIZE);
  ctx.info = ctx.resultInfo;
  return value;
}
