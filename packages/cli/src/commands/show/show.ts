import type { Workflow, WorkflowRun } from "@lateen/api";
import { type KubeObject, isNotFound } from "@lateen/kube";
import { type RunView, flattenSteps, formatDuration, viewRun } from "@lateen/view";
import { Command } from "commander";
import type { Connection, Factory } from "../../factory.ts";
import { displayFor, followRun, referredWorkflow } from "../../follow.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { treeLines } from "../../output/tree.ts";
import { getRun } from "../../runs.ts";

interface ShowOptions {
  readonly watch: boolean;
  readonly vars: boolean;
}

/** `lateen show`. */
export function newShowCommand(factory: Factory): Command {
  return new Command("show")
    .summary("show a run as a tree of its steps")
    .description("Shows a run: its state, its steps and what they say.")
    .argument("<run>", "name of the run")
    .option("-w, --watch", "follow the run to its end", false)
    .option("--vars", "also print the run's variables (they may hold what is secret)", false)
    .action((name: string, options: ShowOptions, command: Command) =>
      runShow(factory, name, options, command),
    );
}

async function runShow(
  factory: Factory,
  name: string,
  options: ShowOptions,
  command: Command,
): Promise<void> {
  const { io, clock } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const connection = await factory.connect(flags);
  const { client, namespace } = connection;
  if (options.watch) {
    await followRun({
      client,
      key: { namespace, name },
      io,
      clock,
      display: displayFor(io),
      signal: factory.signal,
    });
    return;
  }
  const run = await getRun(client, { namespace, name });
  if (format !== "table") {
    io.stdout.write(await formatData(run, format));
    return;
  }
  const workflow = await referredWorkflow(client, run);
  const view = viewRun(run, { now: clock.now(), workflow });
  const lines = [
    ...fields(run, workflow, view).map(
      ([label, value]) => `${io.style("dim", label.padEnd(11))}${value}`,
    ),
    "",
    ...treeLines(view, io, { columns: io.stdout.size().columns }),
    ...longMessages(view, io.stdout.size().columns).flatMap(([step, text]) => [
      "",
      io.style("bold", step),
      text,
    ]),
    ...(options.vars
      ? ["", io.style("bold", "variables"), await variablesOf(connection, view)]
      : []),
  ];
  io.stdout.write(`${lines.join("\n")}\n`);
}

function fields(
  run: WorkflowRun,
  workflow: Workflow | undefined,
  view: RunView,
): [string, string][] {
  const rows: [string, string | undefined][] = [
    ["Name", view.name],
    ["Namespace", view.namespace],
    [
      "Workflow",
      workflow?.metadata.name ??
        (run.spec?.workflowSpec === undefined ? run.spec?.workflowRef : undefined),
    ],
    ["Mode", `${view.mode.steps}, sub-steps ${view.mode.subSteps}`],
    ["Started", timeText(view.startedAt)],
    ["Ended", timeText(view.endedAt)],
    ["Duration", formatDuration(view.durationMilliseconds)],
    ["Context", run.spec?.context === undefined ? undefined : JSON.stringify(run.spec.context)],
  ];
  return rows.filter((row): row is [string, string] => row[1] !== undefined && row[1] !== "");
}

/** Messages that the tree had to cut. */
function longMessages(view: RunView, columns: number): [string, string][] {
  return flattenSteps(view.steps)
    .filter((step) => step.message.includes("\n") || step.message.length > columns / 2)
    .map((step) => [step.name, step.message]);
}

async function variablesOf({ client }: Connection, view: RunView): Promise<string> {
  if (view.contextName === "") return "(none)";
  try {
    const map = await client.get<KubeObject & { data?: { [key: string]: string } }>({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: view.namespace,
      name: view.contextName,
    });
    return map.data?.["vars"]?.trim() || "(none)";
  } catch (error) {
    if (isNotFound(error)) return "(none)";
    throw error;
  }
}

function timeText(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined
    ? undefined
    : new Date(milliseconds).toISOString().replace(".000Z", "Z");
}
