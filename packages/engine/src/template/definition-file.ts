// Definitions as people keep them in files: CUE with a metadata field beside `template` (spec: cli.md 3.1).
import {
  ANNOTATION_ALIAS,
  ANNOTATION_DESCRIPTION,
  SYSTEM_NAMESPACE,
  type WorkflowStepDefinition,
  typeOf,
} from "@lateen/api";
import { type CueError, type Data, compile, isCueError } from "@lateen/cue";
import { type StructLit, parseFile } from "@lateen/cue/syntax";
import { bodyRange, findTemplate, labelOf } from "./body.ts";

/** A file is no definition. */
export class DefinitionFileError extends Error {
  /** Syntax errors, with their places; empty if the text parses. */
  readonly errors: readonly CueError[];
  constructor(message: string, errors: readonly CueError[] = []) {
    super(message);
    this.name = "DefinitionFileError";
    this.errors = errors;
  }
}

/** Options of {@link parseDefinitionFile}. */
export interface DefinitionFileOptions {
  /** For messages and positions. */
  readonly filename: string;
  /** Default `vela-system`. */
  readonly namespace?: string;
  /** Name of the definition where the file has no metadata, as for a bare template. */
  readonly name?: string;
}

/**
 * The definition that a CUE file describes: with metadata and `template`, with `template` alone, or a bare template;
 * the last two need a name. Throws {@link DefinitionFileError} naming file, line and column.
 */
export function parseDefinitionFile(
  text: string,
  options: DefinitionFileOptions,
): WorkflowStepDefinition {
  const { filename } = options;
  const { file, errors } = parseFile(text, { filename });
  const first = errors[0];
  if (first !== undefined) {
    const at = first.positions[0];
    const place = at === undefined ? filename : `${filename}:${at.line}:${at.column}`;
    throw new DefinitionFileError(`failed to parse CUE: ${place}: ${first.message}`, errors);
  }
  const invalid = (what: string): DefinitionFileError =>
    new DefinitionFileError(`failed to parse CUE: ${filename}: no ${what} found, invalid`);
  const wrapped = findTemplate(file);
  if (wrapped === undefined) {
    if (options.name === undefined) throw invalid("template");
    return definition(options.name, options, { template: text });
  }
  const body = bodyText(text, wrapped.body);
  if (body.trim() === "") throw invalid("template");
  const imports = file.declarations
    .filter((declaration) => declaration.kind === "ImportDecl")
    .map((declaration) => `${text.slice(declaration.start, declaration.end)}\n`);
  const template = imports.length === 0 ? body : `${imports.join("")}\n${body}`;
  const { metadata } = wrapped;
  const name = metadata === undefined ? options.name : labelOf(metadata);
  if (name === undefined || name === "") throw invalid("metadata");
  if (metadata === undefined) return definition(name, options, { template });
  const described = evaluate(text.slice(metadata.value.start, metadata.value.end), filename);
  if (described["type"] !== "workflow-step") {
    throw new DefinitionFileError(
      `${filename}: ${name}: expected type "workflow-step", found ${JSON.stringify(described["type"])}`,
    );
  }
  return definition(name, options, { template, described });
}

function definition(
  name: string,
  options: DefinitionFileOptions,
  parts: { readonly template: string; readonly described?: { readonly [key: string]: Data } },
): WorkflowStepDefinition {
  const { described = {}, template } = parts;
  const annotations = prefixed(described["annotations"]);
  const labels = prefixed(described["labels"]);
  if (typeof described["description"] === "string" && described["description"] !== "") {
    annotations[ANNOTATION_DESCRIPTION] = described["description"];
  }
  if (typeof described["alias"] === "string" && described["alias"] !== "") {
    annotations[ANNOTATION_ALIAS] = described["alias"];
  }
  const attributes = isStruct(described["attributes"]) ? described["attributes"] : {};
  return {
    ...typeOf("WorkflowStepDefinition"),
    metadata: {
      name,
      namespace: options.namespace ?? SYSTEM_NAMESPACE,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
    },
    spec: { ...attributes, schematic: { cue: { template } } },
  };
}

/** Keys of short form get the prefix of definitions' own. */
function prefixed(data: Data | undefined): { [key: string]: string } {
  const result: { [key: string]: string } = {};
  if (!isStruct(data)) return result;
  for (const [key, value] of Object.entries(data)) {
    const full = key.includes("oam.dev") ? key : `custom.definition.oam.dev/${key}`;
    result[full] = typeof value === "string" ? value : JSON.stringify(value);
  }
  return result;
}

function isStruct(data: Data | undefined): data is { readonly [key: string]: Data } {
  return (
    data !== undefined &&
    data !== null &&
    typeof data === "object" &&
    !Array.isArray(data) &&
    !(data instanceof Uint8Array)
  );
}

function evaluate(struct: string, filename: string): { readonly [key: string]: Data } {
  const { program, errors } = compile([{ filename, text: struct }]);
  try {
    if (program === undefined) throw errors[0];
    const data = program.evaluate().decode();
    if (isStruct(data)) return data;
  } catch (err) {
    if (!isCueError(err)) throw err;
    throw new DefinitionFileError(`failed to parse CUE: ${filename}: metadata: ${err.message}`, [
      err,
    ]);
  }
  throw new DefinitionFileError(`failed to parse CUE: ${filename}: no metadata found, invalid`);
}

/** What is between the braces, less the indentation that all its lines share. */
function bodyText(text: string, struct: StructLit): string {
  const lines = text.slice(...bodyRange(struct)).split("\n");
  let shared: string | undefined;
  for (const line of lines.slice(1)) {
    if (line.trim() === "") continue;
    const indent = /^[ \t]*/.exec(line)?.[0] ?? "";
    if (shared === undefined || shared.startsWith(indent)) shared = indent;
    else if (!indent.startsWith(shared)) shared = commonPrefix(shared, indent);
  }
  const prefix = shared ?? "";
  const trimmed = lines.map((line) => (line.startsWith(prefix) ? line.slice(prefix.length) : line));
  return `${trimmed.join("\n").trim()}\n`;
}

function commonPrefix(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
