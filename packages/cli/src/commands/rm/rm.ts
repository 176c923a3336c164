import { type WorkflowRun, typeOf } from "@lateen/api";
import { Command } from "commander";
import { FlagError, SilentError, messageOf } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { runObjectKey } from "../../runs.ts";

interface RmOptions {
  readonly all: boolean;
  readonly finished: boolean;
  readonly selector?: string;
}

/** `lateen rm`. */
export function newRmCommand(factory: Factory): Command {
  return new Command("rm")
    .summary("delete runs")
    .description(
      "Deletes runs and what the engine keeps of them. Objects that their steps applied stay.",
    )
    .argument("[run...]", "names of the runs")
    .option("--all", "delete all runs of the namespace", false)
    .option("--finished", "delete the finished runs of the namespace", false)
    .option("-l, --selector <labels>", "with --all or --finished: only runs with these labels")
    .action((names: string[], options: RmOptions, command: Command) =>
      runRm(factory, names, options, command),
    );
}

async function runRm(
  factory: Factory,
  given: readonly string[],
  options: RmOptions,
  command: Command,
): Promise<void> {
  const isBroad = options.all || options.finished;
  if (isBroad === given.length > 0)
    throw new FlagError("name the runs to delete, or say --all or --finished");
  const { io } = factory;
  const { client, namespace } = await factory.connect(factory.flags(command));
  let names = given;
  if (isBroad) {
    const { items } = await client.list<WorkflowRun>(typeOf("WorkflowRun"), {
      namespace,
      ...(options.selector === undefined ? {} : { labelSelector: options.selector }),
    });
    names = items
      .filter((run) => options.all || run.status?.finished === true)
      .map((run) => run.metadata.name ?? "");
    if (names.length === 0) io.stderr.write(`No runs to delete in namespace ${namespace}.\n`);
  }
  let isFailed = false;
  for (const name of names) {
    try {
      await client.delete(runObjectKey({ namespace, name }));
      io.stdout.write(`workflowrun ${name} deleted from namespace ${namespace}\n`);
    } catch (error) {
      isFailed = true;
      io.stderr.write(`${io.style("red", "Error:")} ${messageOf(error)}\n`);
    }
  }
  if (isFailed) throw new SilentError();
}
