import { expect, it } from "vitest";
import { compareVersions } from "./discovery.ts";

it("compareVersions puts the stablest first", () => {
  const versions = [
    "foo1",
    "v1alpha1",
    "v10",
    "v2",
    "v1",
    "v1beta2",
    "v1beta10",
    "bar",
    "v11alpha2",
  ];
  expect(versions.sort(compareVersions)).toEqual([
    "v10",
    "v2",
    "v1",
    "v1beta10",
    "v1beta2",
    "v11alpha2",
    "v1alpha1",
    "bar",
    "foo1",
  ]);
});
