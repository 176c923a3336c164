// Runs that would take all there is (time, memory, workers) leave others alone.
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type WorkflowRun, crds, typeOf } from "@lateen/api";
import { stepDefinitions } from "@lateen/steps";
import { type Cluster, startCluster } from "@lateen/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type RunningController,
  print,
  runController,
  runOf,
  timeOf,
} from "./running-controller.ts";

/** What would take minutes, or for ever, without bounds; far more than another run takes on a busy machine. */
const LIMIT_MILLISECONDS = 10_000;
const CANARIES = 20;
const WORKERS = 4;

let cluster: Cluster;
let deaf: Server;
let running: RunningController;
const silent = (): void => undefined;

beforeAll(async () => {
  // Takes requests and never answers.
  deaf = createServer(silent);
  await new Promise<void>((done) => deaf.listen(0, "127.0.0.1", done));
  cluster = await startCluster({ objects: [...crds(), ...stepDefinitions()] });
  running = await runController(cluster.client, {
    flags: { "concurrent-reconciles": String(WORKERS) },
  });
});
afterAll(async () => {
  deaf.closeAllConnections();
  deaf.close();
  await running.stop();
  await cluster.close();
});

const TEMPLATES: { readonly [name: string]: string } = {
  endless: 'import "list"\nr: list.Range(0, 3000, 1)\na: [for x in r for y in r if x + y < 0 {x}]',
  huge: 'import "list"\na: list.Range(0, 1e9, 1)',
  long: `a0: "abcdefghij"\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: a${i} + a${i}`).join("\n")}`,
};

it.each<[string, () => readonly WorkflowRun[]]>([
  [
    "templates without end",
    () => Object.keys(TEMPLATES).map((type) => runOf(type, [{ name: "a", type }])),
  ],
  [
    "thousands of steps",
    () => [
      runOf(
        "steps",
        Array.from({ length: 2000 }, (_, i) => print(`s${i}`)),
      ),
      runOf(
        "items",
        [
          {
            ...print("each"),
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
      times.push(await timeOf(cluster.client, runOf(name, [print("hi")]), 60_000));
    }
    expect(Math.max(...times)).toBeLessThan(LIMIT_MILLISECONDS);
  },
  120_000,
);
