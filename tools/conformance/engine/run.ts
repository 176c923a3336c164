import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { ROOT, startEmbeddedServer } from "../../embedded-server.ts";
import type { Outcome } from "../known-failures.ts";

/** What the command line says. */
export interface EngineOptions {
  readonly dir?: string;
  readonly only?: string;
  readonly server?: string;
  readonly token?: string;
  readonly slow?: string;
  readonly jobs?: string;
}

/** A way to start the controller, and the name that the cases have for it. */
interface Mode {
  readonly features: string;
  readonly flags: readonly string[];
}

const MODES: readonly Mode[] = [
  { features: "", flags: [] },
  { features: "suspendOnFailure", flags: ["--feature-gates=EnableSuspendOnFailure=true"] },
  { features: "patchStatusAtOnce", flags: ["--feature-gates=EnablePatchStatusAtOnce=true"] },
  {
    features: "ignoreWithoutRequirement",
    flags: ["--ignore-workflow-without-controller-requirement"],
  },
];

const cases = resolve(ROOT, "../shared/cases");

/**
 * Runs the workflow cases against the embedded server, once for each mode that a case needs; with `server` against
 * that one, in the default mode alone. Undefined where the cases are absent.
 */
export async function runEngineCases(options: EngineOptions): Promise<readonly Outcome[] | undefined> {
  const runner = join(cases, "run-cases.mjs");
  const dir = options.dir === undefined ? join(cases, "engine") : resolve(options.dir);
  if (!existsSync(runner) || !existsSync(dir)) return undefined;
  if (options.server !== undefined) {
    return runMode(runner, dir, MODES[0] as Mode, { server: options.server, token: options.token ?? "" }, options);
  }
  const outcomes: Outcome[] = [];
  for (const mode of MODES) {
    if ((await listCases(runner, dir, mode, options)).length === 0) continue;
    const up = await startEmbeddedServer(["--no-simulate-workloads", ...mode.flags]);
    try {
      outcomes.push(...(await runMode(runner, dir, mode, up, options)));
    } finally {
      await up.stop();
    }
  }
  return outcomes;
}

async function listCases(runner: string, dir: string, mode: Mode, options: EngineOptions): Promise<string[]> {
  const { lines } = await runNode([runner, "--server", "http://unused", "--list", ...selection(dir, mode, options)]);
  return lines.filter((line) => line.includes("/")).map((line) => line.split(/\s+/)[0] as string);
}

async function runMode(
  runner: string,
  dir: string,
  mode: Mode,
  target: { readonly server: string; readonly token: string },
  options: EngineOptions,
): Promise<Outcome[]> {
  const args = [runner, "--server", target.server, "--token", target.token, "--verbose", ...selection(dir, mode, options)];
  if (options.slow !== undefined) args.push("--slow", options.slow);
  if (options.jobs !== undefined) args.push("--jobs", options.jobs);
  const expected = await listCases(runner, dir, mode, options);
  const { lines } = await runNode(args);
  return expected.map((name) => outcomeOf(name, lines));
}

function selection(dir: string, mode: Mode, options: EngineOptions): string[] {
  const args = ["--dir", dir];
  if (mode.features !== "") args.push("--features", mode.features);
  if (options.only !== undefined) args.push("--only", options.only);
  return args;
}

function outcomeOf(name: string, lines: readonly string[]): Outcome {
  const group = name.split("/")[0] as string;
  const line = lines.find((candidate) => candidate.split(/[\s:]+/).includes(name));
  if (line === undefined) return { name, group, problem: "the runner did not reach this case" };
  return /^(ok|pass)/i.test(line) ? { name, group } : { name, group, problem: line };
}

function runNode(args: readonly string[]): Promise<{ lines: string[] }> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line));
  return new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", () => done({ lines }));
  });
}
