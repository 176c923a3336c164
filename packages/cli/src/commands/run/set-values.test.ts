import type { WorkflowRun } from "@lateen/api";
import { expect, it } from "vitest";
import { setValues } from "./set-values.ts";

const run: WorkflowRun = {
  apiVersion: "core.oam.dev/v1alpha1",
  kind: "WorkflowRun",
  metadata: { name: "r" },
  spec: { context: { image: { tag: "1" } } },
};

it.each([
  [["env=dev"], { image: { tag: "1" }, env: "dev" }],
  [
    ["image.name=web:2", "n=3", "on=true", "list=[a, 1]", "none="],
    { image: { tag: "1", name: "web:2" }, n: 3, on: true, list: ["a", 1], none: "" },
  ],
  [["image=x"], { image: "x" }],
  [["a.b=1", "a.c=[unclosed"], { image: { tag: "1" }, a: { b: 1, c: "[unclosed" } }],
])("setValues %j", (assignments, context) =>
  expect(setValues(run, undefined, assignments).spec.context).toEqual(context),
);

it("setValues sets parameters where the workflow declares such", () => {
  const workflow = {
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "Workflow",
    metadata: {},
    parameter: "{replicas: int}",
  };
  expect(setValues(run, workflow, ["replicas=2"]).spec).toEqual({
    ...run.spec,
    parameters: { replicas: 2 },
  });
  expect(setValues(run, workflow, [])).toBe(run);
});

it.each(["x", "=1", "a..b=1", "a.=1"])("setValues refuses %s", (text) =>
  expect(() => setValues(run, undefined, [text])).toThrow(/^--set /),
);
