import type { WorkflowStep } from "@lateen/api";
import { expect, test } from "vitest";
import { planRun } from "../src/index.ts";
import { world } from "./world.ts";

const DEFINITIONS = {
  read: `import "vela/world"
parameter: cell: string
read: world.#Get & {$params: cell: parameter.cell}`,
  hold: `import "vela/builtin"
hold: builtin.#ConditionalWait & {$params: {continue: false, message: "holding"}}
here: 1
there: string`,
  stop: `import "vela/builtin"
stop: builtin.#Fail & {$params: message: "no"}`,
  say: `import "vela/builtin"
parameter: message: string
say: builtin.#Message & {$params: message: parameter.message}`,
};

const read = {
  name: "read",
  type: "read",
  properties: { cell: "door" },
  outputs: [{ name: "state", valueFrom: "read.$returns.value" }],
};
const says = (more: object): object => ({ name: "say", type: "say", ...more });
const from = (name: string): object => ({ inputs: [{ from: name, parameterKey: "message" }] });
const hold = {
  name: "hold",
  type: "hold",
  outputs: [
    { name: "here", valueFrom: "here" },
    { name: "there", valueFrom: "there" },
  ],
};

test.each<[string, readonly object[], readonly string[]]>([
  [
    "what is read is known to the steps after it",
    [read, says(from("state"))],
    ['read known: {"cell":"door"}', 'say known: {"message":"shut"} shut'],
  ],
  [
    "a step may be listed before those that it needs",
    [says({ ...from("state"), dependsOn: ["read"] }), read],
    ['say known: {"message":"shut"} shut', 'read known: {"cell":"door"}'],
  ],
  [
    "outputs of a step that waits, as far as they can be told",
    [
      hold,
      says({ name: "a", ...from("there") }),
      says({
        name: "b",
        if: "inputs.here == 1",
        inputs: [{ from: "here" }],
        properties: { message: "x" },
      }),
    ],
    [
      "hold partial: {} holding (there)",
      "a unknown:  its input there is known only once the run is there",
      'b known: {"message":"x"} x',
    ],
  ],
  [
    "conditions, on the assumption that steps succeed",
    [
      read,
      says({ if: 'status.read.phase == "failed"', properties: { message: "x" } }),
      says({ name: "b", if: "status.nowhere.x == 1", properties: { message: "x" } }),
    ],
    [
      'read known: {"cell":"door"}',
      'say skipped:  if: status.read.phase == "failed"',
      expect.stringMatching(/^b unknown: {2}whether it runs is not known: /),
    ],
  ],
  [
    "what would fail",
    [{ name: "stop", type: "stop" }, says({ properties: { message: 5 } })],
    ["stop failed: {} no", expect.stringMatching(/^say failed: \{"message":5\} .*message/)],
  ],
  [
    "groups and items",
    [
      { name: "both", type: "step-group", subSteps: [says({ properties: { message: "x" } })] },
      says({
        name: "each",
        forEach: '["p", "q"]',
        if: 'item != "p"',
        ...from("item"),
        outputs: [{ name: "all", valueFrom: "parameter.message" }],
      }),
      says({ name: "last", ...from("all[1]") }),
    ],
    [
      "both known: ",
      '  say known: {"message":"x"} x',
      "each known:  2 items",
      '  each-0 skipped:  if: item != "p"',
      '  each-1 known: {"message":"q"} q',
      'last known: {"message":"q"} q',
    ],
  ],
  [
    "items of a group, and of what only the run can tell",
    [
      {
        ...hold,
        name: "wait",
        forEach: { x: 1 },
      },
      {
        name: "g",
        type: "step-group",
        forEach: ["p"],
        subSteps: [
          says({
            name: "in",
            ...from("item"),
            outputs: [{ name: "o", valueFrom: "parameter.message" }],
          }),
          says({ name: "next", ...from("o") }),
        ],
      },
      says({ name: "each", forEach: "there", ...from("item") }),
      says({ name: "none", forEach: "nothing.there" }),
    ],
    [
      "wait partial:  1 item (here, there)",
      "  wait-x partial: {} holding (there)",
      "g known:  1 item",
      "  g-0 known: ",
      '    in-0 known: {"message":"p"} p',
      '    next-0 known: {"message":"p"} p',
      "each unknown:  its input there is known only once the run is there",
      'none failed:  forEach: reference "nothing" not found (1:1)',
    ],
  ],
])("%s", async (_name, steps, expected) => {
  const here = world();
  here.cells.set("door", "shut");
  const plan = await planRun(here.engine({ definitions: DEFINITIONS }), {
    run: {
      apiVersion: "core.oam.dev/v1alpha1",
      kind: "WorkflowRun",
      metadata: { name: "run", namespace: "ns", uid: "uid" },
      spec: { workflowSpec: { steps: steps as readonly WorkflowStep[] } },
    },
  });
  const lines = plan.map(({ name, depth, state, parameter, detail, unknownOutputs }) => {
    const given = parameter === undefined ? "" : JSON.stringify(parameter);
    const unknown =
      unknownOutputs.length === 0 || state === "unknown" ? "" : ` (${unknownOutputs.join(", ")})`;
    return `${"  ".repeat(depth)}${name} ${state}: ${given}${detail === "" ? "" : ` ${detail}`}${unknown}`;
  });
  expect(lines).toEqual(expected);
});
