import type { StepStatus, WorkflowRun } from "@lateen/api";
import { type Client, type KubeObject, isNotFound } from "@lateen/kube";
import { Command } from "commander";
import { CommandError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { getRun } from "../../runs.ts";
import { printSources } from "./sources.ts";
import { type LogLine, readStepLog } from "./step-log.ts";

interface LogsOptions {
  readonly follow: boolean;
}

/** `lateen logs`. */
export function newLogsCommand(factory: Factory): Command {
  return new Command("logs")
    .summary("print what the steps of a run logged")
    .description(
      "Prints what the steps of a run logged: their own lines, and the logs of the services and Pods that they " +
        "named as their log source.",
    )
    .argument("<run>", "name of the run")
    .argument("[step]", "only of this step")
    .option("-f, --follow", "go on printing lines as they come", false)
    .action((name: string, step: string | undefined, options: LogsOptions, command: Command) =>
      runLogs(factory, { name, step, isFollowed: options.follow }, command),
    );
}

interface Wanted {
  readonly name: string;
  readonly step: string | undefined;
  readonly isFollowed: boolean;
}

async function runLogs(factory: Factory, wanted: Wanted, command: Command): Promise<void> {
  const { io } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const connection = await factory.connect(flags);
  const { client, namespace } = connection;
  const run = await getRun(client, { namespace, name: wanted.name });
  const steps = stepsOf(run);
  if (steps.length === 0) throw new CommandError(`run ${wanted.name} has not started yet`);
  if (wanted.step !== undefined && !steps.some(({ name }) => name === wanted.step)) {
    const names = steps.map(({ name }) => name ?? "").join(", ");
    throw new CommandError(
      `run ${wanted.name} has no step "${wanted.step}" so far: there are ${names}`,
    );
  }
  const sources = await logSources(client, run);
  let count = 0;
  const print = async (line: LogLine): Promise<void> => {
    count += 1;
    io.stdout.write(
      format === "table" ? `${lineText(factory, line, wanted)}\n` : await formatData(line, format),
    );
  };
  const isKnown = await readStepLog(
    connection,
    { ...wanted, namespace, signal: factory.signal },
    print,
  );
  for (const [step, source] of Object.entries(sources)) {
    if (wanted.step !== undefined && wanted.step !== step) continue;
    count += await printSources(factory, connection, { step, source, namespace });
  }
  if (count > 0) return;
  if (wanted.step !== undefined && sources[wanted.step] === undefined && !isKnown) {
    throw new CommandError(`step [${wanted.step}]: no log config found`);
  }
  io.stderr.write(
    `Nothing was logged${wanted.step === undefined ? "" : ` by step ${wanted.step}`}.\n`,
  );
}

/** Where a step says that its logs are, as the engine keeps it. */
export interface LogSource {
  readonly data?: boolean;
  readonly source?: {
    readonly url?: string;
    readonly resources?: readonly {
      readonly name?: string;
      readonly cluster?: string;
      readonly namespace?: string;
      readonly labelSelector?: { readonly [key: string]: string };
    }[];
  };
}

async function logSources(
  client: Client,
  run: WorkflowRun,
): Promise<{ readonly [step: string]: LogSource }> {
  const context = run.status?.contextBackend?.name;
  if (context === undefined) return {};
  try {
    const map = await client.get<KubeObject & { data?: { [key: string]: string } }>({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: run.metadata.namespace ?? "default",
      name: context,
    });
    return JSON.parse(map.data?.["logConfig"] ?? "{}") as { readonly [step: string]: LogSource };
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}

function lineText({ io }: Factory, line: LogLine, wanted: Wanted): string {
  const time = new Date(line.time).toISOString();
  const step = wanted.step === undefined ? `${io.style("cyan", line.step)} ` : "";
  const message = line.level === "error" ? io.style("red", line.message) : line.message;
  const fields = Object.entries(line.fields ?? {}).map(
    ([key, value]) =>
      ` ${key}=${typeof value === "string" && /^\S+$/.test(value) ? value : JSON.stringify(value)}`,
  );
  return `${io.style("dim", time)} ${step}${message}${io.style("dim", fields.join(""))}`;
}

function stepsOf(run: WorkflowRun): StepStatus[] {
  const flat = (steps: readonly StepStatus[]): StepStatus[] =>
    steps.flatMap((step) => [step, ...flat(step.subSteps ?? [])]);
  return flat(run.status?.steps ?? []);
}
