import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** A `lateen up` process of its own, with its data in a temporary folder. */
export interface EmbeddedServer {
  readonly server: string;
  readonly token: string;
  readonly kubeconfig: string;
  readonly pid: number;
  /** Milliseconds from the start of the process until its kubeconfig was written. */
  readonly startMilliseconds: number;
  stop(): Promise<void>;
}

/** The repository's root. */
export const ROOT: string = resolve(import.meta.dirname, "..");

const START_LIMIT_MS = 30_000;
const POLL_MS = 10;

/** Starts `lateen up --no-example` on a free port. Rejects with the output if it does not get ready. */
export async function startEmbeddedServer(flags: readonly string[] = []): Promise<EmbeddedServer> {
  const data = mkdtempSync(join(tmpdir(), "lateen-"));
  const bin = join(ROOT, "packages/cli/bin/lateen.js");
  const began = performance.now();
  const child = spawn(
    process.execPath,
    [bin, "up", "--data", data, "--port", "0", "--no-example", ...flags],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const kubeconfig = join(data, "kubeconfig");
  while (!existsSync(kubeconfig)) {
    if (child.exitCode !== null || performance.now() - began > START_LIMIT_MS) {
      child.kill("SIGKILL");
      throw new Error(`lateen up did not start:\n${output}`);
    }
    await new Promise((done) => setTimeout(done, POLL_MS));
  }
  const startMilliseconds = performance.now() - began;
  const text = readFileSync(kubeconfig, "utf8");
  const field = (name: string): string =>
    new RegExp(`\\b${name}"?: *"?([^\\s",]+)`).exec(text)?.[1] ?? "";
  return {
    server: field("server"),
    token: field("token"),
    kubeconfig,
    pid: child.pid as number,
    startMilliseconds,
    async stop(): Promise<void> {
      await stopProcess(child);
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return Promise.resolve();
  return new Promise((done) => {
    child.once("exit", () => done());
    child.kill("SIGTERM");
  });
}
