import {
  type KubeObject,
  type Status,
  fromStatus,
  parseLabelSelector,
  serviceUnavailable,
} from "@lateen/kube";
import { fakeClock, startCluster } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { type Change, createInformer } from "./informer.ts";

const TYPE = { apiVersion: "v1", kind: "ConfigMap" };

function map(name: string, labels: { [key: string]: string } = {}): KubeObject {
  return { ...TYPE, metadata: { name, namespace: "default", labels } };
}

describe("createInformer", () => {
  it("holds what the server has, tells of changes, and finds by index", async () => {
    const { client, close } = await startCluster();
    await client.create(map("a", { tier: "front" }));
    const informer = createInformer({
      client,
      target: { ...TYPE, namespace: "default" },
      indexes: {
        tier: ({ metadata }) => (metadata.labels?.tier === undefined ? [] : [metadata.labels.tier]),
      },
    });
    const stop = new AbortController();
    const told: string[] = [];
    const wanted = Promise.withResolvers<void>();
    informer.onChange(({ type, object, old }: Change) => {
      told.push(`${type} ${object.metadata.name} ${old?.metadata.labels?.tier ?? "-"}`);
      if (type === "deleted") wanted.resolve();
    });
    expect(informer.hasSynced).toBe(false);
    const running = informer.run(stop.signal);
    await informer.synced();
    const key = { ...TYPE, name: "a", namespace: "default" };
    await client.create(map("b", { tier: "back" }));
    await client.patch(key, "merge", { metadata: { labels: { tier: "back" } } });
    await client.delete({ ...key, name: "b" });
    await wanted.promise;
    expect(told).toEqual(["added a -", "added b -", "updated a front", "deleted b -"]);
    expect(informer.lister.get("a", "default")?.metadata.labels).toEqual({ tier: "back" });
    expect(informer.lister.byIndex("tier", "front")).toEqual([]);
    expect(informer.lister.byIndex("tier", "back")).toHaveLength(1);
    expect(informer.lister.list({ labels: parseLabelSelector("tier=back") })).toHaveLength(1);
    expect(informer.lister.list({ namespace: "other" })).toEqual([]);
    const late: string[] = [];
    informer.onChange(({ type, object }) => late.push(`${type} ${object.metadata.name}`));
    expect(late).toEqual(["added a"]);
    stop.abort();
    await running;
    await close();
  });

  it("goes on after failures, and lists again when the history is gone", async () => {
    const clock = fakeClock();
    const gone: Status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      code: 410,
      reason: "Expired",
    };
    const at = (name: string, resourceVersion: string): KubeObject => ({
      ...TYPE,
      metadata: { name, namespace: "default", uid: name, resourceVersion },
    });
    const lists = [
      () => Promise.reject(serviceUnavailable("down")),
      () => Promise.resolve([at("a", "1"), at("b", "2")]),
      () => Promise.resolve([at("a", "1"), at("c", "7")]),
    ];
    const watches: (() => AsyncIterable<{ type: "MODIFIED"; object: KubeObject }>)[] = [
      async function* () {
        yield { type: "MODIFIED", object: at("b", "5") };
        throw serviceUnavailable("cut");
      },
      async function* () {
        yield* [];
        throw fromStatus(gone);
      },
    ];
    const stop = new AbortController();
    const froms: unknown[] = [];
    const errors: string[] = [];
    const told: string[] = [];
    const informer = createInformer({
      clock,
      random: () => 0,
      onError: (error) => errors.push((error as Error).message),
      target: TYPE,
      client: {
        get: () => Promise.reject(new Error("not asked")),
        list: async () => {
          const items = await (lists.shift() as () => Promise<KubeObject[]>)();
          return { ...TYPE, metadata: { resourceVersion: "3" }, items } as never;
        },
        watch: (_type, { resourceVersion }) => {
          froms.push(resourceVersion);
          const next = watches.shift();
          if (next === undefined) stop.abort();
          return (next?.() ?? []) as never;
        },
      },
    });
    informer.onChange(({ type, object }) => told.push(`${type} ${object.metadata.name}`));
    informer.onChange(() => {
      throw new Error("a callback fails");
    });
    const running = informer.run(stop.signal);
    for (let waits = 0; waits < 2; waits++) {
      while (clock.pending === 0) await Promise.resolve();
      clock.advance(100);
    }
    await running;
    expect(froms).toEqual(["3", "5", "3"]);
    expect(told).toEqual(["added a", "added b", "updated b", "deleted b", "added c"]);
    expect(errors.filter((error) => error !== "a callback fails")).toEqual(["down", "cut"]);
  });

  it("synced rejects when it is stopped before", async () => {
    const { client, close } = await startCluster();
    const informer = createInformer({ client, target: TYPE });
    const synced = informer.synced();
    await informer.run(AbortSignal.abort());
    await expect(synced).rejects.toThrow("the informer of ConfigMap was stopped");
    await close();
  });
});
