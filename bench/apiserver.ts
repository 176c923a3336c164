// The embedded API server alone, over HTTP: durable writes by 64 clients, how soon a watcher hears of them, reads,
// and what 100,000 objects cost in memory.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { join } from "node:path";
import type { Bench } from "./main.ts";

const CLIENTS = 64;
const WRITES = 30_000;
const OBJECTS = 100_000;
const READS = 20_000;
const COLLECTION = "/api/v1/namespaces/default/configmaps";

/** Runs all figures; they build on each other. */
export const benchApiServer: Bench = async (report, only) => {
  if (only !== undefined && only !== "apiserver") return;
  const child = spawn(
    process.execPath,
    ["--conditions=@lateen/source", join(import.meta.dirname, "apiserver-process.ts")],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  const port = Number(await new Promise((done) => child.stdout.once("data", done)));
  const api = new Api(port);
  const pid = child.pid as number;
  try {
    await measureWrites(api, pid, report);
    await measureReads(api, pid, report);
    await measureMemory(api, pid, report);
  } finally {
    api.close();
    await ended(child);
  }
};

async function measureWrites(api: Api, pid: number, report: Parameters<Bench>[0]): Promise<void> {
  const sent = new Map<string, number>();
  const delays: number[] = [];
  const stop = api.watch(`${COLLECTION}?watch=1`, (line) => {
    const name = /"name":"([^"]+)"/.exec(line)?.[1] ?? "";
    const time = sent.get(name);
    if (time === undefined) return;
    delays.push(performance.now() - time);
    sent.delete(name);
  });
  const durations: number[] = [];
  const cpu = cpuMilliseconds(pid);
  const began = performance.now();
  await parallel(WRITES, async (index) => {
    const time = performance.now();
    sent.set(`w-${index}`, time);
    await api.call("POST", COLLECTION, configMap(`w-${index}`));
    durations.push(performance.now() - time);
  });
  const seconds = (performance.now() - began) / 1_000;
  stop();
  report({
    name: "durable writes, 64 clients",
    value: WRITES / seconds,
    unit: "/s",
    goal: "≥ 5000",
  });
  report({ name: "CPU of a write", value: (cpuMilliseconds(pid) - cpu) / WRITES, unit: "ms" });
  report({ name: "write p50", value: percentile(durations, 0.5), unit: "ms" });
  report({ name: "write p99", value: percentile(durations, 0.99), unit: "ms" });
  report({ name: "write to watch event p50", value: percentile(delays, 0.5), unit: "ms" });
  report({ name: "write to watch event p99", value: percentile(delays, 0.99), unit: "ms" });
}

async function measureReads(api: Api, pid: number, report: Parameters<Bench>[0]): Promise<void> {
  const cpu = cpuMilliseconds(pid);
  const began = performance.now();
  await parallel(READS, async (index) => {
    await api.call("GET", `${COLLECTION}/w-${(index * 7919) % WRITES}`);
  });
  const seconds = (performance.now() - began) / 1_000;
  report({ name: "reads, 64 clients", value: READS / seconds, unit: "/s" });
  report({ name: "CPU of a read", value: (cpuMilliseconds(pid) - cpu) / READS, unit: "ms" });
}

async function measureMemory(api: Api, pid: number, report: Parameters<Bench>[0]): Promise<void> {
  const before = residentMebibytes(pid);
  await parallel(OBJECTS, async (index) => {
    await api.call("POST", COLLECTION, configMap(`m-${index}`));
  });
  const after = residentMebibytes(pid);
  report({
    name: "memory of 100,000 more objects",
    value: after - before,
    unit: "MiB",
    goal: "≤ 50",
  });
  const began = performance.now();
  const text = await api.call("GET", COLLECTION);
  report({
    name: `list of ${OBJECTS + WRITES}, ${(text.length / 1e6).toFixed(0)} MB`,
    value: performance.now() - began,
    unit: "ms",
  });
  report({ name: "memory", value: residentMebibytes(pid), unit: "MiB" });
}

class Api {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

  constructor(port: number) {
    this.#port = port;
  }

  call(method: string, path: string, body?: object): Promise<string> {
    const text = body === undefined ? "" : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = request(
        {
          port: this.#port,
          host: "127.0.0.1",
          method,
          path,
          agent: this.#agent,
          headers: {
            "content-type": "application/json",
            "content-length": Buffer.byteLength(text),
          },
        },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("end", () => {
            const answer = Buffer.concat(chunks).toString();
            if ((incoming.statusCode ?? 500) < 300) resolve(answer);
            else reject(new Error(`${method} ${path}: ${answer}`));
          });
        },
      );
      outgoing.on("error", reject);
      outgoing.end(text);
    });
  }

  watch(path: string, onLine: (line: string) => void): () => void {
    let rest = "";
    const outgoing = request({ port: this.#port, host: "127.0.0.1", path }, (incoming) => {
      incoming.setEncoding("utf8").on("data", (chunk: string) => {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() as string;
        lines.forEach(onLine);
      });
      incoming.on("error", () => undefined);
    });
    outgoing.on("error", () => undefined);
    outgoing.end();
    return () => outgoing.destroy();
  }

  close(): void {
    this.#agent.destroy();
  }
}

async function parallel(total: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < total) await work(next++);
  };
  await Promise.all(Array.from({ length: CLIENTS }, worker));
}

/** About the size of a finished run with three steps. */
function configMap(name: string): object {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { app: "bench" } },
    data: { step1: "x".repeat(300), step2: "y".repeat(300), step3: "z".repeat(300) },
  };
}

function percentile(values: number[], part: number): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN;
}

function cpuMilliseconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function residentMebibytes(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1_024;
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((done) => {
    child.once("exit", () => done());
    child.stdin?.end();
  });
}
