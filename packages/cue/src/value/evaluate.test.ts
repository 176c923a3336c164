// What programs evaluate to, as cue export has it: `[what, source, JSON]`, or the first error with its path.
import { describe, expect, it } from "vitest";
import { CueError } from "../errors/cue-error.ts";
import { compile } from "./program.ts";

type Row = readonly [what: string, source: string, outcome: string];

const VALUES: readonly Row[] = [
  [
    "fields unify",
    `a: {x: int}
a: {x: 1, y: "b"}`,
    '{"a":{"x":1,"y":"b"}}',
  ],
  ["an ellipsis opens", "#A: {x: int, ...}\na: #A & {x: 1, y: 2}", '{"a":{"x":1,"y":2}}'],
  [
    "a pattern allows what it matches",
    `#A: {[=~"^x"]: int}
a: #A & {xa: 1}`,
    '{"a":{"xa":1}}',
  ],
  [
    "an embedded definition allows what stands beside it",
    "#A: {x: int}\na: {#A, x: 1, y: 2}",
    '{"a":{"x":1,"y":2}}',
  ],
  ["close closes one level", "a: close({x: {}})\na: x: y: 1", '{"a":{"x":{"y":1}}}'],
  [
    "a definition's comprehension adds to what it allows",
    `#A: {n: int, if n > 1 {m: string}}
a: #A & {n: 2, m: "x"}`,
    '{"a":{"n":2,"m":"x"}}',
  ],
  ["defaults", "a: *1 | int\nb: a + 1\nc: a & 3", '{"a":1,"b":2,"c":3}'],
  [
    "a default that conflicts is dropped",
    `a: *"x" | string
a: "y"`,
    '{"a":"y"}',
  ],
  [
    "fields come as they are declared, though a comprehension may have asked for one before",
    `if a["x"] != _|_ {
  a: y: true
}
z: true
a: [_]: bool
z: _`,
    '{"z":true,"a":{}}',
  ],
  [
    "disjuncts are told apart by a field",
    `#T: {kind: "a", v: int} | {kind: "b", v: string}
x: #T & {kind: "b", v: "s"}`,
    '{"x":{"kind":"b","v":"s"}}',
  ],
  ["equal disjuncts are one", "a: {x: 1} | {x: 1}", '{"a":{"x":1}}'],
  ["nested defaults", "a: 1 | *(2 | *3)", '{"a":3}'],
  ["a zero has no sign to turn", "a: -0.0\nb: -(0.0 * -1)\nc: -0e5", '{"a":0.0,"b":0.0,"c":0E+5}'],
  [
    "a reference to a product of disjunctions met twice",
    `a: (*"a" | string) & ("a" | "b" | "c")
y: (*a | string) & (*a | string)`,
    '{"a":"a","y":"a"}',
  ],
  ["a disjunction of closed structs", "#A: {a: int} | {b: int}\nx: #A & {b: 1}", '{"x":{"b":1}}'],
  [
    "a comprehension over a struct",
    `m: {a: 1, b: 2}
l: [for k, v in m {"\\(k)=\\(v)"}]`,
    '{"m":{"a":1,"b":2},"l":["a=1","b=2"]}',
  ],
  [
    "a comprehension adds fields",
    `m: {a: 1, b: 2}
s: {for k, v in m if v > 1 {"x\\(k)": v}}`,
    '{"m":{"a":1,"b":2},"s":{"xb":2}}',
  ],
  [
    "comprehensions see each other's fields",
    "a: {x?: int, if true {x: 1}, if x > 0 {y: 2}}",
    '{"a":{"x":1,"y":2}}',
  ],
  ["an optional field is not there", "a: {x?: int, if x == _|_ {y: 1}}", '{"a":{"y":1}}'],
  ["let", "let x = 2\na: x * x\nb: {let y = a, c: y + x}", '{"a":4,"b":{"c":6}}'],
  [
    "a let in a comprehension",
    "l: [for i in [1, 2, 3] let sq = i * i if sq > 1 {sq}]",
    '{"l":[4,9]}',
  ],
  [
    "a reference goes by its scope",
    "a: {b: c: 1, d: b.c}\ne: a.d",
    '{"a":{"b":{"c":1},"d":1},"e":1}',
  ],
  ["a cycle that a value breaks", "a: b\nb: a\na: 3", '{"a":3,"b":3}'],
  ["arithmetic both ways", "a: b + 1\nb: a - 1\na: 5", '{"a":5,"b":4}'],
  [
    "a list that refers to itself in its type",
    "#T: {v: int, next?: #T}\nx: #T & {v: 1, next: {v: 2, next: v: 3}}",
    '{"x":{"v":1,"next":{"v":2,"next":{"v":3}}}}',
  ],
  ["bounds", "a: >1 & <5\na: 3\nb: int & >1 & <3\nb: <=2 & 2", '{"a":3,"b":2}'],
  ["an open list", `a: [int, ...string] & [1, "x", "y"]`, '{"a":[1,"x","y"]}'],
  ["required fields", "#A: {x!: int}\na: #A & {x: 1}", '{"a":{"x":1}}'],
  [
    "interpolation",
    `n: 3
s: "\\(n)-\\(n * 1.50)"`,
    '{"n":3,"s":"3-4.50"}',
  ],
  [
    "dynamic fields",
    `k: "x"
a: {(k): 1, "\\(k)y": 2}`,
    '{"k":"x","a":{"x":1,"xy":2}}',
  ],
  ["hidden fields stay inside", "a: {_x: 1, y: _x + 1}", '{"a":{"y":2}}'],
  ["patterns see the label", "a: [N=string]: {name: N}\na: b: {}", '{"a":{"b":{"name":"b"}}}'],
  ["selecting from a literal", "a: {x: 1}.x\nb: [1, 2][1]", '{"a":1,"b":2}'],
  [
    "null and comparisons",
    "a: null == 1\nb: [1] == [1]\nc: {x: 1} == {x: 1.0}",
    '{"a":false,"b":true,"c":false}',
  ],
  [
    "order: operands of & by name, then what follows",
    "a: {z: 1}\na: {y: 1}\nb: {y: 2, x: 2} & {w: 2}",
    '{"a":{"z":1,"y":1},"b":{"w":2,"y":2,"x":2}}',
  ],
  [
    "order: operands of & in a pattern",
    "#A: {n: string, d: int, ...}\n#B: {n: string, d: int, i: string}\n" +
      's: [string]: #A & {n: "x"}\ns: a: #B & {i: "y", d: 1}',
    '{"s":{"a":{"n":"x","d":1,"i":"y"}}}',
  ],
  [
    "order: embedded where it stands",
    "e: {b: 1, a: 2}\ns: {z: 0, e, c: 3}",
    '{"e":{"b":1,"a":2},"s":{"b":1,"a":2,"z":0,"c":3}}',
  ],
  [
    "json",
    `import "encoding/json"
a: json.Unmarshal("{\\"b\\":[1,{\\"c\\":2}]}")
d: a.b[1].c
e: json.Marshal({z: 1, y: [null, 1.50]})`,
    '{"a":{"b":[1,{"c":2}]},"d":2,"e":"{\\"z\\":1,\\"y\\":[null,1.50]}"}',
  ],
  [
    "validators",
    `import "strings"
a: strings.MinRunes(2) & "abc"`,
    '{"a":"abc"}',
  ],
  ["matchN", "a: {x: 1} & matchN(1, [{x: int}, {x: string}])", '{"a":{"x":1}}'],
  [
    "matchN with an error among its schemas",
    "a: {x: 1} & matchN(1, [{x: int}, _|_])",
    '{"a":{"x":1}}',
  ],
  ["and() as argument", 'import "strings"\na: strings.ToUpper(and(["a", string]))', '{"a":"A"}'],
  [
    "NaN",
    'import "math"\nlet n = math.Acosh(0.5)\na: [n == n, n < 1, n > 1]',
    '{"a":[true,true,false]}',
  ],
  ["an import of the package's own name", 'package list\nimport "list"\na: 1', '{"a":1}'],
];

const ERRORS: readonly Row[] = [
  ["definitions are closed", "#A: {x: int}\na: #A & {y: 1}", "a.y: field not allowed"],
  [
    "definitions are closed all the way down",
    "#A: {x: {y: int}}\na: #A & {x: z: 1}",
    "a.x.z: field not allowed",
  ],
  [
    "a definition around an embedding closes both",
    "#A: {x: int}\n#B: {#A, y: int}\nb: #B & {x: 1, y: 2, z: 3}",
    "b.z: field not allowed",
  ],
  ["close rejects", "a: close({x: 1})\na: y: 1", "a.y: field not allowed"],
  ["nothing left of a disjunction", "a: (1 | 2) & (3 | 4)", "a: 2 errors in empty disjunction"],
  ["two defaults", "a: *1 | *2 | 3", "a: incomplete value 1 | 2"],
  ["a cycle without a way out", "a: b + 1\nb: a - 1", "a: cycle with field: b"],
  ["a structural cycle", "a: {b: a}", "a.b: structural cycle"],
  [
    "a package called",
    'import "encoding/json"\na: json("1")',
    'a: cannot call non-function "encoding/json" (type struct)',
  ],
  ["an index that is not known", "a: {}.b\nc: {#A: 1}[a & float]", "a: undefined field: b"],
  [
    "a bound of what is not known is not known either",
    "d: 1 | !b\nb: >0 & (d | 1 & <3)",
    "b: ambiguous default elimination by referencing b",
  ],
  ["bounds that exclude a value", "a: >1 & <5 & 7", "a: invalid value 7 (out of bound <5)"],
  [
    "strings and numbers exclude each other",
    `a: "x" & 1`,
    'a: conflicting values "x" and 1 (mismatched types string and int)',
  ],
  ["lists of different lengths", "a: [1, 2] & [1]", "a: incompatible list lengths (1 and 2)"],
  ["a required field is missing", "#A: {x!: int}\na: #A", "a.x: field is required but not present"],
  ["errors as values", "a: 1/0\nb: {x: a}", "a: failed arithmetic: division by zero"],
  [
    "a validator rejects",
    `import "strings"
a: strings.MinRunes(4) & "abc"`,
    'a: invalid value "abc" (does not satisfy strings.MinRunes(4))',
  ],
  [
    "a text is checked against a schema that checks it again",
    `import "encoding/json"
s: v: json.Validate("{}", s)
t: s & {v: _}`,
    "s.v: error in call to encoding/json.Validate: structural cycle",
  ],
  [
    "a number that JSON cannot write",
    'import "math"\na: b: math.Acosh(0.5)',
    "a.b: invalid character 'N' looking for beginning of value",
  ],
  ["a let without a name", "let a = 3\nlet _ = a", "rejected: cannot use _ as alias or let clause"],
  [
    "a bound takes part after scalars",
    'if a > 1 {b: 1}\na: =~"x"\na: 3',
    'a: conflicting values 3 and =~"x" (mismatched types int and string)',
  ],
  [
    "or() of one as argument",
    'import "strings"\na: strings.ToUpper(or(["a"]))',
    "a: argument 0 to function strings.ToUpper is incomplete",
  ],
  [
    "something from outside",
    "@extern(wasm)\npackage p",
    'rejected: no injection defined for "wasm"',
  ],
  [
    "@extern without a package",
    "@extern(x)\na: 1",
    "rejected: extern attribute without package clause",
  ],
  [
    "@extern too late",
    "package p\n@extern(x)",
    "rejected: extern attribute must appear before package clause",
  ],
  [
    "an import without a name",
    'import _ "strings"',
    'rejected: imported and not used: "strings" as _',
  ],
  [
    "an import of a folder",
    'import "strings/"\na: 1',
    'rejected: builtin package "strings/" undefined',
  ],
  [
    "an import by a raw string",
    'import #"strings"#',
    'rejected: in.cue: parser returned invalid quoted string: <#"strings"#>',
  ],
  ["error()", `a: error("no \\(1 + 1)")`, "a: no 2"],
];

function outcome(text: string): string {
  const { program, errors } = compile([{ filename: "in.cue", text }]);
  if (program === undefined) return `rejected: ${errors[0]?.message}`;
  try {
    return program.evaluate().exportJson();
  } catch (err) {
    if (!(err instanceof CueError)) throw err;
    return `${err.path.join(".")}: ${err.message.split(":\n")[0]?.replace(/:$/, "")}`;
  }
}

it("writes a file that begins with a field named as a keyword", () => {
  const { program } = compile([{ filename: "in.cue", text: "{import: 1}" }]);
  expect(program?.evaluate().syntax({ final: true })).toBe('"import": 1');
});

it("finds nothing wrong with a field whose name comes late", () => {
  const { program } = compile([{ filename: "in.cue", text: 'q: X={(X*1 | r): 1, r: ""}' }]);
  const value = program?.evaluate();
  expect(value?.lookup(["q"]).validate({ concrete: true })).toEqual([]);
});

it("a pattern that is wrong in one of its values applies to the others", () => {
  const text = 'a: {[or(names)]: {x: *1 | int}, b: {}}\nnames: ["a" & "c", "b"]';
  const { program } = compile([{ filename: "in.cue", text }]);
  const value = program?.evaluate();
  expect(value?.validate()).toHaveLength(1);
  expect(value?.lookup(["a"]).exportJson()).toBe('{"b":{"x":1}}');
});

describe("values", () => {
  it.each(VALUES)("%s", (_what, source, json) => {
    expect(outcome(source)).toBe(json);
  });
});

// What a cyclic conjunct is the first to ask for is not cyclic itself.
it.each<readonly [text: string, label: string, expected: RegExp]>([
  ['c: (c & 1)()\nc: "\\(b.x)"\nb: 1(d)\nd: 1', "b", /^cannot call non-function 1 \(type int\)$/],
  ["b: (b & bool) || c\nc: b", "c", /^non-concrete value bool in operand to \|\|$/],
  ["b: (1 & a) + a\na: [] & b", "a", /^conflicting values 1 and \[\]/],
])("tells what is wrong beside a cycle: %j", (text, label, expected) => {
  const { program } = compile([{ filename: "in.cue", text }]);
  const value = program?.evaluate();
  value?.validate();
  expect(value?.lookup([label]).error()?.message).toMatch(expected);
});

it("takes nothing for a cycle that only a cycle asks for first", () => {
  const { program } = compile([{ filename: "in.cue", text: "b: i | i()\ni: (1 & b) - 2" }]);
  const value = program?.evaluate();
  value?.validate();
  expect(value?.lookup(["i"]).decode()).toBe(-1);
});

describe("errors", () => {
  it.each(ERRORS)("%s", (_what, source, message) => {
    expect(outcome(source)).toBe(message);
  });
});

describe("a budget", () => {
  it("ends an evaluation that would not", () => {
    const { program } = compile([
      { filename: "in.cue", text: "a: [for x in [1, 2, 3] for y in [1, 2, 3] {[x, y]}]" },
    ]);
    const value = program?.evaluate({ budget: { nodes: 5 } });
    expect(() => value?.exportJson()).toThrow(expect.objectContaining({ code: "budget" }));
    // Past its budget every part of an evaluation gives the same error.
    expect(value?.lookup(["a"]).error()?.code).toBe("budget");
  });

  // Each of these would take minutes, or all memory there is.
  it.each([
    [
      "a comprehension that yields nothing",
      'import "list"\nr: list.Range(0, 3000, 1)\na: [for x in r for y in r if x + y < 0 {x}]',
      /budget of 20000 nodes/,
    ],
    [
      "a list that a function makes",
      'import "strings"\na: strings.Split(strings.Repeat("a", 900000), "")',
      /budget of 20000 nodes/,
    ],
    [
      "all matches of a pattern that looks far ahead",
      'import ("regexp", "strings")\na: regexp.FindAll("(a|b|ab)*c|a", strings.Repeat("ab", 400000), -1)',
      /too many steps/,
    ],
    ["a range", 'import "list"\na: list.Range(0, 1e9, 1)', /more than 1000000 elements/],
    [
      "a product of disjunctions",
      `a: ${Array.from({ length: 22 }, (_, i) => `({k${i}: 1} | {k${i}: 2})`).join(" & ")}`,
      /budget of 20000 nodes|incomplete|ambiguous|disjunct/i,
    ],
    [
      "a text",
      `a0: "abcdefghij"\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: a${i} + a${i}`).join("\n")}`,
      /too long/,
    ],
  ])(
    "ends %s",
    (_what, text, message) => {
      const { program } = compile([{ filename: "in.cue", text }]);
      expect(() => program?.evaluate({ budget: { nodes: 20_000 } }).exportJson()).toThrow(message);
    },
    30_000,
  );
});
