// Owners and dependents, containers and contents, over a server that is restarted in between.
import { createApiServer } from "@lateen/apiserver";
import type { Client, KubeObject, OwnerReference } from "@lateen/kube";
import { type Cluster, startCluster } from "@lateen/testkit";
import { openMemoryStore } from "@lateen/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let cluster: Cluster;
let client: Client;

beforeEach(async () => {
  cluster = await startCluster();
  ({ client } = cluster);
});
afterEach(async () => {
  expect(cluster.errors).toEqual([]);
  await cluster.close();
});

const type = { apiVersion: "v1", kind: "ConfigMap" };

async function make(
  name: string,
  owners: readonly KubeObject[] = [],
  extra: Partial<OwnerReference> & { finalizers?: string[] } = {},
): Promise<KubeObject> {
  const { finalizers, ...reference } = extra;
  return client.create<KubeObject>({
    ...type,
    metadata: {
      name,
      ...(finalizers === undefined ? {} : { finalizers }),
      ownerReferences: owners.map((owner) => ({
        ...type,
        name: owner.metadata.name as string,
        uid: owner.metadata.uid as string,
        ...reference,
      })),
    },
  });
}

/** Resolves when exactly these config maps are there. */
async function settled(...expected: readonly string[]): Promise<void> {
  const current = async (): Promise<string[]> =>
    (await client.list(type)).items.map((item) => item.metadata.name as string);
  const resourceVersion = (await client.list(type)).metadata.resourceVersion;
  if (String(await current()) === String(expected)) return;
  for await (const _event of client.watch(type, { resourceVersion })) {
    if (String(await current()) === String(expected)) return;
  }
}

const key = (name: string) => ({ ...type, name, namespace: "default" });

describe("dependents", () => {
  it("go after their owner, to any depth", async () => {
    const root = await make("root");
    const child = await make("child", [root]);
    await make("grandchild", [child]);
    await make("other");
    await client.delete(key("root"));
    await settled("other");
  });

  it("stay while one of their owners is there", async () => {
    const [a, b] = [await make("a"), await make("b")];
    await make("shared", [a, b]);
    await client.delete(key("a"));
    for await (const { object } of client.watch(type, { name: "shared", namespace: "default" })) {
      if (object.metadata.ownerReferences?.length === 1) break;
    }
    await settled("b", "shared");
    await client.delete(key("b"));
    await settled();
  });

  it("go when their owner never was", async () => {
    const ghost: KubeObject = { ...type, metadata: { name: "ghost", uid: "no-such-uid" } };
    await make("lost", [ghost]);
    await settled();
  });

  it("are left behind by an owner that is orphaned from them", async () => {
    const root = await make("root");
    await make("child", [root]);
    await client.delete(key("root"), { propagationPolicy: "Orphan" });
    await settled("child");
    expect((await client.get(key("child"))).metadata.ownerReferences).toBeUndefined();
  });

  it("go before an owner that waits for them", async () => {
    const root = await make("root");
    await make("child", [root], { blockOwnerDeletion: true, finalizers: ["a.b/hold"] });
    await client.delete(key("root"), { propagationPolicy: "Foreground" });
    for await (const { object } of client.watch(type, { name: "child", namespace: "default" })) {
      if (object.metadata.deletionTimestamp !== undefined) break;
    }
    expect((await client.get(key("root"))).metadata.finalizers).toEqual(["foregroundDeletion"]);
    await client.patch(key("child"), "merge", { metadata: { finalizers: null } });
    await settled();
  });
});

describe("after a restart", () => {
  it("what was begun is finished", async () => {
    const store = openMemoryStore();
    const first = await createApiServer({ store });
    client = first.client();
    const root = await make("root");
    await make("child", [root]);
    await client.create({ apiVersion: "v1", kind: "Namespace", metadata: { name: "team" } });
    await client.create<KubeObject>({ ...type, metadata: { name: "x", namespace: "team" } });
    // Stopped in the middle: the deletions are durable, their consequences are not yet there.
    const deletions = [
      client.delete(key("root")),
      client.delete({ apiVersion: "v1", kind: "Namespace", name: "team" }),
    ];
    await first.close();
    await Promise.all(deletions);
    expect(store.count("/core/configmaps/")).toBe(2);
    const second = await createApiServer({ store });
    client = second.client();
    await settled();
    await second.close();
    await store.close();
  });
});
