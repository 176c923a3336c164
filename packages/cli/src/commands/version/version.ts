import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { lateenVersion } from "../../version.ts";

/** `lateen version`. */
export function newVersionCommand(factory: Factory): Command {
  return new Command("version")
    .summary("print the version")
    .description("Prints the version of this command.")
    .action(async (_options, command: Command) => {
      const { io } = factory;
      const format = parseFormat(factory.flags(command).output);
      const version = { lateen: lateenVersion(), node: process.versions.node };
      if (format === "table") io.stdout.write(`lateen ${version.lateen} (node ${version.node})\n`);
      else io.stdout.write(await formatData(version, format));
    });
}
