// What a value that was looked up says about itself: `[what, source, path, kind, error]`, before and after validation.
import { describe, expect, it } from "vitest";
import { parsePath } from "./path.ts";
import { compile } from "./program.ts";

type Row = readonly [what: string, source: string, path: string, kind: string, error: string];

const ROWS: readonly Row[] = [
  ["a scalar", "a: 1", "a", "int", ""],
  [
    "a validator that a scalar fails",
    'import "strings"\na: "x" & strings.MinRunes(4)',
    "a",
    "bottom",
    'invalid value "x" (does not satisfy strings.MinRunes(4))',
  ],
  [
    "a validator that a struct fails",
    "a: {q: 1} & matchN(1, [{q: 2}])",
    "a",
    "bottom",
    "invalid value {q:1} (does not satisfy matchN): 0 matched, expected 1",
  ],
  ["a validator that holds", "a: {q: 1} & matchN(1, [{q: 1}])", "a", "struct", ""],
  ["a struct with an error below", "a: {q: 1 & 2}", "a", "struct", ""],
  ["a list with an error below", "a: [1 & 2]", "a", "list", ""],
  ["the error below", "a: {q: 1 & 2}", "a.q", "bottom", "conflicting values 2 and 1"],
];

describe("kind and error", () => {
  it.each(ROWS)("%s", (_what, text, path, kind, error) => {
    const { program } = compile([{ filename: "in.cue", text }]);
    const value = program?.evaluate().lookup(parsePath(path));
    expect(value?.kind()).toBe(kind);
    expect(value?.error()?.message ?? "").toBe(error);
    value?.validate();
    expect(value?.kind()).toBe(kind);
    expect(value?.error()?.message ?? "").toBe(error);
  });
});
