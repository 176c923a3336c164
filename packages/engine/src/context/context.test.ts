import type { Data } from "@lateen/cue";
import { describe, expect, test } from "vitest";
import { formatPath, parsePath } from "../path.ts";
import { parseFields } from "./parse.ts";
import { printFields } from "./print.ts";
import { Variables } from "./variables.ts";

describe("parsePath", () => {
  test.each<[string, readonly (string | number)[] | undefined]>([
    ["a", ["a"]],
    ["a.b-c", ["a", "b-c"]],
    ["a[0].b", ["a", 0, "b"]],
    ['labels["app.io/name"]', ["labels", "app.io/name"]],
    ['a."x.y".b', ["a", "x.y", "b"]],
    ["a..b", undefined],
    ["a[b]", undefined],
    ["", undefined],
    ["x + y", undefined],
  ])("%s", (text, expected) => {
    expect(parsePath(text)).toEqual(expected);
  });
  test("formatPath", () => {
    expect(formatPath(["a", 0, "b-c", "#D"])).toBe('a[0]."b-c".#D');
  });
});

describe("printFields and parseFields are inverse", () => {
  const cases: readonly { readonly [name: string]: Data }[] = [
    {},
    { a: 1, "b-c": 'x\n"\\(y)\u2028ä', _h: true, if: null, "#D": [] },
    {
      n: [1, -2.5, 1e-7, 9007199254740995n, 1e22],
      s: { t: [{ u: {} }, [1]] },
      by: new Uint8Array([0, 255]),
    },
    { ["__proto__"]: { ["__proto__"]: 1 } },
  ];
  test.each(cases)("%o", (fields) => {
    const text = printFields(Object.entries(fields));
    const back = parseFields(text);
    expect(back).toBeDefined();
    expect(printFields(back ?? [])).toBe(text);
    expect([...(back ?? new Map()).keys()]).toEqual(Object.keys(fields));
  });
  test.each(["a: b", "a: 1 + 2", "// c\na: 1", "#d: 1", "a: 1\na: 1", 'a: """\n\tx\n\t"""'])(
    "leaves %s to the evaluator",
    (text) => {
      expect(parseFields(text)).toBeUndefined();
    },
  );
  test("takes braces around", () => {
    expect(parseFields("{\n\ta: 1\n}\n")).toEqual(new Map([["a", 1]]));
    expect(parseFields("{}")).toEqual(new Map());
  });
});

describe("Variables", () => {
  test("set nests and merges, get takes paths apart", () => {
    const variables = new Variables();
    variables.set("a.b", 1);
    variables.set("a.c", [1, { d: 2 }]);
    variables.set("my-name", "x");
    expect(variables.get("a.b")).toBe(1);
    expect(variables.get("a.c[1].d")).toBe(2);
    expect(variables.get("my-name")).toBe("x");
    expect(variables.get("a.nothing")).toBeUndefined();
  });
  test.each<[Data, Data, string]>([
    [1, 2, "a: conflicting values 2 and 1"],
    [{ x: 1 }, { x: 2 }, "a.x: conflicting values 2 and 1"],
    ["s", null, 'a: conflicting values null and "s"'],
    [[1], [1, 2], "a: conflicting values [...] and [...]"],
  ])("set %o then %o conflicts", (first, second, message) => {
    const variables = new Variables();
    variables.set("a", first);
    expect(() => variables.set("a", second)).toThrow(message);
  });
  test("setting the same changes nothing", () => {
    const variables = new Variables(new Map<string, Data>([["a", { b: [1] }]]));
    variables.set("a", { b: [1] });
    expect(variables.isChanged).toBe(false);
  });
});
