// A run with what belongs to it, from files: the run itself, and step types in CUE or any objects in YAML.
import { extname } from "node:path";
import { type SourceObject, type SourcePlace, parseObjects, readSource } from "../documents.ts";
import { CommandError } from "../errors.ts";
import { readDefinitions } from "./read-definitions.ts";

/** The one run of some files, and what else is in them. */
export interface RunFiles {
  readonly run: SourceObject;
  readonly others: readonly SourceObject[];
}

/** Reads the files. Throws {@link CommandError} that names the place, also if there is not exactly one run. */
export async function readRunFiles(files: readonly string[], from: SourcePlace): Promise<RunFiles> {
  const objects: SourceObject[] = [];
  for (const file of files) {
    if (extname(file) === ".cue") {
      for (const { definition } of await readDefinitions(file, from)) {
        objects.push({ object: definition, place: () => file });
      }
    } else {
      objects.push(...parseObjects(await readSource(file, from)));
    }
  }
  const [run, ...more] = objects.filter(({ object }) => object.kind === "WorkflowRun");
  const names = files.join(", ");
  if (run === undefined) throw new CommandError(`${names}: there is no WorkflowRun in it`);
  if (more.length > 0) {
    throw new CommandError(
      `${names}: there are ${more.length + 1} WorkflowRuns in it; expected one`,
    );
  }
  return { run, others: objects.filter((one) => one !== run) };
}
