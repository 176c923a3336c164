// Which of the filled-in values an expression read: `[what, source, path, fills]`.
import { describe, expect, it } from "vitest";
import { compile } from "./program.ts";

/** Fill 0 is `x: {n: 5, l: [1]}`, fill 1 is `y: {n: 6}`. */
function reads(source: string, path: readonly string[], isIdle = false): readonly number[] {
  const { program, errors } = compile([{ filename: "a.cue", text: source }], {
    externals: ["x", "y"],
  });
  if (program === undefined) throw errors[0] ?? new Error("it does not compile");
  const value = program
    .evaluate({
      fill: [
        { path: ["x"], value: { n: 5, l: [1] } },
        { path: ["y"], value: { n: 6 } },
      ],
    })
    .lookup(path);
  return isIdle ? value.idleReads() : value.reads();
}

describe("what an expression read", () => {
  it.each<[string, string, string[], number[]]>([
    ["a reference", "a: x.n", ["a"], [0]],
    ["an operation", "a: x.n + y.n", ["a"], [0, 1]],
    ["through another field", "a: b\nb: y.n + 1", ["a"], [1]],
    ["a list", "a: [x.n, 1]", ["a"], [0]],
    ["a list in a struct in a list", "s: a: [[y.n]]", ["s", "a"], [1]],
    ["the condition of an element", "s: a: [if x.n > 3 {1}]", ["s", "a"], [0]],
    [
      "the condition of an element, by a list",
      "a: [if len([for e in x.l if e > 0 {e}]) == 1 {1}]",
      ["a"],
      [0],
    ],
    ["a condition on each element", "a: [for e in x.l if y.n > e {e}]", ["a"], [0, 1]],
    ["a field named by each element", 'a: [for e in ["n"] if y[e] > 1 {e}]', ["a"], [1]],
    [
      "a condition on a let clause",
      "a: [for e in x.l let f = e + 1 if y.n > f {f}]",
      ["a"],
      [0, 1],
    ],
    ["what an element goes over", "a: [for e in x.l {e}]", ["a"], [0]],
    [
      "the length of a list of conditions",
      "s: {a: len(b) == 0, b: [if y.n > 9 {1}]}",
      ["s", "a"],
      [1],
    ],
  ])("%s", (_, source, path, fills) => {
    expect(reads(source, path)).toEqual(fills);
  });

  it.each<[string, string, string[], number[]]>([
    ["a condition that does not hold", "s: {if x.n > 9 {a: 1}}", ["s"], [0]],
    ["one that holds", "s: {if x.n > 3 {a: 1}}", ["s"], []],
    ["by a list", "s: {if len([for e in x.l if e > 9 {e}]) > 0 {a: y.n}}", ["s"], [0]],
  ])("idly: %s", (_, source, path, fills) => {
    expect(reads(source, path, true)).toEqual(fills);
  });
});
