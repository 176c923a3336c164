// Bounds put together: `>=0 & int & <150` is `uint & <150`. cue: internal/core/export/bounds.go.
import { INT_KIND, SCALAR_KINDS } from "../adt/kind.ts";
import { BASIC_TYPE, BOUND_VALUE, NUM } from "../adt/tag.ts";
import type { BoundValue, Num, Value } from "../adt/value.ts";
import type { Expression } from "../ast/ast.ts";
import { binaryExpr, ident } from "../ast/build.ts";
import { Decimal } from "../literal/decimal.ts";

interface Bound {
  readonly bound: BoundValue;
  readonly limit: Decimal;
}

/** Collects bounds of numbers; knows what they amount to if there is a lower and an upper one. */
export class BoundSimplifier {
  #isInt = false;
  #min: Bound | undefined;
  #max: Bound | undefined;

  /** Whether the value is a type or bound that is part of the result. */
  add(value: Value): boolean {
    if (value.tag === BASIC_TYPE) {
      if ((value.kind & SCALAR_KINDS) !== INT_KIND) return false;
      this.#isInt = true;
      return true;
    }
    if (value.tag !== BOUND_VALUE || value.value.tag !== NUM) return false;
    const limit = decimalOf(value.value);
    switch (value.op) {
      case ">":
        if (this.#min === undefined || this.#min.limit.cmp(limit) !== 1)
          this.#min = { bound: value, limit };
        return true;
      case ">=":
        if (this.#min === undefined || this.#min.limit.cmp(limit) === -1)
          this.#min = { bound: value, limit };
        return true;
      case "<":
        if (this.#max === undefined || this.#max.limit.cmp(limit) !== -1)
          this.#max = { bound: value, limit };
        return true;
      case "<=":
        if (this.#max === undefined || this.#max.limit.cmp(limit) === 1)
          this.#max = { bound: value, limit };
        return true;
      default:
        return false;
    }
  }

  /** The result; undefined unless there are both bounds. */
  result(print: (bound: BoundValue) => Expression): Expression | undefined {
    const min = this.#min;
    const max = this.#max;
    if (min === undefined || max === undefined) return undefined;
    const parts: Expression[] = [];
    let showsMin = true;
    if (this.#isInt) {
      const sign = min.limit.cmp(ZERO);
      parts.push(ident(sign < 0 ? "int" : "uint"));
      showsMin = !(sign === 0 && min.bound.op === ">=");
    }
    if (showsMin) parts.push(print(min.bound));
    parts.push(print(max.bound));
    return parts.reduce((left, right) => binaryExpr(left, "&", right));
  }
}

const ZERO = Decimal.of(0n);

function decimalOf(number: Num): Decimal {
  return typeof number.value === "object" ? number.value : Decimal.of(BigInt(number.value));
}
