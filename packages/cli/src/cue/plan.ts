// What a command line of `cue` asks for: which packages and files, unified with what, and which values of it.
// cue: cmd/cue/cmd/common.go.
import { type Built, createWorkspace, type Value, type Workspace } from "@lateen/cue";
import {
  type DataFile,
  type FileType,
  type Instance,
  loadInstances,
  parseFileType,
  readDocuments,
  type TagVariables,
} from "@lateen/cue/load";
import {
  CueError,
  type Expression,
  type File,
  isCueError,
  parseExpr,
  Source,
} from "@lateen/cue/syntax";
import type { Environment } from "../factory.ts";
import { disk } from "./disk.ts";
import { CueErrors, refuse, type Reporter } from "./errors.ts";
import type { Flags } from "./flags.ts";
import {
  fileOf,
  type ParsedDocument,
  type PathLabel,
  type Placement,
  parsePathLabel,
  placeDocuments,
} from "./placement.ts";

/** Which command it is; the defaults of formats follow from that. */
export type Mode = "input" | "export" | "eval" | "def";

/** What differs between commands. */
export interface PlanOptions {
  readonly mode: Mode;
  /** Data is checked against a schema, file by file. */
  readonly noMerge?: boolean;
  /** Data becomes CUE. */
  readonly importing?: ImportOptions;
}

/** How `import` reads data. */
export interface ImportOptions {
  readonly fileFilter: string;
  /** Replaces what the names of files say. */
  readonly override?: Pick<FileType, "encoding" | "interpretation">;
  /** Documents of one file become files of their own. */
  readonly perFile: boolean;
  /** A file whose content has another form than CUE code has. */
  adapt(document: ParsedDocument): ParsedDocument;
}

/** An expression of the command line. */
export interface ParsedExpression {
  readonly expr: Expression;
  readonly source: Source;
}

/** A value to print. */
export interface Item {
  readonly value: Value;
  /** The import path of its instance. */
  readonly id: string;
  /** What it was read from, where that is one file of data. */
  readonly file: File | undefined;
  /** The expression of `-e` that it is the value of. */
  readonly expression: ParsedExpression | undefined;
}

interface Root {
  readonly id: string;
  readonly value: Value;
}

interface LoadedPackage {
  readonly instance: Instance;
  readonly files: readonly File[];
}

/** A command line, loaded: the schema compiled, the data not yet read. */
export class Plan {
  readonly workspace: Workspace;
  readonly output: FileType;
  readonly expressions: readonly ParsedExpression[];
  /** The packages and merged files, as they will be evaluated. */
  readonly packages: LoadedPackage[] = [];
  /** Files that `import` is to write. */
  readonly imported: File[] = [];
  schema: Value | undefined = undefined;
  readonly packageName: string;
  readonly paths: readonly PathLabel[];
  readonly folder: string;
  readonly #flags: Flags;
  readonly #options: PlanOptions;
  readonly #reporter: Reporter;
  readonly #imports = new Map<string, readonly File[]>();
  #main: Root | undefined;
  /** The files of `#main`. */
  #files: readonly File[] = [];
  #streamed: DataFile[] = [];

  constructor(environment: Environment, flags: Flags, options: PlanOptions, reporter: Reporter) {
    this.#flags = flags;
    this.#options = options;
    this.#reporter = reporter;
    this.folder = environment.cwd;
    this.workspace = createWorkspace({
      packages: (path) => this.#imports.get(path),
      compatibility: flags.bool("compat"),
      budget: BUDGET,
    });
    this.packageName = flags.text("package");
    this.output = outputType(flags, options.mode);
    this.expressions = flags.list("expression").map((text) => parsed(text, "--expression"));
    this.paths = flags.list("path").flatMap(parsePathLabel);
  }

  /** Whether data is checked document by document. */
  get isStreaming(): boolean {
    return this.#streamed.length > 0;
  }

  /** Whether there are data files. */
  get hasData(): boolean {
    return this.#streamed.length > 0 || this.imported.length > 0;
  }

  get usesPlacement(): boolean {
    return (
      this.#options.importing?.perFile === true || this.#flags.bool("list") || this.paths.length > 0
    );
  }

  /** Loads what the arguments name. */
  load(
    args: readonly string[],
    standardInput: Uint8Array | undefined,
    tagVariables: TagVariables | undefined,
  ): void {
    this.#checkFlags();
    const { importing } = this.#options;
    const instances = loadInstances(args, {
      fileSystem: disk,
      folder: this.folder,
      tags: this.#flags.list("inject"),
      dataFiles: importing !== undefined,
      ...(standardInput === undefined ? {} : { standardInput: () => standardInput }),
      ...(tagVariables === undefined ? {} : { tagVariables }),
    });
    const named = instances.find(({ isNamed }) => isNamed);
    for (const instance of instances) {
      refuse(instance.errors);
      for (const [path, files] of instance.imports) this.#imports.set(path, files);
      if (instance === named) continue;
      const files = [...instance.files];
      if (importing !== undefined) files.push(...this.#place(instance, this.#dataOf(instance)));
      this.packages.push({ instance, files });
    }
    if (this.packages.length === 0 && this.#flags.text("name") !== "") {
      fail("use of -n/--name flag without a directory");
    }
    if (named !== undefined) this.#combine(named);
  }

  #checkFlags(): void {
    const schemas = this.#flags.list("schema");
    if (this.#options.importing !== undefined && schemas.length === 0) return;
    if (!this.usesPlacement) {
      if (this.#flags.bool("with-context")) {
        fail(
          'flag "with-context" must be used with at least one of flag "path", "list", or "files"',
        );
      }
    } else if (schemas.length > 0) {
      fail('cannot combine --schema flag with flag "path", "list", or "files"');
    }
  }

  /** Data files of an instance that the command wants. */
  #dataOf(instance: Instance): DataFile[] {
    const { importing } = this.#options;
    const pattern = this.#flags.text("name") || importing?.fileFilter;
    const filter = pattern === undefined ? undefined : fileFilter(pattern);
    return instance.data
      .filter(({ filename }) => instance.isNamed || filter === undefined || filter(filename))
      .map((file) =>
        importing?.override === undefined
          ? file
          : {
              filename: file.filename,
              form: file.form,
              flags: file.flags,
              content: file.content,
              ...importing.override,
            },
      );
  }

  /** Puts named files together with the package that was loaded, if any. */
  #combine(named: Instance): void {
    const data = this.#dataOf(named);
    const schemas = this.#flags.list("schema").map((text) => parsed(text, "--schema"));
    if (this.packages.length > 1) {
      if (schemas.length > 0) fail("cannot use --schema/-d with flag more than one schema");
      fail(`too many packages defined (${this.packages.length}) in combination with files`);
    }
    const loaded = this.packages.pop();
    const own: File[] = loaded === undefined ? [] : [...named.files];
    const schema = loaded ?? { instance: named, files: named.files };
    if (schema.files.length > 0) {
      const value = this.#build(schema.files, schema.instance.importPath);
      this.#files = schema.files;
      this.#main = { id: schema.instance.importPath, value };
      this.schema = this.#selectSchema(value, schemas, schema.instance.importPath);
    } else if (schemas.length > 0) fail("-d/--schema flag specified without a schema");
    if (schemas.length > 0 && data.length === 0)
      fail("-d/--schema flag requires non-CUE input files");
    const merges = this.#options.noMerge !== true && this.#flags.bool("merge", true);
    const isMerged = merges || this.usesPlacement || this.#options.importing !== undefined;
    if (schemas.length === 0 && isMerged) own.push(...this.#place(named, data));
    else this.#streamed = data;
    if (own.length > 0) this.packages.push({ instance: named, files: own });
  }

  #selectSchema(root: Value, schemas: readonly ParsedExpression[], importPath: string): Value {
    const selected = schemas.map(({ expr, source }) => {
      const value = this.#built(
        this.workspace.expression(expr, source, { scope: root, importPath }),
      );
      refuse(value.validate(), value);
      return value;
    });
    const [first] = selected;
    if (first === undefined) return root;
    return selected.length === 1 ? first : this.workspace.unify(...selected);
  }

  #build(files: readonly File[], importPath: string): Value {
    return this.#built(this.workspace.build(files, { importPath }));
  }

  #built({ value, errors, warnings }: Built): Value {
    if (warnings.length > 0) this.#reporter.warn(warnings);
    refuse(errors);
    return value as Value;
  }

  /** Data as files of an instance. */
  #place(instance: Instance, data: readonly DataFile[]): File[] {
    if (data.length === 0) return [];
    const { packageName } = instance;
    const wanted = this.packageName === "" ? packageName : this.packageName;
    if (
      wanted !== "" &&
      packageName !== "" &&
      packageName !== wanted &&
      !this.#flags.bool("force")
    ) {
      fail(`"package" flag clashes with existing package name (${wanted} vs ${packageName})`);
    }
    const { importing } = this.#options;
    const placement: Placement = {
      workspace: this.workspace,
      packageName: wanted,
      hasPackageFlag: this.packageName !== "",
      paths: this.paths,
      asList: this.#flags.bool("list"),
      withContext: this.#flags.bool("with-context"),
      perFile: importing?.perFile ?? false,
      isImport: importing !== undefined,
      root: instance.root,
    };
    const files = data.flatMap((file) => {
      const documents = this.#documents(file).map(
        (document) => importing?.adapt(document) ?? document,
      );
      return placeDocuments(file.filename, documents, placement);
    });
    this.imported.push(...files);
    return files;
  }

  #documents(file: DataFile): ParsedDocument[] {
    const layout = this.#options.importing !== undefined;
    return [...readDocuments(file, { layout })].map((document) => ({
      ...document,
      encoding: file.encoding,
    }));
  }

  /** The files of the one package that is to be described, and its value. Throws {@link CueErrors}. */
  described(): { readonly files: readonly File[]; readonly root: Value } {
    const [only, ...others] = this.packages;
    if (others.length > 0) fail("schemas are made of one package at a time");
    if (this.isStreaming) fail("schemas are made of CUE, not of data");
    const root =
      only === undefined ? this.#main?.value : this.#build(only.files, only.instance.importPath);
    const files = [...this.#files, ...(only?.files ?? [])];
    if (root === undefined) return fail("nothing to describe");
    refuse(root.validate(), root);
    return { files, root };
  }

  /** The values, one after the other. Throws {@link CueErrors}. */
  *items(): Generator<Item, void> {
    for (const item of this.#roots()) {
      if (this.expressions.length === 0) yield item;
      for (const expression of this.expressions) {
        const { expr, source } = expression;
        const built = this.workspace.expression(expr, source, {
          scope: item.value,
          importPath: item.id,
        });
        yield { value: this.#built(built), id: item.id, file: undefined, expression };
      }
    }
  }

  *#roots(): Generator<Item, void> {
    if (this.#streamed.length > 0) {
      yield* this.#stream();
      return;
    }
    if (this.packages.length === 0) {
      if (this.#main !== undefined) yield item(this.#main.id, this.#main.value);
      return;
    }
    const main = this.#main?.value;
    const roots = this.packages.map(({ instance, files }): Root => {
      return { id: instance.importPath, value: this.#build(files, instance.importPath) };
    });
    // With -e, only what is asked for needs to be right.
    if (this.expressions.length === 0 && !this.#flags.bool("ignore")) {
      for (const { value } of roots) refuse(value.validate(), value);
    }
    for (const { id, value } of roots) {
      yield item(id, main === undefined ? value : this.workspace.unify(value, main));
    }
  }

  *#stream(): Generator<Item, void> {
    for (const data of this.#streamed) {
      for (const document of readDocuments(data)) {
        const file = fileOf(document);
        const own = this.#build([file], "");
        refuse(own.validate(), own);
        if (this.schema === undefined) yield { ...item("", own), file };
        else {
          const value = this.workspace.unify(own, this.schema);
          if (value.error() !== undefined || value.validate().length > 0)
            refuse(value.validate(), value);
          yield item("", value);
        }
      }
    }
  }
}

/** Tells files whose path and whose name match. */
function fileFilter(pattern: string): (filename: string) => boolean {
  let regexp: RegExp;
  try {
    regexp = new RegExp(pattern);
  } catch (error) {
    return fail(`error parsing regexp: ${error instanceof Error ? error.message : pattern}`);
  }
  return (filename) =>
    regexp.test(filename) && regexp.test(filename.slice(filename.lastIndexOf("/") + 1));
}

function item(id: string, value: Value): Item {
  return { id, value, file: undefined, expression: undefined };
}

/** The command line is for the machine's owner, who can wait, or stop it. */
const BUDGET = { nodes: 200_000_000, depth: 10_000 };

function fail(message: string): never {
  throw new CueErrors([new CueError({ code: "compile", message })]);
}

/** Parses an expression of a flag. */
export function parsed(text: string, flag: string): ParsedExpression {
  const source = new Source(text, flag);
  const { expr, errors } = parseExpr(source);
  if (expr === undefined || errors.length > 0) throw new CueErrors(errors);
  return { expr, source };
}

function outputType(flags: Flags, mode: Mode): FileType {
  const out = flags.text("out");
  const file = flags.text("outfile");
  if (out.includes(":") && file.includes(":")) {
    fail("cannot specify qualifier in both --out and --outfile");
  }
  const name = file === "" ? "-" : file;
  try {
    return parseFileType(out === "" ? name : `${out}:${name}`, mode === "export" ? "json" : "cue");
  } catch (error) {
    if (isCueError(error)) throw new CueErrors([error]);
    throw error;
  }
}
