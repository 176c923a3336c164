// What grows: one run of many steps, many runs that wait, many that are over. `lateen up` as a process of its own.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { createClient, httpTransport, loadKubeConfig } from "@lateen/client";
import type { Client, KubeObject } from "@lateen/kube";
import { type EmbeddedServer, startEmbeddedServer } from "../tools/embedded-server.ts";
import type { Bench } from "./main.ts";

const RUN = { apiVersion: "core.oam.dev/v1alpha1", kind: "WorkflowRun" };
const NAMESPACE = "default";
/** After a burst the server needs quiet moments to give memory back. */
const SETTLE_MS = 30_000;

const FOR_EACH_STEPS = [1_250, 2_500, 5_000, 10_000];
const WAITING_RUNS = 10_000;
const FINISHED_RUNS = 100_000;
const IN_FLIGHT = 64;
const UNFINISHED_AT_ONCE = 500;

/** The figures of `forEach`, `waiting` and `finished`, or those of the part named. */
export const benchScale: Bench = async (report, only) => {
  for (const [name, part] of Object.entries({ forEach, waiting, finished })) {
    if (only !== undefined && only !== name) continue;
    const up = await startEmbeddedServer();
    const { transport, close } = httpTransport(
      (await loadKubeConfig({ path: up.kubeconfig })).http,
    );
    try {
      await part({ ...up, client: createClient({ transport }) });
    } finally {
      await close();
      await up.stop();
    }
  }

  async function forEach({ client }: Connected): Promise<void> {
    for (const steps of [10, ...FOR_EACH_STEPS]) {
      const ended = following(client, 1, isFinished);
      const began = performance.now();
      await client.create(run(`each-${steps}`, [each(steps)]));
      await ended;
      const seconds = (performance.now() - began) / 1_000;
      if (steps > 10)
        report({
          name: `a run of ${steps} steps`,
          value: seconds,
          unit: "s",
          goal: steps === 10_000 ? "≤ 10 s" : "",
        });
    }
  }

  async function waiting({ client, pid }: Connected): Promise<void> {
    await client.create(WAIT_READY);
    const all = following(client, WAITING_RUNS, isWaiting);
    await many(WAITING_RUNS, (index) => client.create(waitingRun(`waiting-${index}`)));
    await all;
    await sleep(SETTLE_MS);
    const { resident, peak } = memory(pid);
    report({
      name: `${WAITING_RUNS} waiting runs`,
      value: resident,
      unit: "MiB",
      goal: "≤ 400 MiB",
    });
    report({ name: "peak while they were created", value: peak, unit: "MiB" });
  }

  async function finished({ client, pid }: Connected): Promise<void> {
    // A warm process first: what compiled code and caches take is not what finished runs take.
    await toTheEnd(client, "warm", FINISHED_RUNS / 10);
    await sleep(SETTLE_MS);
    const before = memory(pid).resident;
    await toTheEnd(client, "run", FINISHED_RUNS);
    await sleep(SETTLE_MS);
    report({ name: "a warm process", value: before, unit: "MiB" });
    report({
      name: `${FINISHED_RUNS} finished runs add`,
      value: memory(pid).resident - before,
      unit: "MiB",
      goal: "≤ 50 MiB",
    });
  }
};

interface Connected extends EmbeddedServer {
  readonly client: Client;
}

/** What is read of a run's status. */
interface Run extends KubeObject {
  readonly status?: {
    readonly finished?: boolean;
    readonly steps?: readonly { readonly name: string; readonly phase: string }[];
  };
}

const isFinished = (object: Run): boolean => object.status?.finished === true;

const isWaiting = (object: Run): boolean =>
  object.status?.steps?.some(({ name, phase }) => name === "wait" && phase === "running") ?? false;

/** Resolves when so many runs, from now on, are as asked. */
async function following(
  client: Client,
  count: number,
  is: (object: Run) => boolean,
): Promise<void> {
  const { metadata } = await client.list(RUN, { namespace: NAMESPACE, limit: 1 });
  const seen = new Set<string>();
  for await (const { object } of client.watch(RUN, {
    namespace: NAMESPACE,
    resourceVersion: metadata.resourceVersion,
  })) {
    if (is(object as Run)) seen.add(object.metadata.name as string);
    if (seen.size === count) return;
  }
}

async function toTheEnd(client: Client, prefix: string, count: number): Promise<void> {
  for (let made = 0; made < count; made += UNFINISHED_AT_ONCE) {
    const ended = following(client, UNFINISHED_AT_ONCE, isFinished);
    await many(UNFINISHED_AT_ONCE, (index) =>
      client.create(run(`${prefix}-${made + index}`, [say("one"), say("two"), say("three")])),
    );
    await ended;
  }
}

async function many(count: number, make: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (next < count) await make(next++);
    }),
  );
}

function run(name: string, steps: readonly object[]): KubeObject {
  return {
    ...RUN,
    metadata: { name, namespace: NAMESPACE },
    spec: { workflowSpec: { steps } },
  } as KubeObject;
}

function say(name: string): object {
  return { name, type: "print-message-in-status", properties: { message: `message of ${name}` } };
}

function each(count: number): object {
  return { ...say("each"), forEach: Array.from({ length: count }, (_, index) => index) };
}

const WAIT_READY = {
  apiVersion: "core.oam.dev/v1beta1",
  kind: "WorkflowStepDefinition",
  metadata: { name: "wait-ready-map", namespace: "vela-system" },
  spec: {
    schematic: {
      cue: {
        template: `
import "vela/op"

read: op.#Read & {value: {apiVersion: "v1", kind: "ConfigMap", metadata: {name: parameter.name, namespace: context.namespace}}}
wait: op.#ConditionalWait & {continue: read.value.data.phase == "Ready"}
parameter: name: string
`,
      },
    },
  },
} as KubeObject;

function waitingRun(name: string): KubeObject {
  const value = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: NAMESPACE },
    data: { phase: "Pending" },
  };
  return run(name, [
    { name: "make", type: "apply-object", properties: { value } },
    { name: "wait", type: "wait-ready-map", properties: { name } },
  ]);
}

function memory(pid: number): { readonly resident: number; readonly peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytes = (field: string): number =>
    Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1_024;
  return { resident: mebibytes("VmRSS"), peak: mebibytes("VmHWM") };
}
