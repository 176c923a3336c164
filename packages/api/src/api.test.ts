import { describe, expect, test } from "vitest";
import { crds, findCycles, formatFindings, parseGoDuration, validateWorkflowRun } from "./index.ts";
import { defaultWorkflowRun } from "./workflow-run/defaults.ts";
import type { WorkflowRun } from "./workflow-run/model.ts";
import type { WorkflowStep } from "./step/model.ts";

function run(steps: readonly Partial<WorkflowStep>[]): WorkflowRun {
  return {
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name: "run" },
    spec: { workflowSpec: { steps: steps as readonly WorkflowStep[] } },
  };
}

describe("parseGoDuration", () => {
  test.each([
    ["0", 0],
    ["1s", 1000],
    ["1h15m30.5s", 4_530_500],
    ["-1.5h", -5_400_000],
    ["300ms", 300],
    [".5s", 500],
  ])("%s", (text, expected) => {
    expect(parseGoDuration(text)).toBe(expected);
  });
  test.each([
    ["1d", 'time: unknown unit "d" in duration "1d"'],
    ["5", 'time: missing unit in duration "5"'],
    ["soon", 'time: invalid duration "soon"'],
    ["", 'time: invalid duration ""'],
  ])("refuses %s", (text, message) => {
    expect(() => parseGoDuration(text)).toThrow(message);
  });
});

describe("validateWorkflowRun", () => {
  const cases: readonly [string, readonly Partial<WorkflowStep>[], string][] = [
    ["a good run", [{ name: "a", type: "x" }], ""],
    [
      "names",
      [
        { name: "", type: "x" },
        { name: "a", type: "x" },
        { name: "a", type: "x" },
      ],
      'field "spec.workflowSpec.steps.name": Invalid value error encountered, empty step name. field "spec.workflowSpec.steps": Invalid value error encountered, duplicated step name. ',
    ],
    [
      "timeouts of sub-steps",
      [{ name: "g", type: "step-group", subSteps: [{ name: "b", type: "x", timeout: "1d" }] }],
      'field "spec.workflowSpec.steps.subSteps.timeout": Invalid value error encountered, invalid timeout, please use the format of timeout like 1s, 1m, 1h or 1d. ',
    ],
    [
      "cycles",
      [
        { name: "a", type: "x", dependsOn: ["b"] },
        { name: "b", type: "x", dependsOn: ["a"] },
      ],
      'field "spec.workflowSpec.steps.dependsOn": Invalid value error encountered, cycle in dependsOn: a -> b -> a. ',
    ],
  ];
  test.each(cases)("%s", (_name, steps, expected) => {
    expect(formatFindings(validateWorkflowRun(run(steps)))).toBe(expected);
  });
});

test("findCycles takes long chains", () => {
  const steps = Array.from({ length: 20_000 }, (_, i) => ({
    name: `s${i}`,
    type: "x",
    dependsOn: [`s${i + 1}`],
  }));
  expect(findCycles(steps)).toEqual([]);
});

test("defaultWorkflowRun names steps and sub-steps by their place", () => {
  const named = defaultWorkflowRun(
    run([{ type: "x" }, { type: "step-group", subSteps: [{ name: "", type: "x" }] }]),
  );
  expect(named.spec.workflowSpec?.steps).toMatchObject([
    { name: "step-0" },
    { name: "step-1", subSteps: [{ name: "step-1-0" }] },
  ]);
  expect(defaultWorkflowRun(named)).toBe(named);
});

test("crds are new objects with unique names", () => {
  const names = crds().map((crd) => crd.metadata.name);
  expect(names).toEqual([
    "workflowruns.core.oam.dev",
    "workflows.core.oam.dev",
    "workflowstepdefinitions.core.oam.dev",
    "packages.cue.oam.dev",
  ]);
});
