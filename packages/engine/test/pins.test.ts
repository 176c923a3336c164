// A run goes on with the step types and the Workflow that it started with.
import { ANNOTATION_PIN, type WorkflowRunSpec } from "@lateen/api";
import { expect, test } from "vitest";
import { resumeRun, restartFromStep, restartedContext } from "../src/index.ts";
import { type Scenario, scenario, show } from "./scenario.ts";
import { type World, world } from "./world.ts";

const say = (text: string): string => `import "vela/builtin"
say: builtin.#Message & {$params: message: "${text}"}`;
const held: WorkflowRunSpec = {
  workflowSpec: {
    steps: [
      { name: "pause", type: "suspend" },
      { name: "say", type: "say" },
    ],
  },
};

interface Edited {
  readonly w: World;
  readonly s: Scenario;
  readonly definitions: { [type: string]: string };
  readonly workflows: { [name: string]: object };
}

/** A run that is suspended, with what it goes by. */
async function suspended(spec: WorkflowRunSpec, annotations = {}): Promise<Edited> {
  const w = world();
  const definitions: { [type: string]: string } = { say: say("old"), other: say("other") };
  const workflows: { [name: string]: object } = { w: held.workflowSpec ?? {} };
  const engine = {
    ...w.engine({ definitions, workflows }),
    definitions: {
      stepDefinition: (_namespace: string, name: string) =>
        definitions[name] === undefined
          ? undefined
          : {
              apiVersion: "core.oam.dev/v1beta1",
              kind: "WorkflowStepDefinition",
              metadata: { name, namespace: "vela-system" },
              spec: { schematic: { cue: { template: definitions[name] } } },
            },
      workflow: (_namespace: string, name: string) =>
        workflows[name] === undefined
          ? undefined
          : {
              apiVersion: "core.oam.dev/v1alpha1",
              kind: "Workflow",
              metadata: { name },
              ...workflows[name],
            },
    },
  };
  const s = scenario(w, engine, spec);
  s.run.metadata.annotations = annotations;
  await s.pass();
  return { w, s, definitions, workflows };
}

/** Resumes the run in a new process; its status, and what of its pins is left. */
async function goesOn({ s }: Edited): Promise<string> {
  s.restartProcess();
  s.setStatus(resumeRun(s.run.status));
  const { status, error } = await s.pass();
  const pins = Object.keys(s.storage.snapshot()?.data ?? {}).filter((key) => key.includes("pin"));
  return `${show(status)}${error === undefined ? "" : ` ${error.message}`}${pins.length === 0 ? "" : ` (${pins.length} pins)`}`;
}

const UNPINNED = { [ANNOTATION_PIN]: "false" };

test.each<[string, WorkflowRunSpec, object, (edited: Edited) => void, string]>([
  [
    "a step type that is edited",
    held,
    {},
    ({ definitions }) => void (definitions["say"] = say("new")),
    "succeeded | pause succeeded | say succeeded: old",
  ],
  [
    "a step type that is deleted",
    held,
    {},
    ({ definitions }) => void delete definitions["say"],
    "succeeded | pause succeeded | say succeeded: old",
  ],
  [
    "a Workflow that is edited",
    { workflowRef: "w" },
    {},
    ({ workflows }) => void (workflows["w"] = { steps: [{ name: "x", type: "other" }] }),
    "succeeded | pause succeeded | say succeeded: old",
  ],
  [
    "a Workflow that is deleted, with its step types",
    { workflowRef: "w" },
    {},
    ({ workflows, definitions }) => {
      delete workflows["w"];
      delete definitions["say"];
    },
    "succeeded | pause succeeded | say succeeded: old",
  ],
  [
    "a step type that is edited, of a run that is not pinned",
    held,
    UNPINNED,
    ({ definitions }) => void (definitions["say"] = say("new")),
    "succeeded | pause succeeded | say succeeded: new",
  ],
  [
    "a step type that is deleted, of a run that is not pinned",
    held,
    UNPINNED,
    ({ definitions }) => void delete definitions["say"],
    'initializing | pause running/Suspend: Suspended by field suspend workflowstepdefinitions.core.oam.dev "say" not found',
  ],
])("%s", async (_name, spec, annotations, edit, expected) => {
  const edited = await suspended(spec, annotations);
  edit(edited);
  expect(await goesOn(edited)).toBe(expected);
});

test("a run that is restarted goes by what is there then", async () => {
  const edited = await suspended(held);
  edited.definitions["say"] = say("new");
  expect(await goesOn(edited)).toBe("succeeded | pause succeeded | say succeeded: old");
  const { s } = edited;
  const restart = restartFromStep(s.run.status, held.workflowSpec ?? {}, "say");
  const stored = s.storage.snapshot();
  await s.storage.save({
    session: stored?.session ?? "",
    data: restartedContext(stored?.data ?? {}, restart, ""),
  });
  s.setStatus(restart.status);
  s.restartProcess();
  expect(show((await s.pass()).status)).toBe("succeeded | pause succeeded | say succeeded: new");
});
