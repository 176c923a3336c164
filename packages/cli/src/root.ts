// The command line: a list of commands of which only the one that is called gets loaded.
import type { Command, CommanderError } from "commander";
import { exitCodeOf, messageOf } from "./errors.ts";
import type { Environment, Factory } from "./factory.ts";
import { createFactory } from "./factory.ts";
import type { helpStyle as HelpStyleFunction } from "./output/help.ts";

type HelpStyle = typeof HelpStyleFunction;

/** A command as the list knows it before it is loaded. */
interface Row {
  readonly name: string;
  readonly summary: string;
  load?(): Promise<(factory: Factory) => Command>;
  /** Of a command that reads the rest of the command line itself. */
  run?(args: readonly string[], environment: Environment): Promise<void>;
}

const ROWS: readonly Row[] = [
  {
    name: "up",
    summary: "start an API server with the controller, and an example run",
    load: async () => (await import("./commands/up/up.ts")).newUpCommand,
  },
  {
    name: "run",
    summary: "run a workflow from a file and follow it to its end",
    load: async () => (await import("./commands/run/run.ts")).newRunCommand,
  },
  {
    name: "plan",
    summary: "show what a run would do, without running it",
    load: async () => (await import("./commands/plan/plan.ts")).newPlanCommand,
  },
  {
    name: "ls",
    summary: "list runs",
    load: async () => (await import("./commands/ls/ls.ts")).newLsCommand,
  },
  {
    name: "show",
    summary: "show a run as a tree of its steps",
    load: async () => (await import("./commands/show/show.ts")).newShowCommand,
  },
  {
    name: "logs",
    summary: "print what the steps of a run logged",
    load: async () => (await import("./commands/logs/logs.ts")).newLogsCommand,
  },
  {
    name: "explain",
    summary: "tell why a step waits, was skipped or failed",
    load: async () => (await import("./commands/explain/explain.ts")).newExplainCommand,
  },
  {
    name: "debug",
    summary: "go through a recorded run, and evaluate a step of it again",
    load: async () => (await import("./commands/debug/debug.ts")).newDebugCommand,
  },
  {
    name: "suspend",
    summary: "hold a run, or one of its running steps",
    load: async () => (await import("./commands/suspend/suspend.ts")).newSuspendCommand,
  },
  {
    name: "resume",
    summary: "let a held run go on, or approve one of its steps",
    load: async () => (await import("./commands/resume/resume.ts")).newResumeCommand,
  },
  {
    name: "terminate",
    summary: "end a run: what is not done is not done any more",
    load: async () => (await import("./commands/terminate/terminate.ts")).newTerminateCommand,
  },
  {
    name: "restart",
    summary: "start a run over, or from one of its steps",
    load: async () => (await import("./commands/restart/restart.ts")).newRestartCommand,
  },
  {
    name: "rm",
    summary: "delete runs",
    load: async () => (await import("./commands/rm/rm.ts")).newRmCommand,
  },
  {
    name: "def",
    summary: "list, show, check, test and apply step types",
    load: async () => (await import("./commands/def/index.ts")).newDefCommand,
  },
  {
    name: "cue",
    summary: "evaluate, check, format and convert CUE",
    run: async (args, environment) =>
      await (await import("./commands/cue/cue.ts")).runCue(args, environment),
  },
  {
    name: "controller",
    summary: "run the controller alone, against any API server",
    load: async () => (await import("./commands/controller/controller.ts")).newControllerCommand,
  },
  {
    name: "version",
    summary: "print the version",
    load: async () => (await import("./commands/version/version.ts")).newVersionCommand,
  },
];

/** Runs one command line (without node and script) and resolves to its exit code. Never rejects. */
export async function runCommandLine(
  args: readonly string[],
  environment: Environment,
): Promise<number> {
  const { io } = environment;
  try {
    const own = ROWS.find((row) => row.name === args[0]);
    if (own?.run !== undefined) {
      await own.run(args.slice(1), environment);
      return 0;
    }
    const program = await newProgram(args, environment);
    await program.parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    if (isCommanderError(error)) return error.exitCode === 0 ? 0 : 2;
    const text = messageOf(error);
    if (text !== "") io.stderr.write(`${io.style("red", "Error:")} ${text}\n`);
    return exitCodeOf(error);
  }
}

/** Whether the reader of command lines ended: with help, or because of wrong use, having said so. */
function isCommanderError(error: unknown): error is CommanderError {
  return error instanceof Error && "code" in error && String(error.code).startsWith("commander.");
}

async function newProgram(args: readonly string[], environment: Environment): Promise<Command> {
  const { Command, CommanderError } = await import("commander");
  const factory = createFactory(environment);
  const program = new Command("lateen")
    .description("Lateen runs workflows whose steps are programs in CUE.")
    .usage("[command] [flags]")
    .option("-n, --namespace <name>", "namespace of the run (default: the context's, else default)")
    .option(
      "--kubeconfig <file>",
      "kubeconfig of the API server (default: $KUBECONFIG, .lateen/kubeconfig, ~/.kube/config)",
    )
    .option("--context <name>", "context of the kubeconfig")
    .option("-o, --output <format>", "table, json or yaml")
    .helpCommand("help [command]", "explain a command");
  const called = calledRow(args);
  for (const row of ROWS) {
    if (row === called && row.load !== undefined) program.addCommand((await row.load())(factory));
    else program.command(row.name, { hidden: false }).summary(row.summary).description(row.summary);
  }
  const { helpStyle } = await import("./output/help.ts");
  configure(program, environment, helpStyle);
  program.addHelpText(
    "after",
    `
Examples:
  lateen up                                start a server of your own, with an example
  lateen run -f hello.yaml --watch         run a workflow on it
  lateen run -f hello.yaml --local         run it in this process, without a server
  lateen ls; lateen show hello             see how runs are doing

\`lateen COMMAND --help\` explains a command.`,
  );
  if (args.length === 0) {
    program.outputHelp();
    throw new CommanderError(0, "commander.help", "");
  }
  return program;
}

/** The command named first, or by `help`. Values of the flags before it are skipped. */
function calledRow(args: readonly string[]): Row | undefined {
  const withValue = new Set(["-n", "--namespace", "--kubeconfig", "--context", "-o", "--output"]);
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? "";
    if (withValue.has(arg)) index += 1;
    else if (!arg.startsWith("-") && arg !== "help") return ROWS.find((row) => row.name === arg);
  }
  return undefined;
}

/** The same manners for the program and all its commands. */
function configure(command: Command, environment: Environment, helpStyle: HelpStyle): void {
  const { io } = environment;
  command
    .exitOverride()
    .configureHelp(helpStyle({ showGlobalOptions: command.parent !== null }))
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
      outputError: (text, write) =>
        write(text.replace(/^error: /, `${io.style("red", "Error:")} `)),
      getOutHelpWidth: () => Math.min(io.stdout.size().columns, 110),
      getErrHelpWidth: () => Math.min(io.stderr.size().columns, 110),
    })
    .showHelpAfterError(`(\`${pathOf(command)} --help\` explains)`);
  for (const sub of command.commands) configure(sub, environment, helpStyle);
}

function pathOf(command: Command): string {
  return command.parent === null ? command.name() : `${pathOf(command.parent)} ${command.name()}`;
}
