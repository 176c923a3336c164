// What is written must be readable, and read the same.
import type { File } from "../../src/ast/ast.ts";
import { isCueError } from "../../src/errors/cue-error.ts";
import { formatFile } from "../../src/format/format.ts";
import type { SyntaxOptions, Value } from "../../src/index.ts";
import { embedDecl, file as newFile } from "../../src/ast/build.ts";
import { yamlDocuments } from "../../src/load/yaml-file.ts";
import { parseFile } from "../../src/parser/parse.ts";
import type { Random } from "./random.ts";
import { Source } from "../../src/token/source.ts";

type Evaluate = (files: readonly File[]) => Value | undefined;

/** Exports a value in every form. */
export function exportProblem(
  value: Value,
  evaluate: Evaluate,
  random: Random,
): string | undefined {
  const errors = value.validate({ concrete: true });
  const json = attempt(() => value.exportJson());
  const yaml = attempt(() => value.exportYaml());
  attempt(() => value.decode());
  attempt(() => value.syntax());
  if (json !== undefined && errors.length > 0)
    return `is exported in spite of: ${errors[0]?.message}`;
  if (json !== undefined && random.oneIn(2)) {
    attempt(() => value.exportToml());
    const problem =
      jsonProblem(json, evaluate) ??
      (yaml === undefined ? undefined : yamlProblem(json, yaml, evaluate)) ??
      finalProblem(json, value, evaluate);
    if (problem !== undefined) return problem;
  }
  return syntaxProblem(value, random.pick(PRINTED));
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (err) {
    if (isCueError(err)) return undefined;
    throw err;
  }
}

/** JSON is CUE, and its value is itself. */
function jsonProblem(json: string, evaluate: Evaluate): string | undefined {
  return readProblem("JSON", json, { text: json, evaluate });
}

function yamlProblem(json: string, yaml: string, evaluate: Evaluate): string | undefined {
  const source = new Source(yaml, "a.yaml");
  const documents = attempt(() => [...yamlDocuments(source)]);
  const [first] = documents ?? [];
  if (first === undefined || documents?.length !== 1)
    return `is exported as what is not YAML:\n${yaml}`;
  const again = evaluate([{ ...newFile([embedDecl(first)]), source }]);
  const own = attempt(() => again?.exportJson());
  // Numbers are written in another way, and bytes are no strings.
  if (own === undefined || sameData(own, json) || yaml.includes("!!binary")) return undefined;
  return `is another value as YAML:\n${yaml}\n${own}\n${json}`;
}

/** The text of `cue export --out cue` has the value that it shows. */
function finalProblem(json: string, value: Value, evaluate: Evaluate): string | undefined {
  const text = attempt(() => value.syntax({ final: true }));
  return text === undefined ? undefined : readProblem("CUE", json, { text, evaluate });
}

function readProblem(
  what: string,
  json: string,
  { text, evaluate }: { readonly text: string; readonly evaluate: Evaluate },
): string | undefined {
  const { file, errors } = parseFile(text);
  if (errors.length > 0)
    return `is exported as ${what} that does not parse: ${errors[0]?.message}\n${text}`;
  const own = attempt(() => evaluate([file])?.exportJson());
  if (own === json) return undefined;
  return `is another value as ${what}:\n${text}\n${own}\n${json}`;
}

function sameData(a: string, b: string): boolean {
  return JSON.stringify(JSON.parse(a)) === JSON.stringify(JSON.parse(b));
}

/** What is printed as CUE, evaluated or as a definition, must be CUE. */
function syntaxProblem(value: Value, options: SyntaxOptions): string | undefined {
  const text = attempt(() => formatFile(value.syntaxTree(options)));
  // CUE cannot write these; they look as the reference prints them.
  if (text === undefined || /\b(?:NaN|Infinity)\b/.test(text)) return undefined;
  const [error] = parseFile(text).errors;
  // The reference gives up where a field is named as a type of a pattern beside it.
  if (error?.message.includes("in label expression refers to field") === true) return undefined;
  // Hidden fields inside of others may have names that are reserved at the beginning of a line, and keep them.
  if (error?.message.includes("are reserved") === true) return undefined;
  return error === undefined
    ? undefined
    : `is printed as what does not parse: ${error.message}\n${text}`;
}

const PRINTED: readonly SyntaxOptions[] = [
  { final: true, definitions: true, hidden: true, optional: true, errors: true },
  { evaluated: true, definitions: true, hidden: true, optional: true, docs: true, errors: true },
  { optional: true, definitions: true, hidden: true, docs: true, attributes: true },
];
