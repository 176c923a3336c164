// Whatever is written into runs, Workflows and step types: the API server or the run says what is wrong and where, and
// the controller goes on with all others.
import { type WorkflowRunStatus, crds, typeOf } from "@lateen/api";
import type { KubeObject } from "@lateen/kube";
import { stepDefinitions } from "@lateen/steps";
import { type Cluster, startCluster } from "@lateen/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type RunningController,
  keyOf,
  print,
  runController,
  runOf,
  timeOf,
  until,
} from "./running-controller.ts";

const BATCHES = 12;
const OBJECTS_IN_BATCH = 12;

let cluster: Cluster;
let running: RunningController;
let problems: { readonly err?: unknown }[];
let count = 0;

beforeAll(async () => {
  cluster = await startCluster({ objects: [...crds(), ...stepDefinitions()] });
  problems = [];
  running = await runController(cluster.client, { onError: (fields) => problems.push(fields) });
});
afterAll(async () => {
  await running.stop();
  await cluster.close();
});

const types = stepDefinitions().map(({ metadata }) => metadata.name ?? "");
const anything = fc.jsonValue({ maxDepth: 3 });
const word = fc.constantFrom("a", "b", "c", "d", "A b", "", "x.y", "0", "__proto__", "constructor");
const text = fc.oneof(
  word,
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    "always",
    "status.a.succeeded",
    "1 +",
    "[for i in [1, 2] {i}]",
    "context.name",
    "5s",
    "-1s",
    "1d",
    "item",
    "{",
    "_|_",
    "parameters.x",
    '"\\(context.name)"',
  ),
);
const template = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        'import "vela/builtin"\n',
        'import "vela/kube"\n',
        "parameter: {...}\n",
        "parameter: x: int\n",
        "a: b\n",
        "b: a\n",
        "a: parameter.x\n",
        'm: builtin.#Message & {$params: message: "\\(parameter.message)"}\n',
        "w: builtin.#ConditionalWait & {$params: continue: a == 1}\n",
        'r: kube.#Read & {$params: value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: parameter.x}}\n',
        'x: {#do: "read", #provider: "kube"}\n',
        'for k, v in parameter {"f\\(k)": v}\n',
        "#F: {n: int, if n > 0 {r: #F & {n: 1}}}\nf: #F & {n: 2}\n",
        'import "list"\n',
        "l: list.Range(0, 1e9, 1)\n",
        "{",
        "}",
      ),
      { maxLength: 7 },
    )
    .map((parts) => parts.join("")),
);

const metadata = (kind: string): KubeObject["metadata"] => ({
  name: `${kind}-${count++}`,
  namespace: "default",
});

/** Objects in which each value may be anything now and then, or all is of the right kind. */
function objects(isWild: boolean): fc.Arbitrary<() => KubeObject> {
  const or = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
    isWild ? fc.oneof({ weight: 30, arbitrary }, { weight: 1, arbitrary: anything }) : arbitrary;
  const leaf = {
    name: or(word),
    type: or(fc.constantFrom(...types, "step-group", "suspend", "fuzz-0", "fuzz-1")),
    if: or(text),
    timeout: or(isWild ? text : fc.constantFrom("", "1s", "5s")),
    dependsOn: or(fc.array(word, { maxLength: 2 })),
    inputs: or(fc.array(fc.record({ from: or(text), parameterKey: or(text) }), { maxLength: 2 })),
    outputs: or(fc.array(fc.record({ name: or(text), valueFrom: or(text) }), { maxLength: 2 })),
    properties: or(fc.dictionary(fc.constantFrom("message", "url", "value", "x"), anything)),
    mode: or(fc.constantFrom("DAG", "StepByStep")),
    retry: or(
      fc.record({
        limit: or(fc.integer({ min: 0, max: 2 })),
        if: or(text),
        backoff: or(
          fc.record({
            duration: or(isWild ? text : fc.constantFrom("", "0s", "1s")),
            factor: or(fc.constantFrom(1, 2.5)),
          }),
        ),
      }),
    ),
    forEach: or(fc.oneof(text, fc.array(anything, { maxLength: 3 }))),
    maxParallel: or(fc.integer({ min: 1, max: 3 })),
    meta: or(fc.record({ alias: or(text) })),
  };
  const { step } = fc.letrec<{ step: unknown }>((tie) => ({
    step: or(
      fc.record(
        { ...leaf, subSteps: or(fc.array(tie("step"), { maxLength: 2 })) },
        { requiredKeys: ["name", "type"] },
      ),
    ),
  }));
  const workflow = fc.record(
    {
      steps: or(fc.array(step, { maxLength: 4 })),
      finally: or(fc.array(step, { maxLength: 1 })),
      parameter: or(isWild ? text : fc.constantFrom("x?: _", "x: *1 | int")),
      outputs: or(fc.array(fc.record({ name: or(text), valueFrom: or(text) }), { maxLength: 1 })),
    },
    { requiredKeys: ["steps"] },
  );
  const spec = or(
    fc.record(
      {
        workflowSpec: or(workflow),
        mode: or(fc.record({ steps: or(text), subSteps: or(text) })),
        context: or(fc.dictionary(word, anything)),
        parameters: or(isWild ? fc.dictionary(word, anything) : fc.constant({})),
        timeout: or(isWild ? text : fc.constantFrom("", "1s", "5s")),
      },
      { requiredKeys: ["workflowSpec"] },
    ),
  );
  return fc.oneof(
    {
      weight: 6,
      arbitrary: spec.map((given) => () => ({
        ...typeOf("WorkflowRun"),
        metadata: metadata("run"),
        spec: given,
      })),
    },
    {
      weight: 1,
      arbitrary: workflow.map((given) => () => ({
        ...typeOf("Workflow"),
        ...(given as object),
        metadata: { name: "a", namespace: "default" },
      })),
    },
    {
      weight: 2,
      arbitrary: fc
        .record({ name: fc.constantFrom("fuzz-0", "fuzz-1"), template: or(template) })
        .map(({ name, template: given }) => () => ({
          ...typeOf("WorkflowStepDefinition"),
          metadata: { name, namespace: "default" },
          spec: { schematic: { cue: { template: given } } },
        })),
    },
  );
}

const object = fc.oneof(objects(true), { weight: 3, arbitrary: objects(false) });

/** Steps of a run with names of their own, where they are steps at all: most runs are to get further than that. */
function distinct(made: KubeObject): KubeObject {
  const seen = new Set<unknown>();
  const visit = (list: unknown): void => {
    if (!Array.isArray(list)) return;
    for (const one of list as { name?: unknown; subSteps?: unknown }[]) {
      if (one === null || typeof one !== "object" || Array.isArray(one)) continue;
      if (typeof one.name === "string" && one.name !== "") {
        while (seen.has(one.name)) one.name = `${String(one.name)}'`;
        seen.add(one.name);
      }
      visit(one.subSteps);
    }
  };
  const copy = structuredClone(made);
  const { workflowSpec } = (copy["spec"] ?? {}) as {
    workflowSpec?: Record<string, unknown> | null;
  };
  for (const key of ["steps", "finally"]) visit(workflowSpec?.[key]);
  return copy;
}

/** Creates or replaces; what the server refuses it with. */
async function write(made: KubeObject): Promise<string | undefined> {
  const { client } = cluster;
  try {
    await client.delete({ ...made, ...made.metadata, name: made.metadata.name ?? "" });
  } catch {
    // It was not there.
  }
  try {
    await client.create(made);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** A run that is as it should be, and how long it takes. */
const canary = (): Promise<number> =>
  timeOf(cluster.client, runOf(`canary-${count++}`, [print("hi")]));

/** Says what it waits for, or how it ended; what is wrong has words. */
function isTold(status: WorkflowRunStatus): boolean {
  if (status.finished || (status.steps ?? []).length > 0) return true;
  return (status.conditions ?? []).some(({ message = "" }) => message !== "");
}

describe("any input", () => {
  it("is refused with its place, or comes to a status; other runs do not notice", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(object, { minLength: OBJECTS_IN_BATCH, maxLength: OBJECTS_IN_BATCH }),
        async (batch) => {
          const runs: string[] = [];
          for (const make of batch) {
            const made = distinct(make());
            const refusal = await write(made);
            if (refusal !== undefined) {
              expect(refusal).toMatch(/spec|steps|finally|parameter|outputs|metadata|schematic/);
            } else if (made.kind === "WorkflowRun") runs.push(made.metadata.name ?? "");
          }
          expect(await canary()).toBeLessThan(8_000);
          for (const name of runs) {
            await until(cluster.client, name, isTold, 60_000);
            await cluster.client.delete(keyOf(name));
          }
          const bugs = problems.splice(0).filter(({ err }) => !isExpected(err));
          expect(bugs.map(({ err }) => (err instanceof Error ? err.stack : err))).toEqual([]);
        },
      ),
      { numRuns: BATCHES, endOnFailure: true },
    );
  }, 120_000);
});

/** What is logged of a run that cannot be resolved is no bug, as an exception of the language's own kinds would be. */
function isExpected(error: unknown): boolean {
  return (
    error instanceof Error && !["TypeError", "RangeError", "ReferenceError"].includes(error.name)
  );
}
