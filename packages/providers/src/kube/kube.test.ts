import type { Client, KubeObject, ListOptions, LogOptions, TypeMeta } from "@lateen/kube";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";
import { LAST_APPLIED } from "./apply-object.ts";

let on: Bed;
beforeAll(async () => {
  on = await bed({ member: "member" });
});
afterAll(() => on.close());

const configMap = (name: string, data: object, more = ""): string =>
  `import "vela/kube"
action: kube.#Apply & {$params: {${more}
	value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "${name}", data: ${JSON.stringify(data)}}
}}`;

describe("kube.#Apply", () => {
  it("creates an object with labels and what was applied, in the namespace default", async () => {
    const { value } = await on.returns(configMap("created", { k: "v" }));
    expect(value).toMatchObject({
      metadata: {
        namespace: "default",
        labels: { "workflowrun.oam.dev/name": "run", "workflowrun.oam.dev/namespace": "default" },
      },
      data: { k: "v" },
    });
    const { metadata } = await on.get("ConfigMap", "created");
    expect(metadata.annotations?.[LAST_APPLIED]).toMatch(/^\{"apiVersion":"v1",.*\}\n$/);
    expect(metadata.ownerReferences).toBeUndefined();
  });

  it("removes what is no longer applied and keeps what others added", async () => {
    await on.returns(configMap("merged", { mine: "1", gone: "1" }));
    const key = { apiVersion: "v1", kind: "ConfigMap", name: "merged", namespace: "default" };
    await on.client.patch(key, "merge", { data: { theirs: "1" } });
    await on.returns(configMap("merged", { mine: "2" }));
    expect((await on.get("ConfigMap", "merged"))["data"]).toEqual({ mine: "2", theirs: "1" });
  });

  it("changes nothing when nothing has changed, also of lists with defaults", async () => {
    const deployment = `import "vela/kube"
action: kube.#Apply & {$params: value: {
	apiVersion: "apps/v1", kind: "Deployment", metadata: name: "same"
	spec: {
		selector: matchLabels: a: "b"
		template: {metadata: labels: a: "b", spec: containers: [{name: "c", image: "i", ports: [{containerPort: 80}]}]}
	}
}}`;
    await on.returns(deployment);
    const before = await on.get("Deployment", "same");
    await on.returns(deployment);
    expect((await on.get("Deployment", "same")).metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
  });

  it("keeps values of Secrets out of annotations and removes their keys", async () => {
    const secret = (data: object): string => `import "vela/kube"
action: kube.#Apply & {$params: value: {
	apiVersion: "v1", kind: "Secret", metadata: name: "secret", stringData: ${JSON.stringify(data)}
}}`;
    await on.returns(secret({ a: "hidden", b: "hidden too" }));
    await on.returns(secret({ a: "hidden" }));
    const live = await on.get("Secret", "secret");
    expect(live["data"]).toEqual({ a: Buffer.from("hidden").toString("base64") });
    expect(live.metadata.annotations?.[LAST_APPLIED]).not.toContain("hidden");
    expect(live.metadata.annotations?.[LAST_APPLIED]).not.toContain("aGlkZGVu");
  });

  it("goes to the cluster that is named", async () => {
    await on.returns(configMap("far", { k: "v" }, `cluster: "member"`));
    await expect(on.get("ConfigMap", "far")).rejects.toThrow(`configmaps "far" not found`);
    const read = `import "vela/kube"
action: kube.#Read & {$params: {cluster: "member", value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "far"}}}`;
    expect((await on.returns(read))["value"]).toMatchObject({ data: { k: "v" } });
  });

  it("applies a patch to the value first", async () => {
    await on.returns(configMap("patched", { k: "v" }, `patch: data: more: "m"`));
    expect((await on.get("ConfigMap", "patched"))["data"]).toEqual({ k: "v", more: "m" });
  });

  it("gives as a result that it cannot be applied, where that is tolerated", async () => {
    const { err } = await on.returns(
      configMap("tolerated", {}, `cluster: "nowhere", tolerant: true`),
    );
    expect(err).toContain("nowhere");
    expect(await on.error(configMap("tolerated", {}, `cluster: "nowhere"`))).toContain("nowhere");
  });

  it("watches what it applied", async () => {
    const result = await on.call(configMap("watched", {}));
    expect(result).toMatchObject({
      watches: [
        { cluster: "", object: { kind: "ConfigMap", name: "watched", namespace: "default" } },
      ],
    });
  });

  it.each([
    [
      `{apiVersion: "v1", metadata: name: "x"}`,
      `Object 'Kind' is missing in '{"apiVersion":"v1","metadata":{"name":"x"}}'`,
    ],
    [`{kind: "ConfigMap", metadata: name: "x"}`, `Object 'apiVersion' is missing in`],
    [`{apiVersion: "v1", kind: "ConfigMap", metadata: name: "Not A Name"}`, "Not A Name"],
    [`{apiVersion: "v1", kind: "ConfigMap"}`, "name"],
    [`{apiVersion: "no.such/v1", kind: "Kind", metadata: name: "x"}`, "no.such"],
  ])("fails for %s", async (value, message) => {
    expect(
      await on.error(`import "vela/kube"\naction: kube.#Apply & {$params: value: ${value}}`),
    ).toContain(message);
  });
});

describe("kube.#ApplyInParallel", () => {
  const parallel = (...names: string[]): string => `import "vela/kube"
action: kube.#ApplyInParallel & {$params: value: [for n in ${JSON.stringify(names)} {
	apiVersion: "v1", kind: "ConfigMap", metadata: name: n
}]}`;

  it("applies all with labels and keeps their order", async () => {
    const { value } = await on.returns(parallel("p1", "p2", "p3"));
    expect(
      (value as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name),
    ).toEqual(["p1", "p2", "p3"]);
    expect((await on.get("ConfigMap", "p2")).metadata.labels).toMatchObject({
      "workflowrun.oam.dev/name": "run",
    });
  });

  it("applies the others when one fails", async () => {
    expect(await on.error(parallel("Bad Name", "p4"))).toContain("Bad Name");
    expect((await on.get("ConfigMap", "p4")).metadata.name).toBe("p4");
  });
});

describe("kube.#Read", () => {
  const read = (value: string): string =>
    `import "vela/kube"\naction: kube.#Read & {$params: value: ${value}}`;

  it("gives the object without an error", async () => {
    await on.returns(configMap("read", { k: "v" }));
    const returns = await on.returns(
      read(`{apiVersion: "v1", kind: "ConfigMap", metadata: name: "read"}`),
    );
    expect(returns["value"]).toMatchObject({ data: { k: "v" } });
    expect(returns).not.toHaveProperty("err");
  });

  it("gives an object without a namespace", async () => {
    const returns = await on.returns(
      read(`{apiVersion: "v1", kind: "Namespace", metadata: name: "default"}`),
    );
    expect(returns["value"]).toMatchObject({ status: { phase: "Active" } });
  });

  it("gives the request and the reason where there is none, and watches for it", async () => {
    const value = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "nothing" } };
    expect(await on.call(read(JSON.stringify(value)))).toEqual({
      kind: "done",
      returns: { value, err: `configmaps "nothing" not found` },
      watches: [
        {
          cluster: "",
          object: {
            ...{ apiVersion: "v1", kind: "ConfigMap" },
            name: "nothing",
            namespace: "default",
          },
        },
      ],
    });
  });

  it("gives the reason where the cluster is not known", async () => {
    const template = `import "vela/kube"
action: kube.#Read & {$params: {cluster: "nowhere", value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "x"}}}`;
    expect((await on.returns(template))["err"]).toContain("nowhere");
  });
});

describe("kube.#List", () => {
  it("gives objects by namespace and label", async () => {
    for (const name of ["l1", "l2"]) {
      await on.client.create({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "default", labels: { list: name } },
      });
    }
    const { values } = await on.returns(`import "vela/kube"
action: kube.#List & {$params: {
	resource: {apiVersion: "v1", kind: "ConfigMap"}
	filter: {namespace: "default", matchingLabels: list: "l2"}
}}`);
    expect(
      (values as { items: { metadata: { name: string } }[] }).items.map(
        ({ metadata }) => metadata.name,
      ),
    ).toEqual(["l2"]);
  });

  it("needs no filter, and tells errors as a result", async () => {
    const all = await on.returns(
      `import "vela/kube"\naction: kube.#List & {$params: resource: {apiVersion: "v1", kind: "ConfigMap"}}`,
    );
    expect((all["values"] as { items: unknown[] }).items.length).toBeGreaterThan(2);
    const none = await on.returns(
      `import "vela/kube"\naction: kube.#List & {$params: resource: {apiVersion: "no.such/v1", kind: "Kind"}}`,
    );
    expect(none["err"]).toContain("no.such");
  });
});

describe("kube.#Delete", () => {
  const remove = (value: string, filter = ""): string =>
    `import "vela/kube"\naction: kube.#Delete & {$params: {value: ${value}\n${filter}}}`;

  it("deletes an object, and tells as a result when it is gone already", async () => {
    await on.returns(configMap("deleted", {}));
    const template = remove(`{apiVersion: "v1", kind: "ConfigMap", metadata: name: "deleted"}`);
    expect(await on.returns(template)).toEqual({});
    expect(await on.returns(template)).toMatchObject({ err: `configmaps "deleted" not found` });
  });

  it("deletes all that match a filter", async () => {
    for (const name of ["d1", "d2"]) {
      await on.client.create({
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name, namespace: "default", labels: { remove: "me" } },
      });
    }
    const filter = `filter: {namespace: "default", matchingLabels: remove: "me"}`;
    await on.returns(remove(`{apiVersion: "v1", kind: "ConfigMap", metadata: {}}`, filter));
    await expect(on.get("ConfigMap", "d1")).rejects.toThrow("not found");
    await expect(on.get("ConfigMap", "d2")).rejects.toThrow("not found");
    expect((await on.get("ConfigMap", "created")).metadata.name).toBe("created");
  });

  it("leaves what it owns where that is asked for, and knows no other way", async () => {
    const owner = await on.client.create<KubeObject>({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "owner", namespace: "default" },
    });
    await on.client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: {
        name: "owned",
        namespace: "default",
        ownerReferences: [
          { apiVersion: "v1", kind: "ConfigMap", name: "owner", uid: owner.metadata.uid ?? "" },
        ],
      },
    });
    const value = `{apiVersion: "v1", kind: "ConfigMap", metadata: name: "owner"}`;
    expect(await on.returns(remove(value, `propagation: "Orphan"`))).toEqual({});
    await expect
      .poll(async () => (await on.get("ConfigMap", "owned")).metadata.ownerReferences ?? [])
      .toEqual([]);
    const byHand = `action: {#do: "delete", #provider: "kube", $params: {value: ${value}, propagation: "Now"}}`;
    expect(await on.error(byHand)).toContain("expected Background, Foreground or Orphan");
  });

  it("deletes the Pods of a Job", async () => {
    const meta = { namespace: "default", labels: { job: "j" } };
    const job = await on.client.create<KubeObject>({
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: { name: "j", ...meta },
      spec: {
        template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "i" }] } },
      },
    });
    const owner = {
      apiVersion: "batch/v1",
      kind: "Job",
      name: "j",
      uid: job.metadata.uid ?? "",
      controller: true,
    };
    await on.client.create({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "j-1", ...meta, ownerReferences: [owner] },
      spec: { containers: [{ name: "c", image: "i" }] },
    });
    await on.returns(remove(`{apiVersion: "batch/v1", kind: "Job", metadata: name: "j"}`));
    await expect
      .poll(() => on.get("Pod", "j-1").catch((err: Error) => err.message))
      .toContain("not found");
  });
});

describe("kube.#Patch", () => {
  const target = `value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "target"}`;
  const patch = (rest: string): string =>
    `import "vela/kube"\naction: kube.#Patch & {$params: {${target}\n${rest}}}`;

  it("unifies the live object with the patch and adds labels", async () => {
    await on.client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "target", namespace: "default" },
      data: { k: "v" },
    });
    const { result } = await on.returns(patch(`patch: data: more: "m"`));
    expect(result).toMatchObject({
      data: { k: "v", more: "m" },
      metadata: { labels: { "workflowrun.oam.dev/name": "run" } },
    });
  });

  it("fails where they contradict each other, and where there is no object", async () => {
    expect(await on.error(patch(`patch: data: k: "2"`))).toBe(
      `result check err: data.k: conflicting values "2" and "v"`,
    );
    const missing = `import "vela/kube"
action: kube.#Patch & {$params: {value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "nope"}, patch: data: a: "b"}}`;
    expect(await on.error(missing)).toContain(`configmaps "nope" not found`);
  });

  it.each([
    ["merge", `type: "merge", data: data: k: "merged"`, { k: "merged", more: "m" }],
    [
      "json",
      `type: "json", data: [{op: "replace", path: "/data/k", value: "json"}]`,
      { k: "json", more: "m" },
    ],
    [
      "strategic",
      `type: "strategic", data: data: {k: "strategic", more: null}`,
      { k: "strategic" },
    ],
  ])("lets the API server apply a %s patch", async (_, rest, data) => {
    expect((await on.returns(patch(rest)))["result"]).toMatchObject({ data });
    expect((await on.get("ConfigMap", "target"))["data"]).toEqual(data);
  });
});

describe("kube.#Patch of the scale", () => {
  it("gives the Scale and watches the object", async () => {
    const labels = { app: "scaled" };
    await on.client.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "scaled", namespace: "default" },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "a", image: "a" }] } },
      },
    } as KubeObject);
    const result = await on.call(`import "vela/kube"
action: kube.#Patch & {$params: {
	value: {apiVersion: "apps/v1", kind: "Deployment", metadata: name: "scaled"}
	type: "merge", subresource: "scale", data: spec: replicas: 4
}}`);
    expect(result).toMatchObject({
      returns: { result: { kind: "Scale", spec: { replicas: 4 } } },
      watches: [{ object: { kind: "Deployment", name: "scaled" } }],
    });
    expect(await on.get("Deployment", "scaled")).toMatchObject({ spec: { replicas: 4 } });
  });
});

describe("kube.#Get", () => {
  const get = (name: string): string =>
    `import "vela/kube"\naction: kube.#Get & {$params: resource: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "${name}"}}`;

  it("gives the object itself, and fails where there is none", async () => {
    await on.returns(configMap("got", { k: "v" }));
    expect(await on.returns(get("got"))).toMatchObject({ kind: "ConfigMap", data: { k: "v" } });
    expect(await on.error(get("nothing"))).toBe(`configmaps "nothing" not found`);
  });
});

describe("kube.#Logs", () => {
  const logs = (rest: string): string =>
    `import "vela/kube"\naction: kube.#Logs & {$params: {${rest}}}`;

  it("tells as a result that there are none", async () => {
    expect(await on.returns(logs(`pod: "nothing"`))).toEqual({
      text: "",
      err: `pods "nothing" not found`,
    });
    expect(await on.returns(logs(`labelSelector: app: "nothing"`))).toEqual({
      text: "",
      err: "there is no pod with the labels app=nothing",
    });
    expect(await on.error(logs(""))).toBe("either pod or labelSelector must be given");
  });

  it("gives those of all Pods with the labels, the last lines of each", async () => {
    for (const name of ["log-1", "log-2"]) {
      await on.client.create({
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace: "default", labels: { app: "logged" } },
        spec: { containers: [{ name: "c", image: "i" }] },
      } as KubeObject);
    }
    const asked: unknown[] = [];
    // The API server in this process runs no containers: what a kubelet would answer.
    const kubelet = {
      list: (type: TypeMeta, options: ListOptions) => on.client.list(type, options),
      logs: async (pod: { readonly name: string }, { tailLines }: LogOptions) => {
        asked.push({ ...pod, tailLines });
        return `${pod.name} says hello\n`;
      },
    } as unknown as Client;
    const fn = on.registry.find("kube", "logs");
    const params = {
      namespace: "default",
      labelSelector: { app: "logged" },
      tailLines: 5,
      cluster: "",
    };
    const result = await fn?.call(
      { struct: {}, params, value: undefined as never, label: "a", path: "a" },
      { ...on.runtime, clusters: { cluster: async () => kubelet } },
    );
    expect(result).toEqual({
      kind: "done",
      returns: { text: "log-1 says hello\nlog-2 says hello\n" },
    });
    expect(asked).toEqual([
      { name: "log-1", namespace: "default", tailLines: 5 },
      { name: "log-2", namespace: "default", tailLines: 5 },
    ]);
  });
});

describe("vela/op", () => {
  it("puts results beside the input", async () => {
    const applied = await on.returns(`import "vela/op"
action: op.#Apply & {value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "old", data: k: "v"}}`);
    expect(applied["value"]).toMatchObject({ data: { k: "v" } });
    const read = await on.returns(`import "vela/op"
action: op.#Read & {value: {apiVersion: "v1", kind: "ConfigMap", metadata: name: "no-such"}}`);
    expect(read).toEqual({ err: `configmaps "no-such" not found` });
    const listed = await on.returns(`import "vela/op"
action: op.#List & {resource: {apiVersion: "v1", kind: "ConfigMap"}, filter: namespace: "default"}`);
    expect(listed["list"]).toMatchObject({ kind: "ConfigMapList" });
  });
});
