// What the specification calls oddities of the reference, by their numbers there (engine.md 28): what is done instead.
import type { WorkflowStep } from "@lateen/api";
import { describe, test } from "vitest";
import { type Case, DAG, check, say } from "./case.ts";

const step = (name: string, type: string, more: Partial<WorkflowStep> = {}): WorkflowStep => ({
  name,
  type,
  ...more,
});
const make = (name: string, value: unknown, output: string): WorkflowStep =>
  step(name, "make", {
    properties: { value: value as number },
    outputs: [{ name: output, valueFrom: "result" }],
  });
const door = step("door", "gate", { properties: { cell: "door" } });
const nothing = (): void => undefined;

const CASES: readonly Case[] = [
  {
    name: "5: the time limit of a step counts from when it can start",
    spec: DAG,
    steps: [door, say("late", { dependsOn: ["door"], timeout: "1s" })],
    between: [nothing, nothing, (w) => w.cells.set("door", "open")],
    lines: [
      ...Array.from(
        { length: 3 },
        () =>
          "executing | door running/Wait: waiting for door | late pending: Pending on DependsOn: door",
      ),
      "succeeded | door succeeded | late succeeded: late",
    ],
  },
  {
    name: "8: each suspension in a step has its own time",
    steps: [step("s", "two-suspensions")],
    between: [(w) => (w.now += 10_000), nothing, (w) => (w.now += 20_000)],
    lines: [
      "suspending +suspend | s suspending/Suspend: Suspended by field a",
      "suspending +suspend | s suspending/Suspend: Suspended by field b",
      "suspending +suspend | s suspending/Suspend: Suspended by field b",
      "succeeded | s succeeded",
    ],
  },
  {
    name: "13: inputs come from any path, and go to any",
    steps: [
      make("a", { l: [{ z: 1 }, { z: 2 }] }, "v"),
      step("b", "make", {
        inputs: [
          { from: "v.l[1].z", parameterKey: "value" },
          { from: "v.l[0].z", parameterKey: "a-b" },
          { from: "v.l[0].z", parameterKey: 'x["y.z"]' },
          { from: "v.l[0].z", parameterKey: "list[2].deep" },
        ],
        outputs: [{ name: "w", valueFrom: "parameter" }],
      }),
    ],
    lines: ["succeeded | a succeeded | b succeeded"],
    vars: `v: {
	l: [
		{
			z: 1
		},
		{
			z: 2
		},
	]
}
w: {
	value: 2
	"a-b": 1
	x: {
		"y.z": 1
	}
	list: [
		{},
		{},
		{
			deep: 1
		},
	]
}
`,
  },
  {
    name: "15: an output that conflicts fails its step, also in a group",
    steps: [
      step("g", "step-group", {
        mode: "StepByStep",
        subSteps: [make("a", 1, "v"), make("b", 2, "v")],
      }),
    ],
    lines: [
      "failed +terminated | g failed/Output [a succeeded, b failed/Output: failed to set output v: v: conflicting values 2 and 1]",
    ],
  },
  {
    name: "16: a sub-step whose input has no place fails its group, and the run",
    steps: [
      step("g", "step-group", {
        subSteps: [
          step("a", "make", {
            properties: { s: 1 },
            inputs: [{ from: "context.name", parameterKey: "s.x" }],
          }),
        ],
      }),
      say("after"),
    ],
    lines: [
      'failed +terminated | g failed/Input [a failed/Input: set input to [s.x]: a number has no field "x"] | after skipped/Skip',
    ],
  },
  {
    name: "21: a condition sees inputs nested, and by their whole text",
    steps: [
      make("a", { x: 1 }, "v"),
      say("b", {
        inputs: [{ from: "v.x", parameterKey: "" }],
        if: 'inputs.v.x == 1 && inputs["v.x"] == 1',
      }),
    ],
    lines: ["succeeded | a succeeded | b succeeded: b"],
  },
  {
    name: "23: an output is looked up as it is written",
    steps: [
      step("a", "make", {
        properties: { value: { output: { output: 7 } } },
        outputs: [{ name: "v", valueFrom: "result.output.output" }],
      }),
    ],
    lines: ["succeeded | a succeeded"],
    vars: "v: 7\n",
  },
];

describe("oddities", () => {
  test.each(CASES)("$name", check);
});
