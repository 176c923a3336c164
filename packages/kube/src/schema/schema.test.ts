import { describe, expect, it } from "vitest";
import { formatFieldError } from "../field-error.ts";
import type { Json, JsonObject } from "../object.ts";
import { applySchemaDefaults } from "./defaulting.ts";
import { pruneUnknownFields } from "./pruning.ts";
import type { StructuralSchema } from "./structural.ts";
import { validateSchema } from "./validation.ts";

function spec(
  properties: { [name: string]: StructuralSchema },
  more: StructuralSchema = {},
): StructuralSchema {
  return { type: "object", properties: { spec: { type: "object", properties, ...more } } };
}

describe("validateSchema", () => {
  it.each<[StructuralSchema, Json, string[]]>([
    [
      spec({ replicas: { type: "integer" } }),
      { spec: { replicas: "abc" } },
      [
        'spec.replicas: Invalid value: "string": spec.replicas in body must be of type integer: "string"',
      ],
    ],
    [
      spec({ replicas: { type: "integer" } }),
      { spec: { replicas: 1.5 } },
      [
        'spec.replicas: Invalid value: "number": spec.replicas in body must be of type integer: "number"',
      ],
    ],
    [
      spec({ name: { type: "string" } }),
      { spec: { name: null } },
      ['spec.name: Invalid value: "null": spec.name in body must be of type string: "null"'],
    ],
    [spec({ name: { type: "string", nullable: true } }), { spec: { name: null } }, []],
    [spec({}, { required: ["name"] }), { spec: {} }, ["spec.name: Required value"]],
    [
      spec({ mode: { type: "string", enum: ["A", "B"] } }),
      { spec: { mode: "C" } },
      ['spec.mode: Unsupported value: "C": supported values: "A", "B"'],
    ],
    [
      spec({ n: { type: "integer", minimum: 1, maximum: 10 } }),
      { spec: { n: 11 } },
      ["spec.n: Invalid value: 11: spec.n in body should be less than or equal to 10"],
    ],
    [
      spec({ n: { type: "integer", minimum: 1 } }),
      { spec: { n: 0 } },
      ["spec.n: Invalid value: 0: spec.n in body should be greater than or equal to 1"],
    ],
    [
      spec({ s: { type: "string", pattern: "^a+$", maxLength: 3 } }),
      { spec: { s: "b" } },
      ["spec.s: Invalid value: \"b\": spec.s in body should match '^a+$'"],
    ],
    [
      spec({ s: { type: "string", maxLength: 3 } }),
      { spec: { s: "aaaa" } },
      ["spec.s: Too long: may not be more than 3 bytes"],
    ],
    [
      spec({ s: { type: "string", minLength: 3 } }),
      { spec: { s: "a" } },
      ['spec.s: Invalid value: "a": spec.s in body should be at least 3 chars long'],
    ],
    [
      spec({ l: { type: "array", items: { type: "string" }, minItems: 2 } }),
      { spec: { l: [1] } },
      [
        'spec.l[0]: Invalid value: "integer": spec.l[0] in body must be of type string: "integer"',
        "spec.l: Invalid value: 1: spec.l in body should have at least 2 items",
      ],
    ],
    [
      spec({ l: { type: "array", items: { type: "string" }, maxItems: 1 } }),
      { spec: { l: ["a", "b"] } },
      ["spec.l: Too many: 2: must have at most 1 item"],
    ],
    [
      spec({ t: { type: "string", format: "date-time" } }),
      { spec: { t: "yesterday" } },
      ['spec.t: Invalid value: "yesterday": spec.t in body must be of type date-time: "yesterday"'],
    ],
    [
      spec({ p: { "x-kubernetes-int-or-string": true } }),
      { spec: { p: true } },
      [
        'spec.p: Invalid value: "boolean": spec.p in body must be of type integer,string: "boolean"',
      ],
    ],
    [
      spec({}, { anyOf: [{ required: ["a"] }, { required: ["b"] }] }),
      { spec: {} },
      [
        '<nil>: Invalid value: "": "spec" must validate at least one schema (anyOf)',
        "spec.a: Required value",
      ],
    ],
    [
      spec({}, { oneOf: [{ required: ["a"] }, { required: ["b"] }] }),
      { spec: { a: 1, b: 1 } },
      [
        '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
      ],
    ],
    [
      spec({}, { not: { required: ["a"] } }),
      { spec: { a: 1 } },
      ['<nil>: Invalid value: "": "spec" must not validate the schema (not)'],
    ],
    [
      spec({
        l: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: { type: "object" },
        },
      }),
      { spec: { l: [{ name: "a" }, { name: "a" }, { name: "a" }] } },
      ['spec.l[1]: Duplicate value: {"name":"a"}'],
    ],
    [
      spec({ l: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } } }),
      { spec: { l: ["a", "a"] } },
      ['spec.l[1]: Duplicate value: "a"'],
    ],
    [
      spec({ m: { type: "object", additionalProperties: { type: "string" } } }),
      { spec: { m: { k: 1 } } },
      ['spec.m.k: Invalid value: "integer": spec.m.k in body must be of type string: "integer"'],
    ],
    [
      spec({ n: { type: "integer", format: "int32" } }),
      { spec: { n: 3_000_000_000 } },
      [
        '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in spec.n',
      ],
    ],
  ])("%j %j", (schema, value, expected) => {
    expect(validateSchema(value, schema).map(formatFieldError)).toEqual(expected);
  });

  it("reports under the path that it is given", () => {
    const schema: StructuralSchema = { type: "object", properties: { phase: { type: "string" } } };
    const [error] = validateSchema({ phase: 1 }, schema, { path: "status" });
    expect(error?.field).toBe("status.phase");
  });
});

describe("applySchemaDefaults", () => {
  it.each<[StructuralSchema, JsonObject, JsonObject]>([
    [spec({ n: { type: "integer", default: 1 } }), { spec: {} }, { spec: { n: 1 } }],
    [spec({ n: { type: "integer", default: 1 } }), { spec: { n: 0 } }, { spec: { n: 0 } }],
    [spec({ n: { type: "integer", default: 1 } }), { spec: { n: null } }, { spec: { n: 1 } }],
    [
      spec({ n: { type: "integer", default: 1, nullable: true } }),
      { spec: { n: null } },
      { spec: { n: null } },
    ],
    [spec({ n: { type: "integer" } }), { spec: { n: null } }, { spec: {} }],
    [spec({ n: { type: "integer", default: 1 } }), {}, {}],
    [
      spec({
        l: {
          type: "array",
          items: { type: "object", properties: { a: { type: "string", default: "x" } } },
        },
      }),
      { spec: { l: [{}, { a: "y" }] } },
      { spec: { l: [{ a: "x" }, { a: "y" }] } },
    ],
    [
      {
        type: "object",
        properties: {
          spec: {
            type: "object",
            default: {},
            properties: { a: { type: "string", default: "x" } },
          },
        },
      },
      {},
      { spec: { a: "x" } },
    ],
  ])("%j %j", (schema, value, expected) => {
    const copy = structuredClone(value);
    applySchemaDefaults(copy, schema);
    expect(copy).toEqual(expected);
  });
});

describe("pruneUnknownFields", () => {
  const schema = spec({
    a: { type: "string" },
    free: {
      type: "object",
      "x-kubernetes-preserve-unknown-fields": true,
      properties: { known: { type: "object", properties: {} } },
    },
    map: {
      type: "object",
      additionalProperties: { type: "object", properties: { k: { type: "string" } } },
    },
    list: { type: "array", items: { type: "object", properties: { k: { type: "string" } } } },
  });
  it("removes what the schema does not know and keeps what it may not touch", () => {
    const value = {
      apiVersion: "v1",
      kind: "K",
      metadata: { anything: 1 },
      nope: 1,
      spec: {
        a: "x",
        b: "y",
        free: { x: { y: 1 }, known: { z: 1 } },
        map: { one: { k: "1", l: "2" } },
        list: [{ k: "1", l: "2" }],
      },
    };
    const paths = ["nope", "spec.b", "spec.free.known.z", "spec.list[0].l", "spec.map.one.l"];
    expect(
      pruneUnknownFields(structuredClone(value), schema, { isResource: true, dryRun: true }),
    ).toEqual(paths);
    expect(pruneUnknownFields(value, schema, { isResource: true })).toEqual(paths);
    expect(value).toEqual({
      apiVersion: "v1",
      kind: "K",
      metadata: { anything: 1 },
      spec: {
        a: "x",
        free: { x: { y: 1 }, known: {} },
        map: { one: { k: "1" } },
        list: [{ k: "1" }],
      },
    });
  });
});
