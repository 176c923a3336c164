import { Command } from "commander";
import type { Factory } from "../../factory.ts";
import { newDefApplyCommand } from "./apply/apply.ts";
import { newDefLsCommand } from "./ls/ls.ts";
import { newDefShowCommand } from "./show/show.ts";
import { newDefTestCommand } from "./test/test.ts";
import { newDefVetCommand } from "./vet/vet.ts";

/** `lateen def`. */
export function newDefCommand(factory: Factory): Command {
  const command = new Command("def")
    .summary("list, show, check, test and apply step types")
    .description("Works on step types (WorkflowStepDefinitions).");
  for (const newCommand of [
    newDefLsCommand,
    newDefShowCommand,
    newDefApplyCommand,
    newDefVetCommand,
    newDefTestCommand,
  ]) {
    command.addCommand(newCommand(factory));
  }
  return command;
}
