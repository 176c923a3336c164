// The real controller, killed with SIGKILL at each request that it makes for a run, before and after the request has
// reached the other side: these are all the points at which a pass waits. Effects are counted where they arrive.
import { type ChildProcess, spawn } from "node:child_process";
import {
  type IncomingMessage,
  type Server,
  type ServerResponse,
  createServer,
  request as send,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { crds, typeOf } from "@lateen/api";
import type { KubeObject } from "@lateen/kube";
import { stepDefinitions } from "@lateen/steps";
import { type Cluster, startCluster } from "@lateen/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";

const BUILD = `import (
	"vela/builtin"
	"vela/http"
)
parameter: url: string
start: http.#HTTPPost & {$params: {url: "\\(parameter.url)/start", request: body: "start"}} @step(1)
ask: http.#HTTPGet & {$params: url: "\\(parameter.url)/ask"} @step(2)
done: builtin.#ConditionalWait & {$params: continue: ask.$returns.body == "done"} @step(3)
end: http.#HTTPPost & {$params: {url: "\\(parameter.url)/end", request: body: "end"}} @step(4)
`;

/** When the process is to die: at which request, and whether the request gets through. */
interface Death {
  readonly at: number;
  readonly isBefore: boolean;
}

let cluster: Cluster;
let proxy: Server;
let effects: Server;
let child: ChildProcess;
let isReady: Promise<void>;
/** The name of the run of the trial under way, which its requests and those of its steps contain. */
let run = "";
let points = 0;
let death: Death | undefined;
let onDeath: () => void;
/** What arrived: `POST run/start`, with the keys that it came with. */
let arrived: Map<string, string[]>;

function start(): void {
  const { port } = proxy.address() as AddressInfo;
  child = spawn(
    process.execPath,
    [
      "--conditions=@lateen/source",
      "--disable-warning=ExperimentalWarning",
      join(import.meta.dirname, "controller-process.ts"),
      `http://127.0.0.1:${port}`,
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  isReady = new Promise((done) => child.stdout?.once("data", () => done()));
}

/** Kills the process if it is time; the request ends with it. */
async function dies(when: "before" | "after", response: ServerResponse): Promise<boolean> {
  if (death === undefined || points !== death.at || death.isBefore !== (when === "before")) {
    return false;
  }
  death = undefined;
  const ended = new Promise((done) => child.once("exit", done));
  child.kill("SIGKILL");
  await ended;
  response.destroy();
  start();
  onDeath();
  return true;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** Hands requests on to the API server. */
async function forward(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await bodyOf(request);
  const { method = "", url = "", headers } = request;
  const isOfRun =
    run !== "" && !url.includes("/events") && (url.includes(run) || body.includes(run));
  if (isOfRun) points += 1;
  if (isOfRun && (await dies("before", response))) return;
  const target = new URL(url, await cluster.url());
  const onward = send(target, { method, headers: { ...headers, host: target.host } });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  onward.on("response", (answer) => {
    if (!isOfRun) {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      // A watch has headers before it has anything else to say.
      response.flushHeaders();
      answer.pipe(response);
      return;
    }
    void bodyOf(answer).then(async (content) => {
      if (await dies("after", response)) return;
      response.writeHead(answer.statusCode ?? 500, answer.headers).end(content);
    });
  });
  onward.end(body);
}

/** What the steps call. */
async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await bodyOf(request);
  const name = `${request.method} ${request.url}`;
  points += 1;
  if (await dies("before", response)) return;
  const keys = arrived.get(name) ?? [];
  arrived.set(name, [...keys, String(request.headers["idempotency-key"] ?? "")]);
  if (await dies("after", response)) return;
  response.end(request.method === "GET" && keys.length > 0 ? "done" : "building");
}

async function listen(handle: typeof take): Promise<Server> {
  const server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return server;
}

beforeAll(async () => {
  cluster = await startCluster({
    objects: [
      ...crds(),
      ...stepDefinitions(),
      {
        ...typeOf("WorkflowStepDefinition"),
        metadata: { name: "build", namespace: "default" },
        spec: { schematic: { cue: { template: BUILD } } },
      },
    ],
  });
  proxy = await listen(forward);
  effects = await listen(take);
  start();
});
afterAll(async () => {
  child.kill("SIGKILL");
  for (const server of [proxy, effects]) {
    server.closeAllConnections();
    server.close();
  }
  await cluster.close();
});

/** Runs to the end with one death; what arrived, and how many points there were. */
async function trial(
  name: string,
  planned: Death | undefined,
): Promise<{
  readonly effects: ReadonlyMap<string, readonly string[]>;
  readonly points: number;
  readonly status: string;
}> {
  await isReady;
  run = name;
  points = 0;
  death = planned;
  arrived = new Map();
  const isKilled = new Promise<void>((done) => {
    onDeath = done;
    if (planned === undefined) done();
  });
  const url = `http://127.0.0.1:${(effects.address() as AddressInfo).port}/${name}`;
  const created = await cluster.client.create<KubeObject>({
    ...typeOf("WorkflowRun"),
    metadata: { name, namespace: "default" },
    spec: {
      workflowSpec: {
        steps: [
          { name: "build", type: "build", properties: { url } },
          { name: "pause", type: "suspend", properties: { duration: "100ms" } },
          { name: "tell", type: "request", properties: { url: `${url}/tell`, method: "POST" } },
        ],
      },
    },
  });
  const { resourceVersion = "" } = created.metadata;
  for await (const { object } of cluster.client.watch(typeOf("WorkflowRun"), {
    namespace: "default",
    name,
    resourceVersion,
    signal: AbortSignal.timeout(20_000),
  })) {
    const status = object["status"] as
      | { finished?: boolean; steps?: { name: string; phase: string; message?: string }[] }
      | undefined;
    if (status?.finished !== true) continue;
    // The end of the run may be known before the answer to it has come back.
    await isKilled;
    const steps = (status.steps ?? []).map((step) => `${step.name} ${step.phase}`).join(", ");
    const posts = [...arrived].filter(([request]) => request.startsWith("POST"));
    return {
      effects: new Map(posts.map(([request, keys]) => [request.replace(name, ""), keys])),
      points,
      status: steps,
    };
  }
  throw new Error(`${name}, to die at ${JSON.stringify(planned)}, does not end`);
}

it("loses no effect, and repeats one only under its key, wherever it is killed", async () => {
  const calm = await trial("calm", undefined);
  const names = ["POST //start", "POST //end", "POST //tell"];
  expect(calm.status).toBe("build succeeded, pause succeeded, tell succeeded");
  expect([...calm.effects.keys()]).toEqual(names);
  expect([...calm.effects.values()].map((keys) => keys.length)).toEqual([1, 1, 1]);
  let repeatedIn = 0;
  for (let at = 1; at <= calm.points; at++) {
    for (const isBefore of [true, false]) {
      const name = `killed-${isBefore ? "before" : "after"}-${at}`;
      const { status, effects: sent } = await trial(name, { at, isBefore });
      expect(status, name).toBe(calm.status);
      expect([...sent.keys()].sort(), name).toEqual([...names].sort());
      let repeated = 0;
      for (const [effect, keys] of sent) {
        expect(new Set(keys).size, `${name} ${effect}`).toBe(1);
        expect(keys[0], `${name} ${effect}`).toMatch(/^.{8,}$/);
        repeated += keys.length - 1;
      }
      expect(repeated, name).toBeLessThanOrEqual(1);
      repeatedIn += repeated;
    }
  }
  // The window between an effect and its record is there, and it is small.
  expect(repeatedIn).toBeGreaterThan(0);
  expect(repeatedIn).toBeLessThanOrEqual(2 * names.length + 3);
}, 300_000);
