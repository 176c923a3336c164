import { describe, expect, it } from "vitest";
import { formatFieldError } from "../field-error.ts";
import type { StructuralSchema } from "./structural.ts";
import { validateStructuralSchema } from "./structural-check.ts";

function root(properties: { [name: string]: StructuralSchema }): StructuralSchema {
  return { type: "object", properties };
}

describe("validateStructuralSchema", () => {
  it.each<[string, StructuralSchema]>([
    [
      "plain",
      root({ spec: { type: "object", properties: { a: { type: "string", default: "x" } } } }),
    ],
    ["anything", root({ spec: { "x-kubernetes-preserve-unknown-fields": true } })],
    ["metadata", root({ metadata: { type: "object", properties: { name: { pattern: "^a" } } } })],
    [
      "integer or string",
      root({
        a: {
          "x-kubernetes-int-or-string": true,
          anyOf: [{ type: "integer" }, { type: "string" }],
        },
      }),
    ],
    [
      "restrictions",
      root({
        a: { type: "object", properties: { b: { type: "string" } }, oneOf: [{ required: ["b"] }] },
      }),
    ],
    [
      "a keyed list",
      root({
        l: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: { type: "object", required: ["name"], properties: { name: { type: "string" } } },
        },
      }),
    ],
  ])("%s is fine", (_name, schema) => {
    expect(validateStructuralSchema(schema, "schema")).toEqual([]);
  });

  it.each<[StructuralSchema, string[]]>([
    [{}, ["schema.type: Required value: must not be empty at the root"]],
    [{ type: "string" }, ['schema.type: Invalid value: "string": must be object at the root']],
    [
      root({ a: {}, b: { type: "array" }, c: { type: "array", items: {} } }),
      [
        "schema.properties[a].type: Required value: must not be empty for specified object fields",
        "schema.properties[b].items: Required value: must be specified",
        "schema.properties[c].items.type: Required value: must not be empty for specified array items",
      ],
    ],
    [
      root({ a: { type: "text" } }),
      [
        'schema.properties[a].type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"',
      ],
    ],
    [
      { type: "object", additionalProperties: { type: "string" } },
      ["schema.additionalProperties: Forbidden: must not be used at the root"],
    ],
    [
      root({ a: { type: "object", anyOf: [{ type: "object", description: "x" }] } }),
      [
        "schema.properties[a].anyOf[0].description: Forbidden: must be empty to be structural",
        "schema.properties[a].anyOf[0].type: Forbidden: must be empty to be structural",
      ],
    ],
    [
      root({ a: { type: "integer", default: "x" } }),
      [
        'schema.properties[a].default: Invalid value: "string":  in body must be of type integer: "string"',
      ],
    ],
    [
      root({ a: { type: "string", pattern: "(" } }),
      [
        'schema.properties[a].pattern: Invalid value: "(": must be a valid regular expression, but isn\'t: Invalid regular expression: /(/: Unterminated group',
      ],
    ],
    [
      root({ metadata: { type: "object", properties: { labels: { type: "object" } } } }),
      [
        "schema.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified",
      ],
    ],
    [
      root({
        l: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name", "x"],
          items: { type: "object", properties: { name: { type: "string" } } },
        },
      }),
      [
        "schema.properties[l].items.properties[name].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
        'schema.properties[l].x-kubernetes-list-map-keys: Invalid value: ["name","x"]: entries must all be names of item properties',
      ],
    ],
  ])("%j", (schema, expected) => {
    expect(validateStructuralSchema(schema, "schema").map(formatFieldError)).toEqual(expected);
  });
});
