import { type Client, isNotFound, type KubeObject } from "@lateen/kube";
import { type Cluster, startCluster } from "@lateen/testkit";
import { afterEach, describe, expect, it } from "vitest";
import {
  type ClusterClientsOptions,
  createClusterClients,
  type ManagedClusterClients,
} from "./clusters.ts";
import type { Transport } from "./transport.ts";

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await it.close();
});

async function cluster(): Promise<Cluster> {
  const started = await startCluster();
  opened.push(started);
  return started;
}

function clients(options: ClusterClientsOptions): ManagedClusterClients {
  const made = createClusterClients(options);
  opened.push(made);
  return made;
}

function secret(
  name: string,
  endpoint: string | undefined,
  data: { [key: string]: string } = {},
): KubeObject {
  const fields = { ...(endpoint === undefined ? {} : { endpoint }), token: "t", ...data };
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name,
      namespace: "vela-system",
      labels: { "cluster.core.oam.dev/cluster-credential-type": "ServiceAccountToken" },
    },
    data: Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, btoa(value)])),
  };
}

async function mark(client: Client, name: string): Promise<void> {
  await client.create({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "default" },
  });
}

const MARK = { apiVersion: "v1", kind: "ConfigMap", namespace: "default" };

describe("createClusterClients", () => {
  it("gives the hub for no name and for local", async () => {
    const { client } = await cluster();
    const all = clients({ hub: client });
    expect(await all.cluster("")).toBe(client);
    expect(await all.cluster("local")).toBe(client);
  });

  it("connects to a member by its Secret, and anew when the Secret changes", async () => {
    const [hub, east, west] = [await cluster(), await cluster(), await cluster()];
    await mark(east.client, "east");
    await mark(west.client, "west");
    await hub.client.create(secret("member", await east.url()));
    const all = clients({ hub: hub.client });
    const first = await all.cluster("member");
    expect(await all.cluster("member")).toBe(first);
    expect((await first.get({ ...MARK, name: "east" })).metadata.name).toBe("east");
    await hub.client.patch(
      { apiVersion: "v1", kind: "Secret", name: "member", namespace: "vela-system" },
      "merge",
      { data: { endpoint: btoa(await west.url()) } },
    );
    let second = first;
    while (second === first) {
      second = await all.cluster("member");
      await new Promise(setImmediate);
    }
    expect((await second.get({ ...MARK, name: "west" })).metadata.name).toBe("west");
    expect(await all.names()).toEqual(["member"]);
  });

  it("does not know other names", async () => {
    const { client } = await cluster();
    await client.create({
      ...secret("plain", "x"),
      metadata: { name: "plain", namespace: "vela-system" },
    });
    const all = clients({ hub: client });
    for (const name of ["nope", "plain"]) {
      const error: unknown = await all.cluster(name).catch((caught: unknown) => caught);
      expect(isNotFound(error)).toBe(true);
      expect((error as Error).message).toBe(
        `clustergateways.cluster.core.oam.dev "${name}" not found`,
      );
    }
  });

  it("says what a Secret lacks", async () => {
    const { client } = await cluster();
    await client.create(secret("bad", "https://x", { token: "" }));
    await expect(clients({ hub: client }).cluster("bad")).rejects.toThrow(
      'cluster "bad" cannot be reached: the Secret has no token',
    );
  });

  it("goes through the gateway where there is no address", async () => {
    const { client } = await cluster();
    await client.create(secret("tunnel", undefined));
    const paths: string[] = [];
    const gateway: Transport = async ({ path }) => {
      paths.push(path);
      const body = path.endsWith("/api/v1")
        ? { resources: [{ name: "pods", kind: "Pod", namespaced: true }] }
        : { metadata: { name: "p" } };
      return {
        status: 200,
        header: () => undefined,
        text: () => Promise.resolve(JSON.stringify(body)),
        async *chunks() {},
      };
    };
    const all = clients({ hub: client, gateway });
    for (const name of ["tunnel", "only the gateway knows"]) {
      const member = await all.cluster(name);
      await member.get({ apiVersion: "v1", kind: "Pod", name: "p", namespace: "ns" });
    }
    const prefix = "/apis/cluster.core.oam.dev/v1alpha1/clustergateways";
    expect(paths).toEqual([
      `${prefix}/tunnel/proxy/api/v1`,
      `${prefix}/tunnel/proxy/api/v1/namespaces/ns/pods/p`,
      `${prefix}/only%20the%20gateway%20knows/proxy/api/v1`,
      `${prefix}/only%20the%20gateway%20knows/proxy/api/v1/namespaces/ns/pods/p`,
    ]);
  });
});
