import { compile } from "@lateen/cue";
import type { RuleName } from "@lateen/cue/syntax";
import { expect, it } from "vitest";
import { dialectOf } from "./older-dialect.ts";

const LISTS = 'parameter: args: [...string]\nall: ["run"] + parameter.args';
const BOUNDS = "lim: >=80 & <=80\nout: [if lim == 80 {1}]";
const BOOL = '_on: bool | *false\nif m == "fast" {_on: true}\nif _on {out: "q"}\nm: "fast"';

it.each<[string, readonly RuleName[] | undefined, string, string]>([
  ["lists are added", undefined, LISTS, '{"parameter":{"args":["-x"]},"all":["run","-x"]}'],
  ["or not", [], LISTS, "Addition of lists is superseded by list.Concat"],
  ["or by a rewriting", ["list-arithmetic"], LISTS, '"all":["run","-x"]'],
  ["bounds stay", undefined, BOUNDS, "incomplete value >=80 & <=80"],
  [
    "or leave one number",
    ["list-arithmetic", "error-field-label", "keepvalidators-singleton"],
    BOUNDS,
    '{"lim":80,"out":[1]}',
  ],
  ["a bool is read when guards have set it", ["bool-default-guard-hazard"], BOOL, '"out":"q"'],
  ["what does not parse is left to the compiler", ["list-arithmetic"], "a: [", "expected"],
])("%s", (_name, rules, text, expected) => {
  const dialect = dialectOf(rules);
  const source = { filename: "t.cue", text: dialect.rewrite(text) };
  const { program, errors } = compile([source], {
    compatibility: dialect.compatibility,
    externals: ["parameter"],
  });
  const fill = text === LISTS ? [{ path: ["parameter"], value: { args: ["-x"] } }] : [];
  const result = (): string => {
    if (program === undefined) return errors[0]?.message ?? "";
    try {
      return program.evaluate({ fill }).exportJson();
    } catch (error) {
      return String(error);
    }
  };
  expect(result()).toContain(expected);
});
