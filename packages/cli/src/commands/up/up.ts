import { relative } from "node:path";
import { type WorkflowRun, typeOf } from "@lateen/api";
import { isAlreadyExists } from "@lateen/kube";
import {
  type RunningServer,
  StartError,
  createLog,
  startServer,
  warningText,
} from "@lateen/server";
import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_DATA_FOLDER } from "../../connect.ts";
import { addControllerFlags, controllerSettings } from "../../controller-flags.ts";
import { parseObjects } from "../../documents.ts";
import { CommandError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { displayFor, followRun } from "../../follow.ts";
import { lateenVersion } from "../../version.ts";
import { EXAMPLE_RUN } from "./example.gen.ts";

const DEFAULT_PORT = 6480;
/** As the example itself says. */
const EXAMPLE_NAME = "hello";
const EXAMPLE_KEY = { namespace: "default", name: EXAMPLE_NAME };

interface UpOptions {
  readonly data: string;
  readonly port: number;
  readonly host: string;
  readonly clusters: readonly string[];
  readonly example: boolean;
  readonly simulateWorkloads: boolean;
}

/** `lateen up`. */
export function newUpCommand(factory: Factory): Command {
  const command = new Command("up")
    .summary("start an API server with the controller, and an example run")
    .description(
      "Starts a Kubernetes-compatible API server over SQLite with the controller in one process, installs the " +
        "built-in step types and runs an example. Keeps running until Ctrl-C.",
    )
    .option("--data <folder>", "where everything is kept", DEFAULT_DATA_FOLDER)
    .option(
      "--port <port>",
      "port of the API server; 0 for any that is free",
      parsePort,
      DEFAULT_PORT,
    )
    .option("--host <address>", "address to listen at", "127.0.0.1")
    .addOption(
      new Option(
        "--clusters <names>",
        "further clusters, e.g. eu,us: each gets an API server and is a member of the hub",
      )
        .argParser(parseNames)
        .default([], "none"),
    )
    .option("--no-example", "start without the example run")
    .addOption(
      new Option(
        "--simulate-workloads",
        "play kubelet: Pods, Jobs and Deployments get on by themselves",
      ).default(true, "on"),
    )
    .option("--no-simulate-workloads", "leave workloads as they are");
  command.action((options: UpOptions, called: Command) => runUp(factory, options, called));
  return addControllerFlags(command, { isAlone: false });
}

async function runUp(factory: Factory, options: UpOptions, command: Command): Promise<void> {
  const settings = controllerSettings(command);
  const held = holdableLog(factory);
  const log = createLog({
    isDebug: settings.logDebug,
    level: settings.logFile === "" ? "warn" : "info",
    file: settings.logFile,
    write: held.write,
  });
  const server = await start(() =>
    startServer({ ...options, settings, version: lateenVersion(), log }),
  );
  try {
    const { io } = factory;
    io.stdout.write(`${io.style("bold", "Lateen is up")} at ${server.url}\n`);
    if (options.example && options.simulateWorkloads) {
      held.hold();
      await showExample(factory, server);
      held.release();
    }
    if (!factory.signal.aborted) printHelp(factory, options, server);
    await Promise.race([server.ended, aborted(factory.signal)]);
    io.stdout.write("stopping …\n");
  } finally {
    held.release();
    await server.stop();
  }
}

async function start(begin: () => Promise<RunningServer>): Promise<RunningServer> {
  try {
    return await begin();
  } catch (error) {
    if (error instanceof StartError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** Runs the example, or shows that of an earlier start. */
async function showExample(factory: Factory, server: RunningServer): Promise<void> {
  const { io, clock, signal } = factory;
  const { client } = server;
  const [source] = parseObjects({ name: "example", text: EXAMPLE_RUN });
  try {
    await client.create(source?.object as WorkflowRun);
    io.stdout.write("An example runs:\n\n");
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const { items } = await client.list(typeOf("WorkflowRun"), {});
    const count = items.length === 1 ? "1 run" : `${items.length} runs`;
    io.stdout.write(
      `${count} of earlier starts are here; the example:\n\n`.replace(
        "1 run of earlier starts are",
        "1 run of an earlier start is",
      ),
    );
  }
  await followRun({ client, key: EXAMPLE_KEY, io, clock, display: displayFor(io), signal });
}

function printHelp({ io, env, cwd }: Factory, options: UpOptions, server: RunningServer): void {
  const lateen = lateenCommand(env);
  const flag =
    options.data === DEFAULT_DATA_FOLDER
      ? ""
      : ` --kubeconfig ${shellPath(server.kubeconfig, cwd)}`;
  const kubectl = `kubectl --kubeconfig ${shellPath(server.kubeconfig, cwd)}`;
  const rows: [string, string][] = [
    ["API server", server.url],
    ...server.clusters.map(({ name, url }): [string, string] => [`cluster ${name}`, url]),
    ["data", shellPath(server.dataFolder, cwd)],
    ["kubectl", `${kubectl} get workflowruns -A`],
    ["", `${kubectl} get workflowrun ${EXAMPLE_NAME} -o yaml`],
    ["lateen", `${lateen} ls${flag}`],
    ["", `${lateen} show ${EXAMPLE_NAME}${flag}`],
    ["", `${lateen} restart ${EXAMPLE_NAME}${flag}`],
    ["", `${lateen} run -f FILE --watch${flag}`],
    ["", `${lateen} def ls${flag}`],
  ];
  const shown = options.example
    ? rows
    : rows.filter(([, text]) => !text.includes(` ${EXAMPLE_NAME}`));
  const width = Math.max(...shown.map(([label]) => label.length));
  io.stdout.write(
    `\n${shown.map(([label, text]) => `${io.style("dim", label.padEnd(width))}  ${text}\n`).join("")}\nCtrl-C stops it.\n`,
  );
}

/** How this very command was called, so that what is printed can be typed. */
function lateenCommand(env: Factory["env"]): string {
  if (env["npm_lifecycle_event"] === "start") return "npm exec lateen --";
  return env["npm_command"] === "exec" ? "npx lateen" : "lateen";
}

function shellPath(path: string, cwd: string): string {
  const near = relative(cwd, path);
  const shown = near.startsWith("..") ? path : near;
  return /^[\w./-]+$/.test(shown) ? shown : `'${shown.replaceAll("'", `'\\''`)}'`;
}

/** Lines of the log, held back while a tree is being drawn. */
function holdableLog({ io }: Factory): {
  write(line: string): void;
  hold(): void;
  release(): void;
} {
  let waiting: string[] | undefined;
  const print = (line: string): void =>
    io.stderr.write(`${io.style("yellow", "warning:")} ${warningText(line)}\n`);
  return {
    write: (line) => (waiting === undefined ? print(line) : void waiting.push(line)),
    hold: () => {
      waiting = io.stdout.isTerminal ? [] : undefined;
    },
    release: () => {
      const lines = waiting ?? [];
      waiting = undefined;
      for (const line of lines) print(line);
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("Expected a number from 0 to 65535.");
  return port;
}

function parseNames(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
