// What a run may say of its steps beside what the reference knows: retries, items, final steps, time limits, parameters.
import type { WorkflowRunSpec, WorkflowStep } from "@lateen/api";
import { describe, test } from "vitest";
import { resumeRun, suspendRun, terminateRun } from "../src/index.ts";
import { type Between, type Case, DAG, check, say } from "./case.ts";

const seconds =
  (count: number): Between =>
  (w) =>
    void (w.now += count * 1000);
const terminate: Between = (_w, s) => s.setStatus(terminateRun(s.run.status));
const resume: Between = (_w, s) => s.setStatus(resumeRun(s.run.status));
const fails =
  (cell: string): Between =>
  (w) =>
    void w.broken.set(cell, "boom");
const call = (more: Partial<WorkflowStep>): Partial<WorkflowStep> => ({
  name: "a",
  type: "call",
  properties: { cell: "c" },
  ...more,
});
const each = (type: string, key: string, more: Partial<WorkflowStep>): Partial<WorkflowStep> => ({
  name: "each",
  type,
  inputs: [{ from: "item", parameterKey: key }],
  ...more,
});
const list = (...steps: readonly Partial<WorkflowStep>[]): readonly WorkflowStep[] =>
  steps as readonly WorkflowStep[];
const withFinally = (
  steps: readonly Partial<WorkflowStep>[],
  last: readonly Partial<WorkflowStep>[],
  more: Partial<WorkflowRunSpec> = {},
): Pick<Case, "steps" | "spec"> => ({
  steps: [],
  spec: { ...more, workflowSpec: { steps: list(...steps), finally: list(...last) } },
});
const hold = { name: "hold", type: "forever" };
const bad = { name: "bad", type: "failing" };
const ask = { name: "ask", type: "suspend" };
const makeList = {
  name: "m",
  type: "make",
  properties: { value: ["p", "q"] },
  outputs: [{ name: "my-list", valueFrom: "result" }],
};

const RETRY: readonly Case[] = [
  {
    name: "limit and backoff",
    steps: [call({ retry: { limit: 2, backoff: { duration: "5s", factor: 3, max: "8s" } } })],
    before: fails("c"),
    between: [seconds(3), seconds(0), seconds(6), seconds(0)],
    lines: [
      ...Array.from(
        { length: 4 },
        () => "executing | a failed/Execute: function call error for req: boom",
      ),
      "failed +terminated | a failed/FailedAfterRetries: function call error for req: boom",
    ],
    calls: ["post c", "post c", "post c"],
  },
  {
    name: "limit 0",
    steps: [call({ retry: { limit: 0 } })],
    before: fails("c"),
    lines: ["failed +terminated | a failed/FailedAfterRetries: function call error for req: boom"],
  },
  {
    name: "if, over the message",
    steps: [call({ retry: { if: 'error.message =~ "boom" && parameter.cell == "c"' } })],
    before: fails("c"),
    between: [(w) => void w.broken.clear()],
    lines: [
      "executing | a failed/Execute: function call error for req: boom",
      "succeeded | a succeeded",
    ],
  },
  {
    name: "if, over the attempt",
    steps: [call({ retry: { if: "error.attempt < 2" } })],
    before: fails("c"),
    between: [seconds(60)],
    lines: [
      "executing | a failed/Execute: function call error for req: boom",
      "failed +terminated | a failed/FailedAfterRetries: function call error for req: boom",
    ],
  },
  {
    name: "if in error",
    steps: [call({ retry: { if: "nope" } })],
    before: fails("c"),
    lines: [
      "failed +terminated | a failed/FailedAfterRetries: function call error for req: boom (retry.if: invalid if value: field not found: if)",
    ],
  },
  {
    name: "a delay that is no duration",
    steps: [
      {
        name: "g",
        type: "step-group",
        subSteps: list(call({ retry: { backoff: { max: "soon" } } })),
      },
    ],
    lines: ["initializing"],
    error:
      'spec.workflowSpec.steps[0].subSteps[0].retry.backoff.max: time: invalid duration "soon"',
  },
  {
    name: "a step that fails by its own account is not tried again",
    steps: [{ ...bad, retry: { limit: 5 } }],
    lines: ["failed +terminated | bad failed/Action: no"],
  },
];

const ITEMS: readonly Case[] = [
  {
    name: "of a map, outputs in its order",
    steps: [
      each("say", "message", {
        forEach: { b: "x", a: "y" },
        outputs: [
          { name: "all", valueFrom: '"\\(context.key)\\(context.index)=\\(parameter.message)"' },
        ],
      }),
    ],
    lines: ["succeeded | each succeeded [each-b succeeded: x, each-a succeeded: y]"],
    vars: 'all: ["b0=x", "a1=y"]\n',
  },
  {
    name: "of a map that an expression makes",
    steps: [
      {
        name: "each",
        type: "say",
        forEach: "{for c in context.env {(c): 1}}",
        inputs: [{ from: "key", parameterKey: "message" }],
      },
    ],
    spec: { context: { env: ["p", "q"] } },
    lines: ["succeeded | each succeeded [each-p succeeded: p, each-q succeeded: q]"],
  },
  {
    name: "of an input",
    steps: [
      makeList,
      each("say", "message", {
        forEach: "my-list",
        inputs: [{ from: "my-list" }, { from: "item", parameterKey: "message" }],
      }),
    ],
    lines: ["succeeded | m succeeded | each succeeded [each-0 succeeded: p, each-1 succeeded: q]"],
  },
  {
    name: "of a variable that is no declared input: it is awaited all the same",
    steps: [each("say", "message", { forEach: "my-list" }), makeList],
    spec: DAG,
    lines: ["succeeded | m succeeded | each succeeded [each-0 succeeded: p, each-1 succeeded: q]"],
  },
  {
    name: "of a parameter of the workflow",
    steps: [],
    spec: {
      parameters: { regions: ["eu"] },
      workflowSpec: {
        parameter: "regions: [...string]",
        steps: list(each("say", "message", { forEach: "parameters.regions" })),
      },
    },
    lines: ["succeeded | each succeeded [each-0 succeeded: eu]"],
  },
  {
    name: "none",
    steps: [
      each("say", "message", { forEach: [], outputs: [{ name: "all", valueFrom: "parameter" }] }),
      say("b", { inputs: [{ from: "all" }] }),
    ],
    lines: ["succeeded | each succeeded | b succeeded: b"],
    vars: "all: []\n",
  },
  {
    name: "one that fails: the others are done, and what follows is not",
    steps: [
      each("call", "cell", {
        forEach: ["x", "y", "z"],
        maxParallel: 1,
        outputs: [{ name: "all", valueFrom: "req.$returns.value" }],
        retry: { limit: 0 },
      }),
      say("b"),
      say("c", { if: "always" }),
    ],
    before: fails("y"),
    lines: [
      "failed +terminated | each failed/FailedAfterRetries [each-0 succeeded, each-1 failed/FailedAfterRetries: function call error for req: boom\nfailed to get output from req.$returns.value: failed to lookup value: var(path=req.$returns.value) not exist, each-2 succeeded] | b skipped/Skip | c succeeded: c",
    ],
    vars: "all: [true, null, true]\n",
  },
  {
    name: "one that is tried again: the others are not",
    steps: [
      each("call", "cell", {
        forEach: ["x", "y"],
        retry: { limit: 2, backoff: { duration: "10s" } },
      }),
    ],
    before: fails("y"),
    between: [
      seconds(5),
      (w) => {
        w.broken.delete("y");
        w.now += 5_000;
      },
    ],
    lines: [
      "executing | each failed [each-0 succeeded, each-1 failed/Execute: function call error for req: boom]",
      "executing | each failed [each-0 succeeded, each-1 failed/Execute: function call error for req: boom]",
      "succeeded | each succeeded [each-0 succeeded, each-1 succeeded]",
    ],
    calls: ["post x", "post y", "post y"],
  },
  {
    name: "an if without the item is asked once",
    steps: [
      each("say", "message", {
        if: "false",
        forEach: ["x"],
        outputs: [{ name: "o", valueFrom: "1" }],
      }),
      say("b", { inputs: [{ from: "o" }] }),
    ],
    lines: ["succeeded | each skipped/Skip | b succeeded: b"],
    vars: "o: null\n",
  },
  {
    name: "an if that speaks of the item is asked for each",
    steps: [
      each("say", "message", {
        if: 'item != "x"',
        forEach: ["x", "y"],
        outputs: [{ name: "o", valueFrom: "parameter.message" }],
      }),
    ],
    lines: ["succeeded | each succeeded [each-0 skipped/Skip, each-1 succeeded: y]"],
    vars: 'o: [null, "y"]\n',
  },
  {
    name: "a timeout is that of all items together",
    steps: [each("gate", "cell", { timeout: "10s", forEach: ["x", "y", "z"], maxParallel: 2 })],
    between: [(w) => void w.cells.set("x", "open"), seconds(20)],
    lines: [
      "executing | each running [each-0 running/Wait: waiting for x, each-1 running/Wait: waiting for y]",
      "executing | each running [each-0 succeeded, each-1 running/Wait: waiting for y, each-2 running/Wait: waiting for z]",
      "failed +terminated | each failed/Timeout [each-0 succeeded, each-1 failed/Timeout, each-2 failed/Timeout]",
    ],
  },
  {
    name: "suspended, and ended",
    steps: [
      { ...ask, forEach: ["x", "y"] },
      each("gate", "cell", { forEach: ["x", "y"], maxParallel: 1 }),
    ],
    between: [resume, terminate],
    lines: [
      "suspending +suspend | ask suspending [ask-0 suspending/Suspend: Suspended by field suspend, ask-1 suspending/Suspend: Suspended by field suspend]",
      "executing | ask succeeded [ask-0 succeeded, ask-1 succeeded] | each running [each-0 running/Wait: waiting for x]",
      "terminated +terminated | ask succeeded [ask-0 succeeded, ask-1 succeeded] | each failed/Terminate [each-0 failed/Terminate: waiting for x]",
    ],
  },
  {
    name: "a group for each: its steps see each other and the item, its outputs are lists",
    steps: [
      {
        name: "g",
        type: "step-group",
        mode: "StepByStep",
        forEach: { a: "x", b: "y" },
        outputs: [{ name: "keys", valueFrom: "context.key" }],
        subSteps: list(
          {
            name: "in",
            type: "say",
            inputs: [{ from: "item", parameterKey: "message" }],
            outputs: [{ name: "o", valueFrom: "parameter.message" }],
          },
          say("then", {
            if: 'status.in.succeeded && inputs.o == "x"',
            inputs: [{ from: "o" }],
            dependsOn: ["in"],
          }),
          {
            name: "inner",
            type: "say",
            forEach: '[item, "\\(key)!"]',
            inputs: [{ from: "item", parameterKey: "message" }],
            outputs: [{ name: "p", valueFrom: "parameter.message" }],
          },
        ),
      },
      say("z", { inputs: [{ from: "o[1]", parameterKey: "message" }] }),
    ],
    lines: [
      "succeeded | g succeeded [" +
        "g-a succeeded [in-a succeeded: x, then-a succeeded: then, inner-a succeeded [inner-a-0 succeeded: x, inner-a-1 succeeded: a!]], " +
        "g-b succeeded [in-b succeeded: y, then-b skipped/Skip, inner-b succeeded [inner-b-0 succeeded: y, inner-b-1 succeeded: b!]]" +
        "] | z succeeded: y",
    ],
    vars: 'keys: ["a", "b"]\no: ["x", "y"]\np: [\n\t["x", "a!"],\n\t["y", "b!"],\n]\n',
  },
  {
    name: "a template that takes too long is not evaluated for all of them",
    steps: [
      { name: "each", type: "endless", forEach: [1, 2, 3, 4, 5] },
      say("b", { if: "always" }),
    ],
    limits: { evaluationNodes: 1000 },
    lines: [
      `failed +terminated | each failed/Rendering [${[0, 1, 2, 3, 4]
        .map((i) =>
          i < 3
            ? `each-${i} failed/Rendering: invalid cue task for evaluation: evaluation exceeds its budget of 1000 nodes`
            : `each-${i} failed/Rendering: not evaluated: endless exceeded its budget 3 times`,
        )
        .join(", ")}] | b succeeded: b`,
    ],
  },
  {
    name: "nothing to go through",
    steps: [
      each("say", "message", { forEach: "3" }),
      { ...each("say", "message", { forEach: "nope.x" }), name: "other", if: "always" },
    ],
    lines: [
      'failed +terminated | each failed/Input: forEach: expected a list or a struct | other failed/Input: forEach: reference "nope" not found (1:1)',
    ],
  },
];

const LAST: readonly Case[] = [
  {
    name: "after a failure, by what failed",
    ...withFinally(
      [bad, say("b")],
      [say("ok", { if: "status.bad.succeeded" }), say("no", { if: "status.bad.failed" })],
    ),
    lines: [
      "failed +terminated | bad failed/Action: no | b skipped/Skip | ok skipped/Skip | no succeeded: no",
    ],
  },
  {
    name: "after a termination",
    ...withFinally([hold, say("b")], [say("bye"), say("bye2")]),
    between: [terminate],
    lines: [
      "executing | hold running/Wait: holding",
      "terminated +terminated | hold failed/Terminate: holding | b skipped/Skip | bye succeeded: bye | bye2 succeeded: bye2",
    ],
  },
  {
    name: "after a break",
    ...withFinally([{ name: "b", type: "breaking" }, say("x")], [say("bye")]),
    lines: [
      "terminated +terminated | b succeeded/Terminate: enough | x skipped/Skip | bye succeeded: bye",
    ],
  },
  {
    name: "one of them failing keeps no other from running",
    ...withFinally([say("a")], [bad, say("g"), say("h", { dependsOn: ["bad"] })]),
    lines: [
      "failed +terminated | a succeeded: a | bad failed/Action: no | g succeeded: g | h skipped/Skip",
    ],
  },
  {
    name: "asking somebody, after a failure",
    ...withFinally([bad], [ask, say("bye")]),
    between: [resume],
    lines: [
      "suspending +suspend +terminated | bad failed/Action: no | ask suspending/Suspend: Suspended by field suspend",
      "failed +terminated | bad failed/Action: no | ask succeeded | bye succeeded: bye",
    ],
  },
  {
    name: "asking somebody, after a termination",
    ...withFinally([hold], [ask, say("bye")]),
    between: [terminate, resume],
    lines: [
      "executing | hold running/Wait: holding",
      "suspending +suspend +terminated | hold failed/Terminate: holding | ask suspending/Suspend: Suspended by field suspend",
      "terminated +terminated | hold failed/Terminate: holding | ask succeeded | bye succeeded: bye",
    ],
  },
  {
    name: "ended in their turn",
    ...withFinally([say("a")], [hold, say("c")]),
    between: [terminate],
    lines: [
      "executing | a succeeded: a | hold running/Wait: holding",
      "terminated +terminated | a succeeded: a | hold failed/Terminate: holding | c succeeded: c",
    ],
  },
];

const TIME: readonly Case[] = [
  {
    name: "what waits for nothing that comes is skipped",
    ...withFinally([hold, say("b", { inputs: [{ from: "no" }] })], [say("bye")], {
      ...DAG,
      timeout: "10s",
    }),
    between: [seconds(20)],
    lines: [
      "executing | hold running/Wait: holding | b pending: Pending on Input: no",
      "failed +terminated | hold failed/Timeout | b skipped/Skip | bye succeeded: bye",
    ],
  },
  {
    name: "a group, a suspended step, and items",
    ...withFinally(
      [
        { name: "g", type: "step-group", subSteps: list(hold) },
        ask,
        each("gate", "cell", { maxParallel: 1, forEach: ["x", "y"] }),
      ],
      [say("bye")],
      { ...DAG, timeout: "10s" },
    ),
    between: [seconds(20)],
    lines: [
      "suspending +suspend | g running [hold running/Wait: holding] | ask suspending/Suspend: Suspended by field suspend | each running [each-0 running/Wait: waiting for x]",
      "failed +terminated | g failed/Timeout [hold failed/Timeout] | ask failed/Timeout | each failed/Timeout [each-0 failed/Timeout] | bye succeeded: bye",
    ],
  },
  {
    name: "a run that a client holds",
    ...withFinally([hold], [say("bye")], { timeout: "10s" }),
    between: [(_w, s) => s.setStatus(suspendRun(s.run.status)), seconds(20)],
    lines: [
      "executing | hold running/Wait: holding",
      "suspending +suspend | hold suspending/Wait: holding",
      "failed +terminated | hold failed/Timeout | bye succeeded: bye",
    ],
  },
  {
    name: "a wait with a deadline",
    steps: [{ name: "d", type: "impatient", properties: { deadline: "10s" } }],
    between: [seconds(5), seconds(5)],
    lines: [
      "executing | d running/Wait: holding",
      "executing | d running/Wait: holding",
      "failed +terminated | d failed/Timeout: waited at hold until its deadline: holding",
    ],
  },
  {
    name: "a wait with the usual deadline",
    steps: [hold],
    limits: { waitDeadlineSeconds: 30 },
    between: [seconds(28), seconds(1)],
    lines: [
      "executing | hold running/Wait: holding",
      "executing | hold running/Wait: holding",
      "failed +terminated | hold failed/Timeout: waited at hold until its deadline: holding",
    ],
  },
  {
    name: "a deadline that is no duration",
    steps: [
      { name: "d", type: "impatient", properties: { deadline: "soon" }, retry: { limit: 0 } },
    ],
    lines: [
      'failed +terminated | d failed/FailedAfterRetries: function call error for hold: time: invalid duration "soon"',
    ],
  },
  {
    name: "a wait that may fail",
    steps: [{ name: "d", type: "impatient" }],
    between: [
      (w) => {
        w.cells.set("state", "broken");
        w.now += 60_000;
      },
    ],
    lines: ["executing | d running/Wait: holding", "failed +terminated | d failed/Action"],
    calls: ["get state", "get state"],
  },
];

const workflow = (schema: string): Pick<Case, "steps" | "workflows"> => ({
  steps: [],
  workflows: {
    w: {
      parameter: schema,
      steps: [say("a", { inputs: [{ from: "parameters.image", parameterKey: "message" }] })],
    },
  },
});
const PARAMETERS: readonly Case[] = [
  {
    name: "of a Workflow, in conditions and expressions",
    steps: [],
    spec: { workflowRef: "w", parameters: { image: "x" } },
    workflows: {
      w: {
        parameter: "image: string\nreplicas: *2 | int",
        steps: [
          say("a", { if: "parameters.replicas == 2" }),
          say("b", { if: 'parameters.image != "x"' }),
        ],
      },
    },
    lines: ["succeeded | a succeeded: a | b skipped/Skip"],
  },
  {
    name: "out of range",
    ...workflow("image: string\nn: *1 | (<3 & >1)"),
    spec: { workflowRef: "w", parameters: { n: 7 } },
    lines: ["initializing"],
    error:
      "parameters do not fit their schema: parameters.n: 2 errors in empty disjunction:; parameters.n: conflicting values 1 and 7; parameters.n: invalid value 7 (out of bound <3)",
  },
  {
    name: "missing",
    ...workflow("image: string\nn: *1 | int"),
    spec: { workflowRef: "w" },
    lines: ["initializing"],
    error: "parameters do not fit their schema: parameters.image: incomplete value string",
  },
  {
    name: "unknown",
    ...workflow("image: string"),
    spec: { workflowRef: "w", parameters: { image: "a", foo: 1 } },
    lines: ["initializing"],
    error: "parameters do not fit their schema: parameters.foo: field not allowed",
  },
  {
    name: "none declared",
    ...workflow(""),
    spec: { workflowRef: "w", parameters: { image: "a" } },
    lines: ["initializing"],
    error: "spec.parameters: the workflow declares no parameter",
  },
  {
    name: "of a schema that is none",
    ...workflow("image: string\nn: : int"),
    spec: { workflowRef: "w", parameters: { image: "a" } },
    lines: ["initializing"],
    error:
      "the parameter schema of the workflow does not compile: expected operand, found ':' (and 1 more errors) (parameter:2:4)",
  },
];

describe.each([
  ["retry", RETRY],
  ["forEach", ITEMS],
  ["finally", LAST],
  ["time limits", TIME],
  ["parameters", PARAMETERS],
])("%s", (_title, cases) => {
  test.each(cases)("$name", check);
});
