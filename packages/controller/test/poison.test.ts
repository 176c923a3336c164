// Runs that would take all there is (time, memory, workers) leave others alone.
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WorkflowRun, crds, typeOf } from "@lateen/api";
import type { KubeObject } from "@lateen/kube";
import { createManager } from "@lateen/runtime";
import { stepDefinitions } from "@lateen/steps";
import { type Cluster, startCluster } from "@lateen/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createWorkflowController, readControllerFlags } from "../src/index.ts";

/** What would take minutes, or for ever, without bounds; far more than another run takes on a busy machine. */
const LIMIT_MILLISECONDS = 10_000;
const CANARIES = 20;
const WORKERS = 4;

let cluster: Cluster;
let deaf: Server;
let stopping: AbortController;
let ended: Promise<void>;
const silent = (): void => undefined;

beforeAll(async () => {
  // Takes requests and never answers.
  deaf = createServer(silent);
  await new Promise<void>((done) => deaf.listen(0, "127.0.0.1", done));
  cluster = await startCluster({ objects: [...crds(), ...stepDefinitions()] });
  const { client } = cluster;
  const controller = createWorkflowController({
    client,
    clusters: { cluster: async () => client },
    settings: readControllerFlags({ "concurrent-reconciles": String(WORKERS) }),
    version: "1",
    log: { debug: silent, info: silent, warn: silent, error: silent },
  });
  const manager = createManager();
  manager.add("caches", controller.caches);
  manager.add("controllers", controller);
  stopping = new AbortController();
  ended = manager.run(stopping.signal);
  await controller.caches.ready();
});
afterAll(async () => {
  deaf.closeAllConnections();
  deaf.close();
  stopping.abort();
  await ended;
  await cluster.close();
});

const runOf = (name: string, steps: readonly object[], context: object = {}): KubeObject => ({
  ...typeOf("WorkflowRun"),
  metadata: { name, namespace: "default" },
  spec: { context, workflowSpec: { steps } },
});
const say = (name: string): object => ({
  name,
  type: "print-message-in-status",
  properties: { message: name },
});

/** How long a run takes from its creation to its end. */
async function timeOf(run: KubeObject): Promise<number> {
  const began = performance.now();
  const { metadata } = await cluster.client.create(run);
  for await (const { object } of cluster.client.watch<WorkflowRun>(typeOf("WorkflowRun"), {
    namespace: "default",
    name: metadata.name ?? "",
    resourceVersion: metadata.resourceVersion ?? "",
    signal: AbortSignal.timeout(60_000),
  })) {
    if (object.status?.finished === true) return performance.now() - began;
  }
  throw new Error(`${metadata.name} does not end`);
}

const TEMPLATES: { readonly [name: string]: string } = {
  endless: 'import "list"\nr: list.Range(0, 3000, 1)\na: [for x in r for y in r if x + y < 0 {x}]',
  huge: 'import "list"\na: list.Range(0, 1e9, 1)',
  long: `a0: "abcdefghij"\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: a${i} + a${i}`).join("\n")}`,
};

it.each<[string, () => readonly KubeObject[]]>([
  [
    "templates without end",
    () => Object.keys(TEMPLATES).map((type) => runOf(type, [{ name: "a", type }])),
  ],
  [
    "thousands of steps",
    () => [
      runOf(
        "steps",
        Array.from({ length: 2000 }, (_, i) => say(`s${i}`)),
      ),
      runOf(
        "items",
        [
          {
            ...say("each"),
            forEach: "[for a in context.ten for b in context.ten for c in context.ten {a}]",
          },
        ],
        { ten: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
      ),
    ],
  ],
  [
    "more requests without an answer than there are workers",
    () => {
      const url = `http://127.0.0.1:${(deaf.address() as AddressInfo).port}/`;
      return Array.from({ length: 10 * WORKERS }, (_, i) =>
        runOf(`deaf-${i}`, [{ name: "ask", type: "request", properties: { url, method: "POST" } }]),
      );
    },
  ],
])(
  "%s",
  async (what, runs) => {
    for (const [name, template] of Object.entries(TEMPLATES)) {
      const definition = {
        ...typeOf("WorkflowStepDefinition"),
        metadata: { name, namespace: "default" },
        spec: { schematic: { cue: { template } } },
      };
      await cluster.client.create(definition).catch(silent);
    }
    for (const run of runs()) await cluster.client.create(run);
    const times: number[] = [];
    for (let i = 0; i < CANARIES; i++) {
      const name = `canary-${what.replaceAll(" ", "-")}-${i}`;
      times.push(await timeOf(runOf(name, [say("hi")])));
    }
    expect(Math.max(...times)).toBeLessThan(LIMIT_MILLISECONDS);
  },
  120_000,
);
