import fc from "fast-check";
import { expect, it } from "vitest";
import type { Json, JsonObject } from "../object.ts";
import { applyMergePatch, createMergePatch } from "./merge-patch.ts";

// The cases of RFC 7386, appendix A.
it.each<[Json, Json, Json]>([
  [{ a: "b" }, { a: "c" }, { a: "c" }],
  [{ a: "b" }, { b: "c" }, { a: "b", b: "c" }],
  [{ a: "b" }, { a: null }, {}],
  [{ a: "b", b: "c" }, { a: null }, { b: "c" }],
  [{ a: ["b"] }, { a: "c" }, { a: "c" }],
  [{ a: "c" }, { a: ["b"] }, { a: ["b"] }],
  [{ a: { b: "c" } }, { a: { b: "d", c: null } }, { a: { b: "d" } }],
  [{ a: [{ b: "c" }] }, { a: [1] }, { a: [1] }],
  [
    ["a", "b"],
    ["c", "d"],
    ["c", "d"],
  ],
  [{ a: "b" }, ["c"], ["c"]],
  [{ a: "foo" }, null, null],
  [{ a: "foo" }, "bar", "bar"],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: "b", c: null }, { a: "b" }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
])("applyMergePatch %j + %j", (document, patch, expected) => {
  expect(applyMergePatch(document, patch)).toEqual(expected);
});

it("applyMergePatch undoes the difference that createMergePatch finds", () => {
  fc.assert(
    fc.property(objects(), objects(), (from, to) => {
      expect(applyMergePatch(from, createMergePatch(from, to))).toEqual(to);
    }),
  );
});

function objects(): fc.Arbitrary<JsonObject> {
  const { object } = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
    object: fc.dictionary(fc.constantFrom("a", "b", "c", "d"), tie("value"), { maxKeys: 4 }),
    value: fc.oneof(
      { depthSize: "small" },
      fc.nat(3),
      fc.string({ maxLength: 2 }),
      tie("object"),
      fc.array(fc.nat(3), { maxLength: 3 }),
    ),
  }));
  return object;
}
