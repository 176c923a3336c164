// Step definitions from files: the CUE form, or objects in YAML.
import { basename, extname } from "node:path";
import type { WorkflowStepDefinition } from "@lateen/api";
import { DefinitionFileError, parseDefinitionFile, templateBody } from "@lateen/engine";
import {
  type SourcePlace,
  type SourceText,
  listSources,
  parseObjects,
  readSource,
} from "../documents.ts";
import { CommandError, FlagError } from "../errors.ts";

/** A definition, and its template with the positions of the file that it came from. */
export interface ReadDefinition {
  readonly file: string;
  readonly definition: WorkflowStepDefinition;
  readonly body: SourceText;
}

/** A field at the top with a `type` in it: what the file calls its definition. */
const METADATA = /^"?[\w-]+"?:\s*\{\s*(?:\w+:[^\n]*\n\s*)*type:/m;

const EXTENSIONS = [".cue", ".yaml", ".yml", ".json"];

/** The paths that a command was given, as arguments or by `-f`. Throws {@link FlagError} if there is none. */
export function givenPaths(args: readonly string[], flags: readonly string[]): readonly string[] {
  const paths = [...args, ...flags];
  if (paths.length === 0) throw new FlagError("name a file or folder; - reads the standard input");
  return paths;
}

/** The files that hold definitions, below the given files and folders. */
export async function definitionFiles(paths: readonly string[], cwd: string): Promise<string[]> {
  const lists = await Promise.all(paths.map((path) => listSources(path, EXTENSIONS, cwd)));
  const files = lists.flat();
  if (files.length === 0) throw new CommandError(`no .cue or .yaml file in ${paths.join(", ")}`);
  return files;
}

/**
 * The definitions of one file. Throws CommandError that names the place. Objects of other kinds are passed over if
 * the file was found in a folder, and an error if it was named.
 */
export async function readDefinitions(
  file: string,
  from: SourcePlace,
  options: { readonly isFound?: boolean } = {},
): Promise<readonly ReadDefinition[]> {
  const source = await readSource(file, from);
  if (isCue(source)) return [readDefinitionText(source)];
  return parseObjects(source).flatMap(({ object, place }) => {
    if (object.kind !== "WorkflowStepDefinition") {
      if (options.isFound === true) return [];
      throw new CommandError(
        `${place(["kind"])}: expected a WorkflowStepDefinition, found ${object.kind}`,
      );
    }
    const definition = object as WorkflowStepDefinition;
    const text = definition.spec?.schematic?.cue?.template ?? "";
    return {
      file: source.name,
      definition,
      body: { name: `${source.name}(template)`, text: templateBody(text) },
    };
  });
}

/** The definition in a CUE text. Throws CommandError that names the place. */
export function readDefinitionText(source: SourceText): ReadDefinition {
  return {
    file: source.name,
    definition: parseCueDefinition(source),
    body: { name: source.name, text: templateBody(source.text) },
  };
}

function parseCueDefinition({ name, text }: SourceText): WorkflowStepDefinition {
  try {
    // A template without metadata is named for its file.
    const bare = basename(name, extname(name));
    const isNamed = !METADATA.test(text) && /^[a-z0-9-]+$/.test(bare);
    return parseDefinitionFile(text, { filename: name, ...(isNamed ? { name: bare } : {}) });
  } catch (error) {
    if (error instanceof DefinitionFileError)
      throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

function isCue({ name, text }: SourceText): boolean {
  if (name !== "<stdin>") return extname(name) === ".cue";
  return !/^\s*(apiVersion|kind|\{|---)/m.test(text);
}
