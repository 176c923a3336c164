import { describe, expect, it } from "vitest";
import { parseRoute } from "./route.ts";

const pods = { group: "", version: "v1", plural: "pods", isWatch: false };
const runs = { group: "core.oam.dev", version: "v1alpha1", plural: "workflowruns", isWatch: false };

describe("parseRoute", () => {
  it.each([
    ["/api", { kind: "core-versions" }],
    ["/apis", { kind: "groups" }],
    ["/apis/apps", { kind: "group", group: "apps" }],
    ["/api/v1", { kind: "group-version", group: "", version: "v1" }],
    ["/apis/apps/v1/", { kind: "group-version", group: "apps", version: "v1" }],
    ["/api/v1/pods", { kind: "resource", path: pods }],
    ["/api/v1/watch/pods", { kind: "resource", path: { ...pods, isWatch: true } }],
    ["/api/v1/namespaces/a/pods", { kind: "resource", path: { ...pods, namespace: "a" } }],
    [
      "/api/v1/namespaces/a/pods/p/log",
      { kind: "resource", path: { ...pods, namespace: "a", name: "p", subresource: "log" } },
    ],
    [
      "/apis/core.oam.dev/v1alpha1/namespaces/a/workflowruns/r/status",
      { kind: "resource", path: { ...runs, namespace: "a", name: "r", subresource: "status" } },
    ],
    ["/api/v1/namespaces", { kind: "resource", path: { ...pods, plural: "namespaces" } }],
    [
      "/api/v1/namespaces/a",
      { kind: "resource", path: { ...pods, plural: "namespaces", name: "a" } },
    ],
    [
      "/api/v1/namespaces/a/status",
      {
        kind: "resource",
        path: { ...pods, plural: "namespaces", name: "a", subresource: "status" },
      },
    ],
    [
      "/api/v1/namespaces/a/pods/x%3Ay",
      { kind: "resource", path: { ...pods, namespace: "a", name: "x:y" } },
    ],
    ["/api/v1/namespaces/a/pods/p/x/y", { kind: "other", path: "/api/v1/namespaces/a/pods/p/x/y" }],
    ["/healthz", { kind: "other", path: "/healthz" }],
    ["/", { kind: "other", path: "/" }],
  ])("%s", (path, expected) => {
    expect(parseRoute(path)).toEqual(expected);
  });
});
