// What is done, is done once: over waits, suspensions, errors, and a process that dies at any point.
import type { WorkflowStep } from "@lateen/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type RunStorage, execute, resumeRun } from "../src/index.ts";
import { scenario, show } from "./scenario.ts";
import { world } from "./world.ts";

const DEFINITIONS: { readonly [type: string]: string } = {
  build: `import (
	"vela/builtin"
	"vela/world"
)
start: world.#Post & {$params: {cell: "build", value: "id-1"}} @step(1)
ask: world.#Get & {$params: cell: "state-\\(start.$returns.value)"} @step(2)
done: builtin.#ConditionalWait & {$params: continue: ask.$returns.value == "done"} @step(3)
image: start.$returns.value`,
  two: `import (
	"vela/builtin"
	"vela/world"
)
first: world.#Post & {$params: cell: "a"} @step(1)
second: world.#Post & {$params: cell: "b"} @step(2)
hold: builtin.#ConditionalWait & {$params: continue: second.$returns.value == "ready"} @step(3)`,
  guarded: `import (
	"vela/builtin"
	"vela/world"
)
first: world.#Post & {$params: cell: "a"} @step(1)
second: world.#Post & {$params: cell: "b"} @step(2)
hold: builtin.#ConditionalWait & {
	if second.$returns.value == "ready" {
		$params: continue: second.$returns.value == "ready"
	}
} @step(3)`,
  "waits-in-a-branch": `import (
	"vela/builtin"
	"vela/world"
)
first: world.#Post & {$params: cell: "a"} @step(1)
second: world.#Put & {$params: {cell: "b", value: "x"}} @step(2)
if second.$returns.value != "ready" {
	hold: builtin.#ConditionalWait & {$params: message: "not yet"} @step(3)
}`,
  "fails-in-a-branch": `import (
	"vela/builtin"
	"vela/world"
)
first: world.#Put & {$params: {cell: "a", value: "x"}} @step(1)
second: world.#Get & {$params: cell: "b"} @step(2)
outcome: {
	if first.$returns.value == "broken" {
		stop: builtin.#Fail & {$params: message: "it broke"}
	}
} @step(3)
hold: builtin.#ConditionalWait & {$params: continue: second.$returns.value == "done"} @step(4)`,
  "guarded-input": `import "vela/world"
first: world.#Post & {$params: cell: "a"} @step(1)
second: world.#Put & {$params: {cell: "b", value: "x"}} @step(2)
third: world.#Post & {
	if second.$returns.value == "ready" {
		$params: cell: "c"
	}
} @step(3)`,
  four: `import "vela/world"
one: world.#Post & {$params: cell: "1"}
two: world.#Post & {$params: cell: "2"}
three: world.#Post & {$params: cell: "3"}
four: world.#Post & {$params: cell: "4"}`,
  ask: `import (
	"vela/builtin"
	"vela/world"
)
before: world.#Post & {$params: cell: "before"}
hold: builtin.#Suspend & {$params: {}}
after: world.#Post & {$params: cell: "after"}`,
  upper: `import (
	"vela/builtin"
	"vela/world"
)
ask: world.#Get & {$params: cell: "state"}
upper: world.#Upper & {$params: text: ask.$returns.value}
twice: world.#Upper & {$params: text: upper.$returns.text}
hold: builtin.#ConditionalWait & {$params: continue: twice.$returns.text == "DONE"}`,
  watchful: `import (
	"vela/builtin"
	"vela/world"
)
token: world.#Get & {$params: cell: "token"} @step(1)
probe: world.#Get & {$params: cell: "probe"} @step(2)
if token.$returns.value == "ok" {
	ask: world.#Get & {$params: cell: "state"} @step(3)
	outcome: {
		if probe.$returns.value == "broken" {
			stop: builtin.#Fail & {$params: message: "it broke"}
		}
	} @step(4)
	hold: builtin.#ConditionalWait & {$params: continue: ask.$returns.value == "done"} @step(5)
}`,
  each: `import "vela/world"
one: world.#Post & {$params: cell: "\\(parameter.cell)-1"}
two: world.#Post & {$params: cell: "\\(parameter.cell)-2"}
parameter: cell: string`,
  apply: `import (
	"vela/builtin"
	"vela/world"
)
obj: world.#Put & {$params: {cell: "obj", value: "x"}}
hold: builtin.#ConditionalWait & {$params: continue: obj.$returns.value == "y"}`,
};

function run(...types: string[]): { w: ReturnType<typeof world>; s: ReturnType<typeof scenario> } {
  const w = world();
  const steps: WorkflowStep[] = types.map((type, i) => ({ name: `${type}${i}`, type }));
  return { w, s: scenario(w, w.engine({ definitions: DEFINITIONS }), { workflowSpec: { steps } }) };
}

describe("the journal", () => {
  test("a condition on what was computed from a read asks and watches that read", async () => {
    const { w, s } = run("upper");
    w.cells.set("state", "building");
    w.watched.add("state");
    const waiting = await s.pass();
    expect(show(waiting.status)).toBe("executing | upper0 running/Wait");
    expect(waiting.wakeUp.watches.flatMap(({ refs }) => refs)).toMatchObject([
      { object: { name: "state" } },
    ]);
    w.cells.set("state", "done");
    expect(show((await s.pass(["upper0"])).status)).toBe("succeeded | upper0 succeeded");
    expect(w.calls.map(({ text }) => text)).toEqual(["get state", "get state"]);
  });

  test("a POST is sent once, the GET that asks is repeated", async () => {
    const { w, s } = run("build");
    for (let i = 0; i < 4; i++) {
      await s.pass();
      w.now += 60_000;
      s.restartProcess();
    }
    w.cells.set("state-id-1", "done");
    expect(show((await s.pass()).status)).toBe("succeeded | build0 succeeded");
    expect(w.calls.map(({ text }) => text)).toEqual([
      "post build",
      ...Array.from({ length: 5 }, () => "get state-id-1"),
    ]);
  });

  test("of two effects only the one that the wait reads is repeated", async () => {
    const { w, s } = run("two");
    await s.pass();
    w.now += 60_000;
    await s.pass();
    expect(w.calls.map(({ text }) => text)).toEqual(["post a", "post b", "post b"]);
  });

  test.each(["guarded", "guarded-input"])(
    "what keeps a %s from being there is repeated",
    async (type) => {
      const { w, s } = run(type);
      await s.pass();
      w.now += 60_000;
      await s.pass();
      const second = type === "guarded" ? "post b" : "put b";
      expect(w.calls.map(({ text }) => text)).toEqual(["post a", second, second]);
    },
  );

  test.each([
    ["waits-in-a-branch", ["post a", "put b", "put b"]],
    ["fails-in-a-branch", ["put a", "get b", "put a", "get b"]],
  ])("what an apply gave is asked anew where it decides over a branch: %s", async (type, calls) => {
    const { w, s } = run(type);
    await s.pass();
    w.now += 60_000;
    await s.pass();
    expect(w.calls.map(({ text }) => text)).toEqual(calls);
  });

  test("a read is repeated that may bring in an action, not one whose branch is taken", async () => {
    const { w, s } = run("watchful");
    w.cells.set("token", "ok");
    await s.pass();
    w.now += 60_000;
    await s.pass();
    w.cells.set("probe", "broken");
    w.now += 60_000;
    expect(show((await s.pass()).status)).toBe(
      "failed +terminated | watchful0 failed/Action: it broke",
    );
    expect(w.calls.map(({ text }) => text)).toEqual([
      "get token",
      ...["get probe", "get state", "get probe", "get state", "get probe", "get state"],
    ]);
  });

  test("a retry repeats only the action that failed", async () => {
    const { w, s } = run("four");
    w.broken.set("3", "down");
    expect(show((await s.pass()).status)).toBe(
      "executing | four0 failed/Execute: function call error for three: down",
    );
    w.broken.clear();
    w.now += 60_000;
    s.restartProcess();
    expect(show((await s.pass()).status)).toBe("succeeded | four0 succeeded");
    expect(w.calls.map(({ text }) => text)).toEqual([
      "post 1",
      "post 2",
      "post 3",
      "post 3",
      "post 4",
    ]);
  });

  test("a suspension in the middle repeats nothing", async () => {
    const { w, s } = run("ask");
    await s.pass();
    s.restartProcess();
    await s.pass();
    s.setStatus(resumeRun(s.run.status));
    s.restartProcess();
    expect(show((await s.pass()).status)).toBe("succeeded | ask0 succeeded");
    expect(w.calls.map(({ text }) => text)).toEqual(["post before", "post after"]);
  });

  test("a pass that ends the run keeps no more than what was done", async () => {
    const { s } = run("build");
    await s.pass();
    expect(
      Object.keys(s.storage.snapshot()?.data ?? {}).filter((key) => key.endsWith(".journal")),
    ).toHaveLength(1);
  });

  test("a restarted step does all again, under new keys", async () => {
    const { w, s } = run("four");
    w.broken.set("4", "down");
    await s.settle();
    expect(s.run.status?.status).toBe("failed");
    w.broken.clear();
    // As a client of the reference does: only the status changes.
    s.setStatus({
      ...s.run.status!,
      terminated: false,
      finished: false,
      status: "executing",
      steps: [],
    });
    w.calls.length = 0;
    s.restartProcess();
    const before = new Set(w.calls.map(({ idempotencyKey }) => idempotencyKey));
    expect(show((await s.pass()).status)).toBe("succeeded | four0 succeeded");
    expect(w.calls.map(({ text }) => text)).toEqual(["post 1", "post 2", "post 3", "post 4"]);
    expect(w.calls.some(({ idempotencyKey }) => before.has(idempotencyKey))).toBe(false);
  });
});

class Killed extends Error {}

/** Steps of these types, in this order or all at once, once or for each item. */
interface Plan {
  readonly types: readonly string[];
  readonly isDag?: boolean;
  readonly forEach?: readonly string[];
  /** How many effects may be under way at once. */
  readonly atOnce: number;
  readonly definitions?: { readonly [type: string]: string };
}

/** Runs to the end, dying at the n-th point, or at several; how many effects were sent, and with which keys. */
async function withDeath(
  plan: Plan,
  ...deaths: readonly number[]
): Promise<{ sent: Map<string, string[]>; points: number; line: string }> {
  const w = world();
  const engine = w.engine({ definitions: plan.definitions ?? DEFINITIONS });
  const steps: WorkflowStep[] = plan.types.map((type, i) => ({
    name: `${type}${i}`,
    type,
    ...(plan.forEach === undefined ? {} : { forEach: [...plan.forEach] }),
    inputs: plan.forEach === undefined ? [] : [{ from: "item", parameterKey: "cell" }],
  }));
  const mode = plan.isDag === true ? { mode: { steps: "DAG" } } : {};
  const s = scenario(w, engine, { ...mode, workflowSpec: { steps } });
  w.cells.set("state-id-1", "done");
  let points = 0;
  let isAlive = true;
  const point = (): void => {
    if (!isAlive) throw new Killed();
    points += 1;
    if (deaths.includes(points)) {
      isAlive = false;
      throw new Killed();
    }
  };
  w.checkpoint = point;
  for (let i = 0; i < 15; i++) w.broken.set(`${Math.floor(i / 5)}flaky${i % 5}`, "down");
  for (let pass = 0; pass < 40; pass++) {
    isAlive = true;
    if (pass === 3) w.cells.set("late", "done");
    if (pass === 4) w.broken.clear();
    const storage: RunStorage = {
      load: () => s.storage.load(),
      async save(change) {
        point();
        const reference = await s.storage.save(change);
        point();
        return reference;
      },
    };
    const result = await execute(engine, { run: s.run, storage });
    if (isAlive) {
      try {
        point();
        if (result.changed) s.setStatus(result.status);
      } catch {
        // Dead before the status was written.
      }
    }
    if (s.run.status?.finished === true) break;
    const suspended = s.run.status?.steps?.some(({ phase }) => phase === "suspending");
    if (suspended === true) s.setStatus(resumeRun(s.run.status));
    w.now += 120_000;
  }
  const sent = new Map<string, string[]>();
  for (const { text, idempotencyKey } of w.calls) {
    if (text.startsWith("post")) sent.set(text, [...(sent.get(text) ?? []), idempotencyKey]);
  }
  return { sent, points, line: show(s.run.status!) };
}

const PLANS: readonly Plan[] = [
  { types: ["build", "four"], atOnce: 1 },
  { types: ["four", "ask"], atOnce: 1 },
  { types: ["ask", "build"], atOnce: 1 },
  { types: ["build", "four", "ask"], isDag: true, atOnce: 3 },
  { types: ["each"], forEach: ["x", "y", "z"], atOnce: 3 },
];

test("a process that dies after a timed suspension was passed does not suspend again", async () => {
  const w = world();
  const engine = w.engine({ definitions: DEFINITIONS });
  const s = scenario(w, engine, {
    workflowSpec: { steps: [{ name: "pause", type: "suspend", properties: { duration: "10s" } }] },
  });
  await s.pass();
  w.now += 10_000;
  // The context is written, the status is not.
  const { status } = s.run;
  await s.pass();
  s.setStatus(status!);
  s.restartProcess();
  expect(show((await s.pass()).status)).toBe("succeeded | pause succeeded");
});

describe.each(PLANS)("a process that dies, $types", (plan) => {
  test("loses no effect, and repeats one only under its key", async () => {
    const calm = await withDeath(plan, 0);
    expect(calm.line.startsWith("succeeded")).toBe(true);
    for (let death = 1; death <= calm.points; death++) {
      const { sent, line } = await withDeath(plan, death);
      expect(line, `death at ${death}`).toBe(calm.line);
      expect([...sent.keys()].sort(), `death at ${death}`).toEqual([...calm.sent.keys()].sort());
      let repeated = 0;
      for (const [text, keys] of sent) {
        expect(new Set(keys).size, `${text}, death at ${death}`).toBe(1);
        repeated += keys.length - 1;
      }
      // Only the effects that were under way, or not on record yet, may have been sent twice.
      expect(repeated, `death at ${death}`).toBeLessThanOrEqual(plan.atOnce);
    }
  });
});

/** Actions of a template, by what they do; each in its turn. */
const ACTIONS: { readonly [name: string]: (i: number) => string } = {
  post: (i) => `a${i}: world.#Post & {$params: cell: "c${i}"} @step(${2 * i + 1})`,
  flaky: (i) => `a${i}: world.#Post & {$params: cell: "flaky${i}"} @step(${2 * i + 1})`,
  put: (i) => `a${i}: world.#Put & {$params: {cell: "p${i}", value: 1}} @step(${2 * i + 1})`,
  wait: (i) => `a${i}: world.#Get & {$params: cell: "late"} @step(${2 * i + 1})
b${i}: builtin.#ConditionalWait & {$params: continue: a${i}.$returns.value == "done"} @step(${2 * i + 2})`,
  sleep: (i) => `a${i}: builtin.#Suspend & {$params: duration: "60s"} @step(${2 * i + 1})`,
  ask: (i) => `a${i}: builtin.#Suspend & {$params: {}} @step(${2 * i + 1})`,
  branch: (i) => `a${i}: world.#Get & {$params: cell: "state-id-1"} @step(${2 * i + 1})
if a${i}.$returns.value == "done" {
	b${i}: world.#Post & {$params: cell: "late${i}"} @step(${2 * i + 2})
}`,
};

describe("any sequence of actions", () => {
  test("has each effect once, wherever and however often the process dies", async () => {
    const names = fc.constantFrom(...Object.keys(ACTIONS));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(names, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
        async (templates, isDag, chances) => {
          const definitions = Object.fromEntries(
            templates.map((actions, index) => [
              `t${index}`,
              [
                'import ("vela/builtin", "vela/world")',
                ...actions.map((name, i) =>
                  (ACTIONS[name]?.(i) ?? "")
                    .replaceAll('"c', `"${index}c`)
                    .replaceAll('"p', `"${index}p`),
                ),
              ]
                .join("\n")
                .replaceAll(/"late(\d)/g, `"${index}late$1`)
                .replaceAll("flaky", `${index}flaky`),
            ]),
          );
          const types = Object.keys(definitions);
          const plan: Plan = { types, isDag, atOnce: isDag ? types.length : 1, definitions };
          const calm = await withDeath(plan);
          const deaths = [...new Set(chances.map((chance) => 1 + (chance % calm.points)))];
          const { sent, line } = await withDeath(plan, ...deaths);
          const what = JSON.stringify({ templates, isDag, deaths });
          expect(line, what).toBe(calm.line);
          expect([...sent.keys()].sort(), what).toEqual([...calm.sent.keys()].sort());
          let repeated = 0;
          for (const [text, keys] of sent) {
            expect(new Set(keys).size, `${text} ${what}`).toBe(1);
            if (!text.includes("flaky")) repeated += keys.length - 1;
          }
          expect(repeated, what).toBeLessThanOrEqual(plan.atOnce * deaths.length);
        },
      ),
      { numRuns: 150 },
    );
  });
});
