import { isGone, isServiceUnavailable, type KubeObject } from "@lateen/kube";
import { fakeClock } from "@lateen/testkit";
import { describe, expect, it } from "vitest";
import { createClient } from "./rest.ts";
import type { Transport, TransportRequest } from "./transport.ts";

const TYPE = { apiVersion: "v1", kind: "ConfigMap" };
const RESOURCES = {
  resources: [{ name: "configmaps", namespaced: true, kind: "ConfigMap", verbs: ["get"] }],
};

interface Answer {
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: unknown;
  readonly chunks?: readonly string[];
  readonly error?: Error;
}

/** Answers requests one after the other, but for discovery. */
function script(answers: readonly Answer[]): {
  readonly transport: Transport;
  readonly requests: TransportRequest[];
} {
  const requests: TransportRequest[] = [];
  const left = [...answers];
  const transport: Transport = async (request) => {
    const isDiscovery = request.path === "/api/v1";
    if (!isDiscovery) requests.push(request);
    const answer: Answer = isDiscovery ? { body: RESOURCES } : (left.shift() ?? { status: 500 });
    if (answer.error !== undefined) throw answer.error;
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body ?? {});
    return {
      status: answer.status ?? 200,
      header: (name) => answer.headers?.[name],
      text: () => Promise.resolve(text),
      async *chunks() {
        const encoder = new TextEncoder();
        for (const chunk of answer.chunks ?? []) yield encoder.encode(chunk);
      },
    };
  };
  return { transport, requests };
}

const KEY = { ...TYPE, name: "a", namespace: "ns" };

describe("createClient", () => {
  it.each<[Answer, object]>([
    [
      { status: 404, body: "404 page not found\n" },
      {
        code: 404,
        reason: "NotFound",
        message: "the server could not find the requested resource (get configmaps a)",
      },
    ],
    [
      { status: 502, body: "<html>bad</html>" },
      {
        code: 502,
        reason: "InternalError",
        message:
          'an error on the server ("<html>bad</html>") has prevented the request from succeeding (get configmaps a)',
      },
    ],
    [
      { status: 409, body: { kind: "Status", reason: "Conflict", message: "no" } },
      { code: 409, reason: "Conflict", message: "no" },
    ],
    [
      { body: "<html>" },
      {
        code: 503,
        message:
          "GET /api/v1/namespaces/ns/configmaps/a: the server answered with something that is not JSON: <html>",
      },
    ],
    [
      { error: new Error("connect ECONNREFUSED 127.0.0.1:1") },
      {
        code: 503,
        reason: "ServiceUnavailable",
        message: "GET /api/v1/namespaces/ns/configmaps/a: connect ECONNREFUSED 127.0.0.1:1",
      },
    ],
  ])("rejects for %j", async (answer, expected) => {
    const { transport } = script([answer]);
    await expect(createClient({ transport }).get(KEY)).rejects.toMatchObject(expected);
  });

  it("sends again when the server asks for it", async () => {
    const clock = fakeClock();
    const { transport, requests } = script([
      { status: 429, headers: { "retry-after": "2" } },
      { status: 503, headers: { "retry-after": "1" } },
      { body: { ...TYPE, metadata: { name: "a" } } },
    ]);
    const reading = createClient({ transport, clock }).get(KEY);
    for (const wait of [2_000, 1_000]) {
      while (clock.pending === 0) await Promise.resolve();
      clock.advance(wait);
    }
    expect((await reading).metadata.name).toBe("a");
    expect(requests).toHaveLength(3);
  });

  it("writes what the options say into the path", async () => {
    const { transport, requests } = script([{}, {}, {}, {}]);
    const client = createClient({ transport, userAgent: "tests" });
    await client.patch(
      KEY,
      "apply",
      {},
      { fieldManager: "me & you", force: true, subresource: "status" },
    );
    await client.create({ ...TYPE, metadata: { name: "a" } }, { dryRun: true });
    await client.deleteAll(TYPE, { labelSelector: "a in (b)" });
    await client.delete(KEY, { propagationPolicy: "Foreground", preconditions: { uid: "u" } });
    expect(requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PATCH /api/v1/namespaces/ns/configmaps/a/status?fieldManager=me%20%26%20you&force=true",
      "POST /api/v1/namespaces/default/configmaps?dryRun=All",
      "DELETE /api/v1/configmaps?labelSelector=a%20in%20(b)",
      "DELETE /api/v1/namespaces/ns/configmaps/a",
    ]);
    expect(requests[0]?.headers).toMatchObject({
      "content-type": "application/apply-patch+yaml",
      "user-agent": "tests",
    });
    expect(JSON.parse(requests[3]?.body ?? "")).toMatchObject({
      propagationPolicy: "Foreground",
      preconditions: { uid: "u" },
    });
  });

  it("gives the items of a list their type", async () => {
    const { transport } = script([
      { body: { items: [{ metadata: { name: "a" } }] } },
      { body: { items: null } },
    ]);
    const client = createClient({ transport });
    expect((await client.list(TYPE)).items).toEqual([{ ...TYPE, metadata: { name: "a" } }]);
    expect((await client.list(TYPE)).items).toEqual([]);
  });

  it("asks for what is served once, also for many calls at a time", async () => {
    let discoveries = 0;
    const { transport } = script(Array.from({ length: 20 }, () => ({})));
    const client = createClient({
      transport: (request) => {
        if (request.path === "/api/v1") discoveries++;
        return transport(request);
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => client.get(KEY)));
    expect(discoveries).toBe(1);
    await client.get({ ...KEY, kind: "Nope" }).catch(() => undefined);
    expect(discoveries).toBe(2);
    client.discovery.forget();
    await client.get(KEY);
    expect(discoveries).toBe(3);
  });
});

describe("watch", () => {
  const event = (type: string, resourceVersion: string): string =>
    `${JSON.stringify({ type, object: { ...TYPE, metadata: { name: "ü", resourceVersion } } })}\n`;

  async function watched(
    answers: readonly Answer[],
    count: number,
  ): Promise<{ events: string[]; paths: string[]; error: unknown }> {
    const clock = fakeClock();
    const { transport, requests } = script(answers);
    const client = createClient({ transport, clock });
    const events: string[] = [];
    let error: unknown;
    try {
      for await (const { type, object } of client.watch<KubeObject>(TYPE, {
        resourceVersion: "1",
      })) {
        events.push(`${type} ${object.metadata.name} ${object.metadata.resourceVersion}`);
        if (events.length === count) break;
      }
    } catch (caught) {
      error = caught;
    }
    const paths = requests.map(({ path }) => /resourceVersion=\d+/.exec(path)?.[0] ?? "");
    return { events, paths, error };
  }

  it("reads lines however they are cut, and goes on where the server ended", async () => {
    const text = event("ADDED", "2") + event("BOOKMARK", "5");
    const bytes = [text.slice(0, 30), text.slice(30, 140), text.slice(140)];
    const { events, paths } = await watched(
      [{ chunks: bytes }, { chunks: [event("MODIFIED", "6").trimEnd()] }],
      3,
    );
    expect(events).toEqual(["ADDED ü 2", "BOOKMARK ü 5", "MODIFIED ü 6"]);
    expect(paths).toEqual(["resourceVersion=1", "resourceVersion=5"]);
  });

  it("throws the error that the stream carries", async () => {
    const status = { kind: "Status", code: 410, reason: "Expired", message: "too old" };
    const line = `${JSON.stringify({ type: "ERROR", object: status })}\n`;
    const { error } = await watched([{ chunks: [event("ADDED", "2"), line] }], 9);
    expect(isGone(error)).toBe(true);
  });

  it("throws for a stream that is empty and short, or no stream of events", async () => {
    expect(isServiceUnavailable((await watched([{ chunks: [] }], 9)).error)).toBe(true);
    expect(isServiceUnavailable((await watched([{ chunks: ["<html>\n"] }], 9)).error)).toBe(true);
  });
});
