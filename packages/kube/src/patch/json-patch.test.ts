import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json } from "../object.ts";
import { applyJsonPatch } from "./json-patch.ts";

describe("applyJsonPatch", () => {
  it.each<[string, Json, Json, Json]>([
    ["add", { a: 1 }, [{ op: "add", path: "/b", value: 2 }], { a: 1, b: 2 }],
    ["add to list", [1, 3], [{ op: "add", path: "/1", value: 2 }], [1, 2, 3]],
    ["append", [1], [{ op: "add", path: "/-", value: 2 }], [1, 2]],
    ["replace", { a: { b: 1 } }, [{ op: "replace", path: "/a/b", value: 2 }], { a: { b: 2 } }],
    ["remove", { a: 1, b: 2 }, [{ op: "remove", path: "/a" }], { b: 2 }],
    ["remove last", [1, 2], [{ op: "remove", path: "/-1" }], [1]],
    ["move", { a: 1 }, [{ op: "move", from: "/a", path: "/b" }], { b: 1 }],
    ["copy", { a: [1] }, [{ op: "copy", from: "/a", path: "/b" }], { a: [1], b: [1] }],
    [
      "escapes",
      { "a/b": 1, "~": 2 },
      [
        { op: "remove", path: "/a~1b" },
        { op: "test", path: "/~0", value: 2 },
      ],
      { "~": 2 },
    ],
    ["test null of nothing", {}, [{ op: "test", path: "/a", value: null }], {}],
    ["whole", { a: 1 }, [{ op: "replace", path: "", value: [1] }], [1]],
    ["nothing", { a: 1 }, [], { a: 1 }],
  ])("%s", (_name, document, patch, expected) => {
    const before = structuredClone(document);
    expect(applyJsonPatch(document, patch)).toEqual(expected);
    expect(document).toEqual(before);
  });

  it.each<[Json, string]>([
    [[{ op: "test", path: "/a", value: 2 }], "testing value /a failed: test failed"],
    [[{ op: "remove", path: "/x" }], "Unable to remove nonexistent key: x: missing value"],
    [
      [{ op: "replace", path: "/x", value: 1 }],
      "replace operation does not apply: doc is missing key: /x: missing value",
    ],
    [
      [{ op: "add", path: "/x/y", value: 1 }],
      'add operation does not apply: doc is missing path: "/x/y": missing value',
    ],
    [
      [{ op: "add", path: "/l/9", value: 1 }],
      "Unable to access invalid index: 9: invalid index referenced",
    ],
  ])("%j does not apply", (patch, cause) => {
    const apply = (): Json => applyJsonPatch({ a: 1, l: [] }, patch);
    expect(apply).toThrow(
      expect.objectContaining({ code: 422, reason: "Invalid", cause: new Error(cause) }),
    );
  });

  it.each<[Json]>([
    [{}],
    [[{ op: "nope", path: "/a" }]],
    [[{ op: "add" }]],
    [[1]],
    [[{ op: "move", path: "/a" }]],
  ])("%j is no patch", (patch) => {
    expect(() => applyJsonPatch({}, patch)).toThrow(expect.objectContaining({ code: 400 }));
  });

  it("never changes the document, whatever the operations", () => {
    const pointer = fc.constantFrom("/a", "/a/b", "/l/0", "/l/-", "", "/x");
    const operation = fc.oneof(
      fc.record({
        op: fc.constantFrom("add", "replace", "test"),
        path: pointer,
        value: fc.jsonValue(),
      }),
      fc.record({ op: fc.constant("remove"), path: pointer }),
      fc.record({ op: fc.constantFrom("move", "copy"), path: pointer, from: pointer }),
    );
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 5 }), (patch) => {
        const document = { a: { b: 1 }, l: [1, { c: 2 }] };
        try {
          applyJsonPatch(document, patch as Json);
        } catch (error) {
          expect(error).toMatchObject({ code: 422 });
        }
        expect(document).toEqual({ a: { b: 1 }, l: [1, { c: 2 }] });
      }),
    );
  });
});
