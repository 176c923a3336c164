// Throughput, latency and memory of `lateen up` under the load generator, one fresh server a workload.
import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { ROOT, startEmbeddedServer } from "../tools/embedded-server.ts";
import type { Bench, Figure } from "./main.ts";

const generator = resolve(ROOT, "../shared/bench/load.mjs");

interface Load {
  readonly name: string;
  readonly workload: string;
  readonly runs: number;
  readonly concurrency: number;
  readonly goals: Readonly<Record<string, string>>;
}

const LOADS: readonly Load[] = [
  { name: "single", workload: "print3", runs: 200, concurrency: 1, goals: { p50: "≤ 10 ms" } },
  {
    name: "print3",
    workload: "print3",
    runs: 3000,
    concurrency: 500,
    goals: { "runs/s": "≥ 1000" },
  },
  { name: "dag20", workload: "dag20", runs: 500, concurrency: 200, goals: { "steps/s": "≥ 4000" } },
  { name: "data", workload: "data", runs: 3000, concurrency: 200, goals: { "runs/s": "≥ 500" } },
  { name: "http", workload: "http", runs: 3000, concurrency: 200, goals: { "runs/s": "≥ 500" } },
  {
    name: "wait",
    workload: "wait",
    runs: 1000,
    concurrency: 1000,
    goals: { p50: "≤ 5 ms", p99: "≤ 25 ms" },
  },
];

/** Runs every load, or the one named. */
export const benchEngine: Bench = async (report, only) => {
  if (!existsSync(generator)) {
    process.stderr.write("bench engine: the load generator is not here, skipped\n");
    return;
  }
  for (const load of LOADS.filter(({ name }) => only === undefined || name === only)) {
    const up = await startEmbeddedServer();
    try {
      if (load.name === "single") {
        report({ name: "start to ready", value: up.startMilliseconds, unit: "ms", goal: "≤ 1500" });
        report({
          name: "idle memory",
          value: residentMebibytes(up.pid),
          unit: "MiB",
          goal: "≤ 150",
        });
      }
      for (const figure of await runLoad(load, up)) report(figure);
    } finally {
      await up.stop();
    }
  }
};

async function runLoad(
  load: Load,
  up: { readonly server: string; readonly token: string; readonly pid: number },
): Promise<Figure[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [
    generator,
    ...["--server", up.server, "--token", up.token, "--pid", String(up.pid)],
    ...[
      "--workload",
      load.workload,
      "--runs",
      String(load.runs),
      "--concurrency",
      String(load.concurrency),
    ],
  ]);
  const result = JSON.parse(stdout.trim().split("\n").at(-1) as string) as Record<string, unknown>;
  return flatten(result).map(([key, value]) => {
    const goal = Object.entries(load.goals).find(([name]) => key.endsWith(name))?.[1];
    return {
      name: `${load.name} ${key}`,
      value,
      unit: "",
      ...(goal === undefined ? {} : { goal }),
    };
  });
}

function flatten(value: Record<string, unknown>, prefix = ""): [string, number][] {
  return Object.entries(value).flatMap(([key, item]): [string, number][] => {
    if (typeof item === "number") return [[prefix + key, item]];
    return typeof item === "object" && item !== null
      ? flatten(item as Record<string, unknown>, `${prefix}${key} `)
      : [];
  });
}

function residentMebibytes(pid: number): number {
  const kibibytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kibibytes) / 1024;
}
