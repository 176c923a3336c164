import { type WorkflowRun, typeOf } from "@lateen/api";
import { type RunView, formatAge, formatDuration, viewRun } from "@lateen/view";
import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { cutToWidth, formatTable } from "../../output/table.ts";
import { runStyle } from "../../output/tree.ts";

interface LsOptions {
  readonly allNamespaces: boolean;
  readonly selector?: string;
}

const MESSAGE_COLUMNS = 60;

/** `lateen ls`. */
export function newLsCommand(factory: Factory): Command {
  return new Command("ls")
    .summary("list runs")
    .description("Lists the runs of a namespace, the newest last.")
    .option("-A, --all-namespaces", "list the runs of all namespaces", false)
    .option("-l, --selector <labels>", "only runs with these labels, e.g. team=web")
    .action((options: LsOptions, command: Command) => runLs(factory, options, command));
}

async function runLs(factory: Factory, options: LsOptions, command: Command): Promise<void> {
  const { io, clock } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const { client, namespace } = await factory.connect(flags);
  const list = await client.list<WorkflowRun>(typeOf("WorkflowRun"), {
    ...(options.allNamespaces ? {} : { namespace }),
    ...(options.selector === undefined ? {} : { labelSelector: options.selector }),
  });
  if (format !== "table") {
    io.stdout.write(
      await formatData({ apiVersion: "v1", kind: "List", items: list.items }, format),
    );
    return;
  }
  if (list.items.length === 0) {
    io.stderr.write(`No runs${options.allNamespaces ? "" : ` in namespace ${namespace}`}.\n`);
    return;
  }
  const now = clock.now();
  const views = [...list.items]
    .sort((a, b) => createdAt(a) - createdAt(b))
    .map((run) => ({ view: viewRun(run, { now }), age: formatAge(now - createdAt(run)) }));
  const heading = ["NAME", "PHASE", "STEPS", "DURATION", "AGE", "MESSAGE"];
  const rows = views.map(({ view, age }) => [
    view.name,
    io.style(runStyle(view.phase), view.phase),
    `${view.progress.done}/${view.progress.total}`,
    formatDuration(view.durationMilliseconds),
    age,
    cutToWidth(messageOf(view), MESSAGE_COLUMNS),
  ]);
  io.stdout.write(
    options.allNamespaces
      ? formatTable(
          ["NAMESPACE", ...heading],
          rows.map((row, index) => [views[index]?.view.namespace ?? "", ...row]),
        )
      : formatTable(heading, rows),
  );
}

function messageOf(view: RunView): string {
  return view.message.replaceAll(/\s+/g, " ");
}

function createdAt(run: WorkflowRun): number {
  return Date.parse(run.metadata.creationTimestamp ?? "") || 0;
}
