import {
  ANNOTATION_CATEGORY,
  ANNOTATION_DESCRIPTION,
  SYSTEM_NAMESPACE,
  type WorkflowStepDefinition,
  typeOf,
} from "@lateen/api";
import { Command } from "commander";
import type { Factory } from "../../../factory.ts";
import { formatData, parseFormat } from "../../../output/object.ts";
import { formatTable } from "../../../output/table.ts";

/** `lateen def ls`. */
export function newDefLsCommand(factory: Factory): Command {
  return new Command("ls")
    .summary("list step types")
    .description(
      "Lists the step types that runs in a namespace may use: its own, then those of vela-system.",
    )
    .option("-A, --all-namespaces", "list those of all namespaces", false)
    .action((options: { readonly allNamespaces: boolean }, command: Command) =>
      runDefLs(factory, options, command),
    );
}

async function runDefLs(
  factory: Factory,
  options: { readonly allNamespaces: boolean },
  command: Command,
): Promise<void> {
  const { io } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const { client, namespace } = await factory.connect(flags);
  const places = options.allNamespaces ? [undefined] : [...new Set([namespace, SYSTEM_NAMESPACE])];
  const lists = await Promise.all(
    places.map((place) =>
      client.list<WorkflowStepDefinition>(
        typeOf("WorkflowStepDefinition"),
        place === undefined ? {} : { namespace: place },
      ),
    ),
  );
  const items = lists.flatMap((list) => list.items);
  if (format !== "table") {
    io.stdout.write(await formatData({ apiVersion: "v1", kind: "List", items }, format));
    return;
  }
  if (items.length === 0) {
    io.stderr.write("No definition found.\n");
    return;
  }
  const rows = items
    .map(({ metadata }) => [
      metadata.name ?? "",
      metadata.namespace ?? "",
      metadata.annotations?.[ANNOTATION_CATEGORY] ?? "",
      metadata.annotations?.[ANNOTATION_DESCRIPTION] ?? "",
    ])
    .sort((a, b) => ((a[0] ?? "") < (b[0] ?? "") ? -1 : 1));
  io.stdout.write(formatTable(["NAME", "NAMESPACE", "CATEGORY", "DESCRIPTION"], rows));
}
