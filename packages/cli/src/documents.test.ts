import { describe, expect, it } from "vitest";
import { parseObjects } from "./documents.ts";

const parse = (text: string) => parseObjects({ name: "f.yaml", text });

describe("parseObjects", () => {
  it("reads documents and lists, and knows their places", () => {
    const objects = parse(
      "apiVersion: v1\nkind: A\nspec:\n  list:\n    - {x: 1}\n---\n\n---\nkind: List\napiVersion: v1\nitems:\n- {apiVersion: v1, kind: B, metadata: {name: b}}\n",
    );
    expect(objects.map(({ object }) => object)).toEqual([
      { apiVersion: "v1", kind: "A", metadata: {}, spec: { list: [{ x: 1 }] } },
      { apiVersion: "v1", kind: "B", metadata: { name: "b" } },
    ]);
    expect(objects[0]?.place(["spec", "list", 0, "x"])).toBe("f.yaml:5:11");
    expect(objects[0]?.place(["spec", "list", 7])).toBe("f.yaml:5:5");
    expect(objects[1]?.place(["metadata", "name"])).toBe("f.yaml:12:46");
  });

  it.each([
    ["a: [1", /^f\.yaml:1:6: /],
    ["a: 1\nb: {c: }}\n", /^f\.yaml:2:\d+: /],
    ["- a", /^f\.yaml:1:1: expected an object with apiVersion and kind/],
    ["kind: A", /^f\.yaml:1:1: apiVersion is missing/],
    ["apiVersion: v1\nkind: [x]", /^f\.yaml:2:7: kind is missing/],
    ["apiVersion: v1\nkind: A\nmetadata: no", /^f\.yaml:3:11: metadata must be an object/],
    ["a: 1\na: 2", /^f\.yaml:2:1: Map keys must be unique/],
  ])("refuses %j with the place", (text, message) => expect(() => parse(text)).toThrow(message));
});
