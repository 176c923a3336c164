// What the reference's controller does in places that no other table touches (spec: engine.md 2, 5, 8, 11).
import type { WorkflowRunSpec, WorkflowStep } from "@lateen/api";
import { describe, expect, test } from "vitest";
import { execute, memoryStorage, resumeRun } from "../src/index.ts";
import { type Case, DAG, DEFINITIONS, check, say } from "./case.ts";
import { scenario, show } from "./scenario.ts";
import { world } from "./world.ts";

const sub = (name: string, more: Partial<WorkflowStep> = {}): WorkflowStep =>
  say(name, more) as WorkflowStep;
const group = (name: string, subSteps: WorkflowStep[], more: Partial<WorkflowStep> = {}) => ({
  name,
  type: "step-group",
  subSteps,
  ...more,
});
const hold: WorkflowStep = { name: "hold", type: "forever" };

const CASES: readonly Case[] = [
  {
    name: "a sub-step that waits for a step after its group goes on in the same pass",
    spec: DAG,
    steps: [group("g", [sub("a", { dependsOn: ["late"] }), sub("b")]), say("late")],
    lines: ["succeeded | g succeeded [b succeeded: b, a succeeded: a] | late succeeded: late"],
  },
  {
    name: "a function of no provider",
    steps: [{ name: "a", type: "stray" }],
    lines: ["executing | a failed/Execute: a calls message of no provider: #provider is missing"],
  },
  {
    name: "a sub-step that waits for one of another group",
    spec: DAG,
    steps: [group("g", [sub("a", { dependsOn: ["b"] })]), group("h", [sub("b")])],
    lines: ["succeeded | g succeeded [a succeeded: a] | h succeeded [b succeeded: b]"],
  },
  {
    name: "a sub-step in a group, one after another, that waits for a step after its group",
    spec: DAG,
    steps: [
      group("g", [sub("a", { dependsOn: ["late"] }), sub("b")], { mode: "StepByStep" }),
      say("late"),
    ],
    lines: ["succeeded | g succeeded [a succeeded: a, b succeeded: b] | late succeeded: late"],
  },
  {
    name: "pending steps are recorded before those that are released after them in the list",
    spec: DAG,
    steps: [
      say("d", { dependsOn: ["b", "c"] }),
      say("b", { dependsOn: ["a"] }),
      say("c", { dependsOn: ["a"] }),
      say("a"),
    ],
    lines: ["succeeded | a succeeded: a | d succeeded: d | b succeeded: b | c succeeded: c"],
  },
  {
    name: "where nothing can start nothing is recorded",
    spec: DAG,
    steps: [say("a", { dependsOn: ["nobody"] })],
    lines: ["executing"],
  },
  {
    name: "where a step asks that had to wait for another, what waits for the answer is pending",
    spec: DAG,
    steps: [
      say("a"),
      { name: "ask", type: "suspend", dependsOn: ["a"] },
      say("b", { dependsOn: ["ask"] }),
    ],
    lines: [
      "suspending +suspend | a succeeded: a | ask suspending/Suspend: Suspended by field suspend | b pending: Pending on DependsOn: ask",
    ],
  },
  {
    name: "where a step asks that could start at once, what waits for the answer is not mentioned",
    spec: DAG,
    steps: [{ name: "ask", type: "suspend" }, say("a"), say("b", { dependsOn: ["ask"] })],
    lines: [
      "suspending +suspend | ask suspending/Suspend: Suspended by field suspend | a succeeded: a",
    ],
  },
  {
    name: "outputs of a step that timed out while it waited for nothing that it read",
    steps: [
      {
        name: "one",
        type: "reading",
        timeout: "1s",
        outputs: [{ name: "v", valueFrom: "read.$returns.value" }],
      },
    ],
    before: (w) => void w.cells.set("door", "shut"),
    between: [() => undefined],
    lines: ["executing | one running/Wait", "failed +terminated | one failed/Timeout"],
    vars: 'v: "shut"\n',
  },
  {
    name: "outputs of a step that timed out while it polled an effect that may be repeated",
    steps: [
      {
        name: "one",
        type: "polling",
        timeout: "1s",
        outputs: [
          { name: "v", valueFrom: "put.$returns.value" },
          { name: "w", valueFrom: "once.$returns.value" },
        ],
      },
    ],
    between: [() => undefined],
    lines: ["executing | one running/Wait", "failed +terminated | one failed/Timeout"],
    vars: 'v: "shut"\nw: true\n',
    calls: ["post once", "put door", "put door"],
  },
  {
    name: "a suspend in a list, and one whose label no key can have",
    steps: [{ name: "ask", type: "asking" }],
    between: [
      (_w, s) => s.setStatus(resumeRun(s.run.status!)),
      (_w, s) => s.setStatus(resumeRun(s.run.status!)),
    ],
    lines: [
      "suspending +suspend | ask suspending/Suspend: Suspended by field l[0]",
      "suspending +suspend | ask suspending/Suspend: Suspended by field my hold!",
      "succeeded | ask succeeded",
    ],
  },
  {
    name: "a timeout of nothing is over in the second pass",
    steps: [{ ...hold, timeout: "0s" }, say("after")],
    between: [() => undefined],
    lines: [
      "executing | hold running/Wait: holding",
      "failed +terminated | hold failed/Timeout | after skipped/Skip",
    ],
  },
  {
    name: "the time of a group is over: what depends on what did not end is skipped",
    steps: [group("g", [hold, sub("p", { dependsOn: ["hold"] })], { timeout: "1s" })],
    between: [() => undefined],
    lines: [
      "executing | g running [hold running/Wait: holding, p pending: Pending on DependsOn: hold]",
      "failed +terminated | g failed/Timeout [hold failed/Timeout, p skipped/Skip]",
    ],
  },
  {
    name: "the time of a group is over: what comes after in it is skipped, always excepted",
    steps: [
      group("g", [hold, sub("p"), sub("q", { if: "always" })], {
        mode: "StepByStep",
        timeout: "1s",
      }),
    ],
    between: [() => undefined],
    lines: [
      "executing | g running [hold running/Wait: holding]",
      "failed +terminated | g failed/Timeout [hold failed/Timeout, p skipped/Skip, q failed/Timeout]",
    ],
  },
  {
    name: "always is a word that stands alone",
    steps: [say("a", { if: " always " })],
    lines: ["succeeded | a skipped/Skip: pre check error: invalid if value: field not found: if"],
  },
  {
    name: "properties that are edited while a step waits",
    steps: [{ name: "door", type: "gate", properties: { cell: "none" } }],
    before: (w, s) => {
      w.cells.set("door", "open");
      w.watched.add("none").add("door");
      s.run.metadata.generation = 1;
    },
    between: [
      (_w, { run }) => {
        const steps = [{ name: "door", type: "gate", properties: { cell: "door" } }];
        run.spec = { workflowSpec: { steps } };
        run.metadata.generation = 2;
      },
    ],
    lines: ["executing | door running/Wait: waiting for none", "succeeded | door succeeded"],
  },
  {
    name: "the fields of context and parameter in the order of their names",
    spec: { context: { zone: { b: 1, a: 2 }, env: "x" } },
    steps: [{ name: "one", type: "order", properties: { z: 1, a: { y: 1, b: [{ d: 1, c: 2 }] } } }],
    lines: [
      `succeeded | one succeeded: [["env","name","namespace","publishVersion","spanID","stepName","stepSessionID","workflowName","zone"],{"a":{"b":[{"c":2,"d":1}],"y":1},"z":1}]`,
    ],
  },
  {
    name: "outputs that are values by themselves",
    steps: [
      {
        name: "make",
        type: "make",
        properties: { value: 1 },
        outputs: [
          { name: "n", valueFrom: "null" },
          { name: "t", valueFrom: "true" },
          { name: '"a b"', valueFrom: "result" },
        ],
      },
    ],
    lines: ["succeeded | make succeeded"],
    vars: 'n: null\nt: true\n"a b": 1\n',
  },
];

describe("what the reference does", () => {
  test.each(CASES)("$name", check);
});

const inGroup = {
  workflowSpec: { steps: [group("g", [{ name: "a", type: "call", properties: { cell: "c" } }])] },
};

test("a group whose sub-step used up its retries says so where that suspends the run", async () => {
  const w = world();
  w.broken.set("c", "boom");
  const engine = {
    ...w.engine({ definitions: DEFINITIONS }),
    features: { suspendOnFailure: true },
  };
  const s = scenario(w, engine, inGroup as WorkflowRunSpec);
  await s.settle();
  expect(show(s.run.status!)).toBe(
    "suspending +suspend | g failed/FailedAfterRetries [a failed/FailedAfterRetries: function call error for req: boom]",
  );
  w.broken.delete("c");
  s.setStatus(resumeRun(s.run.status!));
  await s.settle();
  expect(show(s.run.status!)).toBe("succeeded | g succeeded [a succeeded]");
});

test("a group that is shown while it is at work has a type only when it is recorded itself", async () => {
  const w = world();
  const engine = {
    ...w.engine({ definitions: DEFINITIONS }),
    features: { patchStatusAtOnce: true },
  };
  const written: unknown[] = [];
  const { status } = await execute(engine, {
    run: { ...scenario(w, engine, inGroup as WorkflowRunSpec).run },
    storage: memoryStorage(),
    writeStatus: async ({ steps }) => {
      written.push((steps ?? []).map(({ name, type, phase }) => [name, type, phase]));
    },
  });
  expect(written[0]).toEqual([["g", undefined, undefined]]);
  expect(status.steps?.[0]).toMatchObject({ name: "g", type: "step-group", phase: "succeeded" });
});

test("a suspended step is kept under keys that a ConfigMap can have", async () => {
  const w = world();
  const s = scenario(w, w.engine({ definitions: DEFINITIONS }), {
    workflowSpec: { steps: [{ name: "ask", type: "asking" }] },
  });
  await s.pass();
  s.setStatus(resumeRun(s.run.status!));
  await s.pass();
  for (const key of Object.keys(s.storage.snapshot()?.data ?? {})) {
    expect(key).toMatch(/^[-._a-zA-Z0-9]+$/);
  }
});

test("the values of a step that are kept for debugging have their defaults", async () => {
  const w = world();
  const s = scenario(w, w.engine({ definitions: DEFINITIONS }), {
    workflowSpec: { steps: [{ name: "one", type: "say" }] },
  });
  s.run.metadata.annotations = { "workflowrun.oam.dev/debug": "true" };
  const { debug } = await s.pass();
  expect(debug[0]?.value).toContain('message: ""');
  expect(debug[0]?.value).toContain('#do:       "message"');
});
