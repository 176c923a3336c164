import { describe, expect, it } from "vitest";
import { compile } from "./program.ts";
import { diagnose, type Diagnostic } from "./diagnose.ts";

function diagnosed(text: string): readonly Diagnostic[] {
  const { program, errors } = compile([{ filename: "a.cue", text }]);
  const value = program?.evaluate();
  const final = value?.validate({ final: true }) ?? errors;
  const found = final.length > 0 ? final : (value?.validate({ concrete: true }) ?? []);
  return diagnose(found, {
    source: (filename) => (filename === "a.cue" ? text : undefined),
    ...(value === undefined ? {} : { value }),
  });
}

/** What is marked. */
function marked(text: string, { ranges }: Diagnostic): readonly string[] {
  return ranges.map(({ offset, length }) => text.slice(offset, offset + length));
}

describe("diagnose", () => {
  it("marks every conjunct that took part", () => {
    const text = 'a: {b: string}\na: b: 3\n"ü": c: >5 & 4\n';
    const [first, second, ...others] = diagnosed(text);
    expect(others).toEqual([]);
    expect(first).toEqual({
      severity: "error",
      code: "eval",
      message: "conflicting values string and 3 (mismatched types string and int)",
      path: ["a", "b"],
      text: "a.b: conflicting values string and 3 (mismatched types string and int)",
      ranges: [
        { filename: "a.cue", line: 1, column: 8, offset: 7, length: 6 },
        { filename: "a.cue", line: 2, column: 7, offset: 21, length: 1 },
      ],
      suggestion: undefined,
    });
    expect(second?.message).toBe("invalid value 4 (out of bound >5)");
    expect(second && marked(text, second)).toEqual([">5", "4"]);
  });

  it.each([
    // Fields of closed definitions, optional ones too.
    ["#D: {name: string, image?: string}\nd: #D & {nmae: 1}", "nmae", "name"],
    ["#D: {name: string, image?: string}\nd: #D & {imag: 1}", "imag", "image"],
    ["#D: s: [...{port: int}]\nd: #D & {s: [{prot: 1}]}", "prot", "port"],
    ["#D: {name: string}\nd: #D & {other: 1}", "other", undefined],
    // References.
    ["name: 1\na: nam", "nam", "name"],
    ["a: strin", "strin", "string"],
    ['a: strings.ToUpper("x")', "strings", 'import "strings"'],
    ["m: {alpha: 1}\na: m.alhpa", "alhpa", "alpha"],
    // Functions and packages.
    ['import "strings"\na: strings.ToUper("x")', "strings.ToUper", "strings.ToUpper"],
    ['import "encoding/jsn"\na: jsn.Marshal(1)', '"encoding/jsn"', "encoding/json"],
    ["a: xyzzy", "xyzzy", undefined],
  ])("%j: what was meant", (text, place, suggestion) => {
    const [first] = diagnosed(text);
    expect(first?.suggestion).toBe(suggestion);
    expect(first && marked(text, first)[0]).toContain(place.split(".")[0]);
  });

  it("tells all errors of a file, sorted", () => {
    const text = "z: 1 & 2\na: b\nc: d\n";
    expect(diagnosed(text).map(({ text: line, code }) => [code, line])).toEqual([
      ["compile", 'a: reference "b" not found'],
      ["compile", 'c: reference "d" not found'],
    ]);
    expect(diagnosed("a: {\n  b: ]\n}\nc: }\n").map(({ code }) => code)).toContain("syntax");
  });

  it("knows places without sources by line and column only", () => {
    const [only] = diagnose(compile([{ filename: "a.cue", text: "a: b" }]).errors, {
      severity: "warning",
    });
    expect(only?.severity).toBe("warning");
    expect(only?.ranges).toEqual([{ filename: "a.cue", line: 1, column: 4, offset: 0, length: 0 }]);
  });
});
