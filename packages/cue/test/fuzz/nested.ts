// Sources that are deep or long: inside of brackets, labels, operators and references.
import type { Random } from "./random.ts";

export const DEPTHS: readonly number[] = [50, 50, 400, 600, 600, 5_000, 5_000, 20_000, 100_000];

export const BRACKETS: readonly (readonly [open: string, close: string])[] = [
  ["{a: ", "}"],
  ["{a?: ", "}"],
  ["{#A: ", "}"],
  ["{[string]: ", "}"],
  ["{(x): ", "}"],
  ["[", "]"],
  ["[...", "]"],
  ["[1][", "]"],
  ["(", ")"],
  ["close(", ")"],
  ["len([", "])"],
  ["a: ", ""],
  ["-", ""],
  ["!", ""],
  ["*", ""],
  [">", ""],
  ["1 + ", ""],
  ["1 & ", ""],
  ["1 | ", ""],
  ["true && ", ""],
  ["{a: 1} & ", ""],
  ["{a: 1} | ", ""],
  ["{", "}"],
  ['"\\(', ')"'],
  ["if true {", "}"],
  ["for x in [1] {", "}"],
  ["{let x = ", ", x}"],
  ["[for x in ", " {x}]"],
  ["matchN(1, [", "])"],
];

/** A source, and after it something deep or long. */
export function nested(source: string, random: Random): string {
  const depth = random.pick(DEPTHS);
  switch (random.below(12)) {
    case 0:
      return `${source}\nz: 1${".a".repeat(depth)}`;
    case 1:
      return `${source}\nz: {}${'["a"]'.repeat(depth)}`;
    case 2:
      return `${source}\nz: ${"1".repeat(depth)} * ${"7".repeat(depth)}`;
    case 3:
      return `${source}\nz: ${random.pick(["", "-"])}1.${"1".repeat(depth)}e${random.pick(["", "-"])}${depth}`;
    case 4:
      return `${source}\nz: "${"x".repeat(depth)}"`;
    case 5: {
      // Deep things are small here: each link of the chain is a field.
      const length = Math.min(depth, 2_000);
      const links = Array.from({ length }, (_, index) => `z${index}: z${index + 1}\n`);
      return `${source}\n${links.join("")}z${length}: 1`;
    }
    case 6:
      return `${source}\n${"// c\n".repeat(Math.min(depth, 5_000))}`;
    case 7:
      return `${source}\nz: ${"(".repeat(random.below(depth))}1${")".repeat(random.below(depth))}`;
    default: {
      const [open, close] = random.pick(BRACKETS);
      return `${source}\nz: ${open.repeat(depth)}1${close.repeat(depth)}`;
    }
  }
}
