// What all commands of `cue` have in common: flags, help, the standard input, and how errors end them.
import { hostname, userInfo } from "node:os";
import { isAbsolute } from "node:path";
import type { TagVariables } from "@lateen/cue/load";
import { CueError, isCueError } from "@lateen/cue/syntax";
import { FlagError, SilentError } from "../errors.ts";
import type { Environment } from "../factory.ts";
import { GLOBAL_FLAGS } from "./common-flags.ts";
import { disk } from "./disk.ts";
import { createReporter, CueErrors, fileErrorText, type Reporter } from "./errors.ts";
import { shown } from "./paths.ts";
import { type Flag, type Flags, flagsHelp, parseFlags } from "./flags.ts";
import { Plan, type PlanOptions } from "./plan.ts";

/** A command of `cue`. */
export interface CueCommand {
  readonly name: string;
  /** What follows the name: `[flags] [inputs]`. */
  readonly usage: string;
  readonly summary: string;
  readonly description: string;
  readonly examples?: string;
  readonly flags: readonly Flag[];
  run(call: CueCall): Promise<void> | void;
}

/** A command line of a command. */
export interface CueCall {
  readonly environment: Environment;
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly reporter: Reporter;
}

/** Runs a command. Throws what a command line may end with. */
export async function runCueCommand(
  command: CueCommand,
  args: readonly string[],
  environment: Environment,
): Promise<void> {
  const { io, cwd } = environment;
  const known = [...command.flags, ...GLOBAL_FLAGS];
  const { flags, args: rest } = parseFlags(args, known);
  if (flags.bool("help")) {
    io.stdout.write(helpOf(command));
    return;
  }
  if (flags.isGiven("chdir")) {
    throw new FlagError(
      `invalid argument ${JSON.stringify(flags.text("chdir"))} for "-C, --chdir" flag: must be the first argument`,
    );
  }
  if (flags.bool("compat") && flags.bool("strict")) {
    throw new FlagError("--compat and --strict exclude each other");
  }
  const decoder = new TextDecoder();
  const reporter = createReporter(io.stderr, {
    folder: cwd,
    asJson: flags.bool("json-errors"),
    source: (filename) => {
      const content = isAbsolute(filename) ? disk.readFile(filename) : undefined;
      return content === undefined ? undefined : decoder.decode(content);
    },
  });
  try {
    await command.run({ environment, flags, args: rest, reporter });
  } catch (error) {
    if (error instanceof CueErrors) reporter.report(error.errors, error.value);
    else if (isCueError(error)) reporter.report([error]);
    else {
      const text = fileErrorText(error, "open", shown(cwd, pathOf(error)));
      if (text === undefined) throw error;
      reporter.report([new CueError({ code: "compile", message: text })]);
    }
  }
  if (reporter.hasReported) throw new SilentError();
}

function pathOf(error: unknown): string {
  return error instanceof Error && "path" in error ? String(error.path) : "";
}

function helpOf(command: CueCommand): string {
  const examples = command.examples === undefined ? "" : `\nExamples:\n${command.examples}`;
  return (
    `Usage: lateen cue ${command.name} ${command.usage}\n\n${command.description}\n\n` +
    `Flags:\n${flagsHelp(command.flags)}\nFlags of every command:\n${flagsHelp(GLOBAL_FLAGS)}${examples}`
  );
}

/** Loads what a command line names. */
export async function loadPlan(call: CueCall, options: PlanOptions): Promise<Plan> {
  const { environment, flags, args, reporter } = call;
  const plan = new Plan(environment, flags, options, reporter);
  const standardInput = args.includes("-") ? await readStandardInput(environment) : undefined;
  plan.load(args, standardInput, flags.bool("inject-vars") ? tagVariables(environment) : undefined);
  return plan;
}

/** All of the standard input. */
export async function readStandardInput({ io }: Environment): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of io.stdin) {
    parts.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
  }
  return Buffer.concat(parts);
}

/** What `@tag(x,var=…)` may ask for. */
function tagVariables({ cwd, clock }: Environment): TagVariables {
  return (name) => {
    switch (name) {
      case "now":
        return new Date(clock.now()).toISOString();
      case "os":
        return OS_NAMES[process.platform] ?? process.platform;
      case "arch":
        return ARCHITECTURES[process.arch] ?? process.arch;
      case "cwd":
        return cwd;
      case "username":
        return userInfo().username;
      case "hostname":
        return hostname();
      case "rand":
        return crypto
          .getRandomValues(new BigUint64Array(2))
          .reduce((all, part) => (all << 64n) | part, 0n);
      default:
        return undefined;
    }
  };
}

const OS_NAMES: Readonly<Record<string, string>> = { win32: "windows", sunos: "solaris" };
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", ia32: "386" };
