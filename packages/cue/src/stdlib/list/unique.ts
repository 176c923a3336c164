import { Decimal } from "../../literal/decimal.ts";
import { type BuiltinContext, type CueValue, ValidationFailure } from "../builtin.ts";

/**
 * A key that is the same for equal scalars; undefined for structs, lists and what is not concrete. It makes lists of
 * scalars linear, where comparing all pairs is quadratic.
 */
function scalarKey(ctx: BuiltinContext, element: CueValue): string | undefined {
  const kind = ctx.kind(element);
  if (kind === "struct" || kind === "list" || kind === "bottom" || kind === "func")
    return undefined;
  const scalar = ctx.scalar(element);
  // An int and a float are never the same element, whatever their values.
  if (scalar instanceof Decimal) return `${kind}${scalar.reduce()}`;
  return scalar instanceof Uint8Array ? `${kind}${scalar.join()}` : `${kind}${scalar}`;
}

/** Fails if two elements are equal: for good where they are final, else for now. */
export function uniqueItems(ctx: BuiltinContext, list: readonly CueValue[]): boolean {
  const keys = list.map((element) => scalarKey(ctx, element));
  if (!keys.includes(undefined) && new Set(keys).size === keys.length) return true;
  let found: [number, number] | undefined;
  let isFinal = false;
  outer: for (let i = 0; i < list.length; i++) {
    for (let j = i + 1; j < list.length; j++) {
      const x = list[i];
      const y = list[j];
      if (x === undefined || y === undefined) continue;
      const bothKeyed = keys[i] !== undefined && keys[j] !== undefined;
      if (bothKeyed ? keys[i] !== keys[j] : !ctx.equal(x, y)) continue;
      found = [i, j];
      if (ctx.isFinal(y)) {
        isFinal = true;
        break outer;
      }
    }
  }
  if (found === undefined) return true;
  const [i, j] = found;
  const element = list[i];
  const isScalar = keys[i] !== undefined && element !== undefined;
  throw new ValidationFailure(
    isScalar
      ? `equal value (${ctx.text(element)}) at position ${i} and ${j}`
      : `equal values at position ${i} and ${j}`,
    isFinal ? "eval" : "incomplete",
  );
}
