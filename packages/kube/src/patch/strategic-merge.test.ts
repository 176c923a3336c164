import { describe, expect, it } from "vitest";
import type { JsonObject } from "../object.ts";
import { applyStrategicMergePatch } from "./strategic-merge.ts";
import { patchMetaOf } from "./strategic-metadata.ts";

const pod = patchMetaOf({ apiVersion: "v1", kind: "Pod" }) ?? {};
const deployment = patchMetaOf({ apiVersion: "apps/v1", kind: "Deployment" }) ?? {};

function containers(...names: string[]): JsonObject {
  return { spec: { containers: names.map((name) => ({ name, image: name })) } };
}

describe("applyStrategicMergePatch", () => {
  it.each<[string, JsonObject, JsonObject, JsonObject]>([
    [
      "containers by name",
      containers("a", "b"),
      { spec: { containers: [{ name: "b", image: "new" }] } },
      {
        spec: {
          containers: [
            { name: "a", image: "a" },
            { name: "b", image: "new" },
          ],
        },
      },
    ],
    [
      "what is new comes first",
      containers("a"),
      { spec: { containers: [{ name: "c" }] } },
      { spec: { containers: [{ name: "c" }, { name: "a", image: "a" }] } },
    ],
    [
      "an element is deleted",
      containers("a", "b"),
      { spec: { containers: [{ $patch: "delete", name: "a" }] } },
      containers("b"),
    ],
    [
      "a list is replaced",
      containers("a", "b"),
      { spec: { containers: [{ $patch: "replace" }, { name: "c" }] } },
      { spec: { containers: [{ name: "c" }] } },
    ],
    [
      "elements are ordered",
      containers("a", "b", "c"),
      {
        spec: {
          "$setElementOrder/containers": [{ name: "c" }, { name: "a" }],
          containers: [{ name: "a", image: "new" }],
        },
      },
      {
        spec: {
          containers: [
            { name: "b", image: "b" },
            { name: "c", image: "c" },
            { name: "a", image: "new" },
          ],
        },
      },
    ],
    [
      "tolerations are replaced",
      { spec: { tolerations: [{ key: "a" }] } },
      { spec: { tolerations: [{ key: "b" }] } },
      { spec: { tolerations: [{ key: "b" }] } },
    ],
    [
      "finalizers are a set",
      { metadata: { finalizers: ["a", "b"] } },
      { metadata: { finalizers: ["c", "a"] } },
      { metadata: { finalizers: ["c", "a", "b"] } },
    ],
    [
      "members of a set are removed",
      { metadata: { finalizers: ["a", "b"] } },
      { metadata: { "$deleteFromPrimitiveList/finalizers": ["a"] } },
      { metadata: { finalizers: ["b"] } },
    ],
    [
      "a volume changes its kind with $retainKeys",
      { spec: { volumes: [{ name: "v", emptyDir: {} }] } },
      {
        spec: {
          volumes: [{ name: "v", $retainKeys: ["name", "hostPath"], hostPath: { path: "/" } }],
        },
      },
      { spec: { volumes: [{ name: "v", hostPath: { path: "/" } }] } },
    ],
    [
      "an object is replaced",
      { spec: { a: 1, b: 2 } },
      { spec: { $patch: "replace", c: 3 } },
      { spec: { c: 3 } },
    ],
    ["an object is emptied", { spec: { a: 1 } }, { spec: { $patch: "delete" } }, { spec: {} }],
    ["null removes", { spec: { a: 1, b: 2 } }, { spec: { a: null } }, { spec: { b: 2 } }],
    [
      "nulls that meet nothing vanish",
      {},
      { spec: { a: { b: null, c: 1 } } },
      { spec: { a: { c: 1 } } },
    ],
    [
      "ports by containerPort, env by name, mounts by path",
      {
        spec: {
          containers: [
            {
              name: "a",
              ports: [{ containerPort: 80, name: "http" }],
              env: [{ name: "A", value: "1" }],
              volumeMounts: [{ name: "v", mountPath: "/v" }],
              args: ["x"],
            },
          ],
        },
      },
      {
        spec: {
          containers: [
            {
              name: "a",
              ports: [{ containerPort: 80, protocol: "TCP" }],
              env: [{ name: "A", value: "2" }],
              volumeMounts: [{ mountPath: "/v", readOnly: true }],
              args: ["y"],
            },
          ],
        },
      },
      {
        spec: {
          containers: [
            {
              name: "a",
              ports: [{ containerPort: 80, name: "http", protocol: "TCP" }],
              env: [{ name: "A", value: "2" }],
              volumeMounts: [{ name: "v", mountPath: "/v", readOnly: true }],
              args: ["y"],
            },
          ],
        },
      },
    ],
  ])("%s", (_name, document, patch, expected) => {
    const before = structuredClone(document);
    const result = applyStrategicMergePatch(document, patch, pod);
    expect(result).toEqual(expected);
    expect(document).toEqual(before);
  });

  it("a strategy of a deployment retains keys", () => {
    const before = {
      spec: { strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } } },
    };
    const patch = { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } };
    expect(applyStrategicMergePatch(before, patch, deployment)).toEqual({
      spec: { strategy: { type: "Recreate" } },
    });
  });

  it.each<[JsonObject, string]>([
    [{ spec: { $patch: "nope" } }, "unknown patch type: nope"],
    [{ spec: { containers: [{ image: "x" }] } }, "does not contain declared merge key: name"],
    [{ spec: { $retainKeys: "x" } }, "invalid patch format of retainKeys"],
    [{ spec: { $retainKeys: ["a"], b: 1 } }, "patch content doesn't match retainKeys list"],
    [
      {
        spec: {
          "$setElementOrder/containers": [{ name: "a" }],
          containers: [{ name: "b" }],
        },
      },
      "doesn't match $setElementOrder list",
    ],
  ])("%j is refused", (patch, message) => {
    expect(() => applyStrategicMergePatch(containers("a"), patch, pod)).toThrow(message);
  });
});
