// The public face of an evaluation. Everything outside this package (engine, providers, CLI)
// reads CUE through these interfaces; the evaluator's own structures never leave it.
import type { File } from "../ast/ast.ts";
import type { CueError } from "../errors/cue-error.ts";
import type { SyntaxOptions } from "../export/syntax-file.ts";

/** A plain value as JSON has it; integers beyond 2^53 are `bigint`, bytes are `Uint8Array`. */
export type Data =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Data[]
  | { readonly [key: string]: Data };

/** The kind of a value: CUE's basic types, `bottom` for an error, `top` for `_`. */
export type ValueKind =
  | "bottom"
  | "null"
  | "bool"
  | "int"
  | "float"
  | "string"
  | "bytes"
  | "struct"
  | "list"
  | "func"
  | "number"
  | "top";

/** One step of a path: a field's label (with its `#` or `_`, without quotes) or a list index. */
export type PathElement = string | number;

/** A value put into a program before it is evaluated: unified with what the program says at `path`. */
export interface Fill {
  readonly path: readonly PathElement[];
  readonly value: Data;
}

/** Limits of one evaluation; past one of them the evaluation ends with a `CueError` of code `budget`. */
export interface Budget {
  /** Vertices that may be evaluated. Default 2,000,000. */
  readonly nodes?: number;
  /** Depth of nesting of values. Default 1,000. */
  readonly depth?: number;
  /** Milliseconds by `now`. Default: none. */
  readonly milliseconds?: number;
  readonly now?: () => number;
  readonly signal?: AbortSignal;
}

/** Options of {@link Program.evaluate}. */
export interface EvaluateOptions {
  readonly fill?: readonly Fill[];
  readonly budget?: Budget;
}

/** A compiled CUE instance: immutable, shared by any number of evaluations. */
export interface Program {
  /** Evaluates on demand: nothing is computed until the returned value is asked. Never throws. */
  evaluate(options?: EvaluateOptions): Value;
  /** Warnings of compilation, e.g. of the compatibility mode, sorted by position. */
  readonly warnings: readonly CueError[];
}

/** Where a field of a struct comes from; the engine's order of actions depends on it. */
export type FieldOrigin = "declared" | "comprehension" | "filled";

/** A field as {@link Value.fields} yields it. */
export interface Field {
  readonly label: string;
  readonly value: Value;
  readonly kind: "regular" | "hidden" | "definition";
  readonly constraint: "none" | "optional" | "required";
  readonly origin: FieldOrigin;
  /** Attributes of the field, e.g. `@step(1)`: name `step`, body `1`. */
  readonly attributes: readonly { readonly name: string; readonly body: string }[];
}

/** Options of {@link Value.fields}; everything is off by default: regular fields that are present. */
export interface FieldsOptions {
  readonly optional?: boolean;
  readonly hidden?: boolean;
  readonly definitions?: boolean;
}

/** A value in an evaluation, computed when first asked. */
export interface Value {
  readonly path: readonly PathElement[];
  /** The kind after defaults; `bottom` if the value is in error or incomplete beyond a type. */
  kind(): ValueKind;
  /** The types that the value may still have, as CUE prints them: `string`, `(int|string)`, `_`. */
  incompleteKind(): string;
  /** False where there is no field at the path; a constraint (`a?: int`, `a!: int`) makes none. */
  exists(): boolean;
  /** True for a scalar, or for a struct or list, not looking below it. */
  isConcrete(): boolean;
  /** The value's own error (not those below it), complete or incomplete. */
  error(): CueError | undefined;
  /** The value at a path of labels and indices below this one. Definitions and hidden fields by their label. */
  lookup(path: readonly PathElement[]): Value;
  /** The value at a path written as CUE text: `a.b[0]."c-d".#E`. Throws {@link CueError} if it does not parse. */
  lookupPath(path: string): Value;
  /** Evaluates CUE text in the scope of this value (imports allowed before it). */
  expression(source: string, filename?: string): Value;
  /** The fields of a struct in evaluation order: comprehension fields interleave as `cue` orders them. */
  fields(options?: FieldsOptions): readonly Field[];
  /**
   * Whether this value, or one below it, has a field of this name. Definitions are not entered, nor what was filled in.
   * Far cheaper than to look oneself.
   */
  contains(label: string): boolean;
  /** The elements of a list. */
  elements(): readonly Value[];
  /** As plain data with defaults taken, like `cue export`. Throws the first {@link CueError} met. */
  decode(): Data;
  /**
   * All errors below, in source order; with `final` also of required fields that are missing, with `concrete` besides
   * of what is not concrete. Empty when valid.
   */
  validate(options?: {
    readonly concrete?: boolean;
    readonly final?: boolean;
  }): readonly CueError[];
  /** JSON text as `cue export --out json` prints it (compact unless `indent`). Throws {@link CueError}. */
  exportJson(options?: { readonly indent?: number }): string;
  /** The text of a string, as `cue export --out text` prints it. Throws {@link CueError} for anything else. */
  exportText(): string;
  /** YAML text as `cue export --out yaml` prints it, with a line end. Throws {@link CueError}. */
  exportYaml(): string;
  /** TOML text as `cue export --out toml` prints it. Throws {@link CueError}. */
  exportToml(): string;
  /**
   * CUE text of the evaluated value: `defaults` resolves defaults; `final` does so, and leaves out definitions, hidden
   * and optional fields (as `cue export --out cue`).
   */
  syntax(options?: { readonly final?: boolean; readonly defaults?: boolean }): string;
  /** The value as a tree of CUE, to be formatted: evaluated or as a definition. Throws {@link CueError} for a budget. */
  syntaxTree(options?: SyntaxOptions): File;
  /**
   * Indices of the fills that the expressions of this value read directly: references are followed through
   * values computed by the program, and end where they meet filled-in data.
   */
  reads(): readonly number[];
  /**
   * Indices of the fills that conditions (`if` of comprehensions) directly in this struct read which do not hold, or
   * cannot be told yet: other data there may bring in fields.
   */
  idleReads(): readonly number[];
  /** Comment lines directly above the field in its sources, without the slashes; of all conjuncts, in source order. */
  comments(): readonly string[];
  /** Position of the first conjunct in source, for messages. */
  position():
    | { readonly filename: string; readonly line: number; readonly column: number }
    | undefined;
}
