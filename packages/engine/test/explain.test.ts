import { ANNOTATION_DEBUG, type WorkflowStep } from "@lateen/api";
import { expect, test } from "vitest";
import { type StepExplanation, execute, explainStep, memoryStorage } from "../src/index.ts";
import { scenario } from "./scenario.ts";
import { world } from "./world.ts";

const DEFINITIONS = {
  gate: `import (
	"vela/builtin"
	"vela/world"
)
parameter: {cell: string, want: *"open" | string}
ring: world.#Post & {$params: cell: "bell"}
read: world.#Get & {$params: cell: parameter.cell}
hold: builtin.#ConditionalWait & {
	$params: {
		message: "waiting for \\(parameter.cell)"
		if read.$returns.value != _|_ {
			continue: read.$returns.value == parameter.want
		}
	}
}
`,
  fragile: `import (
	"vela/builtin"
	"vela/world"
)
read: world.#Get & {$params: cell: "door"}
hold: builtin.#ConditionalWait & {$params: {
	continue: read.$returns.value == "open"
	failWhen: read.$returns.value == "shut"
}}`,
  stop: `import "vela/builtin"
stop: builtin.#Fail & {$params: message: "no"}`,
  post: `import "vela/world"
parameter: cell: string
ring: world.#Post & {$params: cell: parameter.cell}`,
  say: `import "vela/builtin"
say: builtin.#Message & {$params: message: "hi"}`,
};

const gate = { name: "gate", type: "gate", properties: { cell: "door" } };
const says = (more: object): Partial<WorkflowStep> => ({ name: "say", type: "say", ...more });

/** An explanation in lines. */
function lines(explanation: StepExplanation, now: number): string[] {
  const { summary, place, clause, waitsFor, results, watches, retryAt, failures } = explanation;
  return [
    summary,
    ...(place === undefined || clause !== undefined ? [] : [place]),
    ...(clause === undefined
      ? []
      : [
          `${clause.position.filename}:${clause.position.line}:${clause.position.column} ${clause.text}`,
        ]),
    ...(clause?.values ?? []).map(({ reference, value }) => `${reference} = ${value}`),
    ...results.map(({ path, nature, isRecorded }) => `${path} ${nature} ${isRecorded}`),
    ...(watches ?? []).map((ref) => JSON.stringify(ref)),
    ...waitsFor
      .filter(({ name }) => !summary.includes(`${name},`))
      .map(({ name, phase }) => `for ${name} ${phase}`),
    ...(retryAt === undefined ? [] : [`again in ${(retryAt - now) / 1000} s, after ${failures}`]),
  ];
}

test.each<[string, readonly Partial<WorkflowStep>[], string, readonly string[]]>([
  [
    "a wait, by the condition and what it read",
    [gate],
    "gate",
    [
      "waits at hold: waiting for door",
      "template.cue:12:4 read.$returns.value == parameter.want",
      'read.$returns.value = "shut"',
      'parameter.want = "open"',
      "ring effect true",
      "read read false",
      '{"cluster":"","object":{"apiVersion":"v1","kind":"Cell","name":"door"}}',
    ],
  ],
  [
    "a step that was skipped, by its if",
    [says({}), says({ name: "late", if: 'status.say.phase == "failed"' })],
    "late",
    [
      'if: status.say.phase == "failed" is false',
      'if:1:1 status.say.phase == "failed"',
      'status.say.phase = "succeeded"',
    ],
  ],
  [
    "a step that failed, as it is recorded",
    [{ name: "stop", type: "stop" }],
    "stop",
    ["failed, by its own account: no", "template.cue:2:1 "],
  ],
  [
    "a wait that failed, by the condition that fails it",
    [{ name: "fragile", type: "fragile" }],
    "fragile",
    [
      "failed, by its own account",
      'template.cue:8:2 read.$returns.value == "shut"',
      'read.$returns.value = "shut"',
      "read read false",
    ],
  ],
  [
    "a step that another one holds up",
    [gate, says({ dependsOn: ["gate"] })],
    "say",
    [
      "waits for gate, which is running: waiting for door",
      "spec.workflowSpec.steps[1].dependsOn[0]",
    ],
  ],
  ["a step that is done", [says({})], "say", ["succeeded: hi"]],
  [
    "a step whose input an unfinished step sets",
    [
      { ...gate, outputs: [{ name: "v.x", valueFrom: "hold" }] },
      says({ inputs: [{ from: "v.x.y" }] }),
    ],
    "say",
    [
      "waits for its input v.x.y, an output of gate, which is running: waiting for door",
      "spec.workflowSpec.steps[1].inputs[0]",
    ],
  ],
  [
    "a step whose input nobody sets",
    [says({ inputs: [{ from: "v" }] })],
    "say",
    ["waits for its input v, which no step sets", "spec.workflowSpec.steps[0].inputs[0]"],
  ],
  [
    "a step that comes later",
    [gate, says({})],
    "say",
    ["comes after gate, which is running: waiting for door", "spec.workflowSpec.steps[1]"],
  ],
  [
    "a step that will be tried again",
    [
      {
        name: "post",
        type: "post",
        properties: { cell: "broken" },
        retry: { backoff: { duration: "90s" } },
      },
    ],
    "post",
    [
      "failed, to be tried again: function call error for ring: boom",
      "template.cue:3:1 ",
      'parameter.cell = "broken"',
      "again in 90 s, after 1",
    ],
  ],
  [
    "a step whose parameter contradicts its template",
    [{ name: "post", type: "post", properties: { cell: 3 } }],
    "post",
    [
      "failed, to be tried again: parameter.cell: conflicting values string and 3 (mismatched types string and int)",
      "template.cue:2:18 parameter.cell: conflicting values string and 3 (mismatched types string and int)",
      "again in 0.05 s, after 1",
    ],
  ],
  [
    "a group, by what is open in it",
    [{ name: "g", type: "step-group", subSteps: [gate as WorkflowStep, says({}) as WorkflowStep] }],
    "g",
    ["waits for its sub-steps", "for gate running"],
  ],
  [
    "the step of an item",
    [
      {
        ...gate,
        name: "each",
        forEach: ["door"],
        inputs: [{ from: "item", parameterKey: "cell" }],
      },
    ],
    "each-0",
    [
      "waits at hold: waiting for door",
      "template.cue:12:4 read.$returns.value == parameter.want",
      'read.$returns.value = "shut"',
      'parameter.want = "open"',
      "ring effect true",
      "read read false",
      '{"cluster":"","object":{"apiVersion":"v1","kind":"Cell","name":"door"}}',
    ],
  ],
  [
    "the step of an item whose turn has not come",
    [{ ...gate, name: "each", forEach: { a: 1, b: 2 }, maxParallel: 1 }],
    "each-b",
    [
      "waits for its turn: 1 item at once",
      "spec.workflowSpec.steps[0].maxParallel",
      "for each-a running",
    ],
  ],
  [
    "a step that was skipped after a failure",
    [{ name: "stop", type: "stop" }, says({})],
    "say",
    ["skipped: it comes after stop, which failed: no"],
  ],
  [
    "a step that depends on one that failed",
    [{ name: "stop", type: "stop" }, says({ dependsOn: ["stop"] })],
    "say",
    ["skipped: it depends on stop, which failed: no", "spec.workflowSpec.steps[1].dependsOn[0]"],
  ],
  [
    "a step of a group that was skipped",
    [{ name: "g", type: "step-group", if: "false", subSteps: [says({}) as WorkflowStep] }],
    "say",
    ["skipped with g"],
  ],
])("explains %s", async (_name, steps, step, expected) => {
  const here = world();
  here.cells.set("door", "shut");
  here.watched.add("door");
  here.broken.set("broken", "boom");
  const engine = here.engine({ definitions: DEFINITIONS });
  const { run, storage, pass } = scenario(here, engine, {
    workflowSpec: { steps: steps as readonly WorkflowStep[] },
  });
  await pass();
  const before = JSON.stringify([run, storage.snapshot(), [...here.cells]]);
  expect(lines(await explainStep(engine, { run, storage, step }), here.now)).toEqual(expected);
  expect(JSON.stringify([run, storage.snapshot(), [...here.cells]])).toBe(before);
});

test("nothing is asked anew where that is not wanted", async () => {
  const here = world();
  here.cells.set("door", "shut");
  const engine = here.engine({ definitions: DEFINITIONS });
  const { run, storage, pass } = scenario(here, engine, {
    workflowSpec: { steps: [gate] },
  });
  await pass();
  const { length } = here.calls;
  const explanation = await explainStep(engine, { run, storage, step: "gate", calls: "none" });
  expect(explanation.summary).toBe("would go on with read");
  expect(here.calls.length).toBe(length);
});

test("what was read of Secrets is in no debug text", async () => {
  const here = world();
  const key = "-----BEGIN-----\nMIIEvQIBADANBg\n-----END-----\n";
  here.cells.set("creds", {
    kind: "Secret",
    data: { word: btoa('open"sesame'), key: btoa(key) },
  });
  const template = `import ("vela/world", "encoding/base64")
read: world.#Get & {$params: cell: "creds"}
word: "\\(base64.Decode(null, read.$returns.value.data.word))!"
key: "\\(base64.Decode(null, read.$returns.value.data.key))"`;
  const engine = here.engine({ definitions: { it: template } });
  const { debug } = await execute(engine, {
    run: {
      apiVersion: "core.oam.dev/v1alpha1",
      kind: "WorkflowRun",
      metadata: {
        name: "run",
        namespace: "ns",
        uid: "uid",
        annotations: { [ANNOTATION_DEBUG]: "true" },
      },
      spec: { workflowSpec: { steps: [{ name: "a", type: "it" }] } },
    },
    storage: memoryStorage(),
  });
  expect(debug[0]?.value).toContain('word: "***!"');
  expect(debug[0]?.value).not.toMatch(/sesame|MIIEvQ|b3Bl/);
});
