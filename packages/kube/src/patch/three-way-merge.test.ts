import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Json, JsonObject } from "../object.ts";
import { applyMergePatch } from "./merge-patch.ts";
import { applyStrategicMergePatch } from "./strategic-merge.ts";
import { patchMetaOf } from "./strategic-metadata.ts";
import {
  createStrategicMergePatch,
  createThreeWayMergePatch,
  createThreeWayStrategicPatch,
} from "./three-way-merge.ts";

const pod = patchMetaOf({ apiVersion: "v1", kind: "Pod" }) ?? {};

describe("createThreeWayMergePatch", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    ["nothing to do", { a: 1 }, { a: 1 }, { a: 1, b: 2 }, {}],
    ["a field is set", {}, { a: 1 }, {}, { a: 1 }],
    ["a field of ours is removed", { a: 1, b: 2 }, { a: 1 }, { a: 1, b: 2, c: 3 }, { b: null }],
    ["a field of others stays", {}, { a: 1 }, { a: 1, c: 3 }, {}],
    ["lists are replaced", { a: [1] }, { a: [2] }, { a: [1, 3] }, { a: [2] }],
    [
      "deep",
      { m: { a: 1, b: 2 } },
      { m: { a: 2 } },
      { m: { a: 1, b: 2, c: 3 } },
      { m: { a: 2, b: null } },
    ],
    ["a null of the new object", { a: 1 }, { a: null }, { a: 1 }, { a: null }],
    ["a null that was never ours", {}, { a: null }, { a: 1 }, {}],
  ])("%s", (_name, original, modified, current, patch) => {
    expect(createThreeWayMergePatch({ original, modified, current })).toEqual(patch);
  });

  it("gives what the new object says, removes what only the last said, keeps the rest", () => {
    fc.assert(
      fc.property(objects(), objects(), objects(), (original, modified, current) => {
        const patch = createThreeWayMergePatch({ original, modified, current });
        const result = applyMergePatch(current, patch) as JsonObject;
        checkMerged(original, modified, current, result);
        expect(createThreeWayMergePatch({ original: modified, modified, current: result })).toEqual(
          {},
        );
      }),
    );
  });
});

describe("createThreeWayStrategicPatch", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject, JsonObject]>([
    [
      "a container of others stays, one of ours goes",
      { spec: { containers: [{ name: "a" }, { name: "b" }] } },
      { spec: { containers: [{ name: "a", image: "x" }] } },
      { spec: { containers: [{ name: "a" }, { name: "b" }, { name: "sidecar" }] } },
      {
        spec: {
          "$setElementOrder/containers": [{ name: "a" }],
          containers: [
            { name: "a", image: "x" },
            { $patch: "delete", name: "b" },
          ],
        },
      },
    ],
    [
      "finalizers",
      { metadata: { finalizers: ["a", "b"] } },
      { metadata: { finalizers: ["b", "c"] } },
      { metadata: { finalizers: ["a", "b", "x"] } },
      {
        metadata: {
          "$deleteFromPrimitiveList/finalizers": ["a"],
          "$setElementOrder/finalizers": ["b", "c"],
          finalizers: ["c"],
        },
      },
    ],
    [
      "a volume changes its kind",
      { spec: { volumes: [{ name: "v", emptyDir: {} }] } },
      { spec: { volumes: [{ name: "v", hostPath: { path: "/" } }] } },
      { spec: { volumes: [{ name: "v", emptyDir: {} }] } },
      {
        spec: {
          "$setElementOrder/volumes": [{ name: "v" }],
          volumes: [
            {
              $retainKeys: ["hostPath", "name"],
              name: "v",
              emptyDir: null,
              hostPath: { path: "/" },
            },
          ],
        },
      },
    ],
    [
      "nothing to do",
      {},
      { spec: { containers: [{ name: "a" }] } },
      { spec: { containers: [{ name: "a", image: "x" }, { name: "b" }] } },
      {},
    ],
  ])("%s", (_name, original, modified, current, patch) => {
    expect(createThreeWayStrategicPatch({ original, modified, current }, pod)).toEqual(patch);
  });

  it("gives what the new object says, removes what only the last said, keeps the rest", () => {
    fc.assert(
      fc.property(pods(), pods(), pods(), (original, modified, current) => {
        const patch = createThreeWayStrategicPatch({ original, modified, current }, pod);
        const result = applyStrategicMergePatch(current, patch, pod);
        checkMerged(keyed(original), keyed(modified), keyed(current), keyed(result));
        const merge = { original: modified, modified, current: result };
        expect(createThreeWayStrategicPatch(merge, pod)).toEqual({});
      }),
    );
  });

  it("createStrategicMergePatch makes the one into the other", () => {
    fc.assert(
      fc.property(pods(), pods(), (from, to) => {
        const patch = createStrategicMergePatch(from, to, pod);
        const result = applyStrategicMergePatch(from, patch, pod);
        // The order of a set means nothing.
        expect({ ...result, metadata: sorted(result) }).toEqual({ ...to, metadata: sorted(to) });
      }),
    );
  });
});

/** Checks the three promises of a three-way merge, field by field. */
function checkMerged(
  original: JsonObject,
  modified: JsonObject,
  current: JsonObject,
  result: JsonObject,
): void {
  const keys = new Set(
    [original, modified, current, result].flatMap((object) => Object.keys(object)),
  );
  for (const key of keys) {
    const [before, wanted, now, got] = [original[key], modified[key], current[key], result[key]];
    if (wanted === undefined) expect(got).toEqual(before === undefined ? now : undefined);
    else if (isMap(wanted) && isMap(now)) {
      checkMerged(isMap(before) ? before : {}, wanted, now, got as JsonObject);
    } else expect(got).toEqual(wanted);
  }
}

function isMap(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(object: JsonObject): Json {
  const { finalizers } = object.metadata as { finalizers: string[] };
  return { finalizers: finalizers.toSorted() };
}

/** Keyed lists and sets as maps, so that elements can be compared one by one. */
function keyed(object: JsonObject): JsonObject {
  const spec = (object.spec ?? {}) as { containers?: JsonObject[] };
  const metadata = (object.metadata ?? {}) as { finalizers?: string[] };
  return {
    ...(spec.containers === undefined
      ? {}
      : {
          containers: Object.fromEntries(
            spec.containers.map((item) => [item.name as string, item]),
          ),
        }),
    ...(metadata.finalizers === undefined
      ? {}
      : { finalizers: Object.fromEntries(metadata.finalizers.map((item) => [item, true])) }),
  };
}

function objects(): fc.Arbitrary<JsonObject> {
  const { object } = fc.letrec<{ object: JsonObject; value: Json }>((tie) => ({
    object: fc.dictionary(fc.constantFrom("a", "b", "c"), tie("value"), { maxKeys: 3 }),
    value: fc.oneof(
      { depthSize: "small" },
      fc.nat(3),
      tie("object"),
      fc.array(fc.nat(3), { maxLength: 2 }),
    ),
  }));
  return object;
}

function pods(): fc.Arbitrary<JsonObject> {
  const container = fc.record(
    {
      name: fc.constantFrom("a", "b", "c", "d"),
      image: fc.constantFrom("x", "y"),
      tty: fc.boolean(),
    },
    { requiredKeys: ["name"] },
  );
  const lists = {
    containers: fc.uniqueArray(container, {
      selector: ({ name }) => name,
      minLength: 1,
      maxLength: 4,
    }),
    finalizers: fc.uniqueArray(fc.constantFrom("f", "g", "h"), { minLength: 1 }),
  };
  return fc.record(lists).map(({ containers, finalizers }) => ({
    metadata: { finalizers },
    spec: { containers: containers as JsonObject[] },
  }));
}
