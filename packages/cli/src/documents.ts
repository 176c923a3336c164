// Objects from YAML or JSON files, with their places in the text: every complaint names file, line and column.
import { readFile, readdir, stat } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import type { KubeObject } from "@lateen/kube";
import { type Document, LineCounter, isNode, parseAllDocuments } from "yaml";
import { CommandError } from "./errors.ts";
import type { Io } from "./io.ts";

/** An object and where it stands. */
export interface SourceObject {
  readonly object: KubeObject;
  /** `FILE:LINE:COLUMN` of the object, or of the node at a path below it as far as that goes. */
  place(path?: readonly (string | number)[]): string;
}

/** A file as it was read. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** Where paths begin and the standard input comes from. */
export interface SourcePlace {
  readonly io: Pick<Io, "stdin">;
  readonly cwd: string;
}

/** Reads a file, or the standard input for `-`. Throws {@link CommandError}. */
export async function readSource(path: string, { io, cwd }: SourcePlace): Promise<SourceText> {
  if (path === "-") {
    let text = "";
    const decoder = new TextDecoder();
    for await (const chunk of io.stdin) {
      text += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    }
    return { name: "<stdin>", text };
  }
  try {
    return { name: path, text: await readFile(resolve(cwd, path), "utf8") };
  } catch (cause) {
    throw new CommandError(`cannot read ${path}: ${fileProblem(cause)}`, { cause });
  }
}

/** The files meant by a path: itself, or those below a folder with one of the extensions, sorted. */
export async function listSources(
  path: string,
  extensions: readonly string[],
  cwd: string,
): Promise<string[]> {
  if (path === "-") return [path];
  const folder = resolve(cwd, path);
  try {
    if (!(await stat(folder)).isDirectory()) return [path];
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && extensions.includes(extname(entry.name)))
      .map((entry) => join(path, relative(folder, entry.parentPath), entry.name))
      .sort();
  } catch (cause) {
    throw new CommandError(`cannot read ${path}: ${fileProblem(cause)}`, { cause });
  }
}

/** The objects of a YAML text with any number of documents; Lists are taken apart. Throws {@link CommandError}. */
export function parseObjects({ name, text }: SourceText): SourceObject[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
  });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [problem] = document.errors;
    if (problem !== undefined) {
      const { line, col } = lines.linePos(problem.pos[0]);
      throw new CommandError(`${name}:${line}:${col}: ${problem.message}`);
    }
    return objectsOf(document, name, lines);
  });
}

function objectsOf(document: Document.Parsed, name: string, lines: LineCounter): SourceObject[] {
  const value: unknown = document.toJS({ maxAliasCount: 1000 });
  if (value === null || value === undefined) return [];
  const place = (prefix: readonly (string | number)[]): SourceObject["place"] => {
    return (path = []) => placeOf(document, [...prefix, ...path], name, lines);
  };
  if (!isObject(value))
    throw new CommandError(`${place([])()}: expected an object with apiVersion and kind`);
  if (value["kind"] === "List" && Array.isArray(value["items"])) {
    return value["items"].map((item: unknown, index) => checked(item, place(["items", index])));
  }
  return [checked(value, place([]))];
}

function checked(value: unknown, place: SourceObject["place"]): SourceObject {
  if (!isObject(value))
    throw new CommandError(`${place()}: expected an object with apiVersion and kind`);
  for (const field of ["apiVersion", "kind"]) {
    if (typeof value[field] !== "string" || value[field] === "") {
      throw new CommandError(`${place([field])}: ${field} is missing`);
    }
  }
  if (!isObject(value["metadata"] ?? {}))
    throw new CommandError(`${place(["metadata"])}: metadata must be an object`);
  return { object: { metadata: {}, ...value } as unknown as KubeObject, place };
}

function placeOf(
  document: Document.Parsed,
  path: readonly (string | number)[],
  name: string,
  lines: LineCounter,
): string {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) {
      const { line, col } = lines.linePos(node.range[0]);
      return `${name}:${line}:${col}`;
    }
  }
  return name;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What the system says about a file, without code and path. */
function fileProblem(cause: unknown): string {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  const texts: Readonly<Record<string, string>> = {
    ENOENT: "there is no such file",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
  };
  return texts[code ?? ""] ?? message ?? String(cause);
}
