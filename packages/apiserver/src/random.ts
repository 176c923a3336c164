import { randomInt, randomUUID } from "node:crypto";

/** Chance as the server uses it. */
export interface Random {
  /** A UUID of version 4. */
  uid(): string;
  /** What `generateName` is completed with: five characters without vowels and look-alikes. */
  suffix(): string;
}

const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";
const SUFFIX_LENGTH = 5;

/** The machine's randomness. */
export const systemRandom: Random = {
  uid: () => randomUUID(),
  suffix: () =>
    Array.from({ length: SUFFIX_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join(""),
};
