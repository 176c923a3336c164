import { terminateRun } from "@lateen/engine";
import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { refuseSucceeded } from "../../operate.ts";
import { editStatus } from "../../runs.ts";

/** `lateen terminate`. */
export function newTerminateCommand(factory: Factory): Command {
  return new Command("terminate")
    .summary("end a run: what is not done is not done any more")
    .description("Ends a run. Steps with `if: always` still run.")
    .argument("<run>", "name of the run")
    .action(async (name: string, _options: unknown, command: Command) => {
      const { client, namespace } = await factory.connect(factory.flags(command));
      await editStatus(client, { namespace, name }, (run) => {
        refuseSucceeded(run, "terminate");
        return terminateRun(run.status);
      });
      factory.io.stdout.write(`Successfully terminate workflow: ${name}\n`);
    });
}
