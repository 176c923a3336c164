import { describe, expect, it } from "vitest";
import { parseJsonPath } from "./json-path.ts";

const object = {
  metadata: { annotations: { "a.b/c": "dotted" } },
  spec: { replicas: 0, containers: [{ image: "a" }, { image: "b" }] },
  status: {
    conditions: [
      { type: "Ready", status: "True" },
      { type: "Other", status: "False" },
    ],
  },
};

describe("parseJsonPath", () => {
  it.each([
    [".spec.replicas", [0]],
    ["{.spec.replicas}", [0]],
    ["$.spec.replicas", [0]],
    [".spec.containers[*].image", ["a", "b"]],
    [".spec.containers[0].image", ["a"]],
    [".spec.containers[-1].image", ["b"]],
    [".spec.containers[7].image", []],
    [String.raw`.metadata.annotations.a\.b/c`, ["dotted"]],
    [".metadata.annotations['a.b/c']", ["dotted"]],
    ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
    [".status.conditions[?(@.type=='Ready')].status", ["True"]],
    ['.status.conditions[?(@.type != "Ready")].status', ["False"]],
    [".status.missing.deep", []],
  ])("%s", (path, expected) => {
    expect(parseJsonPath(path)(object)).toEqual(expected);
  });

  it.each([".a[", ".a[?(@.b)]", ".a[x]"])("refuses %s", (path) => {
    expect(() => parseJsonPath(path)).toThrow(SyntaxError);
  });
});
