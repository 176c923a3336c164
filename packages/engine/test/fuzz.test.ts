// Whatever a run says: no input throws, hangs or leaves a run that cannot be ended.
import {
  type StepStatus,
  type WorkflowRunSpec,
  type WorkflowRunStatus,
  type WorkflowStep,
  nameSteps,
} from "@lateen/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  removeVariables,
  restartFromStep,
  restartedContext,
  resumeRun,
  suspendRun,
  terminateRun,
} from "../src/index.ts";
import { type Scenario, scenario } from "./scenario.ts";
import { type World, world } from "./world.ts";

const RUNS = 150;

const DEFINITIONS: { readonly [type: string]: string } = {
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
  post: `import "vela/world"
req: world.#Post & {$params: cell: parameter.cell}
parameter: cell: string`,
  broken: "a: {{",
  conflict: "a: 1\na: 2",
};

const name = fc.constantFrom("a", "b", "c", "d", "e", "Step One/ä", "x.y", "");
const path = fc.oneof(
  fc.constantFrom(
    "v",
    "w",
    "v.a",
    "w[0]",
    'v["x.y"]',
    "context.name",
    "parameter.message",
    "item",
    "index",
    "a..b",
  ),
  fc.string({ maxLength: 8 }),
);
const expression = fc.oneof(
  fc.constantFrom(
    "always",
    "",
    "true",
    "false",
    "status.a.failed",
    'status["b"].succeeded',
    "inputs.v == 1",
    "context.name != _|_",
    "1 +",
    "[for s in status {s}]",
    "len(context.name) > 2",
  ),
  fc.string({ maxLength: 12 }),
);
const duration = fc.constantFrom("", "1s", "5s", "1h", "1d", "soon", "-1s", "0s");

const leaf = {
  name,
  type: fc.constantFrom(...Object.keys(DEFINITIONS), "suspend", "step-group"),
  if: expression,
  timeout: duration,
  dependsOn: fc.array(name, { maxLength: 2 }),
  inputs: fc.array(
    fc.record(
      { from: path, parameterKey: fc.oneof(path, fc.constant("message")) },
      { requiredKeys: ["from"] },
    ),
    { maxLength: 2 },
  ),
  outputs: fc.array(fc.record({ name: path, valueFrom: fc.oneof(path, expression) }), {
    maxLength: 2,
  }),
  properties: fc.dictionary(
    fc.constantFrom("message", "value", "cell", "duration", "name"),
    fc.jsonValue({ maxDepth: 2 }),
    { maxKeys: 3 },
  ),
  mode: fc.constantFrom("DAG", "StepByStep", "Sideways"),
  forEach: fc.oneof(
    fc.array(fc.jsonValue({ maxDepth: 1 }), { maxLength: 3 }),
    fc.dictionary(fc.string({ maxLength: 3 }), fc.integer(), { maxKeys: 3 }),
    expression,
  ),
  maxParallel: fc.constantFrom(1, 2),
  retry: fc.record({ limit: fc.constantFrom(0, 1), if: expression }, { requiredKeys: [] }),
};
const { step } = fc.letrec<{ step: Partial<WorkflowStep> }>((tie) => ({
  step: fc.record(
    { ...leaf, subSteps: fc.array(tie("step"), { maxLength: 2 }) },
    { requiredKeys: ["name", "type"] },
  ) as fc.Arbitrary<Partial<WorkflowStep>>,
}));
const spec = fc.record(
  {
    context: fc.dictionary(fc.constantFrom("env", "name", "list"), fc.jsonValue({ maxDepth: 1 })),
    mode: fc.record(
      {
        steps: fc.constantFrom("DAG", "StepByStep", "x"),
        subSteps: fc.constantFrom("DAG", "StepByStep"),
      },
      { requiredKeys: [] },
    ),
    timeout: duration,
    workflowSpec: fc.record(
      { steps: fc.array(step, { maxLength: 5 }), finally: fc.array(step, { maxLength: 1 }) },
      { requiredKeys: ["steps"] },
    ),
  },
  { requiredKeys: ["workflowSpec"] },
) as fc.Arbitrary<WorkflowRunSpec>;

/** Names made unique, as validation asks; what else is wrong stays. */
function distinct(run: WorkflowRunSpec): WorkflowRunSpec {
  const seen = new Set<string>();
  const rename = (
    steps: readonly WorkflowStep[] | undefined,
  ): readonly WorkflowStep[] | undefined =>
    steps?.map((each) => {
      let own = each.name;
      while (own !== "" && seen.has(own)) own = `${own}'`;
      seen.add(own);
      return {
        ...each,
        name: own,
        ...(each.subSteps === undefined ? {} : { subSteps: rename(each.subSteps) ?? [] }),
      };
    });
  const { steps, finally: last } = run.workflowSpec ?? {};
  return {
    ...run,
    workflowSpec: {
      steps: rename(steps) ?? [],
      ...(last === undefined ? {} : { finally: rename(last) ?? [] }),
    },
  };
}

function isOver(step: StepStatus): boolean {
  const isFailed =
    step.phase === "failed" && step.reason !== undefined && step.reason !== "Execute";
  return step.phase === "succeeded" || step.phase === "skipped" || isFailed;
}

function check(status: WorkflowRunStatus): void {
  if (!status.finished) return;
  expect(["succeeded", "failed", "terminated"]).toContain(status.status);
  const visit = (step: StepStatus): void => {
    expect(isOver(step), `${step.name} ${step.phase} ${step.reason} in a finished run`).toBe(true);
    for (const sub of step.subSteps ?? []) visit(sub);
  };
  for (const each of status.steps ?? []) visit(each);
}

describe("any run", () => {
  test("goes on without throwing, and ends when it is terminated", async () => {
    await fc.assert(
      fc.asyncProperty(
        spec,
        fc.array(fc.constantFrom("time", "suspend", "resume", "restart"), { maxLength: 5 }),
        async (given, acts) => {
          const w = world();
          const s = scenario(w, w.engine({ definitions: DEFINITIONS }), distinct(given));
          let result = await s.pass();
          if (result.error !== undefined) {
            expect(result.error.message).not.toBe("");
            return;
          }
          for (const act of acts) {
            if (act === "time") w.now += 7_000;
            else if (act === "restart") s.restartProcess();
            else if (act === "suspend" && !s.run.status!.terminated)
              s.setStatus(suspendRun(s.run.status));
            else if (act === "resume" && !s.run.status!.terminated)
              s.setStatus(resumeRun(s.run.status));
            result = await s.pass();
            expect(result.error).toBeUndefined();
            check(s.run.status!);
          }
          await end(w, s);
        },
      ),
      { numRuns: RUNS },
    );
  });

  test("comes to the same end when the process dies between its passes", async () => {
    await fc.assert(
      fc.asyncProperty(spec, async (given) => {
        const ends: (WorkflowRunStatus["steps"] | string)[] = [];
        for (const isForgetful of [false, true]) {
          const w = world();
          const s = scenario(w, w.engine({ definitions: DEFINITIONS }), distinct(given));
          for (let i = 0; i < 6 && s.run.status?.finished !== true; i++) {
            await s.pass();
            w.now += 120_000;
            if (isForgetful) s.restartProcess();
          }
          ends.push(
            (s.run.status?.steps ?? []).map(
              ({ firstExecuteTime: _f, lastExecuteTime: _l, subSteps: _s, ...rest }) => rest,
            ),
          );
        }
        expect(ends[1]).toEqual(ends[0]);
      }),
      { numRuns: RUNS },
    );
  });
});

/** Ends a run; a step that runs in any case may be one that never ends, and is ended in its turn. */
async function end(w: World, s: Scenario): Promise<void> {
  for (let i = 0; i < 40 && !s.run.status!.finished; i++) {
    s.setStatus(terminateRun(s.run.status));
    w.now += 1_000;
    await s.pass();
  }
  check(s.run.status!);
  expect(s.run.status!.finished).toBe(true);
}

function namesOf(steps: readonly StepStatus[]): string[] {
  return steps.flatMap(({ name = "", subSteps = [] }) => [name, ...namesOf(subSteps)]);
}

describe("any run that has ended", () => {
  test("can be restarted from each of its steps", async () => {
    await fc.assert(
      fc.asyncProperty(spec, fc.nat(), async (given, chance) => {
        const w = world();
        const run = distinct(given);
        const s = scenario(w, w.engine({ definitions: DEFINITIONS }), run);
        if ((await s.pass()).error !== undefined) return;
        await end(w, s);
        const workflow = s.run.spec.workflowSpec ?? {};
        const { steps = [], finally: last = [] } = workflow;
        const all = [...nameSteps(steps), ...nameSteps(last, "finally")];
        const declared = new Set(namesOf(all as readonly unknown[] as readonly StepStatus[]));
        const names = namesOf(s.run.status!.steps ?? []).filter((each) => declared.has(each));
        const step = names[chance % names.length];
        if (step === undefined) return;
        const restart = restartFromStep(s.run.status, workflow, step);
        const stored = s.storage.snapshot()!;
        const vars = removeVariables(stored.data["vars"] ?? "", restart.variables);
        s.setStatus(restart.status);
        const data = restartedContext(stored.data, restart, vars);
        await s.storage.save({ session: stored.session, data });
        s.restartProcess();
        const { error, status } = await s.pass();
        expect(error).toBeUndefined();
        check(status);
        await end(w, s);
      }),
      { numRuns: RUNS },
    );
  });
});

describe("any template", () => {
  const template = fc.oneof(
    fc.string({ maxLength: 60 }),
    fc
      .array(
        fc.constantFrom(
          'import "vela/builtin"\n',
          "a: b\n",
          "b: a\n",
          "parameter: {...}\n",
          "x: {y: x}\n",
          'm: builtin.#Message & {$params: message: "\\(a)"}\n',
          "w: builtin.#ConditionalWait & {$params: continue: x.y == 1}\n",
          'for k, v in parameter {"f\\(k)": v}\n',
          "if parameter.on {z: 1}\n",
          "template: {}\n",
          "z: *1 | int\n",
          "z: 5 & <3\n",
          "_h: parameter.nothing\n",
          "{",
          "}",
        ),
        { maxLength: 8 },
      )
      .map((parts) => parts.join("")),
  );
  test("is done, waits, or fails with a message", async () => {
    await fc.assert(
      fc.asyncProperty(
        template,
        fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 3 }),
        async (text, properties) => {
          const w = world();
          const steps = [
            {
              name: "one",
              type: "it",
              properties: properties as WorkflowStep["properties"],
              outputs: [{ name: "v", valueFrom: "a" }],
            },
          ] as WorkflowStep[];
          const s = scenario(w, w.engine({ definitions: { it: text } }), {
            workflowSpec: { steps },
          });
          const { status, error } = await s.pass();
          expect(error).toBeUndefined();
          const [one] = status.steps ?? [];
          if (one?.phase === "failed") expect(one.message).toBeTruthy();
          else expect(["succeeded", "running"]).toContain(one?.phase);
        },
      ),
      { numRuns: RUNS * 2 },
    );
  });
});
