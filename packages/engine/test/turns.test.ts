// One run among others: how much of it goes on at once, and that it lets others have the thread.
import { expect, test } from "vitest";
import {
  type Engine,
  type NetworkSlots,
  execute,
  memoryStorage,
  networkSlots,
} from "../src/index.ts";
import { DEFINITIONS } from "./case.ts";
import { world } from "./world.ts";

/** A run of 20 calls that depend on nothing; how many were under way at most. */
async function mostAtOnce(
  runs: number,
  options: { readonly perRun?: number; readonly all?: NetworkSlots },
): Promise<{ readonly most: number; readonly away: number }> {
  const w = world();
  let now = 0;
  let most = 0;
  let away = 0;
  w.checkpoint = async (place) => {
    now += place.startsWith("before") ? 1 : -1;
    most = Math.max(most, now);
    for (let turn = 0; turn < 200; turn++) await Promise.resolve();
  };
  const engine: Engine = {
    ...w.engine({
      definitions: DEFINITIONS,
      limits: options.perRun === undefined ? {} : { parallelSteps: options.perRun },
    }),
    ...(options.all === undefined ? {} : { network: options.all }),
  };
  const steps = Array.from({ length: 20 }, (_, i) => ({
    name: `s${i}`,
    type: "call",
    properties: { cell: `c${i}` },
  }));
  const results = Array.from({ length: runs }, (_, i) =>
    execute(engine, {
      run: {
        apiVersion: "core.oam.dev/v1alpha1",
        kind: "WorkflowRun",
        metadata: { name: `run${i}`, namespace: "ns", uid: `uid-${i}` },
        spec: { mode: { steps: "DAG" }, workflowSpec: { steps } },
      },
      storage: memoryStorage(),
      away: () => {
        away += 1;
        return () => {
          away -= 1;
        };
      },
    }),
  );
  for (const { status } of await Promise.all(results)) expect(status.status).toBe("succeeded");
  expect(w.calls.length).toBe(20 * runs);
  return { most, away };
}

test.each([
  ["by default, 16 of a run", 1, {}, 16],
  ["as many of a run as its limit says", 1, { perRun: 3 }, 3],
  ["as many of all runs as the limit of all says", 3, { all: networkSlots(5) }, 5],
  ["the lower limit counts", 2, { perRun: 2, all: networkSlots(30) }, 4],
])("steps that wait for the network go on at once: %s", async (_name, runs, options, expected) => {
  expect(await mostAtOnce(runs, options)).toEqual({ most: expected, away: 0 });
});

test("a long pass lets others have the thread, and comes to the same end", async () => {
  const w = world();
  let now = w.now;
  let breaths = 0;
  const engine: Engine = {
    ...w.engine({ definitions: DEFINITIONS }),
    clock: { now: () => now++ },
    breathe: async () => void (breaths += 1),
  };
  const steps = Array.from({ length: 100 }, (_, i) => ({ name: `s${i}`, type: "say" }));
  const { status } = await execute(engine, {
    run: {
      apiVersion: "core.oam.dev/v1alpha1",
      kind: "WorkflowRun",
      metadata: { name: "run", namespace: "ns", uid: "uid" },
      spec: { workflowSpec: { steps } },
    },
    storage: memoryStorage(),
  });
  expect(status.status).toBe("succeeded");
  expect(status.steps?.map(({ name }) => name)).toEqual(steps.map(({ name }) => name));
  expect(breaths).toBeGreaterThan(10);
});
