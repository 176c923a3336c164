import { describe, expect, it } from "vitest";
import { formatFile } from "../format/format.ts";
import { parseFile } from "../parser/parse.ts";
import { type FixOptions, fixFile } from "./fix.ts";
import type { RuleName } from "./rules.ts";

function fix(text: string, options?: FixOptions): { text: string; warnings: string[] } {
  const { file, errors } = parseFile(text);
  expect(errors).toEqual([]);
  const fixed = fixFile(file, options);
  const warnings = fixed.warnings.map(({ message, positions: [place] }) => {
    return `${place?.line}:${place?.column} ${message}`;
  });
  return { text: formatFile(fixed.file), warnings };
}

interface Case {
  readonly name: string;
  readonly rules?: readonly RuleName[];
  readonly from: string;
  readonly to: string;
  readonly warnings: readonly string[];
}

const cases: readonly Case[] = [
  {
    name: "adds the import for a sum of lists",
    from: 'base: ["run"]\nargs: base + ["--fast"]\n',
    to: 'import "list"\n\nbase: ["run"]\nargs: list.Concat([base, ["--fast"]])\n',
    warnings: [
      '2:7 addition of lists is superseded by list.Concat: list.Concat([base, ["--fast"]])',
    ],
  },
  {
    name: "makes one call of a chain, also of one that has calls in it",
    from: 'import "list"\n\nx: a + ["b"] + list.Concat([c, ["d"]]) + (e + f)\n',
    to: 'import "list"\n\nx: list.Concat([a, ["b"], c, ["d"], e, f])\n',
    warnings: [
      '3:4 addition of lists is superseded by list.Concat: list.Concat([a, ["b"], c, ["d"], e, f])',
    ],
  },
  {
    name: "repeats a list, whichever side it is on",
    from: "a: [0] * 3\nb: 2 * [1]\n",
    to: 'import "list"\n\na: list.Repeat([0], 3)\nb: list.Repeat([1], 2)\n',
    warnings: [
      "1:4 multiplication of lists is superseded by list.Repeat: list.Repeat([0], 3)",
      "2:4 multiplication of lists is superseded by list.Repeat: list.Repeat([1], 2)",
    ],
  },
  {
    name: "follows references to what is declared a list",
    from: "all: parameter.items + more\nmore: _\nparameter: items?: [...string]\nparameter: n: int\n",
    to: 'import "list"\n\nall:  list.Concat([parameter.items, more])\nmore: _\nparameter: items?: [...string]\nparameter: n:      int\n',
    warnings: [
      "1:6 addition of lists is superseded by list.Concat: list.Concat([parameter.items, more])",
    ],
  },
  {
    name: "leaves numbers and strings alone, whatever they are under",
    from: "a: context.replicas + 1\nb: context.name + context.namespace\nc: 2 * parameter.replicas\nd: [1 + 2]\nfor x in [1] {e: x + x}\n",
    to: "a: context.replicas + 1\nb: context.name + context.namespace\nc: 2 * parameter.replicas\nd: [1 + 2]\nfor x in [1] {e: x + x}\n",
    warnings: [],
  },
  {
    name: "gives the import another name where `list` is taken",
    from: "list: [1] + [2]\n",
    to: 'import listpkg "list"\n\nlist: listpkg.Concat([[1], [2]])\n',
    warnings: ["1:7 addition of lists is superseded by list.Concat: listpkg.Concat([[1], [2]])"],
  },
  {
    name: "removes unused imports and keeps what was written above them",
    from: '// License.\n\nimport "strings"\n\nimport (\n\t"encoding/json"\n\ty "encoding/yaml"\n)\n\nx: json.Marshal(1)\n',
    to: '// License.\n\nimport (\n\t"encoding/json"\n)\n\nx: json.Marshal(1)\n',
    warnings: [
      '3:8 imported and not used: "strings"; leave the import out',
      '7:2 imported and not used: "encoding/yaml"; leave the import out',
    ],
  },
  {
    name: "quotes fields named error",
    from: 'status: {error: "boom"}\nerror?: string\nx: status.error\n',
    to: 'status:   {"error": "boom"}\n"error"?: string\nx:        status.error\n',
    warnings: [
      '1:10 field "error" has the name of a builtin; quote it: "error"',
      '2:1 field "error" has the name of a builtin; quote it: "error"?',
    ],
  },
  {
    name: "does not quote a field named error that is referred to",
    from: "error: string\nx: error\n",
    to: "error: string\nx:     error\n",
    warnings: [],
  },
  {
    name: "makes a condition of a bool that one guard sets",
    rules: ["bool-default-guard-hazard"],
    from: '_on: bool | *false\nif a == "x" if b || c {_on: true}\nif _on {out: 1}\n',
    to: '_on: a == "x" && (b || c)\nif _on {out: 1}\n',
    warnings: ["1:1 the default of _on is read before guards have set it"],
  },
  {
    name: "reads a bool that several guards set from a text",
    rules: ["bool-default-guard-hazard"],
    from: "f: *true | bool\nif a {\n\tf: false\n}\nif b {\n\tif c {f: true}\n}\nif !f {out: 1}\n",
    to: 'fVal: *"true" | string\nf:    fVal == "true"\nif a {\n\tfVal: ""\n}\nif b {\n\tif c {\n\t\tfVal: "true"\n\t}\n}\nif !f {out: 1}\n',
    warnings: ["1:1 the default of f is read before guards have set it"],
  },
  {
    name: "splits a field that guards set and look at",
    rules: ["generic-default-guard-hazard"],
    from: 'mode: *"" | string\nif fast {\n\tmode: "fast"\n}\nif mode != "" {a: 1}\n',
    to: 'modeVal: *"" | string\nmode:    modeVal\nif fast {\n\tmodeVal: "fast"\n}\nif mode != "" {a: 1}\n',
    warnings: ["1:1 the default of mode is read before guards have set it"],
  },
  {
    name: "takes the value that bounds leave",
    rules: ["keepvalidators-singleton"],
    from: "a: >=80 & <=80\nb: <=-1 & >=-1\nc: int & >=3 & <=3\nd: >=1 & <=2\n",
    to: "a: 80\nb: -1\nc: int & >=3 & <=3\nd: >=1 & <=2\n",
    warnings: [
      "1:4 bounds that leave one value stay bounds: write 80",
      "2:4 bounds that leave one value stay bounds: write -1",
    ],
  },
  {
    name: "moves guards that look at their own field",
    rules: ["evalv3-selfref-default-guard"],
    from: "n: *5 | int & {if n < 1 {_|_}}\nm: *5 | int & {if n < 1 {_|_}}\n",
    to: "if n < 1 {_|_}\nn: *5 | int\nm: *5 | int & {if n < 1 {_|_}}\n",
    warnings: ["1:1 guards that look at their own field belong in front of it"],
  },
];

describe("fixFile", () => {
  it.each(cases)("$name", ({ from, to, warnings, rules }) => {
    const fixed = fix(from, rules && { rules });
    expect(fixed.text).toBe(to);
    expect(fixed.warnings).toEqual(warnings);
    // What is fixed needs no fixing.
    expect(fix(to, rules && { rules })).toEqual({ text: to, warnings: [] });
  });

  it("returns the file itself where nothing is to be done", () => {
    const { file } = parseFile("a: 1\n");
    expect(fixFile(file).file).toBe(file);
  });
});

it("ends at names that are declared many times over, each time by themselves", () => {
  const text = 'c: c * 2\nc: c & c\nc: c + c\nc: (c | c) & c\nd: c["x"] + c\n';
  const { file, errors } = parseFile(text);
  expect(errors).toEqual([]);
  expect(fixFile(file).warnings).toEqual([]);
});
