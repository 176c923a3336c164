// The API as a client without kubectl sees it: status codes, Status objects, lists, watches.
import { type Cluster, fakeClock, startCluster } from "@lateen/testkit";
import type { KubeObject } from "@lateen/kube";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { widgets } from "./widgets.ts";

let cluster: Cluster;
const clock = fakeClock();

beforeEach(async () => {
  cluster = await startCluster({ clock, objects: [widgets] });
});
afterEach(() => cluster.close());

interface Answer {
  readonly code: number;
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await cluster.server.handle(
    new Request(`http://server${path}`, {
      method,
      headers: { "content-type": "application/json", ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    }),
  );
  const text = await response.text();
  const isJson = response.headers.get("content-type") === "application/json";
  return {
    code: response.status,
    body: (isJson ? JSON.parse(text) : { text }) as Record<string, unknown>,
    headers: response.headers,
  };
}

const configMaps = "/api/v1/namespaces/default/configmaps";
const widgetPath = "/apis/example.com/v1/namespaces/default/widgets";
const widget = (name: string, spec: object = { size: 1 }): object => ({
  apiVersion: "example.com/v1",
  kind: "Widget",
  metadata: { name },
  spec,
});

describe("errors", () => {
  it.each([
    ["GET", `${configMaps}/none`, undefined, 404, "NotFound", 'configmaps "none" not found'],
    [
      "GET",
      "/apis/none/v1/things",
      undefined,
      404,
      "NotFound",
      "the server could not find the requested resource",
    ],
    [
      "GET",
      "/nothing",
      undefined,
      404,
      "NotFound",
      "the server could not find the requested resource",
    ],
    [
      "POST",
      `${configMaps}/none`,
      {},
      405,
      "MethodNotAllowed",
      "the server does not allow this method on the requested resource",
    ],
    ["POST", configMaps, "{", 400, "BadRequest", /^the body of the request is not JSON: /],
    ["POST", configMaps, [], 400, "BadRequest", "the body of the request is not an object"],
    [
      "POST",
      configMaps,
      { apiVersion: "v2", kind: "ConfigMap", metadata: { name: "x" } },
      400,
      "BadRequest",
      "the API version in the data (v2) does not match the expected API version (v1)",
    ],
    [
      "POST",
      configMaps,
      { metadata: { name: "x", namespace: "kube-system" } },
      400,
      "BadRequest",
      "the namespace of the provided object does not match the namespace sent on the request",
    ],
    [
      "POST",
      configMaps,
      { metadata: {} },
      422,
      "Invalid",
      'ConfigMap "" is invalid: metadata.name: Required value: name or generateName is required',
    ],
    [
      "POST",
      configMaps,
      { metadata: { name: "x" }, data: { k: 5 } },
      400,
      "BadRequest",
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal number into Go struct field ConfigMap.data.k of type string',
    ],
    [
      "GET",
      `${configMaps}?labelSelector=a==b==c`,
      undefined,
      400,
      "BadRequest",
      "found '==', expected: ',' or 'end of string'",
    ],
    ["GET", `${configMaps}?limit=x`, undefined, 400, "BadRequest", /invalid syntax/],
    [
      "GET",
      `${configMaps}?continue=abc`,
      undefined,
      400,
      "BadRequest",
      /^continue key is not valid/,
    ],
    [
      "GET",
      `${configMaps}?resourceVersion=999999&resourceVersionMatch=Exact`,
      undefined,
      504,
      "Timeout",
      /^Too large resource version: 999999/,
    ],
    ["DELETE", `${configMaps}/none`, undefined, 404, "NotFound", 'configmaps "none" not found'],
  ] as const)("%s %s", async (method, path, body, code, reason, message) => {
    const answer = await call(method, path, body);
    expect(answer.code).toBe(code);
    expect(answer.body).toMatchObject({
      kind: "Status",
      apiVersion: "v1",
      status: "Failure",
      reason,
      code,
    });
    if (typeof message === "string") expect(answer.body["message"]).toBe(message);
    else expect(answer.body["message"]).toMatch(message);
  });

  it("objects and bodies that are too large", async () => {
    const text = "x".repeat(900_000);
    const large = await call("POST", configMaps, {
      metadata: { name: "x", annotations: {} },
      data: { a: text },
      binaryData: { b: Buffer.alloc(600_000).toString("base64") },
    });
    expect(large.code).toBe(422);
    const widgetBody = await call("POST", widgetPath, widget("w", { size: 1, color: "red", text }));
    expect(widgetBody.code).toBe(201);
    const status = { status: { phase: text + text } };
    const patched = await call("PATCH", `${widgetPath}/w/status`, status, {
      "content-type": "application/merge-patch+json",
    });
    expect(patched.code).toBe(413);
    expect(patched.body["message"]).toMatch(
      /^Request entity too large: the object has \d+ characters, the limit is 1572864$/,
    );
  });

  it("unknown media types", async () => {
    const refused = await call("POST", configMaps, "x", { "content-type": "text/csv" });
    expect(refused.code).toBe(415);
    const wanted = await call("GET", configMaps, undefined, { accept: "image/png" });
    expect(wanted.code).toBe(406);
  });

  it("causes name the fields", async () => {
    const { body } = await call("POST", widgetPath, widget("w", { size: 0, color: "blue" }));
    expect(body["details"]).toEqual({
      name: "w",
      group: "example.com",
      kind: "Widget",
      causes: [
        {
          reason: "FieldValueInvalid",
          message: "Invalid value: 0: spec.size in body should be greater than or equal to 1",
          field: "spec.size",
        },
        {
          reason: "FieldValueNotSupported",
          message: 'Unsupported value: "blue": supported values: "red", "green"',
          field: "spec.color",
        },
      ],
    });
  });

  it("a token is asked for where one is set", async () => {
    const { createApiServer } = await import("@lateen/apiserver");
    const server = await createApiServer({ store: cluster.store, token: "s3cret" });
    const status = async (path: string, authorization?: string): Promise<number> =>
      (
        await server.handle(
          new Request(
            `http://server${path}`,
            authorization === undefined ? {} : { headers: { authorization } },
          ),
        )
      ).status;
    expect(await status("/api")).toBe(401);
    expect(await status("/api", "Bearer wrong!")).toBe(401);
    expect(await status("/api", "Bearer s3cret")).toBe(200);
    expect(await status("/readyz")).toBe(200);
    await server.close();
    expect(await status("/readyz")).toBe(500);
  });
});

describe("objects", () => {
  it("are created with the metadata that the server gives", async () => {
    const { code, body } = await call("POST", widgetPath, {
      ...widget("w"),
      metadata: { name: "w", uid: "mine", generation: 7, creationTimestamp: null, labels: {} },
      status: { phase: "dropped" },
    });
    expect(code).toBe(201);
    expect(body).toEqual({
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: {
        name: "w",
        namespace: "default",
        uid: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
        generation: 1,
        creationTimestamp: "2026-01-01T00:00:00Z",
        resourceVersion: expect.stringMatching(/^\d+$/) as string,
      },
      spec: { size: 1, color: "red" },
    });
  });

  it("get a name where they ask for one", async () => {
    const { body } = await call("POST", configMaps, { metadata: { generateName: "x-" } });
    expect((body["metadata"] as KubeObject["metadata"]).name).toMatch(/^x-[a-z0-9]{5}$/);
  });

  it("are not changed by a dry run", async () => {
    expect((await call("POST", `${widgetPath}?dryRun=All`, widget("w"))).code).toBe(201);
    expect((await call("GET", `${widgetPath}/w`)).code).toBe(404);
    await call("POST", widgetPath, widget("w"));
    expect((await call("DELETE", `${widgetPath}/w?dryRun=All`)).code).toBe(200);
    expect((await call("GET", `${widgetPath}/w`)).code).toBe(200);
  });

  it("are updated only over the version that the caller knows", async () => {
    const { body: first } = await call("POST", widgetPath, widget("w"));
    const { body: second } = await call("PUT", `${widgetPath}/w`, { ...first, spec: { size: 2 } });
    expect(second["metadata"]).toMatchObject({ generation: 2 });
    const lost = await call("PUT", `${widgetPath}/w`, { ...first, spec: { size: 3 } });
    expect(lost.body["message"]).toBe(
      'Operation cannot be fulfilled on widgets.example.com "w": the object has been modified; please apply your changes to the latest version and try again',
    );
    expect(lost.code).toBe(409);
    const blind = await call("PUT", `${widgetPath}/w`, widget("w", { size: 4 }));
    expect(blind.code).toBe(422);
    expect(blind.body["message"]).toBe(
      'Widget.example.com "w" is invalid: metadata.resourceVersion: Invalid value: 0x0: must be specified for an update',
    );
    const same = await call("PUT", `${widgetPath}/w`, second);
    expect(same.body).toEqual(second);
  });

  it("keep spec and status apart", async () => {
    await call("POST", widgetPath, widget("w"));
    const merge = { "content-type": "application/merge-patch+json" };
    const patch = {
      spec: { size: 9 },
      status: { phase: "Ready" },
      metadata: { labels: { a: "b" } },
    };
    const status = await call("PATCH", `${widgetPath}/w/status`, patch, merge);
    expect(status.body).toMatchObject({
      spec: { size: 1 },
      status: { phase: "Ready" },
      metadata: { generation: 1 },
    });
    expect((status.body["metadata"] as KubeObject["metadata"]).labels).toBeUndefined();
    const main = await call(
      "PATCH",
      `${widgetPath}/w`,
      { ...patch, status: { phase: "No" } },
      merge,
    );
    expect(main.body).toMatchObject({
      spec: { size: 9 },
      status: { phase: "Ready" },
      metadata: { generation: 2, labels: { a: "b" } },
    });
  });

  it("writes that race on one object are all kept or refused", async () => {
    await call("POST", configMaps, { metadata: { name: "counter" }, data: {} });
    const merge = { "content-type": "application/merge-patch+json" };
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        call("PATCH", `${configMaps}/counter`, { data: { [`k${index}`]: "x" } }, merge),
      ),
    );
    expect(answers.every(({ code }) => code === 200)).toBe(true);
    const { body } = await call("GET", `${configMaps}/counter`);
    expect(Object.keys(body["data"] as object)).toHaveLength(50);
  });

  it("wait for their finalizers", async () => {
    await call("POST", configMaps, { metadata: { name: "held", finalizers: ["a.b/c"] } });
    const going = await call("DELETE", `${configMaps}/held`);
    expect(going.body).toMatchObject({
      kind: "ConfigMap",
      metadata: { deletionTimestamp: "2026-01-01T00:00:00Z", deletionGracePeriodSeconds: 0 },
    });
    const merge = { "content-type": "application/merge-patch+json" };
    const more = await call(
      "PATCH",
      `${configMaps}/held`,
      { metadata: { finalizers: ["a.b/c", "d.e/f"] } },
      merge,
    );
    expect(more.code).toBe(422);
    expect(more.body["message"]).toContain(
      "no new finalizers can be added if the object is being deleted",
    );
    expect(
      (await call("PATCH", `${configMaps}/held`, { metadata: { finalizers: null } }, merge)).code,
    ).toBe(200);
    expect((await call("GET", `${configMaps}/held`)).code).toBe(404);
  });

  it("are deleted under preconditions", async () => {
    const { body } = await call("POST", configMaps, { metadata: { name: "x" } });
    const { uid } = body["metadata"] as KubeObject["metadata"];
    const wrong = await call("DELETE", `${configMaps}/x`, { preconditions: { uid: "other" } });
    expect(wrong.body["message"]).toBe(
      `Operation cannot be fulfilled on configmaps "x": Precondition failed: UID in precondition: other, UID in object meta: ${uid}`,
    );
    expect((await call("DELETE", `${configMaps}/x`, { preconditions: { uid } })).body).toEqual({
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Success",
      details: { name: "x", kind: "configmaps", uid },
    });
  });

  it("report unknown fields as they are asked to", async () => {
    const odd = widget("w", { size: 1, colour: "red" });
    const warned = await call("POST", `${widgetPath}?dryRun=All`, odd);
    expect(warned.headers.get("warning")).toBe('299 - "unknown field \\"spec.colour\\""');
    expect(warned.body["spec"]).toEqual({ size: 1, color: "red" });
    const strict = await call("POST", `${widgetPath}?fieldValidation=Strict`, odd);
    expect(strict.body["message"]).toBe(
      'Widget in version "v1" cannot be handled as a Widget: strict decoding error: unknown field "spec.colour"',
    );
    const ignored = await call("POST", `${widgetPath}?fieldValidation=Ignore`, odd);
    expect(ignored.headers.get("warning")).toBeNull();
  });

  it("are Events in both groups", async () => {
    await call("POST", "/api/v1/namespaces/default/events", {
      metadata: { name: "e" },
      involvedObject: { kind: "Pod", name: "p", namespace: "default" },
      message: "hello",
      type: "Normal",
    });
    const { body } = await call("GET", "/apis/events.k8s.io/v1/namespaces/default/events/e");
    expect(body).toMatchObject({
      apiVersion: "events.k8s.io/v1",
      note: "hello",
      regarding: { name: "p" },
    });
    const found = await call(
      "GET",
      "/apis/events.k8s.io/v1/events?fieldSelector=regarding.name%3Dp",
    );
    expect(found.body["items"]).toHaveLength(1);
  });
});

describe("events", () => {
  it("go after an hour", async () => {
    const path = "/api/v1/namespaces/default/events";
    await call("POST", path, { metadata: { name: "old" } });
    clock.advance(58 * 60_000);
    await call("POST", path, { metadata: { name: "young" } });
    const { resourceVersion } = (await call("GET", path)).body[
      "metadata"
    ] as KubeObject["metadata"];
    clock.advance(5 * 60_000);
    for await (const event of cluster.client.watch(
      { apiVersion: "v1", kind: "Event" },
      { resourceVersion: resourceVersion as string },
    )) {
      expect(event).toMatchObject({ type: "DELETED", object: { metadata: { name: "old" } } });
      break;
    }
  });
});

describe("lists", () => {
  beforeEach(async () => {
    for (const name of ["a", "b", "c", "d", "e"]) {
      await call("POST", configMaps, {
        metadata: { name, labels: { odd: String("ace".includes(name)) } },
      });
    }
  });

  const names = ({ body }: Answer): unknown[] =>
    (body["items"] as KubeObject[]).map((item) => item.metadata.name);

  it("go on where a page ended, as it was then", async () => {
    const first = await call("GET", `${configMaps}?limit=2`);
    expect(names(first)).toEqual(["a", "b"]);
    await call("DELETE", `${configMaps}/d`);
    const token = (first.body["metadata"] as { continue: string }).continue;
    const second = await call("GET", `${configMaps}?limit=2&continue=${token}`);
    expect(names(second)).toEqual(["c", "d"]);
    const last = (second.body["metadata"] as { continue: string }).continue;
    const third = await call("GET", `${configMaps}?limit=2&continue=${last}`);
    expect(names(third)).toEqual(["e"]);
    expect(third.body["metadata"]).toEqual({ resourceVersion: expect.any(String) as string });
    await cluster.store.compact(cluster.store.revision);
    const expired = await call("GET", `${configMaps}?limit=2&continue=${token}`);
    expect(expired.code).toBe(410);
    expect(expired.body["reason"]).toBe("Expired");
  });

  it("come in pieces when they are long, and are complete", async () => {
    const names = Array.from({ length: 1_300 }, (_, index) => `n${String(index).padStart(4, "0")}`);
    await Promise.all(
      names.map((name) =>
        cluster.client.create({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } }),
      ),
    );
    const { body } = await call("GET", `${configMaps}?fieldSelector=metadata.name!%3Da`);
    expect((body["items"] as KubeObject[]).map((item) => item.metadata.name)).toEqual([
      ..."bcde",
      ...names,
    ]);
  });

  it("select by labels and fields", async () => {
    expect(names(await call("GET", `${configMaps}?labelSelector=odd%3Dtrue&limit=2`))).toEqual([
      "a",
      "c",
    ]);
    expect(names(await call("GET", `${configMaps}?fieldSelector=metadata.name%3Db`))).toEqual([
      "b",
    ]);
    expect(names(await call("GET", "/api/v1/configmaps?fieldSelector=metadata.name!%3Db"))).toEqual(
      ["a", "c", "d", "e"],
    );
  });

  it("come as tables and as metadata", async () => {
    const table = await call("GET", `${configMaps}?limit=1`, undefined, {
      accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json",
    });
    expect(table.body).toMatchObject({
      kind: "Table",
      apiVersion: "meta.k8s.io/v1",
      columnDefinitions: [
        { name: "Name", type: "string", format: "name" },
        { name: "Data" },
        { name: "Age" },
      ],
      rows: [
        {
          cells: ["a", 0, "0s"],
          object: { kind: "PartialObjectMetadata", metadata: { name: "a" } },
        },
      ],
    });
    const metadata = await call("GET", configMaps, undefined, {
      accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
    });
    expect(metadata.body["kind"]).toBe("PartialObjectMetadataList");
    const yaml = await call("GET", `${configMaps}/a`, undefined, { accept: "application/yaml" });
    expect(yaml.body["text"]).toContain("kind: ConfigMap\n");
  });

  it("are deleted as a whole", async () => {
    await call("DELETE", `${configMaps}?labelSelector=odd%3Dtrue`);
    expect(names(await call("GET", configMaps))).toEqual(["b", "d"]);
  });
});

describe("watches", () => {
  interface Line {
    readonly type: string;
    readonly object: KubeObject & { message?: string; code?: number };
  }

  /** Reads that many events of a watch. */
  async function events(
    path: string,
    count: number,
    meanwhile?: () => Promise<unknown>,
  ): Promise<Line[]> {
    const abort = new AbortController();
    const response = await cluster.server.handle(
      new Request(`http://server${path}`, { signal: abort.signal }),
    );
    await meanwhile?.();
    const lines: Line[] = [];
    let rest = "";
    const decoder = new TextDecoder();
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      rest += decoder.decode(chunk, { stream: true });
      const parts = rest.split("\n");
      rest = parts.pop() as string;
      for (const part of parts) lines.push(JSON.parse(part) as Line);
      if (lines.length >= count) break;
    }
    abort.abort();
    return lines;
  }

  const shown = (lines: readonly Line[]): string[] =>
    lines.map(({ type, object }) => `${type} ${object.metadata?.name ?? object.message}`);

  it("show what happens after a version", async () => {
    const { body } = await call("GET", configMaps);
    const { resourceVersion } = body["metadata"] as KubeObject["metadata"];
    const lines = await events(
      `${configMaps}?watch=1&resourceVersion=${resourceVersion}`,
      3,
      async () => {
        await call("POST", configMaps, { metadata: { name: "a" } });
        const patch = { data: { k: "v" } };
        await call("PATCH", `${configMaps}/a`, patch, {
          "content-type": "application/merge-patch+json",
        });
        await call("POST", "/api/v1/namespaces/kube-system/configmaps", {
          metadata: { name: "other" },
        });
        await call("DELETE", `${configMaps}/a`);
      },
    );
    expect(shown(lines)).toEqual(["ADDED a", "MODIFIED a", "DELETED a"]);
    const versions = lines.map(({ object }) => Number(object.metadata.resourceVersion));
    expect(versions).toEqual([...versions].sort((a, b) => a - b));
  });

  it("begin with what is there", async () => {
    await call("POST", configMaps, { metadata: { name: "a" } });
    expect(shown(await events(`${configMaps}?watch=1`, 1))).toEqual(["ADDED a"]);
    const path = `${configMaps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`;
    const lines = await events(path, 2);
    expect(lines.map(({ type }) => type)).toEqual(["ADDED", "BOOKMARK"]);
    expect(lines[1]?.object.metadata.annotations).toEqual({ "k8s.io/initial-events-end": "true" });
  });

  it("show objects that begin and cease to match", async () => {
    const merge = { "content-type": "application/merge-patch+json" };
    const label = (value: string | null): Promise<Answer> =>
      call("PATCH", `${configMaps}/a`, { metadata: { labels: { on: value } } }, merge);
    await call("POST", configMaps, { metadata: { name: "a" } });
    const from = `resourceVersion=${cluster.store.revision}`;
    const lines = await events(`${configMaps}?watch=1&labelSelector=on&${from}`, 4, async () => {
      await label("1");
      await label("2");
      await label(null);
      await label("3");
      await call("DELETE", `${configMaps}/a`);
    });
    expect(shown(lines)).toEqual(
      ["ADDED a", "MODIFIED a", "DELETED a", "ADDED a", "DELETED a"].slice(0, lines.length),
    );
    expect(lines[2]?.object.metadata.labels).toEqual({ on: "2" });
  });

  it("end with 410 when the log begins later", async () => {
    await call("POST", configMaps, { metadata: { name: "a" } });
    await cluster.store.compact(cluster.store.revision);
    const lines = await events(`${configMaps}?watch=1&resourceVersion=1`, 1);
    expect(lines[0]).toMatchObject({ type: "ERROR", object: { code: 410, reason: "Expired" } });
    expect(lines[0]?.object.message).toMatch(/^too old resource version: 1 \(\d+\)$/);
  });

  it("end with the server", async () => {
    const response = await cluster.server.handle(new Request(`http://server${configMaps}?watch=1`));
    await cluster.server.close();
    expect(await response.text()).toBe("");
  });

  it("get bookmarks and end in time", async () => {
    const path = `${configMaps}?watch=1&allowWatchBookmarks=true&timeoutSeconds=90&resourceVersion=${cluster.store.revision}`;
    const lines = await events(path, 3, async () => {
      await call("POST", "/api/v1/namespaces", { metadata: { name: "elsewhere" } });
      clock.advance(60_000);
      clock.advance(30_000);
    });
    expect(lines.map(({ type }) => type)).toEqual(["BOOKMARK", "BOOKMARK"]);
    expect(lines[0]?.object.metadata.resourceVersion).toBe(String(cluster.store.revision));
  });
});

describe("custom resources", () => {
  it("are served in every version of their definition", async () => {
    const [version] = widgets.spec.versions;
    const other = { ...version, name: "v2", storage: false };
    const definition = await call(
      "GET",
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com",
    );
    await call("POST", widgetPath, widget("w"));
    const changed = {
      ...definition.body,
      spec: { ...(definition.body["spec"] as object), versions: [version, other] },
    };
    expect(
      (
        await call(
          "PUT",
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com",
          changed,
        )
      ).code,
    ).toBe(200);
    const { body } = await call("GET", "/apis/example.com/v2/namespaces/default/widgets/w");
    expect(body).toMatchObject({ apiVersion: "example.com/v2", kind: "Widget", spec: { size: 1 } });
    const group = await call("GET", "/apis/example.com");
    expect(group.body["preferredVersion"]).toEqual({
      groupVersion: "example.com/v2",
      version: "v2",
    });
  });

  it("outlive a change of the version that is stored", async () => {
    await call("POST", widgetPath, widget("w"));
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
    const [version] = widgets.spec.versions;
    const versions = [
      { ...version, storage: false },
      { ...version, name: "v2" },
    ];
    const { body } = await call("GET", path);
    const spec = { ...(body["spec"] as object), versions };
    expect((await call("PUT", path, { ...body, spec })).body["status"]).toMatchObject({
      storedVersions: ["v1", "v2"],
    });
    const group = "/apis/example.com";
    const place = "namespaces/default/widgets/w";
    for (const name of ["v1", "v2"]) {
      const read = await call("GET", `${group}/${name}/${place}`);
      expect(read.body).toMatchObject({ apiVersion: `example.com/${name}`, spec: { size: 1 } });
      const patched = await call(
        "PATCH",
        `${group}/${name}/${place}`,
        { metadata: { labels: { by: name } } },
        { "content-type": "application/merge-patch+json" },
      );
      expect(patched.body).toMatchObject({ apiVersion: `example.com/${name}` });
      const list = await call("GET", `${group}/${name}/namespaces/default/widgets`);
      expect((list.body["items"] as KubeObject[])[0]?.apiVersion).toBe(`example.com/${name}`);
    }
  });

  it("go with their definition", async () => {
    await call("POST", widgetPath, widget("w"));
    const resourceVersion = String(cluster.store.revision);
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com";
    expect((await call("DELETE", path)).body["kind"]).toBe("CustomResourceDefinition");
    const type = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition" };
    for await (const event of cluster.client.watch(type, { resourceVersion })) {
      if (event.type === "DELETED") break;
    }
    expect((await call("GET", `${widgetPath}/w`)).code).toBe(404);
    expect(cluster.store.count("/example.com/widgets/")).toBe(0);
  });
});
