// Schemas against a validator: what CUE accepts as an instance of a definition the schema accepts, and nothing else.
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { compile, type Data } from "../index.ts";
import { jsonSchema } from "./index.ts";

interface Case {
  readonly name: string;
  /** Declares `#D`. */
  readonly cue: string;
  readonly valid: readonly Data[];
  readonly invalid: readonly Data[];
  /** What fits several alternatives is ambiguous in CUE; a schema cannot say so. */
  readonly mayBeAmbiguous?: boolean;
}

const CASES: readonly Case[] = [
  {
    name: "fields",
    cue: '#D: {a: string, b?: int, c!: bool, d: *1 | int, e: "x"}',
    valid: [
      { a: "x", c: true },
      { a: "", b: 1, c: false, d: 2, e: "x" },
    ],
    invalid: [
      { a: "x" },
      { c: true },
      { a: 1, c: true },
      { a: "", c: true, z: 1 },
      { a: "", c: true, e: "y" },
    ],
  },
  {
    name: "bounds",
    cue: "#D: {p: int & >0 & <65536, f?: >=0.5 & <=1.5, u?: uint8, n?: number & !=3}",
    valid: [{ p: 1 }, { p: 65535, f: 0.5, u: 255, n: 4 }, { p: 2, f: 1.5, n: 2.5 }],
    invalid: [
      { p: 0 },
      { p: 65536 },
      { p: 1.5 },
      { p: 1, f: 1.6 },
      { p: 1, u: 256 },
      { p: 1, n: 3 },
    ],
  },
  {
    name: "patterns",
    cue: 'import "strings"\n#D: {a: =~"^[a-z]+$", b?: !~"x", c?: strings.MinRunes(2) & strings.MaxRunes(3), d?: =~"^a" & =~"z$"}',
    valid: [{ a: "abc" }, { a: "a", b: "y", c: "üü", d: "az" }],
    invalid: [
      { a: "A" },
      { a: "" },
      { a: "a", b: "x" },
      { a: "a", c: "u" },
      { a: "a", c: "abcd" },
      { a: "a", d: "ab" },
    ],
  },
  {
    name: "enumerations",
    cue: '#D: {a: "x" | "y" | *"z", b?: 1 | 2 | true | null, c?: *null | string}',
    valid: [{}, { a: "x", b: 1 }, { b: null, c: null }, { b: true, c: "s" }],
    invalid: [{ a: "w" }, { b: 3 }, { b: false }, { c: 1 }],
  },
  {
    name: "lists",
    cue: 'import "list"\n#D: {a: [...int], b?: [string, ...bool], c?: [int, string], d?: list.MinItems(1) & list.MaxItems(2) & [...string], e?: list.UniqueItems}',
    valid: [
      { a: [] },
      { a: [1, 2], b: ["x"], c: [1, "x"], d: ["a"], e: [1, 2] },
      { a: [], b: ["x", true] },
    ],
    invalid: [
      { a: ["x"] },
      { a: {} },
      { a: [], b: [] },
      { a: [], b: ["x", 1] },
      { a: [], c: [1] },
      { a: [], c: [1, "x", 2] },
      { a: [], d: [] },
      { a: [], d: ["a", "b", "c"] },
      { a: [], e: [1, 1] },
    ],
  },
  {
    name: "maps",
    cue: '#D: {m: [string]: int, n?: {[=~"^x-"]: string}, o?: {a: int, ...}, p?: {a?: int, [=~"^b"]: bool}}',
    valid: [
      { m: {} },
      { m: { a: 1 }, n: { "x-a": "s" } },
      { m: {}, o: { a: 1, z: 2 } },
      { m: {}, p: { a: 1, b: true, bb: false } },
    ],
    invalid: [
      { m: { a: "x" } },
      { m: {}, n: { "x-a": 1 } },
      { m: {}, n: { y: "s" } },
      { m: {}, o: { z: 1 } },
      { m: {}, p: { b: 1 } },
      { m: {}, p: { c: 1 } },
    ],
  },
  {
    name: "references",
    cue: "#P: {name: string, port: *80 | int}\n#D: {first: #P, more?: [...#P], by?: [string]: #P, tree?: #T}\n#T: {value: int, kids?: [...#T]}",
    valid: [
      { first: { name: "a" } },
      { first: { name: "a", port: 1 }, more: [{ name: "b" }], by: { x: { name: "c" } } },
      { first: { name: "a" }, tree: { value: 1, kids: [{ value: 2, kids: [] }] } },
    ],
    invalid: [
      { first: {} },
      { first: { name: "a", x: 1 } },
      { first: { name: "a" }, more: [{}] },
      { first: { name: "a" }, by: { x: 1 } },
      { first: { name: "a" }, tree: { value: 1, kids: [{ value: "x" }] } },
    ],
  },
  {
    name: "embeddings",
    cue: "#B: {id: int, tag?: string}\n#D: {#B, name: string}\n",
    valid: [
      { id: 1, name: "x" },
      { id: 1, tag: "t", name: "x" },
    ],
    invalid: [{ id: 1 }, { name: "x" }, { id: 1, name: "x", z: 1 }, { id: "x", name: "x" }],
  },
  {
    name: "conjunctions",
    cue: "#B: {id: int, ...}\n#C: {name: string, ...}\n#D: #B & #C & {size?: >0}\n",
    valid: [
      { id: 1, name: "x" },
      { id: 1, name: "x", size: 1, z: 2 },
    ],
    invalid: [{ id: 1 }, { name: "x" }, { id: 1, name: "x", size: 0 }],
  },
  {
    name: "alternatives of structs",
    cue: '#A: {kind: "a", x: int}\n#B: {kind: "b", y?: string}\n#D: #A | #B',
    valid: [{ kind: "a", x: 1 }, { kind: "b" }, { kind: "b", y: "s" }],
    mayBeAmbiguous: true,
    invalid: [{ kind: "a" }, { kind: "b", x: 1 }, { kind: "c" }, { kind: "a", x: 1, y: "s" }],
  },
  {
    name: "alternatives of kinds",
    cue: "#D: {a: string | int | [...string] | {x: int}, b?: null | >5}",
    valid: [{ a: "s" }, { a: 1 }, { a: ["x"] }, { a: { x: 1 } }, { a: 1, b: null }, { a: 1, b: 6 }],
    invalid: [
      { a: true },
      { a: [1] },
      { a: { x: "y" } },
      { a: { y: 1 } },
      { a: 1, b: 5 },
      { a: 1.5 },
    ],
  },
  {
    name: "formats",
    cue: 'import ("time", "net")\n#D: {t?: time.Time, ip?: net.IPv4, u?: net.AbsURL}',
    valid: [{ t: "2020-01-02T03:04:05Z" }, { ip: "10.0.0.1" }, { u: "https://example.com/x" }],
    invalid: [{ t: "yesterday" }, { ip: "10.0.0.256" }, { u: "x y" }],
  },
  {
    name: "open structs",
    cue: "#D: {a: int, in: {b: string, ...}, ...}",
    valid: [{ a: 1, in: { b: "x", c: 1 }, z: 1 }],
    invalid: [{ a: 1 }, { a: 1, in: {} }],
  },
  {
    name: "numbers of fields",
    cue: 'import "struct"\n#D: {a?: struct.MinFields(1) & {[string]: int}, b?: struct.MaxFields(1) & {[string]: int}}',
    valid: [{ a: { x: 1 } }, { b: {} }, { b: { x: 1 } }],
    invalid: [{ a: {} }, { b: { x: 1, y: 2 } }, { a: { x: "s" } }],
  },
  {
    name: "multiples",
    cue: 'import "math"\n#D: {a: int & math.MultipleOf(4)}',
    valid: [{ a: 8 }, { a: 0 }],
    invalid: [{ a: 6 }, { a: "8" }],
  },
  {
    name: "counts of matches",
    cue: '#D: {a: matchN(1, [>0, <10]), b?: matchN(>=1, [string, =~"^a"]), c?: matchN(0, [int])}',
    valid: [{ a: 20 }, { a: -1, b: "b" }, { a: 20, c: "x" }],
    invalid: [{ a: 5 }, { a: 20, b: 1 }, { a: 20, c: 1 }],
  },
  {
    name: "lets and quoted names",
    cue: 'let L = int & >3\n#D: {a: L, b: {x: int, y?: L}, "quoted-name"?: string}',
    valid: [
      { a: 4, b: { x: 1 } },
      { a: 4, b: { x: 1, y: 5 }, "quoted-name": "s" },
    ],
    invalid: [
      { a: 3, b: { x: 1 } },
      { a: 4, b: {} },
      { a: 4, b: { x: 1 }, "quoted-name": 1 },
    ],
  },
  {
    name: "defaults of structs",
    cue: '#D: {r: *{cpu: "1", mem?: string} | {cpu: string, mem?: string}, l: *["a"] | [...string]}',
    valid: [{}, { r: { cpu: "2" } }, { l: [] }, { l: ["b", "c"] }],
    invalid: [{ r: { cpu: 1 } }, { l: [1] }, { r: { cpu: "1", x: 1 } }],
  },
];

describe("schemas in a validator", () => {
  it.each(CASES)("$name", ({ cue, valid, invalid, mayBeAmbiguous }) => {
    const { program, errors } = compile([{ filename: "d.cue", text: `${cue}\nx: #D\n` }]);
    expect(errors).toEqual([]);
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const validate = ajv.compile(jsonSchema([cue], "#D") ?? false);
    const verdicts = (instance: Data): { readonly cue: boolean; readonly schema: boolean } => {
      const value = program?.evaluate({ fill: [{ path: ["x"], value: instance }] });
      const found = value?.lookupPath("x").validate({ concrete: true }) ?? [];
      return { cue: found.length === 0, schema: validate(instance) };
    };
    for (const [instances, is] of [
      [valid, true],
      [invalid, false],
    ] as const) {
      for (const instance of instances) {
        expect({ instance, ...verdicts(instance) }).toEqual({ instance, cue: is, schema: is });
      }
      // And what is near to them: one value replaced, one left out, one added.
      for (const instance of instances.flatMap(neighbours)) {
        const { cue: byCue, schema } = verdicts(instance);
        if (mayBeAmbiguous === true && schema && !byCue) continue;
        expect({ instance, verdict: schema }).toEqual({ instance, verdict: byCue });
      }
    }
  });
});

const OTHERS: readonly Data[] = [null, true, 0, 7, -1.5, "", "a", "zz", [], ["a"], {}, { x: 1 }];

/** An instance with one thing changed. */
function neighbours(instance: Data): Data[] {
  if (Array.isArray(instance)) {
    const items = instance as readonly Data[];
    return items.flatMap((item, at) => [
      items.toSpliced(at, 1),
      ...OTHERS.map((other) => items.with(at, other)),
      ...neighbours(item).map((other) => items.with(at, other)),
    ]);
  }
  if (typeof instance !== "object" || instance === null) return [];
  const fields = instance as Readonly<Record<string, Data>>;
  const names = Object.keys(fields);
  return [
    { ...fields, added: 1 },
    ...names.map((name) =>
      Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name)),
    ),
    ...names.flatMap((name) =>
      [...OTHERS, ...neighbours(fields[name] as Data)].map((other) => ({
        ...fields,
        [name]: other,
      })),
    ),
  ];
}
