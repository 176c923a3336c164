// Data placed in a CUE namespace: at a path that `-l` computes, as elements of a list, as files of their own.
// cue: cmd/cue/cmd/orphans.go.
import type { Value, Workspace } from "@lateen/cue";
import type { DataDocument, Encoding } from "@lateen/cue/load";
import {
  build,
  CueError,
  type Declaration,
  type Expression,
  type Field,
  type File,
  type Label,
  NO_SPACE,
  parseExpr,
  parseFile,
  Source,
  unquote,
} from "@lateen/cue/syntax";
import { CommandError } from "../errors.ts";
import { CueErrors, refuse } from "./errors.ts";

/** A document, and how it was written. */
export interface ParsedDocument extends DataDocument {
  readonly encoding: Encoding;
}

/** A component of the path at which data is placed: a label as such, or an expression that computes it. */
export type PathLabel =
  | { readonly kind: "label"; readonly label: Label }
  | { readonly kind: "expression"; readonly expr: Expression; readonly source: Source };

/** Where and how data is placed. */
export interface Placement {
  readonly workspace: Workspace;
  readonly packageName: string;
  readonly hasPackageFlag: boolean;
  readonly paths: readonly PathLabel[];
  readonly asList: boolean;
  readonly withContext: boolean;
  readonly perFile: boolean;
  readonly isImport: boolean;
  /** Names of files in messages are relative to this folder. */
  readonly root: string;
}

/** Reads `-l`: an expression (`kind`, `strings.ToLower(kind)`), or labels (`"a": "\(kind)":`). */
export function parsePathLabel(text: string): readonly PathLabel[] {
  if (text === "") return [];
  const { expr, errors, source } = expressionOf(text);
  if (expr !== undefined && errors.length === 0) return [{ kind: "expression", expr, source }];
  const { file, errors: problems } = parseFile(`${text}_`, { filename: "--path" });
  const [only] = file.declarations;
  if (problems[0] !== undefined || file.declarations.length !== 1 || only?.kind !== "Field") {
    const problem =
      problems[0]?.message ?? "path flag must be a space-separated sequence of labels";
    throw new CommandError(
      `labels must be expressions (-l foo -l 'strings.ToLower(bar)') or full paths (-l '"foo": "\\(strings.ToLower(bar))":) : parser error in path ${JSON.stringify(text)}: ${problem}`,
    );
  }
  const labels: PathLabel[] = [];
  for (let field: Declaration | undefined = only; field?.kind === "Field"; ) {
    const { label, value }: Field = field;
    if (label.kind === "Ident" || label.kind === "BasicLit") labels.push({ kind: "label", label });
    else labels.push({ kind: "expression", expr: label as Expression, source: file.source });
    field = value.kind === "StructLit" ? value.elements[0] : undefined;
  }
  return labels;
}

function expressionOf(text: string): {
  readonly expr: Expression | undefined;
  readonly errors: readonly CueError[];
  readonly source: Source;
} {
  const source = new Source(text, "--path");
  const { expr, errors } = parseExpr(source);
  return { expr, errors, source };
}

/** A document as a file: the fields of a struct, or an embedded value. */
export function fileOf({ expr, source }: DataDocument): File {
  return {
    ...build.file(expr.kind === "StructLit" ? expr.elements : [build.embedDecl(expr)], source),
    comments: expr.kind === "StructLit" ? expr.comments : [],
  };
}

/** The documents of a file as files of CUE. */
export function placeDocuments(
  filename: string,
  documents: readonly ParsedDocument[],
  placement: Placement,
): File[] {
  const { perFile, asList, paths, withContext, isImport, hasPackageFlag, packageName } = placement;
  if (perFile) {
    return documents.map((document, index) =>
      named(place(filename, [document], placement), newName(filename, index)),
    );
  }
  if (isImport && documents.length > 1 && paths.length === 0 && !asList) {
    throw new CommandError(
      `path, list, or files flag needed to handle multiple objects in file ${shortName(placement.root, filename)}`,
    );
  }
  const name = newName(filename, 0);
  if (!asList && paths.length === 0 && !withContext) {
    return documents.map((document) => {
      const file = isImport ? named(fileOf(document), name) : fileOf(document);
      return hasPackageFlag ? withPackage(file, packageName) : file;
    });
  }
  const file = place(filename, documents, placement);
  return [isImport ? named(file, name) : file];
}

function shortName(root: string, filename: string): string {
  return filename.startsWith(`${root}/`) ? `./${filename.slice(root.length + 1)}` : filename;
}

/** The file that a data file becomes: `x.json` is `x.cue`, its second document `x-1.cue`. */
function newName(filename: string, index: number): string {
  if (filename === "-") return filename;
  const stem = filename.replace(/\.[^./]*$/, "");
  return `${stem}${index > 0 ? `-${index}` : ""}.cue`;
}

/** A file under another name; the offsets of its nodes still are those of its text. */
function named(file: File, filename: string): File {
  return { ...file, source: new Source(file.source.text, filename) };
}

function withPackage(file: File, name: string): File {
  if (name === "") return file;
  return { ...file, declarations: [build.packageClause(name), ...file.declarations] };
}

function place(filename: string, documents: readonly ParsedDocument[], placement: Placement): File {
  const { asList, packageName } = placement;
  const declarations: Declaration[] = [];
  const lists = new ListIndex();
  for (const [index, document] of documents.entries()) {
    const labels = labelsOf(filename, document, index, documents.length, placement);
    if (labels === undefined) continue;
    const { expr } = document;
    if (asList) lists.add(labels, expr);
    else if (labels.length > 0) declarations.push(nested(labels, expr));
    else {
      if (expr.kind !== "StructLit") {
        throw new CommandError(
          expr.kind === "ListLit"
            ? "expected struct as object root, did you mean to use the --list flag?"
            : "cannot map non-struct to object root",
        );
      }
      declarations.push(...expr.elements);
    }
  }
  const [first] = documents;
  const source = first?.source;
  const all = asList ? lists.declarations() : declarations;
  return withPackage(source === undefined ? build.file(all) : build.file(all, source), packageName);
}

function nested(labels: readonly Label[], value: Expression): Field {
  const [label, ...rest] = labels as readonly [Label, ...Label[]];
  return build.field(label, rest.length === 0 ? value : build.structLit([nested(rest, value)]));
}

/** The labels of the path for a document; undefined for a null that has no fields to name one. */
function labelsOf(
  filename: string,
  document: ParsedDocument,
  index: number,
  count: number,
  placement: Placement,
): readonly Label[] | undefined {
  const { paths, workspace, withContext } = placement;
  if (paths.length === 0) return [];
  const { expr, source } = document;
  const isNull = expr.kind === "BasicLit" && expr.literal === "null";
  const content: Expression = withContext
    ? build.structLit([
        build.field(build.ident("data"), expr),
        build.field(build.ident("filename"), build.stringLit(filename)),
        build.field(build.ident("index"), build.basicLit("int", String(index))),
        build.field(build.ident("recordCount"), build.basicLit("int", String(count))),
      ])
    : expr;
  const { value: scope, errors } = workspace.build([fileOf({ expr: content, source })]);
  refuse(errors);
  try {
    return resolveLabels(paths, workspace, scope as Value);
  } catch (error) {
    if (isNull) return undefined;
    throw error;
  }
}

/** Computes the labels of a path in the scope of a value. Throws {@link CommandError}. */
export function resolveLabels(
  paths: readonly PathLabel[],
  workspace: Workspace,
  scope: Value,
): readonly Label[] {
  return paths.map((path): Label => {
    if (path.kind === "label") return path.label;
    const { expr, source } = path;
    const text = source.text.slice(expr.start, expr.end);
    const { value, errors } = workspace.expression(expr, source, { scope });
    const problem = errors[0] ?? value?.error();
    if (problem !== undefined) {
      throw new CommandError(`error evaluating label ${text}: ${problem.message}`);
    }
    if (value?.kind() !== "string") {
      throw new CommandError(`error evaluating label ${text}: ${value?.syntax() ?? ""}`.trimEnd());
    }
    return build.stringLit(value.decode() as string);
  });
}

/** Lists that documents with the same path share. */
class ListIndex {
  readonly #entries: Declaration[] = [];
  readonly #inner = new Map<string, ListIndex>();
  readonly #labels = new Map<string, Label>();
  readonly #items: Expression[] = [];

  add(labels: readonly Label[], item: Expression): void {
    const [label, ...rest] = labels;
    if (label === undefined) {
      this.#items.push(item);
      return;
    }
    const key = label.kind === "BasicLit" ? label.text : label.kind === "Ident" ? label.name : "";
    let inner = this.#inner.get(key);
    if (inner === undefined) {
      inner = new ListIndex();
      this.#inner.set(key, inner);
      this.#labels.set(key, label);
    }
    inner.add(rest, item);
  }

  declarations(): readonly Declaration[] {
    const value = this.#value();
    if (value.kind === "StructLit") return value.elements;
    return [...this.#entries, build.embedDecl(value)];
  }

  #value(): Expression {
    if (this.#inner.size === 0) {
      const list = build.listLit(this.#items);
      return { ...list, open: NO_SPACE, close: NO_SPACE };
    }
    return build.structLit(
      Array.from(this.#inner, ([key, inner]) =>
        build.field(this.#labels.get(key) as Label, inner.#value()),
      ),
    );
  }
}

/** An error of a command line that is no error of a source. */
export function planError(message: string): CueErrors {
  return new CueErrors([new CueError({ code: "compile", message })]);
}

/** The name that a label gives. */
export function labelName(label: Label): string {
  if (label.kind === "Ident") return label.name;
  const text = label.kind === "BasicLit" ? unquote(label.text) : undefined;
  return text?.ok === true && typeof text.value === "string" ? text.value : "";
}
