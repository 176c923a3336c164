// A table row for the engine: a run, what happens between its passes, and a line for each pass.
import type { WorkflowRunSpec, WorkflowStep } from "@lateen/api";
import { expect } from "vitest";
import type { Limits } from "../src/index.ts";
import { scenario, show } from "./scenario.ts";
import { type World, world } from "./world.ts";

/** Step types that cases use. */
export const DEFINITIONS: { readonly [type: string]: string } = {
  say: `import "vela/builtin"
say: builtin.#Message & {$params: message: parameter.message}
parameter: message: *"" | string`,
  forever: `import "vela/builtin"
hold: builtin.#ConditionalWait & {$params: {continue: false, message: "holding"}}`,
  failing: `import "vela/builtin"
stop: builtin.#Fail & {$params: message: "no"}`,
  breaking: `import "vela/builtin"
stop: builtin.#Break & {$params: message: "enough"}`,
  make: `parameter: {...}
result: parameter.value`,
  stray: `a: #do: "message"`,
  gate: `import (
	"vela/builtin"
	"vela/world"
)
read: world.#Get & {$params: cell: parameter.cell}
hold: builtin.#ConditionalWait & {
	$params: message: "waiting for \\(parameter.cell)"
	if read.$returns.value != _|_ {
		$params: continue: read.$returns.value == "open"
	}
}
parameter: cell: string`,
  call: `import "vela/world"
req: world.#Post & {$params: cell: parameter.cell}
parameter: cell: string`,
  dashed: `a: "b-c": [{d: parameter.n & string}]
parameter: n: _`,
  choose: `import "vela/world"
req: world.#Post & {$params: cell: parameter.cell}
parameter: cell: "a" | "b"`,
  impatient: `import (
	"vela/builtin"
	"vela/world"
)
parameter: deadline: *"1h" | string
read: world.#Get & {$params: cell: "state"}
hold: builtin.#ConditionalWait & {$params: {
	failWhen: read.$returns.value == "broken"
	continue: read.$returns.value == "done"
	message:  "holding"
	deadline: parameter.deadline
}}`,
  reading: `import (
	"vela/builtin"
	"vela/world"
)
read: world.#Get & {$params: cell: "door"}
hold: builtin.#ConditionalWait & {$params: continue: false}`,
  polling: `import (
	"vela/builtin"
	"vela/world"
)
once: world.#Post & {$params: cell: "once"}
put: world.#Put & {$params: {cell: "door", value: "shut"}}
hold: builtin.#ConditionalWait & {$params: continue: put.$returns.value == "open"}`,
  asking: `import "vela/builtin"
l: [builtin.#Suspend & {$params: {}}]
"my hold!": builtin.#Suspend & {$params: {}}`,
  order: `import (
	"encoding/json"
	"vela/builtin"
)
say: builtin.#Message & {$params: message: json.Marshal([[for k, _ in context {k}], parameter])}
parameter: {...}`,
  "two-suspensions": `import "vela/builtin"
a: builtin.#Suspend & {$params: duration: "10s"}
b: builtin.#Suspend & {$params: duration: "20s"}`,
  endless: `import "list"
r: list.Range(0, 3000, 1)
a: [for x in r for y in r {x}]`,
  broken: ":",
  old: `read: op.#Get & {cell: "door"}
hold: op.#ConditionalWait & {continue: read.value != _|_ && read.value == "open"}`,
};

/** What happens before a pass. */
export type Between = (world: World, s: ReturnType<typeof scenario>) => void;

/** A case. */
export interface Case {
  readonly name: string;
  readonly steps: readonly Partial<WorkflowStep>[];
  readonly spec?: Partial<WorkflowRunSpec>;
  readonly workflows?: { readonly [name: string]: object };
  readonly limits?: Limits;
  readonly before?: Between;
  /** Passes, with what happens before each but the first. */
  readonly between?: readonly Between[];
  /** A line for each pass. */
  readonly lines: readonly string[];
  readonly vars?: string;
  readonly calls?: readonly string[];
  /** Why the run cannot be resolved, as the last pass says. */
  readonly error?: string;
}

/** Spec of a run whose steps are a graph. */
export const DAG: Partial<WorkflowRunSpec> = { mode: { steps: "DAG" } };
/** A step that says its name. */
export const say = (name: string, more: Partial<WorkflowStep> = {}): Partial<WorkflowStep> => ({
  name,
  type: "say",
  properties: { message: name },
  ...more,
});

/** Runs a case. */
export async function check(one: Case): Promise<void> {
  const { steps, spec, before, between = [], lines, vars, limits = {}, workflows = {} } = one;
  const w = world();
  const engine = w.engine({ definitions: DEFINITIONS, limits, workflows });
  const inline = { workflowSpec: { steps: steps as readonly WorkflowStep[] } };
  const s = scenario(
    w,
    engine,
    spec?.workflowRef === undefined ? { ...inline, ...spec } : { ...spec },
  );
  const shown: string[] = [];
  before?.(w, s);
  let { error } = await s.pass();
  shown.push(show(s.run.status!));
  for (const act of between) {
    act(w, s);
    w.now += 1_000;
    ({ error } = await s.pass());
    shown.push(show(s.run.status!));
  }
  expect(shown).toEqual(lines);
  if (vars !== undefined) expect(s.storage.snapshot()?.data["vars"]).toBe(vars);
  if (one.calls !== undefined) expect(w.calls.map(({ text }) => text)).toEqual(one.calls);
  expect(error?.message).toBe(one.error);
}
