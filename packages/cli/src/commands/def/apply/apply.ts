import { SYSTEM_NAMESPACE } from "@lateen/api";
import { Command } from "commander";
import { applyObject } from "../../../apply-object.ts";
import {
  definitionFiles,
  givenPaths,
  readDefinitions,
} from "../../../definition/read-definitions.ts";
import { definitionChecker } from "../../../definition/vet-definition.ts";
import { CommandError } from "../../../errors.ts";
import type { Factory } from "../../../factory.ts";
import { formatData, parseFormat } from "../../../output/object.ts";
import { collect } from "../../../repeatable.ts";

interface DefApplyOptions {
  readonly filename: readonly string[];
  readonly dryRun: boolean;
}

/** `lateen def apply`. */
export function newDefApplyCommand(factory: Factory): Command {
  return new Command("apply")
    .summary("create or update step types from files")
    .description(
      "Creates or updates step types from files of CUE or YAML, after checking them. Without -n they go into the " +
        "namespace that the file says, else into vela-system, where every run finds them.",
    )
    .argument("[file...]", "files or folders; - reads the standard input")
    .option("-f, --filename <file>", "a file or folder (repeatable)", collect, [])
    .option("--dry-run", "print the objects, apply nothing", false)
    .action((paths: string[], options: DefApplyOptions, command: Command) =>
      runDefApply(factory, givenPaths(paths, options.filename), options, command),
    );
}

async function runDefApply(
  factory: Factory,
  paths: readonly string[],
  options: DefApplyOptions,
  command: Command,
): Promise<void> {
  const { io } = factory;
  const flags = factory.flags(command);
  const checker = definitionChecker();
  const files = await definitionFiles(paths, factory.cwd);
  const read = (
    await Promise.all(
      files.map((file) => readDefinitions(file, factory, { isFound: !paths.includes(file) })),
    )
  ).flat();
  const problems = read.flatMap(({ body }) => checker.check(body));
  if (problems.length > 0) throw new CommandError(problems.join("\n       "));
  const placed = read.map(({ definition }) => ({
    definition,
    namespace: flags.namespace ?? definition.metadata.namespace ?? SYSTEM_NAMESPACE,
  }));
  if (options.dryRun) {
    const format = parseFormat(flags.output);
    for (const { definition, namespace } of placed) {
      const object = { ...definition, metadata: { ...definition.metadata, namespace } };
      io.stdout.write(
        `${format === "json" ? "" : "---\n"}${await formatData(object, format === "json" ? "json" : "yaml")}`,
      );
    }
    return;
  }
  const { client } = await factory.connect(flags);
  for (const { definition, namespace } of placed) {
    const name = definition.metadata.name ?? "";
    const done = await applyObject(client, definition, namespace);
    io.stdout.write(
      done === "created"
        ? `WorkflowStepDefinition ${name} created in namespace ${namespace}.\n`
        : `WorkflowStepDefinition ${name} in namespace ${namespace} updated.\n`,
    );
  }
}
