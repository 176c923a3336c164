// The real command as a process, and a server that it starts.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type CommandResult,
  type KubectlOptions,
  kubectl as runKubectl,
  temporaryFolder,
} from "@lateen/testkit";
import { systemClock } from "../src/clock.ts";
import { runCommandLine } from "../src/root.ts";
import { memoryIo } from "./memory-io.ts";

/** The repository's root. */
export const ROOT: string = resolve(import.meta.dirname, "../../..");
const MAIN = join(ROOT, "packages/cli/src/main.ts");
const START_LIMIT_MILLISECONDS = 30_000;
const LIMIT_MILLISECONDS = 60_000;

/** Options of {@link lateen}. */
export interface CallOptions {
  readonly input?: string;
  readonly cwd?: string;
}

/** Runs the command to its end, in this process. */
export async function lateen(
  args: readonly string[],
  { input = "", cwd = ROOT }: CallOptions = {},
): Promise<CommandResult> {
  const io = memoryIo({ stdin: input });
  const { PATH = "" } = process.env;
  const code = await runCommandLine(args, {
    io,
    clock: systemClock,
    env: { PATH, HOME: cwd },
    cwd,
    signal: AbortSignal.timeout(LIMIT_MILLISECONDS),
  });
  return { code, stdout: io.out(), stderr: io.err() };
}

/** Starts the command in a process of its own. */
function begin(args: readonly string[]): ChildProcess {
  return spawn(
    process.execPath,
    ["--conditions=@lateen/source", "--disable-warning=ExperimentalWarning", MAIN, ...args],
    { cwd: ROOT, env: { PATH: process.env["PATH"] ?? "", HOME: ROOT } },
  );
}

/** A server that `lateen up` runs in a process of its own. */
export interface Up {
  readonly data: string;
  readonly kubeconfig: string;
  readonly url: string;
  readonly token: string;
  /** What it has printed so far. */
  output(): string;
  /** Resolves when it has printed what matches. */
  printed(pattern: RegExp): Promise<string>;
  kubectl(args: readonly string[], options?: Partial<KubectlOptions>): Promise<string>;
  /** `lateen` with this server; resolves to its standard output, rejects unless it ends with 0. */
  lateen(args: readonly string[], options?: CallOptions): Promise<string>;
  /** Ends the process and resolves to its exit code, or the signal that ended it. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

/** Starts `lateen up` and waits until its kubeconfig is written. */
export async function startUp(
  flags: readonly string[] = [],
  data: string = join(temporaryFolder(), "data"),
): Promise<Up> {
  const kubeconfig = join(data, "kubeconfig");
  const child = begin(["up", "--data", data, "--port", "0", ...flags]);
  let output = "";
  const onOutput = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      for (const callback of onOutput) callback();
    });
  }
  const ended = new Promise<number | string>((done) => {
    child.once("close", (code, signal) => done(code ?? signal ?? ""));
  });
  const printed = (pattern: RegExp): Promise<string> =>
    new Promise((done, fail) => {
      const limit = setTimeout(
        () => fail(new Error(`not printed: ${pattern}\n${output}`)),
        START_LIMIT_MILLISECONDS,
      );
      const look = (): void => {
        if (!pattern.test(output)) return;
        clearTimeout(limit);
        onOutput.delete(look);
        done(output);
      };
      onOutput.add(look);
      void ended.then((code) => {
        clearTimeout(limit);
        if (!pattern.test(output)) fail(new Error(`lateen up ended with ${code}:\n${output}`));
      });
      look();
    });
  await printed(/is up at/);
  if (!existsSync(kubeconfig)) throw new Error(`no kubeconfig:\n${output}`);
  const config = JSON.parse(readFileSync(kubeconfig, "utf8")) as {
    readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
    readonly users: readonly { readonly user: { readonly token: string } }[];
  };
  return {
    data,
    kubeconfig,
    url: config.clusters[0]?.cluster.server ?? "",
    token: config.users[0]?.user.token ?? "",
    output: () => output,
    printed,
    async kubectl(args, options = {}) {
      const result = await runKubectl(args, { kubeconfig, ...options });
      if (result.code !== 0) throw new Error(`kubectl ${args.join(" ")}: ${result.stderr}`);
      return result.stdout;
    },
    async lateen(args, options = {}) {
      const result = await lateen(["--kubeconfig", kubeconfig, ...args], options);
      if (result.code !== 0)
        throw new Error(
          `lateen ${args.join(" ")}: ${result.code}\n${result.stdout}${result.stderr}`,
        );
      return result.stdout;
    },
    async stop(signal = "SIGTERM") {
      child.kill(signal);
      return ended;
    },
  };
}
