import { expect, test } from "vitest";
import { sortFields } from "./json.ts";

test.each([
  [{ b: 1, a: [{ d: 1, c: null }] }, `{"a":[{"c":null,"d":1}],"b":1}`],
  [{ b: { z: 1, "": 2 }, a: "x" }, `{"a":"x","b":{"":2,"z":1}}`],
  [JSON.parse(`{"b": 1, "__proto__": {"y": 1, "x": 2}}`), `{"__proto__":{"x":2,"y":1},"b":1}`],
  [[3, "b", "a"], `[3,"b","a"]`],
])("sortFields puts the fields of objects in order: %j", (value, expected) => {
  expect(JSON.stringify(sortFields(value))).toBe(expected);
});

test("sortFields gives back what is in order", () => {
  const value = { a: [{ b: 1, c: { d: null } }], e: "x" };
  expect(sortFields(value)).toBe(value);
});
