import type { WorkflowRunSpec, WorkflowStep } from "@lateen/api";
import { describe, expect, test } from "vitest";
import { resumeRun, terminateRun } from "../src/index.ts";
import { type Case, DAG, DEFINITIONS, check, say } from "./case.ts";
import { scenario, show } from "./scenario.ts";
import { world } from "./world.ts";

const CASES: readonly Case[] = [
  { name: "no steps", steps: [], lines: ["succeeded"] },
  {
    name: "step by step",
    steps: [say("a"), say("b")],
    lines: ["succeeded | a succeeded: a | b succeeded: b"],
  },
  {
    name: "data flows through variables",
    steps: [
      {
        name: "make",
        type: "make",
        properties: { value: { a: [1, 2] } },
        outputs: [{ name: "v", valueFrom: "result.a" }],
      },
      {
        name: "use",
        type: "make",
        inputs: [{ from: "v[1]", parameterKey: "value" }],
        outputs: [{ name: "w", valueFrom: "result + 1" }],
      },
    ],
    lines: ["succeeded | make succeeded | use succeeded"],
    vars: "v: [1, 2]\nw: 3\n",
  },
  {
    name: "a missing output is null and said",
    steps: [
      {
        name: "make",
        type: "make",
        properties: { value: 1 },
        outputs: [{ name: "v", valueFrom: "nothing" }],
      },
    ],
    lines: [
      "succeeded | make succeeded: failed to get output from nothing: failed to lookup value: var(path=nothing.$returns) not exist",
    ],
    vars: "v: null\n",
  },
  {
    name: "an output that conflicts fails its step",
    steps: [
      {
        name: "a",
        type: "make",
        properties: { value: 1 },
        outputs: [{ name: "v", valueFrom: "result" }],
      },
      {
        name: "b",
        type: "make",
        properties: { value: 2 },
        outputs: [{ name: "v", valueFrom: "result" }],
      },
    ],
    lines: [
      "failed +terminated | a succeeded | b failed/Output: failed to set output v: v: conflicting values 2 and 1",
    ],
  },
  {
    name: "a wait goes on when its condition holds",
    steps: [{ name: "door", type: "gate", properties: { cell: "door" } }, say("after")],
    between: [(w) => void w.cells.set("door", "shut"), (w) => void w.cells.set("door", "open")],
    lines: [
      "executing | door running/Wait: waiting for door",
      "executing | door running/Wait: waiting for door",
      "succeeded | door succeeded | after succeeded: after",
    ],
    calls: ["get door", "get door", "get door"],
  },
  {
    name: "the old style, without its import",
    steps: [{ name: "door", type: "old" }],
    between: [(w) => void w.cells.set("door", "open")],
    lines: ["executing | door running/Wait", "succeeded | door succeeded"],
  },
  {
    name: "a failure skips what follows, always excepted",
    steps: [
      { name: "bad", type: "failing" },
      say("b"),
      say("c", { if: "always" }),
      say("d", { if: "status.bad.failed" }),
    ],
    lines: [
      "failed +terminated | bad failed/Action: no | b skipped/Skip | c succeeded: c | d succeeded: d",
    ],
  },
  {
    name: "a DAG runs what depends on nothing that failed",
    spec: DAG,
    steps: [say("last", { dependsOn: ["bad"] }), { name: "bad", type: "failing" }, say("free")],
    lines: [
      "failed +terminated | bad failed/Action: no | free succeeded: free | last skipped/Skip",
    ],
  },
  {
    name: "a break skips the rest and ends as terminated",
    steps: [{ name: "brk", type: "breaking" }, say("b")],
    lines: ["terminated +terminated | brk succeeded/Terminate: enough | b skipped/Skip"],
  },
  {
    name: "an input that nothing makes leaves a step pending",
    steps: [say("a"), say("b", { inputs: [{ from: "nothing" }] }), say("c")],
    lines: ["executing | a succeeded: a | b pending: Pending on Input: nothing"],
  },
  {
    name: "if errors skip with a message",
    steps: [
      say("a", { if: "status.nobody.failed" }),
      say("b", { if: "1 +" }),
      say("c", { if: "1" }),
    ],
    lines: [
      "succeeded | a skipped/Skip: pre check error: invalid if value: if: undefined field: nobody | b skipped/Skip: pre check error: invalid if value: field not found: if | c skipped/Skip: pre check error: if: cannot use value 1 (type int) as bool",
    ],
  },
  {
    name: "a suspend step waits for a client",
    steps: [{ name: "pause", type: "suspend" }, say("b")],
    between: [
      (_w, s) => s.setStatus({ ...s.run.status!, suspend: false }),
      (_w, s) => s.setStatus(resumeRun(s.run.status)),
    ],
    lines: [
      "suspending +suspend | pause suspending/Suspend: Suspended by field suspend",
      "suspending +suspend | pause suspending/Suspend: Suspended by field suspend",
      "succeeded | pause succeeded | b succeeded: b",
    ],
  },
  {
    name: "a suspend step goes on by itself after its duration, at the latest",
    steps: [
      { name: "pause", type: "suspend", properties: { duration: "10s", message: "ask" } },
      say("b"),
    ],
    between: [(w) => void (w.now += 8_000), (w) => void (w.now += 1_000)],
    lines: [
      "suspending +suspend | pause suspending/Suspend: ask",
      "suspending +suspend | pause suspending/Suspend: ask",
      "succeeded | pause succeeded | b succeeded: b",
    ],
  },
  {
    name: "a manual resume wins over the duration",
    steps: [{ name: "pause", type: "suspend", properties: { duration: "1h" } }],
    between: [(_w, s) => s.setStatus(resumeRun(s.run.status))],
    lines: [
      "suspending +suspend | pause suspending/Suspend: Suspended by field suspend",
      "succeeded | pause succeeded",
    ],
  },
  {
    name: "a suspended branch does not hold the others",
    spec: DAG,
    steps: [
      { name: "pause", type: "suspend" },
      { name: "door", type: "gate", properties: { cell: "door" } },
    ],
    between: [
      (w) => {
        w.cells.set("door", "open");
        w.now += 60_000;
      },
    ],
    lines: [
      "suspending +suspend | pause suspending/Suspend: Suspended by field suspend | door running/Wait: waiting for door",
      "suspending +suspend | pause suspending/Suspend: Suspended by field suspend | door succeeded",
    ],
  },
  {
    name: "terminate ends what runs, and what can no longer start",
    spec: DAG,
    steps: [
      { name: "hold", type: "forever", outputs: [{ name: "v", valueFrom: "1" }] },
      say("child", { inputs: [{ from: "v" }] }),
      say("clean", { if: "always", dependsOn: ["hold"] }),
    ],
    between: [(_w, s) => s.setStatus(terminateRun(s.run.status))],
    lines: [
      "executing | hold running/Wait: holding | child pending: Pending on Input: v | clean pending: Pending on DependsOn: hold",
      "terminated +terminated | hold failed/Terminate: holding | child skipped/Skip | clean succeeded: clean",
    ],
  },
  {
    name: "terminate ends a run in which nothing runs",
    steps: [say("a", { inputs: [{ from: "nothing" }] }), say("b"), say("c", { if: "always" })],
    between: [(_w, s) => s.setStatus(terminateRun(s.run.status))],
    lines: [
      "executing | a pending: Pending on Input: nothing",
      "terminated +terminated | a skipped/Skip | b skipped/Skip | c succeeded: c",
    ],
  },
  {
    name: "a timeout ends a step and does nothing more",
    steps: [
      { name: "door", type: "gate", properties: { cell: "door" }, timeout: "5s" },
      say("b"),
      say("c", { if: "status.door.timeout" }),
    ],
    between: [(w) => void (w.now += 5_000)],
    lines: [
      "executing | door running/Wait: waiting for door",
      "failed +terminated | door failed/Timeout | b skipped/Skip | c succeeded: c",
    ],
    calls: ["get door"],
  },
  {
    name: "a timeout that is no duration skips from the second attempt on",
    steps: [{ name: "hold", type: "forever", timeout: "1d" }],
    between: [(w) => void (w.now += 50)],
    lines: [
      "executing | hold running/Wait: holding",
      'succeeded | hold skipped/Skip: pre check error: time: unknown unit "d" in duration "1d"',
    ],
  },
  {
    name: "groups",
    steps: [
      {
        name: "g",
        type: "step-group",
        subSteps: [{ name: "hold", type: "forever" }, say("free") as WorkflowStep],
        timeout: "9s",
      },
      say("after"),
    ],
    between: [(w) => void (w.now += 9_000)],
    lines: [
      "executing | g running [hold running/Wait: holding, free succeeded: free]",
      "failed +terminated | g failed/Timeout [hold failed/Timeout, free succeeded: free] | after skipped/Skip",
    ],
  },
  {
    name: "groups in groups",
    steps: [
      {
        name: "g",
        type: "step-group",
        subSteps: [
          {
            name: "h",
            type: "step-group",
            mode: "StepByStep",
            subSteps: [{ name: "bad", type: "failing" }, say("b") as WorkflowStep],
          },
          say("c") as WorkflowStep,
        ],
      },
    ],
    lines: [
      "failed +terminated | g failed/Action [h failed/Action [bad failed/Action: no, b skipped/Skip], c succeeded: c]",
    ],
  },
  {
    name: "an if in error skips a group with all in it",
    steps: [
      { name: "g", type: "step-group", if: "nothing.here", subSteps: [say("a") as WorkflowStep] },
    ],
    lines: [
      "succeeded | g skipped/Skip: pre check error: invalid if value: field not found: if [a skipped/Skip]",
    ],
  },
  {
    name: "a step for each item",
    steps: [
      say("each", {
        forEach: ["x", "y"],
        inputs: [{ from: "item", parameterKey: "message" }],
        outputs: [{ name: "all", valueFrom: "parameter.message" }],
      }),
      say("last", { inputs: [{ from: "all[1]", parameterKey: "message" }] }),
    ],
    lines: [
      "succeeded | each succeeded [each-0 succeeded: x, each-1 succeeded: y] | last succeeded: y",
    ],
    vars: 'all: ["x", "y"]\n',
  },
  {
    name: "a step for each item of an expression, few at once",
    spec: { context: { cells: ["p", "q"] } },
    steps: [
      {
        name: "each",
        type: "gate",
        forEach: "[for c in context.cells {c}]",
        maxParallel: 1,
        inputs: [{ from: "item", parameterKey: "cell" }],
      },
    ],
    between: [
      (w) => {
        w.cells.set("p", "open");
        w.now += 60_000;
      },
      (w) => {
        w.cells.set("q", "open");
        w.now += 60_000;
      },
    ],
    lines: [
      "executing | each running [each-0 running/Wait: waiting for p]",
      "executing | each running [each-0 succeeded, each-1 running/Wait: waiting for q]",
      "succeeded | each succeeded [each-0 succeeded, each-1 succeeded]",
    ],
  },
  {
    name: "final steps run in any case",
    steps: [],
    spec: {
      workflowSpec: {
        steps: [{ name: "bad", type: "failing" }],
        finally: [say("bye") as WorkflowStep],
      },
    },
    lines: ["failed +terminated | bad failed/Action: no | bye succeeded: bye"],
  },
  {
    name: "a run has a time limit",
    steps: [],
    spec: {
      timeout: "10s",
      workflowSpec: {
        steps: [{ name: "hold", type: "forever" }, say("b") as WorkflowStep],
        finally: [say("bye") as WorkflowStep],
      },
    },
    between: [(w) => void (w.now += 10_000)],
    lines: [
      "executing | hold running/Wait: holding",
      "failed +terminated | hold failed/Timeout | b skipped/Skip | bye succeeded: bye",
    ],
  },
  {
    name: "parameters of a workflow have a schema and defaults",
    steps: [],
    spec: {
      parameters: { image: "x" },
      workflowSpec: {
        parameter: "image: string\nreplicas: *2 | int",
        steps: [
          say("a", {
            inputs: [{ from: "parameters.image", parameterKey: "message" }],
            outputs: [{ name: "n", valueFrom: "context.parameters.replicas" }],
          }) as WorkflowStep,
        ],
        outputs: [{ name: "twice", valueFrom: "n * 2" }],
      },
    },
    lines: ["succeeded | a succeeded: x"],
    vars: "n: 2\n",
  },
  {
    name: "a template that does not compile is an error of its step",
    steps: [{ name: "a", type: "broken" }],
    lines: ["executing | a failed/Execute: expected operand, found ':' (template.cue:1:1)"],
  },
  {
    name: "a parameter of the wrong type is an error before anything is done",
    steps: [{ name: "a", type: "call", properties: { cell: 5 } }],
    lines: [
      "executing | a failed/Execute: parameter.cell: conflicting values string and 5 (mismatched types string and int)",
    ],
    calls: [],
  },
  {
    name: "the path of an error, as CUE writes it",
    steps: [{ name: "a", type: "dashed", properties: { n: 5 } }],
    lines: [
      'executing | a failed/Execute: a."b-c".0.d: conflicting values string and 5 (mismatched types string and int)',
    ],
  },
  {
    name: "a parameter that is none of the alternatives is an error with each of them",
    steps: [{ name: "a", type: "choose", properties: { cell: "c" } }],
    lines: [
      'executing | a failed/Execute: parameter.cell: 2 errors in empty disjunction: conflicting values "a" and "c"; conflicting values "b" and "c"',
    ],
    calls: [],
  },
];

describe("execute", () => {
  test.each(CASES)("$name", check);
});

describe("a run that cannot be resolved", () => {
  const cases: readonly [string, WorkflowRunSpec, string][] = [
    ["nothing", {}, "failed to generate workflow instance"],
    ["no such Workflow", { workflowRef: "w" }, 'Workflow.core.oam.dev "w" not found'],
    [
      "an unknown type, near a known one",
      { workflowSpec: { steps: [{ name: "a", type: "sey" }] } },
      'workflowstepdefinitions.core.oam.dev "sey" not found (did you mean "say"?)',
    ],
    [
      "a type of KubeVela's Applications",
      { workflowSpec: { steps: [{ name: "a", type: "deploy" }] } },
      'workflowstepdefinitions.core.oam.dev "deploy" not found (step type deploy needs a KubeVela Application)',
    ],
    [
      "a cycle",
      {
        workflowSpec: {
          steps: [say("a", { dependsOn: ["b"] }), say("b", { dependsOn: ["a"] })] as WorkflowStep[],
        },
      },
      "cycle in dependsOn: a -> b -> a",
    ],
    [
      "a name twice",
      { workflowSpec: { steps: [say("a"), say("a")] as WorkflowStep[] } },
      'duplicated step name "a"',
    ],
    [
      "parameters that do not fit",
      { parameters: { image: 5 }, workflowSpec: { parameter: "image: string" } },
      "parameters do not fit their schema: parameters.image: conflicting values 5 and string (mismatched types int and string)",
    ],
  ];
  test.each(cases)("%s", async (_name, spec, message) => {
    const w = world();
    const s = scenario(w, w.engine({ definitions: DEFINITIONS }), spec);
    const result = await s.pass();
    expect(show(result.status)).toBe("initializing");
    expect(result.error?.message).toBe(message);
    expect(result.status.conditions).toMatchObject([{ status: "False", message }]);
    expect((await s.pass()).changed).toBe(false);
  });
});

test("a run that can be resolved again says no longer that it cannot", async () => {
  const w = world();
  const workflows: { [name: string]: object } = {};
  const s = scenario(w, w.engine({ definitions: DEFINITIONS, workflows }), { workflowRef: "late" });
  await s.pass();
  expect(s.run.status?.conditions).toHaveLength(1);
  workflows["late"] = { steps: [{ name: "hold", type: "forever" }] };
  expect(show((await s.pass()).status)).toBe("executing | hold running/Wait: holding");
  expect(s.run.status?.conditions).toBeUndefined();
});

test("an unchanged pass writes nothing", async () => {
  const w = world();
  const s = scenario(w, w.engine({ definitions: DEFINITIONS }), {
    workflowSpec: { steps: [{ name: "door", type: "gate", properties: { cell: "door" } }] },
  });
  await s.pass();
  const { status } = s.run;
  const stored = s.storage.snapshot();
  w.now += 3_600_000;
  const result = await s.pass();
  expect(w.calls.length).toBe(2);
  expect(result.changed).toBe(false);
  expect(s.run.status).toBe(status);
  expect(s.storage.snapshot()).toBe(stored);
});

test("what can be watched is not polled", async () => {
  const w = world();
  w.watched.add("door");
  const s = scenario(w, w.engine({ definitions: DEFINITIONS }), {
    workflowSpec: { steps: [{ name: "door", type: "gate", properties: { cell: "door" } }] },
  });
  const first = await s.pass();
  expect(first.wakeUp.watches.map(({ refs }) => refs)).toEqual([
    [{ cluster: "", object: { apiVersion: "v1", kind: "Cell", name: "door" } }],
  ]);
  expect(first.wakeUp.at).toBe(w.now + 600_000);
  w.now += 10_000;
  await s.pass();
  expect(w.calls.length).toBe(1);
  w.cells.set("door", "open");
  expect(show((await s.pass(["door"])).status)).toBe("succeeded | door succeeded");
});

test("a failing step is tried eleven times, slower and slower", async () => {
  const w = world();
  w.broken.set("c", "boom");
  const s = scenario(w, w.engine({ definitions: DEFINITIONS }), {
    workflowSpec: { steps: [{ name: "a", type: "call", properties: { cell: "c" } }] },
  });
  const delays: number[] = [];
  for (;;) {
    const { status, wakeUp } = await s.pass();
    if (status.finished) break;
    delays.push((wakeUp.at ?? 0) - w.now);
    w.now = wakeUp.at ?? 0;
    s.restartProcess();
  }
  expect(delays).toEqual([50, 1000, 1000, 1000, 1000, 1000, 3000, 6000, 12000, 25000]);
  expect(show(s.run.status!)).toBe(
    "failed +terminated | a failed/FailedAfterRetries: function call error for req: boom",
  );
  expect(new Set(w.calls.map(({ idempotencyKey }) => idempotencyKey)).size).toBe(1);
});
