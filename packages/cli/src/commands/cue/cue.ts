// `lateen cue`: the tools of the language, with the flags and the output of the reference. It reads its command line
// itself and loads nothing else of this package, so that a small file is evaluated in a tenth of a second.
import { readdirSync } from "node:fs";
import type { CueCommand } from "../../cue/run.ts";
import { absolute } from "../../cue/paths.ts";
import { runCueCommand } from "../../cue/run.ts";
import { fileErrorText } from "../../cue/errors.ts";
import { GLOBAL_FLAGS } from "../../cue/common-flags.ts";
import { suggestions } from "../../cue/suggest.ts";
import { CommandError, FlagError } from "../../errors.ts";
import type { Environment } from "../../factory.ts";
import { defCommand } from "./def/def.ts";
import { evalCommand } from "./eval/eval.ts";
import { exportCommand } from "./export/export.ts";
import { fixCommand } from "./fix/fix.ts";
import { fmtCommand } from "./fmt/fmt.ts";
import { importCommand } from "./import/import.ts";
import { vetCommand } from "./vet/vet.ts";

const COMMANDS: readonly CueCommand[] = [
  evalCommand,
  exportCommand,
  vetCommand,
  fmtCommand,
  defCommand,
  importCommand,
  fixCommand,
];

/** Runs `lateen cue …`. Throws what the command line ends with. */
export async function runCue(args: readonly string[], environment: Environment): Promise<void> {
  const folder = folderFlag(args);
  if (folder !== undefined) {
    const cwd = changedFolder(environment.cwd, folder.value);
    return await runCue(args.slice(folder.length), { ...environment, cwd });
  }
  // Flags of every command may stand before it.
  const start = args.findIndex((arg) => !isGlobalFlag(arg));
  if (start > 0) return await runCue([...args.slice(start), ...args.slice(0, start)], environment);
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const command = COMMANDS.find((each) => each.name === rest[0]);
    if (command !== undefined) return await runCueCommand(command, ["--help"], environment);
    environment.io.stdout.write(help());
    return;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    if (name.startsWith("-")) throw new FlagError(`unknown flag: ${name}`);
    const near = suggestions(
      name,
      COMMANDS.map((each) => each.name),
    );
    throw new FlagError(
      `unknown command ${JSON.stringify(name)} for "cue"\n${
        near.length === 0
          ? "\n`lateen cue --help` lists them."
          : `\nDid you mean this?\n${near.map((each) => `\t${each}\n`).join("")}`
      }`,
    );
  }
  await runCueCommand(command, rest, environment);
}

/** `-C folder`, which must come first. */
function folderFlag(
  args: readonly string[],
): { readonly value: string; readonly length: number } | undefined {
  const [first = "", second] = args;
  if (first === "-C" || first === "--chdir") {
    if (second === undefined) throw new FlagError(`flag needs an argument: ${first}`);
    return { value: second, length: 2 };
  }
  const value = /^(?:--chdir=|-C=?)(.+)$/.exec(first)?.[1];
  return value === undefined ? undefined : { value, length: 1 };
}

function changedFolder(cwd: string, name: string): string {
  const path = absolute(cwd, name);
  try {
    readdirSync(path);
  } catch (error) {
    throw new CommandError(fileErrorText(error, "chdir", name) ?? String(error));
  }
  return path;
}

function isGlobalFlag(arg: string): boolean {
  return GLOBAL_FLAGS.some(
    ({ name, short }) => name !== "help" && (arg === `--${name}` || arg === `-${short ?? ""}`),
  );
}

function help(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}\n`);
  return (
    "Usage: lateen cue [command] [flags]\n\nEvaluates, checks, formats and converts CUE, as `cue` does.\n\n" +
    `Commands:\n${rows.join("")}\n\`lateen cue COMMAND --help\` explains a command.\n`
  );
}
