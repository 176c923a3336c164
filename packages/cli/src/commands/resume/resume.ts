import { resumeRun } from "@lateen/engine";
import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { refuseSucceeded } from "../../operate.ts";
import { editStatus } from "../../runs.ts";

/** `lateen resume`. */
export function newResumeCommand(factory: Factory): Command {
  return new Command("resume")
    .summary("let a held run go on, or approve one of its steps")
    .description(
      "Lets a suspended run go on. With --step only that step is released: other approvals stay open.",
    )
    .argument("<run>", "name of the run")
    .option("-s, --step <name>", "release this suspended step")
    .action(async (name: string, options: { readonly step?: string }, command: Command) => {
      const { client, namespace } = await factory.connect(factory.flags(command));
      await editStatus(client, { namespace, name }, (run) => {
        refuseSucceeded(run, "resume");
        return resumeRun(run.status, options);
      });
      factory.io.stdout.write(
        options.step === undefined
          ? `Successfully resume workflow: ${name}\n`
          : `Successfully resume workflow ${name} from step ${options.step}\n`,
      );
    });
}
