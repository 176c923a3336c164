import { describe, expect, test } from "vitest";
import { crds, findCycles, formatFindings, validateWorkflowRun } from "./index.ts";
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

test("a name is used once in the steps and the final steps together", () => {
  const { spec, ...rest } = run([{ name: "a", type: "x" }]);
  const last = { ...spec.workflowSpec, finally: [{ name: "a", type: "x" }] };
  const findings = validateWorkflowRun({ ...rest, spec: { workflowSpec: last } });
  expect(findings).toMatchObject([{ place: "spec.workflowSpec.finally[0].name" }]);
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
