import type { StepStatus, WorkflowRunStatus } from "@lateen/api";
import { describe, expect, it } from "vitest";
import { mergeStatus } from "./merge-status.ts";

const status = (
  more: Partial<WorkflowRunStatus> = {},
  ...steps: StepStatus[]
): WorkflowRunStatus => ({
  mode: {},
  status: "executing",
  suspend: false,
  terminated: false,
  finished: false,
  startTime: "2026-01-02T03:04:05Z",
  ...(steps.length > 0 ? { steps } : {}),
  ...more,
});
const step = (
  id: string,
  phase: StepStatus["phase"],
  more: Partial<StepStatus> = {},
): StepStatus => ({
  id,
  name: id,
  ...(phase === undefined ? {} : { phase }),
  ...more,
});

describe("mergeStatus", () => {
  const base = status({}, step("a", "running"), step("b", "running"));
  const ours = status({}, step("a", "succeeded"), step("b", "running"), step("c", "running"));

  it.each<[string, WorkflowRunStatus | undefined, WorkflowRunStatus | undefined]>([
    ["keeps the pass when only metadata changed", base, ours],
    [
      "suspends what the pass left running, but not what it finished",
      status({ suspend: true }, step("a", "suspending"), step("b", "suspending")),
      status(
        { suspend: true },
        step("a", "succeeded"),
        step("b", "suspending"),
        step("c", "suspending"),
      ),
    ],
    [
      "suspends one step alone",
      status({ suspend: true }, step("a", "running"), step("b", "suspending")),
      status(
        { suspend: true },
        step("a", "succeeded"),
        step("b", "suspending"),
        step("c", "running"),
      ),
    ],
    [
      "terminates",
      status(
        { terminated: true },
        step("a", "failed", { reason: "Terminate" }),
        step("b", "failed", { reason: "Terminate" }),
      ),
      status(
        { terminated: true },
        step("a", "succeeded"),
        step("b", "failed", { reason: "Terminate" }),
        step("c", "failed", { reason: "Terminate" }),
      ),
    ],
    ["gives way to a restart", status({ startTime: null, status: "" }), undefined],
    ["gives way to a restart from a step", status({}, step("a", "running")), undefined],
    ["gives way to a status that was removed", undefined, undefined],
  ])("%s", (_name, theirs, merged) => expect(mergeStatus({ base, ours, theirs })).toEqual(merged));

  it("takes a resume during a pass that left the run suspended", () => {
    const held = status({ suspend: true }, step("a", "suspending", { reason: "Suspend" }));
    const resumed = status({}, step("a", "running", { reason: "Suspend" }));
    expect(mergeStatus({ base: held, ours: held, theirs: resumed })).toEqual(resumed);
  });

  it("leaves a finished run finished", () => {
    const finished = status(
      { finished: true, status: "succeeded" },
      step("a", "succeeded"),
      step("b", "succeeded"),
    );
    expect(
      mergeStatus({
        base,
        ours: finished,
        theirs: status({ suspend: true }, step("a", "suspending"), step("b", "suspending")),
      }),
    ).toBe(finished);
  });

  it("merges sub-steps", () => {
    const group = (phase: StepStatus["phase"], sub: StepStatus["phase"]): WorkflowRunStatus =>
      status({}, step("g", phase, { subSteps: [step("x", sub)] }));
    expect(
      mergeStatus({
        base: group("running", "running"),
        ours: group("running", "running"),
        theirs: group("suspending", "suspending"),
      }),
    ).toEqual(group("suspending", "suspending"));
  });
});
