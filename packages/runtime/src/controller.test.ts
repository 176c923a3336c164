import { createInformer } from "@lateen/client";
import type { KubeObject } from "@lateen/kube";
import { fakeClock, startCluster } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { type ControllerOptions, createController } from "./controller.ts";
import { enqueueOwner, enqueueSelf } from "./handler.ts";
import { generationChanged } from "./predicate.ts";
import { terminal } from "./reconcile.ts";

/** Runs a controller on keys until `enough` says so; the clock stands still unless told otherwise. */
function harness(options: Omit<ControllerOptions, "name" | "clock">) {
  const clock = fakeClock();
  const outcomes: string[] = [];
  const failures: unknown[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  const controller = createController({
    name: "test",
    clock,
    metrics: {
      reconciled(outcome) {
        outcomes.push(outcome);
        for (const { count, resolve } of waiting) if (outcomes.length >= count) resolve();
      },
    },
    onError: (failure) => failures.push(failure),
    ...options,
  });
  const stop = new AbortController();
  const ended = controller.run(stop.signal);
  return {
    clock,
    controller,
    outcomes,
    failures,
    turns: (count: number) =>
      new Promise<void>((resolve) => {
        if (outcomes.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
    stop: () => {
      stop.abort();
      return ended;
    },
  };
}

describe("createController", () => {
  it("comes again when the reconciler asks for it", async () => {
    let turns = 0;
    const test = harness({
      reconcile: () => Promise.resolve(++turns < 3 ? { requeueAfter: 1_000 } : undefined),
    });
    test.controller.queue.add("a");
    await test.turns(1);
    test.clock.advance(1_000);
    await test.turns(2);
    test.clock.advance(999);
    expect(turns).toBe(2);
    test.clock.advance(1);
    await test.turns(3);
    await test.stop();
    expect(test.outcomes).toEqual(["requeued", "requeued", "done"]);
    expect(test.clock.pending).toBe(0);
  });

  it("a turn replaces the wake-up that an earlier one asked for", async () => {
    const delays = [10_000, 60_000];
    const test = harness({
      reconcile: () => Promise.resolve({ requeueAfter: delays.shift() ?? 1e9 }),
    });
    test.controller.queue.add("a");
    await test.turns(1);
    test.controller.queue.add("a");
    await test.turns(2);
    test.clock.advance(59_999);
    expect(test.controller.queue.delayed).toBe(1);
    expect(test.outcomes).toHaveLength(2);
    await test.stop();
  });

  it("tries errors again with growing delays, and terminal ones not at all", async () => {
    let turns = 0;
    const test = harness({
      reconcile: async (key) => {
        turns++;
        if (key === "bad") throw terminal(new Error("hopeless"));
        throw new Error("no");
      },
    });
    test.controller.queue.add("a");
    await test.turns(1);
    test.clock.advance(5);
    await test.turns(2);
    test.clock.advance(9);
    expect(turns).toBe(2);
    test.clock.advance(1);
    await test.turns(3);
    test.controller.queue.add("bad");
    await test.turns(4);
    await test.stop();
    expect(test.outcomes).toEqual(["error", "error", "error", "terminal"]);
    expect(test.failures).toMatchObject([
      { key: "a", retryAfter: 5 },
      { key: "a", retryAfter: 10 },
      { key: "a", retryAfter: 20 },
      { key: "bad", isTerminal: true, error: { message: "hopeless" } },
    ]);
  });

  it("works on others while turns are away, and on no more than before when they are back", async () => {
    const back: (() => void)[] = [];
    const gates = new Map<string, () => void>();
    let present = 0;
    let most = 0;
    const test = harness({
      workers: 1,
      reconcile: async (key, { away }) => {
        if (key.startsWith("far")) {
          const end = away();
          await new Promise<void>((resolve) => back.push(resolve));
          end();
        }
        present += 1;
        most = Math.max(most, present);
        await new Promise<void>((resolve) => gates.set(key, resolve));
        present -= 1;
      },
    });
    for (const key of ["far1", "far2", "near1", "near2"]) test.controller.queue.add(key);
    const open = async (key: string): Promise<void> => {
      while (!gates.has(key)) await new Promise((done) => setImmediate(done));
      gates.get(key)?.();
    };
    // Both that are far have given their place away.
    await open("near1");
    await test.turns(1);
    await open("near2");
    await test.turns(2);
    expect([back.length, most]).toEqual([2, 1]);
    for (const resolve of back) resolve();
    await open("far1");
    await open("far2");
    await test.turns(4);
    most = 0;
    gates.clear();
    for (const key of ["near3", "near4", "near5"]) test.controller.queue.add(key);
    for (const key of ["near3", "near4", "near5"]) await open(key);
    await test.turns(7);
    // Those who stood in have left, but for those who were waiting for work and leave after it.
    expect(most).toBeLessThanOrEqual(3);
    most = 0;
    gates.clear();
    for (const key of ["near6", "near7"]) test.controller.queue.add(key);
    for (const key of ["near6", "near7"]) await open(key);
    await test.turns(9);
    expect(most).toBe(1);
    await test.stop();
  });

  it("works on several keys at once, never twice on one", async () => {
    const working = new Set<string>();
    let most = 0;
    const gates: (() => void)[] = [];
    const test = harness({
      workers: 3,
      reconcile: async (key) => {
        expect(working.has(key)).toBe(false);
        working.add(key);
        most = Math.max(most, working.size);
        await new Promise<void>((resolve) => gates.push(resolve));
        working.delete(key);
      },
    });
    for (const key of ["a", "b", "c", "d", "a"]) test.controller.queue.add(key);
    while (gates.length < 3) await Promise.resolve();
    test.controller.queue.add("a");
    for (let open = gates.shift(); test.outcomes.length < 5; open = gates.shift()) {
      open?.();
      await Promise.resolve();
    }
    expect(most).toBe(3);
    await test.stop();
  });

  it("stops when the turns in progress are over", async () => {
    let finish: () => void = () => undefined;
    const test = harness({
      reconcile: () =>
        new Promise((resolve) => {
          finish = () => resolve(undefined);
        }),
    });
    test.controller.queue.add("a");
    test.controller.queue.add("b");
    while (test.controller.queue.length > 1) await Promise.resolve();
    let hasEnded = false;
    const ended = test.stop().then(() => {
      hasEnded = true;
    });
    await Promise.resolve();
    expect(hasEnded).toBe(false);
    finish();
    await ended;
    expect(test.outcomes).toEqual(["done"]);
  });

  it("turns that do not end get a signal after the time of grace", async () => {
    const test = harness({
      reconcile: (_key, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new Error("aborted")));
        }),
    });
    test.controller.queue.add("a");
    while (test.controller.queue.length > 0) await Promise.resolve();
    const ended = test.stop();
    await Promise.resolve();
    test.clock.advance(10_000);
    await ended;
    expect(test.outcomes).toEqual(["error"]);
  });

  it("is fed by informers through handlers and predicates", async () => {
    const cluster = await startCluster();
    const map: KubeObject = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "a", namespace: "default" },
    };
    await cluster.client.create(map);
    const informer = createInformer({
      client: cluster.client,
      target: { apiVersion: "v1", kind: "ConfigMap", namespace: "default" },
    });
    const stop = new AbortController();
    const seen: string[] = [];
    const controller = createController({
      name: "maps",
      reconcile: async (key) => {
        expect(informer.hasSynced).toBe(true);
        seen.push(key);
        if (seen.length === 2) stop.abort();
      },
    });
    controller.watch(informer, enqueueSelf, generationChanged);
    const running = Promise.all([informer.run(stop.signal), controller.run(stop.signal)]);
    await informer.synced();
    await cluster.client.create({ ...map, metadata: { name: "b", namespace: "default" } });
    await running;
    expect(seen.toSorted()).toEqual(["default/a", "default/b"]);
    await cluster.close();
  });
});

it("enqueueOwner finds owners by group and kind, before and after", () => {
  const owned = (name: string, controller = true): KubeObject => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: "p",
      namespace: "ns",
      ownerReferences: [
        { apiVersion: "apps/v1beta1", kind: "ReplicaSet", name, uid: "u", controller },
      ],
    },
  });
  const handler = enqueueOwner({ apiVersion: "apps/v1", kind: "ReplicaSet" });
  expect([...handler({ type: "added", object: owned("a") })]).toEqual(["ns/a"]);
  expect([...handler({ type: "updated", object: owned("a"), old: owned("b") })]).toEqual([
    "ns/b",
    "ns/a",
  ]);
  expect([...handler({ type: "added", object: owned("a", false) })]).toEqual([]);
});
