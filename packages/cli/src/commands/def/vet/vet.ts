import { Command } from "commander";
import {
  definitionFiles,
  givenPaths,
  readDefinitions,
} from "../../../definition/read-definitions.ts";
import { definitionChecker } from "../../../definition/vet-definition.ts";
import { CommandError, SilentError } from "../../../errors.ts";
import type { Factory } from "../../../factory.ts";
import { collect } from "../../../repeatable.ts";

/** `lateen def vet`. */
export function newDefVetCommand(factory: Factory): Command {
  return new Command("vet")
    .summary("check files of step types")
    .description(
      "Checks step types in files of CUE or YAML, without a server: syntax, imports, contradictions.",
    )
    .argument("[file...]", "files or folders; - reads the standard input")
    .option("-f, --filename <file>", "a file or folder (repeatable)", collect, [])
    .action((paths: string[], options: { readonly filename: readonly string[] }) =>
      runDefVet(factory, givenPaths(paths, options.filename)),
    );
}

async function runDefVet(factory: Factory, paths: readonly string[]): Promise<void> {
  const { io } = factory;
  const checker = definitionChecker();
  let isFailed = false;
  for (const file of await definitionFiles(paths, factory.cwd)) {
    const { count, problems } = await vetFile(factory, file, checker, !paths.includes(file));
    if (problems.length === 0) {
      if (count > 0) io.stdout.write(`Validation ${file} succeed.\n`);
      continue;
    }
    isFailed = true;
    for (const problem of problems) io.stderr.write(`${io.style("red", "Error:")} ${problem}\n`);
  }
  if (isFailed) throw new SilentError();
}

/** How many definitions are in a file, and what is wrong with them. */
async function vetFile(
  factory: Factory,
  file: string,
  checker: ReturnType<typeof definitionChecker>,
  isFound: boolean,
): Promise<{ readonly count: number; readonly problems: readonly string[] }> {
  try {
    const definitions = await readDefinitions(file, factory, { isFound });
    return {
      count: definitions.length,
      problems: definitions.flatMap(({ body }) => checker.check(body)),
    };
  } catch (error) {
    if (error instanceof CommandError) return { count: 0, problems: [error.message] };
    throw error;
  }
}
