// `lateen cue`: the tools of the language, with the flags and the output of the reference. It reads its command line
// itself and loads nothing else of this package, so that a small file is evaluated in a tenth of a second.
import type { CueCommand } from "../../cue/run.ts";
import { runCueCommand } from "../../cue/run.ts";
import { FlagError } from "../../errors.ts";
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
  const [name, ...rest] = args;
  if (name === undefined || name === "--help" || name === "-h" || name === "help") {
    const command = COMMANDS.find((each) => each.name === rest[0]);
    if (command !== undefined) return await runCueCommand(command, ["--help"], environment);
    environment.io.stdout.write(help());
    return;
  }
  const command = COMMANDS.find((each) => each.name === name);
  if (command === undefined) {
    throw new FlagError(
      `unknown command ${JSON.stringify(name)} for "cue"; \`lateen cue --help\` lists them`,
    );
  }
  await runCueCommand(command, rest, environment);
}

function help(): string {
  const rows = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(8)}${summary}\n`);
  return (
    "Usage: lateen cue [command] [flags]\n\nEvaluates, checks, formats and converts CUE, as `cue` does.\n\n" +
    `Commands:\n${rows.join("")}\n\`lateen cue COMMAND --help\` explains a command.\n`
  );
}
