import { describe, expect, it } from "vitest";
import { jsonSchema, type JsonValue, openApi } from "./index.ts";

/** What a field's value says, without what every schema begins with. */
function schemaOf(value: string, more = ""): unknown {
  const source = `import ("list", "math", "net", "strings", "struct", "time")\nx: ${value}\n${more}`;
  const { $schema: _dialect, ...schema } = jsonSchema([source], "x") ?? {};
  return schema;
}

describe("values", () => {
  it.each<readonly [string, unknown]>([
    // Types.
    ["string", { type: "string" }],
    ["bytes", { type: "string", contentEncoding: "base64" }],
    ["int", { type: "integer" }],
    ["float", { type: "number" }],
    ["bool", { type: "boolean" }],
    ["null", { const: null }],
    ["_", {}],
    ["uint8", { type: "integer", minimum: 0, maximum: 255 }],
    ["int64", { type: "integer", format: "int64" }],
    // Constants, of other fields too.
    ['"a"', { const: "a" }],
    ["-3", { const: -3 }],
    ["1.5", { const: 1.5 }],
    [
      "[1, 2]",
      { type: "array", prefixItems: [{ const: 1 }, { const: 2 }], minItems: 2, items: false },
    ],
    // Bounds.
    [">=1 & <=10", { type: "number", minimum: 1, maximum: 10 }],
    ["int & >0 & <1_000", { type: "integer", exclusiveMinimum: 0, exclusiveMaximum: 1000 }],
    [">=1 & >=5", { type: "number", minimum: 5 }],
    ["!=3", { not: { const: 3 } }],
    ['>"a"', { type: "string" }],
    // Patterns.
    ['=~"^a"', { type: "string", pattern: "^a" }],
    ['!~"^a"', { type: "string", not: { pattern: "^a" } }],
    [
      '=~"^a" & =~"z$"',
      {
        allOf: [
          { type: "string", pattern: "^a" },
          { type: "string", pattern: "z$" },
        ],
      },
    ],
    // Enumerations and defaults.
    ['"a" | "b"', { type: "string", enum: ["a", "b"] }],
    ['"a" | *"b" | "c"', { type: "string", enum: ["a", "b", "c"], default: "b" }],
    ["1 | true", { enum: [1, true] }],
    ["*1 | int", { type: "integer", default: 1 }],
    ["*1 | (int & >=0)", { type: "integer", minimum: 0, default: 1 }],
    ["*-1 | (int & >=0)", { anyOf: [{ type: "integer", minimum: 0 }, { const: -1 }], default: -1 }],
    ['*"ab" | (=~"^a")', { type: "string", pattern: "^a", default: "ab" }],
    ["[...int] | *[]", { type: "array", items: { type: "integer" }, default: [] }],
    // Alternatives.
    ["string | int", { type: ["string", "integer"] }],
    ["null | string", { type: ["string", "null"] }],
    ['null | "a" | "b"', { enum: ["a", "b", null] }],
    [
      "string | [...string]",
      { anyOf: [{ type: "string" }, { type: "array", items: { type: "string" } }] },
    ],
    // Lists.
    ["[...]", { type: "array" }],
    ["[...string]", { type: "array", items: { type: "string" } }],
    [
      "[string, ...int]",
      { type: "array", prefixItems: [{ type: "string" }], minItems: 1, items: { type: "integer" } },
    ],
    ["[]", { type: "array", maxItems: 0 }],
    // Validators.
    ["strings.MinRunes(2) & strings.MaxRunes(5)", { type: "string", minLength: 2, maxLength: 5 }],
    ["list.MinItems(1) & [...int]", { type: "array", minItems: 1, items: { type: "integer" } }],
    ["list.UniqueItems()", { type: "array", uniqueItems: true }],
    ["struct.MinFields(1)", { type: "object", minProperties: 1 }],
    ["math.MultipleOf(5)", { type: "number", multipleOf: 5 }],
    ["time.Time", { type: "string", format: "date-time" }],
    ['time.Format("2006-01-02")', { type: "string", format: "date" }],
    ["net.IPv4", { type: "string", format: "ipv4" }],
    ["net.IPv4()", { type: "string", format: "ipv4" }],
    ["matchN(1, [int, string])", { oneOf: [{ type: "integer" }, { type: "string" }] }],
    ["matchN(0, [int])", { not: { anyOf: [{ type: "integer" }] } }],
    ["matchN(>=1, [int, string])", { anyOf: [{ type: "integer" }, { type: "string" }] }],
    ["or([int, string])", { anyOf: [{ type: "integer" }, { type: "string" }] }],
    ["and([int, >3])", { type: "integer", exclusiveMinimum: 3 }],
    // What cannot be said allows anything.
    ["strings.ToUpper(_y)", {}],
    ['"\\(_y)!"', { type: "string" }],
  ])("%s", (value, schema) => {
    expect(schemaOf(value)).toEqual(schema);
  });
});

describe("structs", () => {
  it.each<readonly [string, unknown]>([
    [
      "{a: int, b?: int, c!: int, d: int | *1, _e: int, #F: int}",
      {
        type: "object",
        properties: {
          a: { type: "integer" },
          b: { type: "integer" },
          c: { type: "integer" },
          d: { type: "integer", default: 1 },
        },
        required: ["a", "c"],
      },
    ],
    ["{[string]: int}", { type: "object", additionalProperties: { type: "integer" } }],
    ['{[=~"^a"]: int, ...}', { type: "object", patternProperties: { "^a": { type: "integer" } } }],
    // One field in several declarations.
    [
      "{a: int, a: >3, a: <9}",
      {
        type: "object",
        properties: { a: { type: "integer", exclusiveMinimum: 3, exclusiveMaximum: 9 } },
        required: ["a"],
      },
    ],
    // Embeddings.
    ["{string}", { type: "string" }],
    [
      "{{a?: int}, b?: int}",
      { type: "object", properties: { b: { type: "integer" }, a: { type: "integer" } } },
    ],
    // Fields that may or may not be there.
    [
      "{a: bool, if a {b: int}}",
      {
        type: "object",
        properties: { a: { type: "boolean" }, b: { type: "integer" } },
        required: ["a"],
      },
    ],
    [
      "close({a?: int})",
      { type: "object", properties: { a: { type: "integer" } }, additionalProperties: false },
    ],
    // References.
    ["{a: y, y: int}.a", {}],
    ["_y", { type: "integer", minimum: 1 }],
    ["_z.b", { const: "deep" }],
    // A struct that holds itself.
    ["{next?: x}", { type: "object", properties: { next: {} } }],
  ])("%s", (value, schema) => {
    expect(schemaOf(value, '_y: int & >=1\n_z: b: "deep"\n')).toEqual(schema);
  });
});

describe("descriptions", () => {
  it.each<readonly [string, string | undefined]>([
    ["// One line.\nx: int", "One line."],
    ["// Two\n// lines.\nx: int", "Two\nlines."],
    ["x: int // beside\n", "beside"],
    ["// +usage=For people\n// +short=p\nx: int", "For people"],
    ["x: int", undefined],
  ])("%j", (source, description) => {
    expect(jsonSchema([source], "x")?.description).toBe(description);
  });

  it("describes fields", () => {
    const source = "x: {\n\t// How many.\n\tcount: int\n}\n";
    expect(jsonSchema([source], "x")?.properties?.["count"]).toEqual({
      type: "integer",
      description: "How many.",
    });
  });
});

describe("definitions", () => {
  it("are closed, with all in them", () => {
    const source = "#A: {b: {c?: int}, d: {e?: int, ...}, f: {}}";
    expect(jsonSchema([source], "#A")).toMatchObject({
      additionalProperties: false,
      properties: {
        b: { type: "object", additionalProperties: false },
        d: { type: "object", properties: { e: { type: "integer" } } },
        f: { type: "object", additionalProperties: false },
      },
    });
    expect(jsonSchema([source], "#A.d")?.additionalProperties).toBeUndefined();
  });

  it("stand apart, and are referred to", () => {
    const source = "#A: {b: #B, c?: #A}\n#B: int\n#C: string";
    expect(jsonSchema([source], "#A")).toEqual({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      $ref: "#/$defs/A",
      $defs: {
        A: {
          type: "object",
          properties: { b: { $ref: "#/$defs/B" }, c: { $ref: "#/$defs/A" } },
          required: ["b"],
          additionalProperties: false,
        },
        B: { type: "integer" },
      },
    });
  });

  it("are written out where they are embedded, since they are closed", () => {
    const source = "#A: {#B, c?: int}\n#B: {b?: int}";
    expect(jsonSchema([source], "#A")).toMatchObject({
      type: "object",
      properties: { b: { type: "integer" }, c: { type: "integer" } },
      additionalProperties: false,
    });
    expect(jsonSchema(["x: {#B, c?: int}\n#B: {b?: int}"], "x")).toMatchObject({
      additionalProperties: false,
    });
  });

  it("allow what any of their alternatives has", () => {
    const source = "#A: {a?: int, {b?: int} | {c?: int}}";
    const { anyOf, unevaluatedProperties } = jsonSchema([source], "#A") ?? {};
    expect(anyOf).toEqual([
      { type: "object", properties: { b: { type: "integer" } } },
      { type: "object", properties: { c: { type: "integer" } } },
    ]);
    expect(unevaluatedProperties).toBe(false);
  });

  it("may be spread over files", () => {
    expect(
      jsonSchema(["package p\n#A: {a?: int}", "package p\n#A: {b?: int}"], "#A"),
    ).toMatchObject({
      properties: { a: { type: "integer" }, b: { type: "integer" } },
      additionalProperties: false,
    });
  });
});

it.each([
  ["a field that is itself", "#A: {a: a, a: a}"],
  ["a definition that is itself", "#A: #A"],
  ["a part of what is itself", "#A: f: #A.f"],
  ["alternatives that are themselves", "#A: {b: *c | 1, c: *b | [b]}"],
  ["an alias of what is declared twice", "#A: {X=a: a, a: a & X}"],
])("ends at %s", (_what, text) => {
  expect(jsonSchema([text], "#A")).toBeDefined();
  expect(openApi([text], { title: "t", version: "1" })).toBeDefined();
});

it("says so where a source is nested too deeply", () => {
  const text = `#A: a: ${"1 | ".repeat(100_000)}2`;
  expect(() => jsonSchema([text], "#A")).toThrow("schema is nested too deeply");
});

it("finds fields by path", () => {
  const source = "template: parameter: {image: string}";
  expect(jsonSchema([source], "template.parameter")).toMatchObject({ required: ["image"] });
  expect(jsonSchema([source], "template.nothing")).toBeUndefined();
});

it("has constants evaluated that are not literals", () => {
  const evaluate = (text: string): JsonValue | undefined => (text === "2 * 3" ? 6 : undefined);
  expect(jsonSchema(["x: <= (2 * 3)"], "x", { evaluate })).toMatchObject({ maximum: 6 });
  expect(jsonSchema(["x: 2 * 4"], "x", { evaluate })).not.toHaveProperty("const");
});

describe("OpenAPI", () => {
  it.each<readonly [string, unknown]>([
    ["null | string", { type: "string", nullable: true }],
    [
      ">0 & <5",
      { type: "number", minimum: 0, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: true },
    ],
    ['"a"', { enum: ["a"] }],
    ["bytes", { type: "string", format: "byte" }],
    ["string | int", { anyOf: [{ type: "string" }, { type: "integer" }] }],
    [
      "[string, int]",
      {
        type: "array",
        items: { anyOf: [{ type: "string" }, { type: "integer" }] },
        minItems: 2,
        maxItems: 2,
      },
    ],
    ['{[=~"^a"]: int}', { type: "object", additionalProperties: { type: "integer" } }],
    ["[...]", { type: "array", items: {} }],
    ["#B", { $ref: "#/components/schemas/B" }],
    ["null | #B", { anyOf: [{ $ref: "#/components/schemas/B" }], nullable: true }],
  ])("%s", (value, schema) => {
    const source = `#X: ${value}\n#B: int`;
    const document = openApi([source], { title: "t", version: "1" });
    expect(document.components.schemas["X"]).toEqual(schema);
  });

  it("holds all definitions of a package", () => {
    const document = openApi(["// First.\n#A: int\n#B: string\nc: int"], {
      title: "Things",
      version: "v1",
    });
    expect(document).toEqual({
      openapi: "3.0.3",
      info: { title: "Things", version: "v1" },
      paths: {},
      components: {
        schemas: { A: { type: "integer", description: "First." }, B: { type: "string" } },
      },
    });
  });
});
