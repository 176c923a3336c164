import type { WorkflowRun } from "@lateen/api";
import { describe, expect, it } from "vitest";
import {
  changedSteps,
  flattenSteps,
  formatAge,
  formatDuration,
  graphOf,
  viewRun,
} from "./index.ts";

const START = "2026-01-02T03:04:05Z";
const now = Date.parse("2026-01-02T03:05:05Z");

const run: WorkflowRun = {
  apiVersion: "core.oam.dev/v1alpha1",
  kind: "WorkflowRun",
  metadata: { name: "release", namespace: "prod", uid: "u" },
  spec: {
    workflowSpec: {
      steps: [
        { name: "build", type: "request", meta: { alias: "Build it" } },
        {
          name: "roll-out",
          type: "step-group",
          subSteps: [
            { name: "eu", type: "apply-object" },
            { name: "us", type: "apply-object" },
          ],
        },
        { name: "", type: "notification", if: "always" },
      ],
    },
  },
  status: {
    mode: { steps: "StepByStep", subSteps: "DAG" },
    status: "executing",
    suspend: false,
    terminated: false,
    finished: false,
    startTime: START,
    steps: [
      {
        id: "a",
        name: "build",
        type: "request",
        phase: "succeeded",
        firstExecuteTime: START,
        lastExecuteTime: "2026-01-02T03:04:15Z",
      },
      {
        id: "b",
        name: "roll-out",
        type: "step-group",
        phase: "running",
        firstExecuteTime: "2026-01-02T03:04:15Z",
        lastExecuteTime: "2026-01-02T03:04:20Z",
        subSteps: [
          {
            id: "c",
            name: "eu",
            phase: "running",
            reason: "Wait",
            message: "not ready\n",
            firstExecuteTime: "2026-01-02T03:04:15Z",
          },
        ],
      },
      { id: "d", name: "gone", phase: "failed", reason: "Action", message: "no" },
    ],
  },
};

describe("viewRun", () => {
  const view = viewRun(run, { now });

  it("shows declared steps in order, then what else was recorded", () => {
    expect(
      flattenSteps(view.steps).map((step) => [step.name, step.phase, step.durationMilliseconds]),
    ).toEqual([
      ["build", "succeeded", 10_000],
      ["roll-out", "running", 50_000],
      ["eu", "running", 50_000],
      ["us", "waiting", undefined],
      ["step-2", "waiting", undefined],
      ["gone", "failed", undefined],
    ]);
    expect(view.steps[0]?.title).toBe("Build it");
    expect(view.steps[3]?.isUndeclared).toBe(true);
  });

  it("rolls up progress, duration and the message of the failed step", () => {
    expect(view.progress).toEqual({
      total: 5,
      done: 2,
      succeeded: 1,
      failed: 1,
      skipped: 0,
      running: 1,
    });
    expect(view.durationMilliseconds).toBe(60_000);
    expect(view.message).toBe("gone: no");
  });

  it("knows a run that was never looked at", () => {
    const { status: _status, ...fresh } = run;
    expect(viewRun(fresh as WorkflowRun, { now })).toMatchObject({
      phase: "pending",
      startedAt: undefined,
    });
  });

  it("takes the message of a condition while the run cannot be resolved", () => {
    const status = {
      ...run.status!,
      status: "initializing" as const,
      steps: [],
      conditions: [
        {
          type: "WorkflowRun",
          status: "False" as const,
          reason: "ReconcileError",
          lastTransitionTime: START,
          message: "no such type",
        },
      ],
    };
    expect(viewRun({ ...run, status }, { now }).message).toBe("no such type");
  });

  it("tells which steps changed, innermost first", () => {
    expect(
      changedSteps(undefined, view).map(({ step, within }) => [...within, step.name].join("/")),
    ).toEqual(["build", "roll-out/eu", "roll-out", "gone"]);
    expect(changedSteps(view, viewRun(run, { now: now + 1000 }))).toEqual([]);
  });
});

describe("formatDuration", () => {
  it.each([
    [undefined, ""],
    [0, "0s"],
    [240, "0.2s"],
    [9_940, "9.9s"],
    [59_700, "1m"],
    [185_000, "3m 5s"],
    [7_800_000, "2h 10m"],
    [273_600_000, "3d 4h"],
  ])("%s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

  it.each([
    [5_000, "5s"],
    [600_000, "10m"],
    [10_800_000, "3h"],
    [864_000_000, "10d"],
  ])("age %s", (milliseconds, text) => expect(formatAge(milliseconds)).toBe(text));
});

describe("graphOf", () => {
  const steps = [
    { name: "a", type: "t", outputs: [{ name: "image", valueFrom: "x" }] },
    { name: "b", type: "t", inputs: [{ from: "image.id", parameterKey: "i" }] },
    { name: "c", type: "t", dependsOn: ["a", "elsewhere"] },
  ];

  it("follows dependencies and data in a DAG", () => {
    expect(graphOf(steps, "DAG").edges).toEqual([
      { from: "a", to: "b", kind: "data" },
      { from: "a", to: "c", kind: "dependency" },
    ]);
  });

  it("adds the declared order step by step", () => {
    expect(graphOf(steps, "StepByStep").edges).toContainEqual({
      from: "b",
      to: "c",
      kind: "order",
    });
  });
});
