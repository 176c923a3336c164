// The budget of an evaluation.
import { Bottom, BUDGET_ERROR } from "../adt/bottom.ts";

/** Thrown when an evaluation exceeds its budget; everything that it was doing is abandoned. */
export class BudgetExceeded extends Error {
  readonly bottom: Bottom;
  constructor(message: string) {
    super(message);
    this.bottom = new Bottom(BUDGET_ERROR, message, [], undefined, undefined);
  }
}

/** Limits of an evaluation; see `Budget`. */
export interface Limits {
  readonly nodes: number;
  readonly depth: number;
  /** Throws {@link BudgetExceeded} if time is up; asked now and then. */
  readonly checkTime: (() => void) | undefined;
}
