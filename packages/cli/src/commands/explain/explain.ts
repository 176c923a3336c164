import { type StepExplanation, explainStep } from "@lateen/engine";
import { Command } from "commander";
import { clientEngine, contextOf } from "../../client-engine.ts";
import { CommandError } from "../../errors.ts";
import type { Factory } from "../../factory.ts";
import { explanationLines } from "../../output/explanation.ts";
import { formatData, parseFormat } from "../../output/object.ts";
import { getRun } from "../../runs.ts";

interface ExplainOptions {
  readonly reads: boolean;
}

/** `lateen explain`. */
export function newExplainCommand(factory: Factory): Command {
  return new Command("explain")
    .summary("tell why a step waits, was skipped or failed")
    .description(
      "Tells why a step is where it is: the clause that decides, with its place and the values that it saw, what\n" +
        "is on record of the step, and what lets it go on. The step is evaluated here, with what is on record; what\n" +
        "it only reads is read anew, with your rights. Nothing is changed.",
    )
    .argument("<run>", "name of the run")
    .argument("<step>", "name of the step or sub-step")
    .option("--no-reads", "ask for nothing anew: only what is on record")
    .action((name: string, step: string, options: ExplainOptions, command: Command) =>
      runExplain(factory, { name, step, ...options }, command),
    );
}

async function runExplain(
  factory: Factory,
  { name, step, reads }: ExplainOptions & { readonly name: string; readonly step: string },
  command: Command,
): Promise<void> {
  const { io, clock, signal } = factory;
  const flags = factory.flags(command);
  const format = parseFormat(flags.output);
  const { client, namespace } = await factory.connect(flags);
  const run = await getRun(client, { namespace, name });
  const engine = await clientEngine(client, clock);
  let explanation: StepExplanation;
  try {
    explanation = await explainStep(engine, {
      run,
      storage: contextOf(client, run, clock),
      step,
      calls: reads ? "reads" : "none",
      signal,
    });
  } catch (error) {
    throw new CommandError(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  } finally {
    await engine.close();
  }
  if (format !== "table") {
    io.stdout.write(await formatData(explanation, format));
    return;
  }
  const { columns } = io.stdout.size();
  const lines = explanationLines(explanation, io, { columns, now: clock.now() });
  io.stdout.write(`${lines.join("\n")}\n`);
}
