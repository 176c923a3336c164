import type { WorkflowRun } from "@lateen/api";
import { viewRun } from "@lateen/view";
import { describe, expect, it } from "vitest";
import { memoryIo } from "../../test/memory-io.ts";
import { liveBlock } from "./live.ts";
import { cutToWidth, displayWidth, formatTable } from "./table.ts";
import { treeLines } from "./tree.ts";

describe("formatTable", () => {
  it("pads by what is seen", () => {
    expect(
      formatTable(
        ["NAME", "PHASE"],
        [
          ["帆船", "\u001b[32mok\u001b[0m"],
          ["a", ""],
        ],
      ),
    ).toBe("NAME   PHASE\n帆船   \u001b[32mok\u001b[0m\na\n");
  });

  it.each([
    ["plain", 5],
    ["é", 1],
    ["e\u0301", 1],
    ["帆", 2],
    ["\u001b[31mred\u001b[39m", 3],
    ["🚢", 2],
  ])("%s takes %i columns", (text, width) => expect(displayWidth(text)).toBe(width));

  it("cuts to a width", () => {
    expect([
      cutToWidth("abcdef", 4),
      cutToWidth("abc", 3),
      cutToWidth("帆船x", 4),
      cutToWidth("abc", 0),
    ]).toEqual(["abc…", "abc", "帆…", ""]);
  });
});

describe("treeLines", () => {
  const at = (seconds: number): string =>
    new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
  const run: WorkflowRun = {
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: { name: "release", namespace: "default" },
    spec: {
      workflowSpec: {
        steps: [
          { name: "build", type: "request" },
          {
            name: "roll-out",
            type: "step-group",
            subSteps: [
              { name: "eu", type: "apply-object" },
              { name: "us", type: "apply-object" },
            ],
          },
          { name: "approve", type: "suspend" },
          { name: "report", type: "notification", if: "status.build.failed" },
        ],
      },
    },
    status: {
      mode: {},
      status: "suspending",
      suspend: true,
      terminated: false,
      finished: false,
      startTime: at(0),
      steps: [
        {
          id: "1",
          name: "build",
          phase: "succeeded",
          firstExecuteTime: at(0),
          lastExecuteTime: at(12),
        },
        {
          id: "2",
          name: "roll-out",
          phase: "failed",
          reason: "Action",
          firstExecuteTime: at(12),
          lastExecuteTime: at(15),
          subSteps: [
            {
              id: "3",
              name: "eu",
              phase: "failed",
              reason: "Action",
              message: "no\nroom",
              firstExecuteTime: at(12),
              lastExecuteTime: at(15),
            },
            { id: "4", name: "us", phase: "running", reason: "Wait", firstExecuteTime: at(12) },
          ],
        },
        {
          id: "5",
          name: "approve",
          phase: "suspending",
          reason: "Suspend",
          message: "Suspended by field suspend",
          firstExecuteTime: at(15),
        },
        { id: "6", name: "report", phase: "skipped", reason: "Skip" },
      ],
    },
  };
  const view = viewRun(run, { now: Date.parse(at(60)) });

  it("draws steps and groups", () => {
    expect(treeLines(view, memoryIo(), { columns: 100 })).toEqual(
      [
        "⏸ release suspending 3/5 steps  1m",
        "├─✔ build     request       12s    ",
        "├─✖ roll-out  step-group    3s     ",
        "│ ├─✖ eu      apply-object  3s     no ⏎ room",
        "│ └─◐ us      apply-object  48s    waiting",
        "├─⏸ approve   suspend       45s    Suspended by field suspend",
        "└─○ report    notification         skipped: if status.build.failed",
      ].map((line) => line.trimEnd()),
    );
  });

  it("cuts remarks to the terminal", () => {
    const last = treeLines(view, memoryIo(), { columns: 60 }).at(-1) ?? "";
    expect(last).toMatch(/skipped: if .*…$/);
    expect(displayWidth(last)).toBeLessThanOrEqual(60);
  });
});

describe("liveBlock", () => {
  it("draws over itself and leaves the last picture", () => {
    const io = memoryIo({ columns: 80 });
    const block = liveBlock(io.stdout);
    block.draw(["a", "b"]);
    block.draw(["c"]);
    block.end();
    expect(io.out()).toBe(
      "\u001b[?25l\u001b[Ja\nb\n\u001b[2A\r\u001b[Jc\n\u001b[1A\r\u001b[Jc\n\u001b[?25h",
    );
  });

  it("leaves out the middle of what is too high", () => {
    const io = memoryIo({ columns: 80 });
    liveBlock(io.stdout).draw(Array.from({ length: 50 }, (_, index) => `line ${index}`));
    expect(io.out().split("\n")).toHaveLength(24);
    expect(io.out()).toContain("… 28 more lines");
  });
});
