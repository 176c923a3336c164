import {
  CONTROLLER_FLAGS,
  type ControllerSettings,
  type FlagValues,
  readControllerFlags,
} from "@lateen/server";
import { type Command, Option } from "commander";
import { FlagError } from "./errors.ts";

const HEADING = "Controller options:";

/** Adds the controller's flags to a command: all of them, or those that make sense beside an embedded server. */
export function addControllerFlags(
  command: Command,
  options: { readonly isAlone: boolean },
): Command {
  for (const flag of CONTROLLER_FLAGS) {
    if (flag.alone === true && !options.isAlone) continue;
    const option = new Option(
      flag.value === undefined ? `--${flag.name} [true|false]` : `--${flag.name} <${flag.value}>`,
      flag.description,
    );
    if (flag.default) option.default(flag.default);
    option.helpGroup(HEADING);
    if (flag.isIgnored === true) option.hideHelp();
    command.addOption(option);
  }
  return command;
}

/** What the flags of a parsed command say. Throws {@link FlagError}. */
export function controllerSettings(command: Command): ControllerSettings {
  const values = command.opts<{ readonly [name: string]: string | boolean | undefined }>();
  const byFlag: { [name: string]: string | boolean | undefined } = {};
  for (const { name } of CONTROLLER_FLAGS) byFlag[name] = values[camelCase(name)];
  try {
    return readControllerFlags(byFlag satisfies FlagValues);
  } catch (cause) {
    throw new FlagError(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_all, letter: string) => letter.toUpperCase());
}
