import type { KubeObject } from "@lateen/kube";
import { describe, expect, it } from "vitest";
import { startCluster } from "./cluster.ts";
import { KUBECTL_VERSIONS, kubectl } from "./kubectl.ts";

describe("startCluster", () => {
  it("gives an in-process client whose shared objects cannot be changed", async () => {
    const cluster = await startCluster();
    const made = await cluster.client.create<KubeObject>({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "settings" },
      data: { a: "1" },
    });
    expect(made.metadata.namespace).toBe("default");
    made.metadata.labels = { mine: "yes" };
    const { items } = await cluster.client.list({ apiVersion: "v1", kind: "ConfigMap" });
    expect(items).toHaveLength(1);
    expect(() => {
      (items[0] as { extra?: string }).extra = "x";
    }).toThrow(TypeError);
    expect(cluster.errors).toEqual([]);
    await cluster.close();
  });

  it.each(KUBECTL_VERSIONS)("answers kubectl 1.%s", async (version) => {
    const cluster = await startCluster();
    const kubeconfig = await cluster.kubeconfig();
    const result = await kubectl(["get", "namespaces", "-o", "name"], { kubeconfig, version });
    expect(result).toEqual({
      code: 0,
      stdout:
        "namespace/default\nnamespace/kube-node-lease\nnamespace/kube-public\nnamespace/kube-system\nnamespace/vela-system\n",
      stderr: "",
    });
    await cluster.close();
  });
});
