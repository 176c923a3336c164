import { randomInt } from "node:crypto";

/** Where chance comes from. */
export interface Random {
  /** An integer from 0 up to, not including, `limit`. */
  integer(limit: number): number;
}

/** Chance that nobody can foresee. */
export const secureRandom: Random = { integer: (limit) => randomInt(limit) };
