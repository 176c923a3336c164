// What needs more stack than there is, and products that nobody could look at.
import { describe, expect, it } from "vitest";
import { compile, type Value } from "../index.ts";

function evaluate(text: string): Value {
  const { program, errors } = compile([{ filename: "in.cue", text }]);
  if (program === undefined) throw errors[0];
  return program.evaluate();
}

/** `a2: a1 + 1`, `a1: a0 + 1`, `a0: 0`: each field needs all below it. */
function chain(length: number): string {
  const lines = ["a0: 0"];
  for (let i = 1; i <= length; i++) lines.unshift(`a${i}: a${i - 1} + 1`);
  return lines.join("\n");
}

describe("deep evaluation", () => {
  it.each([10, 300, 3_000])("follows a chain of %d references", (length) => {
    expect(evaluate(chain(length)).lookup([`a${length}`]).decode()).toBe(length);
  });

  it("gives fields that end in a cycle the error of the cycle", () => {
    const text = chain(400).replace("a0: 0", "a0: a400 - 400");
    expect(evaluate(text).lookup(["a200"]).error()?.code).toMatch(/cycle|incomplete/);
  });

  it("follows references through structs", () => {
    const lines = ["s0: v: 1"];
    for (let i = 1; i <= 600; i++) lines.unshift(`s${i}: v: s${i - 1}.v + 1`);
    expect(evaluate(lines.join("\n")).lookup(["s600", "v"]).decode()).toBe(601);
  });

  it("nests values as deep as its budget says", () => {
    const text = `${"a: ".repeat(400)}1`;
    expect(evaluate(text).exportJson()).toHaveLength(400 * 6 + 1);
    const { program } = compile([{ filename: "in.cue", text }]);
    expect(() => program?.evaluate({ budget: { depth: 100 } }).exportJson()).toThrow(/100 levels of nesting/);
  });
});

describe("products of disjunctions", () => {
  const schema = Array.from({ length: 30 }, (_, i) => `_d${i}: {a${i}: 0, s: string} | {a${i}: 1, s: string}`);
  const all = `_all: ${schema.map((_, i) => `_d${i}`).join(" & ")}`;
  const picked = Array.from({ length: 30 }, (_, i) => `a${i}: ${i % 2}`).join(", ");

  it("are not made where nobody looks", () => {
    const value = evaluate([...schema, all, `pick: _all & {s: "x", ${picked}}`].join("\n"));
    expect(value.lookup(["pick", "a3"]).decode()).toBe(1);
    expect(value.validate()).toEqual([]);
    expect(value.lookup(["_all"]).incompleteKind()).toBe("struct");
  });

  it("fail where no combination is left", () => {
    const value = evaluate([...schema.slice(0, 6), `x: ${[0, 1, 2, 3, 4, 5].map((i) => `_d${i}`).join(" & ")} & {a5: 2}`].join("\n"));
    expect(value.lookup(["x"]).error()?.code).toBe("eval");
  });

  it("are made when the disjuncts are asked for", () => {
    const text = [...schema.slice(0, 4), "x: _d0 & _d1 & _d2 & _d3"].join("\n");
    expect(evaluate(text).lookup(["x"]).syntax().match(/a0:/g)).toHaveLength(16);
  });
});
