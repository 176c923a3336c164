import type { WatchRef } from "@lateen/engine";
import { type Client, type KubeObject, expired } from "@lateen/kube";
import { type Cluster, fakeClock, startCluster } from "@lateen/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type WakeUps, createWakeUps } from "./wake-ups.ts";

const map = (
  name: string,
  data: { [key: string]: string } = {},
  labels: { [key: string]: string } = {},
): KubeObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace: "default", labels },
  data,
});
const refTo = (name: string, cluster = ""): WatchRef => ({
  cluster,
  object: { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name },
});
const selected = (labelSelector: string): WatchRef => ({
  cluster: "",
  type: { apiVersion: "v1", kind: "ConfigMap" },
  namespace: "default",
  labelSelector,
});

let cluster: Cluster;
let wakeUps: WakeUps;
let woken: string[];
let onWoken: () => void;
let errors: unknown[];
const clock = fakeClock();

/** Waits until so many wake-ups have come, and returns them. */
async function wakes(count: number): Promise<string[]> {
  while (woken.length < count) {
    await new Promise<void>((done) => {
      onWoken = done;
    });
  }
  return woken.splice(0);
}

function start(client: (name: string) => Client | Promise<Client>): void {
  woken = [];
  errors = [];
  onWoken = () => undefined;
  wakeUps = createWakeUps({
    clusters: { cluster: async (name) => client(name) },
    clock,
    onWake: (key, stepId) => {
      woken.push(`${key} ${stepId}`);
      onWoken();
    },
    onError: (error) => errors.push(error),
  });
}

/** A watch that stands: its first wake-up, for what may have changed before, is over. */
async function waitingFor(key: string, stepId: string, ...refs: WatchRef[]): Promise<void> {
  wakeUps.set(key, [{ stepId, refs }], wakeUps.mark());
  expect(await wakes(1)).toEqual([`${key} ${stepId}`]);
}

beforeEach(async () => {
  cluster = await startCluster();
  start(() => cluster.client);
});
afterEach(async () => {
  wakeUps.stop();
  await cluster.close();
});

describe("wake-ups", () => {
  it("wake exactly the steps that wait on the object", async () => {
    await waitingFor("default/one", "a", refTo("x"));
    wakeUps.set("default/two", [{ stepId: "b", refs: [refTo("y")] }], wakeUps.mark());
    await cluster.client.create(map("y"));
    expect(await wakes(1)).toEqual(["default/two b"]);
    await cluster.client.create(map("x"));
    await cluster.client.delete({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "default",
      name: "x",
    });
    expect(await wakes(2)).toEqual(["default/one a", "default/one a"]);
    expect(wakeUps.size).toBe(1);
  });

  it("tell of changes during the pass that set them", async () => {
    await waitingFor("default/one", "a", refTo("x"));
    const before = wakeUps.mark();
    await cluster.client.create(map("z"));
    await cluster.client.create(map("x"));
    await wakes(1);
    const after = wakeUps.mark();
    wakeUps.set("default/two", [{ stepId: "b", refs: [refTo("z")] }], before);
    expect(woken.splice(0)).toEqual(["default/two b"]);
    wakeUps.set("default/two", [{ stepId: "b", refs: [refTo("z")] }], after);
    expect(woken).toEqual([]);
  });

  it("leave alone a step that has seen the change already", async () => {
    await waitingFor("default/one", "a", refTo("x"));
    const before = wakeUps.mark();
    const written = await cluster.client.create(map("y"));
    const { resourceVersion = "" } = written.metadata;
    wakeUps.set(
      "default/two",
      [{ stepId: "b", refs: [{ ...refTo("y"), resourceVersion }] }],
      before,
    );
    await cluster.client.create(map("x"));
    expect(await wakes(1)).toEqual(["default/one a"]);
    await cluster.client.update({ ...written, data: { n: "2" } });
    expect(await wakes(1)).toEqual(["default/two b"]);
  });

  it("follow a selection, also out of it", async () => {
    await cluster.client.create(map("other"));
    await waitingFor("default/one", "a", selected("app=web"));
    await cluster.client.create(map("x", {}, { app: "web" }));
    expect(await wakes(1)).toEqual(["default/one a"]);
    const key = { apiVersion: "v1", kind: "ConfigMap", namespace: "default", name: "x" };
    await cluster.client.patch(key, "merge", { metadata: { labels: { app: null } } });
    expect(await wakes(1)).toEqual(["default/one a"]);
    // It has left the selection: what happens to it now is nobody's concern.
    await cluster.client.patch(key, "merge", { data: { n: "1" } });
    await cluster.client.create(map("y", {}, { app: "web" }));
    expect(await wakes(1)).toEqual(["default/one a"]);
  });

  it("end a watch that nobody needs, a while later", async () => {
    await waitingFor("default/one", "a", refTo("x"));
    wakeUps.delete("default/one");
    expect(wakeUps.size).toBe(1);
    clock.advance(29_000);
    wakeUps.set("default/two", [{ stepId: "b", refs: [refTo("y")] }], wakeUps.mark());
    clock.advance(60_000);
    expect(wakeUps.size).toBe(1);
    wakeUps.delete("default/two");
    clock.advance(30_000);
    expect(wakeUps.size).toBe(0);
  });

  it("stand again when the history of a watch is gone, or the server ends it", async () => {
    const breaks: ((reason: Error | undefined) => void)[] = [];
    start(() => breaking(cluster.client, breaks));
    await waitingFor("default/one", "a", refTo("x"));
    for (const reason of [expired("too old resource version"), undefined]) {
      clock.advance(5_000);
      breaks.at(-1)?.(reason);
      // What changed meanwhile may have been missed: the step looks for itself.
      expect(await wakes(1)).toEqual(["default/one a"]);
      const name = reason === undefined ? "x" : "y";
      await cluster.client.create(map(name));
      if (name === "x") expect(await wakes(1)).toEqual(["default/one a"]);
    }
    expect(breaks.length).toBe(3);
    expect(errors).toEqual([]);
  });

  it("do not begin anew without end where each watch ends at once", async () => {
    const breaks: ((reason: Error | undefined) => void)[] = [];
    start(() => breaking(cluster.client, breaks));
    await waitingFor("default/one", "a", refTo("x"));
    for (const delay of [1_000, 2_000, 4_000]) {
      const before = breaks.length;
      breaks.at(-1)?.(undefined);
      while (clock.pending === 0) await nextFailure();
      expect(breaks.length).toBe(before);
      clock.advance(delay);
      expect(await wakes(1)).toEqual(["default/one a"]);
    }
  });

  it("stand again when the cluster is back", async () => {
    let isAway = true;
    start(() => {
      if (isAway) throw new Error("the cluster is away");
      return cluster.client;
    });
    wakeUps.set("default/one", [{ stepId: "a", refs: [refTo("x", "away")] }], wakeUps.mark());
    while (clock.pending === 0) await nextFailure();
    isAway = false;
    clock.advance(1_000);
    // Once for the time that passed, once since the watch stands.
    expect(await wakes(2)).toEqual(["default/one a", "default/one a"]);
    await cluster.client.create(map("y"));
    await cluster.client.create(map("x"));
    expect(await wakes(1)).toEqual(["default/one a"]);
    expect(woken).toEqual([]);
    wakeUps.delete("default/one");
    clock.advance(30_000);
    expect(wakeUps.size).toBe(0);
  });

  it("poll with growing delays what cannot be watched, until it can", async () => {
    start((name) => {
      if (name === "away") throw new Error("the cluster is away");
      return cluster.client;
    });
    wakeUps.set("default/one", [{ stepId: "a", refs: [refTo("x", "away")] }], wakeUps.mark());
    for (const [index, delay] of [1_000, 2_000, 4_000].entries()) {
      while (errors.length <= index || clock.pending === 0) await nextFailure();
      expect(woken).toEqual([]);
      clock.advance(delay);
      expect(await wakes(1)).toEqual(["default/one a"]);
    }
  });
});

/** The client, with watches that can be ended, with an error or without. */
function breaking(client: Client, breaks: ((reason: Error | undefined) => void)[]): Client {
  return {
    get: (key, options) => client.get(key, options),
    list: (type, options) => client.list(type, options),
    create: (object, options) => client.create(object, options),
    update: (object, options) => client.update(object, options),
    patch: (key, type, body, options) => client.patch(key, type, body, options),
    delete: (key, options) => client.delete(key, options),
    deleteAll: (type, options) => client.deleteAll(type, options),
    logs: (pod, options) => client.logs(pod, options),
    async *watch<T extends KubeObject>(...[type, options]: Parameters<Client["watch"]>) {
      const stop = new AbortController();
      let reason: Error | undefined;
      breaks.push((given) => {
        reason = given;
        stop.abort();
      });
      const signal = AbortSignal.any([
        stop.signal,
        ...(options?.signal === undefined ? [] : [options.signal]),
      ]);
      yield* client.watch<T>(type, { ...options, signal });
      if (reason !== undefined) throw reason;
    },
  };
}

/** Lets what has begun go on. */
function nextFailure(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
