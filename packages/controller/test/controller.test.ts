// The controller with the real engine and functions, against an API server in this process.
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WorkflowRun, type WorkflowRunStatus, crds, typeOf } from "@lateen/api";
import type { Clock } from "@lateen/client";
import { restartRun, resumeRun, terminateRun } from "@lateen/engine";
import type { Client, KubeObject } from "@lateen/kube";
import { stepDefinitions } from "@lateen/steps";
import { type Cluster, fakeClock, startCluster } from "@lateen/testkit";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { FlagValues } from "../src/index.ts";
import {
  type RunningController,
  keyOf,
  print,
  runController,
  runOf,
  until as untilOf,
} from "./running-controller.ts";

let cluster: Cluster;
let writes: string[];
let watching: string[];
let problems: unknown[];
let running: RunningController;

const silent = (): void => undefined;

/** The client, with what it writes noted down. */
function noting(client: Client): Client {
  const note = (verb: string, kind: string): void => void writes.push(`${verb} ${kind}`);
  return {
    get: (key, options) => client.get(key, options),
    list: (type, options) => client.list(type, options),
    watch: (type, options) => counted(type.kind, client.watch(type, options)),
    logs: (pod, options) => client.logs(pod, options),
    create: (object, options) => (note("create", object.kind), client.create(object, options)),
    update: (object, options) => (note("update", object.kind), client.update(object, options)),
    patch: (key, type, body, options) => (
      note("patch", key.kind), client.patch(key, type, body, options)
    ),
    delete: (key, options) => (note("delete", key.kind), client.delete(key, options)),
    deleteAll: (type, options) => (note("delete", type.kind), client.deleteAll(type, options)),
  };
}

/** The same events; while someone takes them, `watching` says so. */
async function* counted<T>(kind: string, events: AsyncIterable<T>): AsyncGenerator<T> {
  watching.push(kind);
  try {
    yield* events;
  } finally {
    watching.splice(watching.indexOf(kind), 1);
  }
}

async function startController(flags: FlagValues = {}, clock?: Clock): Promise<void> {
  const note = (fields: object): void => void problems.push(fields);
  running = await runController(noting(cluster.client), {
    flags,
    ...(clock === undefined ? {} : { clock }),
    onWarning: note,
    onError: note,
  });
}

beforeEach(async () => {
  cluster = await startCluster({ objects: [...crds(), ...stepDefinitions()] });
  writes = [];
  watching = [];
  problems = [];
  await startController();
});
afterEach(async () => {
  await running.stop();
  await cluster.close();
});

const until = (name: string, holds: (status: WorkflowRunStatus) => boolean): Promise<WorkflowRun> =>
  untilOf(cluster.client, name, holds);
const finished = (name: string): Promise<WorkflowRun> => until(name, (status) => status.finished);

describe("a run whose steps finish at once", () => {
  it("costs three writes", async () => {
    await cluster.client.create(runOf("three", [print("a"), print("b"), print("c")]));
    expect((await finished("three")).status?.status).toBe("succeeded");
    await running.stop();
    expect(writes).toEqual(["create ConfigMap", "update WorkflowRun", "create Event"]);
    await startController();
  });

  it("is measured", async () => {
    await cluster.client.create(runOf("three", [print("a"), print("b"), print("c")]));
    await finished("three");
    await running.stop();
    const text = await running.metrics.registry.metrics();
    for (const line of [
      'workflowrun_step_duration_ms_count{controller="workflowrun",step_type="print-message-in-status"} 3',
      'generate_task_runners_time_seconds_count{controller="workflowrun"} 1',
      'workflowrun_finished_time_seconds_count{phase="succeeded"} 1',
      'controller_runtime_reconcile_total{controller="workflowrun",result="success"} ',
      'workqueue_adds_total{name="workflowrun"} ',
      'verb="StatusUpdate",kind="WorkflowRun"',
    ]) {
      expect(text).toContain(line);
    }
    await startController();
  });

  it("is seen when it was created before the controller started", async () => {
    await running.stop();
    await cluster.client.create(runOf("early", [print("a")]));
    await startController();
    expect((await finished("early")).status?.status).toBe("succeeded");
  });
});

describe("a run that waits", () => {
  const wait = {
    name: "wait",
    type: "wait-for-map",
    properties: { name: "signal" },
  };
  beforeEach(async () => {
    await cluster.client.create(
      definition(
        "wait-for-map",
        `
import ("vela/kube", "vela/builtin")
read: kube.#Read & {$params: value: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: parameter.name, namespace: context.namespace}}}
wait: builtin.#ConditionalWait & {$params: continue: read.$returns.value.data.go == "yes"}
parameter: name: string
`,
      ),
    );
  });

  it("goes on when the object changes, and costs two more writes", async () => {
    const map = await cluster.client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "signal", namespace: "default" },
      data: { go: "no" },
    });
    await cluster.client.create(runOf("waits", [wait]));
    await until("waits", ({ steps }) => steps?.[0]?.phase === "running");
    writes = [];
    await cluster.client.update({ ...map, data: { go: "yes" } });
    expect((await finished("waits")).status?.status).toBe("succeeded");
    await running.stop();
    expect(writes.filter((write) => write !== "create Event").length).toBeLessThanOrEqual(2);
    await startController();
  });

  it("leaves no watch behind", async () => {
    await running.stop();
    const clock = fakeClock();
    await startController({}, clock);
    const before = watching.toSorted();
    await cluster.client.create(runOf("watches", [wait]));
    await until("watches", ({ steps }) => steps?.[0]?.phase === "running");
    await vi.waitFor(() => expect(watching).toContain("ConfigMap"));
    await cluster.client.create({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "signal", namespace: "default" },
      data: { go: "yes" },
    });
    expect((await finished("watches")).status?.status).toBe("succeeded");
    await vi.waitFor(() => {
      // They stay for a while: the next run is likely to need them.
      clock.advance(60_000);
      expect(watching.toSorted()).toEqual(before);
    });
  });

  it("goes on when a step type that it lacks appears", async () => {
    await cluster.client.create(runOf("lacks", [{ name: "a", type: "later" }]));
    await until("lacks", ({ status }) => status === "initializing");
    await cluster.client.create(
      definition(
        "later",
        'import "vela/builtin"\nsay: builtin.#Message & {$params: message: "here"}\n',
      ),
    );
    expect((await finished("lacks")).status?.steps?.[0]).toMatchObject({
      phase: "succeeded",
      message: "here",
    });
  });
});

describe("external packages", () => {
  let service: Server;
  let endpoint: string;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    service = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        asked.push(`${request.url} ${body} ${String(request.headers["x-team"])}`);
        const { x, y } = JSON.parse(body) as { x: number; y: number };
        response.end(JSON.stringify({ result: x + y }));
      });
    });
    await new Promise<void>((done) => service.listen(0, "127.0.0.1", done));
    endpoint = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    await cluster.client.create(
      definition(
        "sum",
        `
import ("ext/math", "vela/builtin")
sum: math.#Sum & {$params: {x: parameter.x, y: 2}} @step(1)
say: builtin.#Message & {$params: message: "\\(sum.$returns.result)"} @step(2)
parameter: x: int
`,
      ),
    );
  });
  afterEach(() => {
    service.closeAllConnections();
    service.close();
  });
  const math = (path = "/v1"): KubeObject =>
    ({
      ...typeOf("Package"),
      metadata: { name: "math", namespace: "team" },
      spec: {
        path: "ext/math",
        provider: { protocol: "http", endpoint: `${endpoint}${path}`, header: { "X-Team": "one" } },
        templates: {
          "sum.cue":
            'package math\n#Sum: {#do: "sum", #provider: "math", $params: {x: int, y: int}, $returns?: result: int}',
        },
      },
    }) as KubeObject;
  const sum = (name: string): WorkflowRun =>
    runOf(name, [{ name: "a", type: "sum", properties: { x: 1 } }]);
  const stepOf = (run: WorkflowRun) => run.status?.steps?.[0];

  it("are known before the first pass", async () => {
    await running.stop();
    await cluster.client.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "team" },
    });
    await cluster.client.create(math());
    await cluster.client.create(sum("early"));
    await startController();
    const run = await until("early", ({ steps }) => steps?.[0] !== undefined);
    expect(stepOf(run)).toMatchObject({ phase: "succeeded", message: "3" });
    expect(asked).toEqual(['/v1/sum {"x":1,"y":2} one']);
  });

  it("come, change and go at run time", async () => {
    await cluster.client.create({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "team" },
    });
    await cluster.client.create(sum("first"));
    const lacking = await until("first", ({ steps }) => steps?.[0] !== undefined);
    expect(stepOf(lacking)?.message).toContain('"ext/math"');
    const created = await cluster.client.create(math());
    expect(stepOf(await finished("first"))).toMatchObject({ phase: "succeeded", message: "3" });

    const { resourceVersion } = created.metadata;
    await cluster.client.update({
      ...math("/v2"),
      metadata: { ...created.metadata, resourceVersion },
    } as KubeObject);
    await cluster.client.create(sum("second"));
    await finished("second");
    expect(asked.map((text) => text.split(" ", 1)[0])).toEqual(["/v1/sum", "/v2/sum"]);

    await cluster.client.delete({ ...typeOf("Package"), name: "math", namespace: "team" });
    await cluster.client.create(sum("third"));
    const gone = await until("third", ({ steps }) => steps?.[0] !== undefined);
    expect(stepOf(gone)).toMatchObject({ phase: "failed", reason: "Execute" });
    expect(stepOf(gone)?.message).toContain('"ext/math"');
  });
});

describe("a client that edits a run while a pass is under way", () => {
  let service: Server;
  let requests: number;
  let answer: () => void;
  let isAskedAgain: () => Promise<void>;
  beforeEach(async () => {
    requests = 0;
    let onAsked: () => void = silent;
    isAskedAgain = () => new Promise((done) => (onAsked = done));
    const isAsked = isAskedAgain();
    service = createServer((_request, response) => {
      requests += 1;
      answer = () => response.writeHead(200, { "content-type": "application/json" }).end("{}");
      onAsked();
    });
    await new Promise<void>((done) => service.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}/`;
    await cluster.client.create(
      runOf("asks", [
        { name: "ask", type: "request", properties: { url, method: "POST" } },
        { name: "hold", type: "suspend" },
        print("after"),
      ]),
    );
    await isAsked;
  });
  afterEach(() => {
    service.closeAllConnections();
    service.close();
  });

  it("may label it: the effect is not repeated", async () => {
    await cluster.client.patch(keyOf("asks"), "merge", { metadata: { labels: { team: "web" } } });
    answer();
    const run = await until("asks", ({ suspend }) => suspend);
    expect([run.metadata.labels, requests]).toEqual([{ team: "web" }, 1]);
    expect(run.status?.steps?.map(({ phase }) => phase)).toEqual(["succeeded", "suspending"]);
  });

  it("may terminate it: what the pass did stands, and nothing follows", async () => {
    const run = await cluster.client.get<WorkflowRun>(keyOf("asks"));
    await cluster.client.update(
      { ...run, status: terminateRun(run.status) },
      { subresource: "status" },
    );
    answer();
    const end = await finished("asks");
    expect([end.status?.status, requests]).toEqual(["terminated", 1]);
    expect(end.status?.steps?.map(({ name, phase, reason }) => [name, phase, reason])).toEqual([
      ["ask", "succeeded", undefined],
      ["hold", "failed", "Terminate"],
      ["after", "skipped", "Skip"],
    ]);
  });

  it("may restart it: the outcome of the pass is dropped", async () => {
    answer();
    const ask = (await cluster.client.get<WorkflowRun>(keyOf("asks"))).spec.workflowSpec
      ?.steps?.[0];
    await cluster.client.create(runOf("later", [{ name: "hold", type: "suspend" }, ask ?? {}]));
    const held = await until("later", ({ suspend }) => suspend);
    const asked = isAskedAgain();
    await cluster.client.update(
      { ...held, status: resumeRun(held.status) },
      { subresource: "status" },
    );
    await asked;
    const { name: context = "" } = held.status?.contextBackend ?? {};
    await cluster.client.delete({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "default",
      name: context,
    });
    const during = await cluster.client.get<WorkflowRun>(keyOf("later"));
    await cluster.client.update({ ...during, status: restartRun() }, { subresource: "status" });
    answer();
    const again = await until(
      "later",
      ({ suspend, steps }) => suspend && steps?.[0]?.id !== held.status?.steps?.[0]?.id,
    );
    expect(again.status?.steps?.map(({ name, phase }) => [name, phase])).toEqual([
      ["hold", "suspending"],
    ]);
  });

  it("may delete it: nothing is left", async () => {
    await cluster.client.delete(keyOf("asks"));
    answer();
    await cluster.client.create(runOf("next", [print("a")]));
    await finished("next");
    const { items } = await cluster.client.list(typeOf("WorkflowRun"), { namespace: "default" });
    expect(items.map(({ metadata }) => metadata.name)).toEqual(["next"]);
    expect(problems).toEqual([]);
  });
});

describe("feature gates", () => {
  it("EnableWatchEventListener: a change of a listener asks for a pass over the run of its name", async () => {
    await running.stop();
    const listener = { apiVersion: "standard.oam.dev/v1alpha1", kind: "EventListener" };
    await cluster.client.create(crdOf(listener, "eventlisteners"));
    // No timer ends a wait here.
    const clock = { now: () => Date.now(), after: () => () => undefined };
    await startController({ "feature-gates": "EnableWatchEventListener=true" }, clock);
    let answer = "wait";
    const service = createServer((_request, response) => response.end(answer));
    await new Promise<void>((done) => service.listen(0, "127.0.0.1", done));
    const url = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    await cluster.client.create(
      definition(
        "ask",
        `
import ("vela/builtin", "vela/http")
ask: http.#HTTPDo & {$params: {method: "GET", url: "${url}"}}
wait: builtin.#ConditionalWait & {$params: continue: ask.$returns.body == "go"}
`,
      ),
    );
    await cluster.client.create(runOf("told", [{ name: "a", type: "ask" }]));
    await until("told", ({ steps }) => steps?.[0]?.phase === "running");
    answer = "go";
    await cluster.client.create({ ...listener, metadata: { name: "told", namespace: "default" } });
    expect((await finished("told")).status?.status).toBe("succeeded");
    service.close();
  });

  it("EnableBackupWorkflowRecord: finished runs go, where they are to be cleaned", async () => {
    await running.stop();
    await cluster.client.create(runOf("before", [print("a")]));
    await startController({
      "feature-gates": "EnableBackupWorkflowRecord=true",
      "backup-clean-on-backup": true,
    });
    await cluster.client.create(runOf("held", [{ name: "a", type: "suspend" }]));
    await cluster.client.create(runOf("after", [print("a")]));
    const { metadata } = await cluster.client.list(typeOf("WorkflowRun"));
    const gone = new Set<string>();
    for await (const { type, object } of cluster.client.watch(typeOf("WorkflowRun"), {
      resourceVersion: metadata.resourceVersion ?? "",
      signal: AbortSignal.timeout(10_000),
    })) {
      if (type === "DELETED") gone.add(object.metadata.name ?? "");
      if (gone.size === 2) break;
    }
    const { items } = await cluster.client.list(typeOf("WorkflowRun"));
    expect(items.map(({ metadata: { name } }) => name)).toEqual(["held"]);
  });

  it("EnableBackupWorkflowRecord: a store without settings ends the controller", async () => {
    await running.stop();
    await startController({
      "feature-gates": "EnableBackupWorkflowRecord=true",
      "backup-persist-type": "sls",
    });
    await expect(running.ended).rejects.toThrow("Secret vela-system/backup-config has no data");
    await startController();
  });
});

it("a run of another name goes on beside one that fails again and again", async () => {
  await cluster.client.create(definition("broken", "x: ["));
  await cluster.client.create(runOf("poison", [{ name: "a", type: "broken" }]));
  await cluster.client.create(runOf("healthy", [print("a")]));
  expect((await finished("healthy")).status?.status).toBe("succeeded");
  const run = await until("poison", ({ steps }) => steps?.[0]?.reason === "Execute");
  expect(run.status?.steps?.[0]?.message).toMatch(/template\.cue:1:\d+/);
});

function definition(name: string, template: string): KubeObject {
  return {
    ...typeOf("WorkflowStepDefinition"),
    metadata: { name, namespace: "default" },
    spec: { schematic: { cue: { template } } },
  };
}

function crdOf(
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
  plural: string,
): KubeObject {
  const [group = "", version = ""] = apiVersion.split("/");
  const schema = {
    openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, plural },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
