import {
  ANNOTATION_DESCRIPTION,
  SYSTEM_NAMESPACE,
  type WorkflowStepDefinition,
  typeOf,
} from "@lateen/api";
import { nearest } from "@lateen/engine";
import { type Client, isNotFound } from "@lateen/kube";
import { Command } from "commander";
import { type Parameter, parametersOf } from "../../../definition/parameters.ts";
import { CommandError } from "../../../errors.ts";
import type { Factory } from "../../../factory.ts";
import { formatData, parseFormat } from "../../../output/object.ts";
import { formatTable } from "../../../output/table.ts";

interface DefShowOptions {
  readonly template: boolean;
}

/** `lateen def show`. */
export function newDefShowCommand(factory: Factory): Command {
  return new Command("show")
    .summary("show what a step type does and takes")
    .description("Shows a step type: its description and its parameters.")
    .argument("<type>", "name of the step type")
    .option("--template", "print the CUE template instead", false)
    .action((name: string, options: DefShowOptions, command: Command) =>
      runDefShow(factory, name, options, command),
    );
}

async function runDefShow(
  factory: Factory,
  name: string,
  options: DefShowOptions,
  command: Command,
): Promise<void> {
  const { io } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const { client, namespace } = await factory.connect(flags);
  const definition = await findDefinition(client, namespace, name);
  const template = definition.spec.schematic?.cue?.template ?? "";
  if (options.template) {
    io.stdout.write(template.endsWith("\n") ? template : `${template}\n`);
    return;
  }
  if (format !== "table") {
    io.stdout.write(await formatData(definition, format));
    return;
  }
  const { metadata } = definition;
  const description = metadata.annotations?.[ANNOTATION_DESCRIPTION];
  io.stdout.write(
    `${io.style("bold", metadata.name ?? "")}  ${io.style("dim", `namespace ${metadata.namespace}`)}\n`,
  );
  if (description !== undefined) io.stdout.write(`${description}\n`);
  const parameters = parametersOf(template);
  if (parameters.length === 0) {
    io.stdout.write("\nIt takes no parameters.\n");
    return;
  }
  for (const [title, rows] of tables(parameters, "")) {
    io.stdout.write(`\n${title === "" ? "" : `${io.style("bold", title)}\n`}`);
    io.stdout.write(formatTable(["NAME", "TYPE", "REQUIRED", "DEFAULT", "DESCRIPTION"], rows));
  }
}

async function findDefinition(
  client: Client,
  namespace: string,
  name: string,
): Promise<WorkflowStepDefinition> {
  for (const place of new Set([namespace, SYSTEM_NAMESPACE])) {
    try {
      return await client.get<WorkflowStepDefinition>({
        ...typeOf("WorkflowStepDefinition"),
        namespace: place,
        name,
      });
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
  }
  const lists = await Promise.all(
    [namespace, SYSTEM_NAMESPACE].map((place) =>
      client.list(typeOf("WorkflowStepDefinition"), { namespace: place }),
    ),
  );
  const near = nearest(
    name,
    lists.flatMap((list) => list.items.map((item) => item.metadata.name ?? "")),
  );
  throw new CommandError(
    `definition not found: ${name}${near === undefined ? "" : ` (did you mean "${near}"?)`}`,
  );
}

/** One table for the parameters, one for the fields of each that is an object. */
function tables(parameters: readonly Parameter[], title: string): [string, string[][]][] {
  const rows = parameters.map((one) => [
    one.name,
    one.type,
    one.isRequired ? "yes" : "no",
    one.default,
    one.usage,
  ]);
  const nested = parameters
    .filter((one) => one.fields.length > 0)
    .flatMap((one) => tables(one.fields, title === "" ? one.name : `${title}.${one.name}`));
  return [[title, rows], ...nested];
}
