import type { WorkflowStep } from "@lateen/api";
import { expect, test } from "vitest";
import { type StepExplanation, explainStep } from "../src/index.ts";
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
  stop: `import "vela/builtin"
stop: builtin.#Fail & {$params: message: "no"}`,
  say: `import "vela/builtin"
say: builtin.#Message & {$params: message: "hi"}`,
};

const gate = { name: "gate", type: "gate", properties: { cell: "door" } };
const says = (more: object): Partial<WorkflowStep> => ({ name: "say", type: "say", ...more });

/** An explanation in lines. */
function lines({ summary, clause, results, watches }: StepExplanation): string[] {
  return [
    summary,
    ...(clause === undefined
      ? []
      : [
          `${clause.position.filename}:${clause.position.line}:${clause.position.column} ${clause.text}`,
        ]),
    ...(clause?.values ?? []).map(({ reference, value }) => `${reference} = ${value}`),
    ...results.map(({ path, nature, isRecorded }) => `${path} ${nature} ${isRecorded}`),
    ...(watches ?? []).map((ref) => JSON.stringify(ref)),
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
    "a step that another one holds up",
    [gate, says({ dependsOn: ["gate"] })],
    "say",
    ["Pending on DependsOn: gate"],
  ],
  ["a step that is done", [says({})], "say", ["succeeded: hi"]],
])("explains %s", async (_name, steps, step, expected) => {
  const here = world();
  here.cells.set("door", "shut");
  here.watched.add("door");
  const engine = here.engine({ definitions: DEFINITIONS });
  const { run, storage, pass } = scenario(here, engine, {
    workflowSpec: { steps: steps as readonly WorkflowStep[] },
  });
  await pass();
  const before = JSON.stringify([run, storage.snapshot(), [...here.cells]]);
  expect(lines(await explainStep(engine, { run, storage, step }))).toEqual(expected);
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
