import { suspendRun } from "@lateen/engine";
import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { refuseSucceeded } from "../../operate.ts";
import { editStatus } from "../../runs.ts";

/** `lateen suspend`. */
export function newSuspendCommand(factory: Factory): Command {
  return new Command("suspend")
    .summary("hold a run, or one of its running steps")
    .description("Holds a run: nothing more is done until `lateen resume`.")
    .argument("<run>", "name of the run")
    .option("-s, --step <name>", "hold this running step")
    .action(async (name: string, options: { readonly step?: string }, command: Command) => {
      const { client, namespace } = await factory.connect(factory.flags(command));
      await editStatus(client, { namespace, name }, (run) => {
        refuseSucceeded(run, "suspend");
        return suspendRun(run.status, options);
      });
      factory.io.stdout.write(
        options.step === undefined
          ? `Successfully suspend workflow: ${name}\n`
          : `Successfully suspend workflow ${name} from step ${options.step}\n`,
      );
    });
}
