// The contract between the standard library and the evaluator.
//
// A package is a table of rows: typed functions and constants. Functions see plain JavaScript values, or opaque
// handles (`CueValue`) that they hand back to the evaluator through a `BuiltinContext`. The evaluator's call.ts is the
// one place that calls `Builtin.invoke` and turns a `BuiltinError` into an error value:
//
// 1. `arguments.length` must be between `minArity` and `params.length` (otherwise "not enough arguments in call to …",
//    "too many arguments in call to …"); if `isValidatorCall(builtin, count)`, the call is a validator instead: its
//    value becomes the first argument when it is checked.
// 2. unless `nonConcrete`, every argument is evaluated to be concrete; an incomplete one makes the call incomplete.
// 3. each argument's kind must be in `params[i].kinds` ("cannot use %s (type %s) as %s in argument %d to %s"), and
//    where `params[i].choices` is set, the value must be one of these ("cannot use %s as %s in argument %d to %s",
//    with `params[i].constraint` as text).
// 4. `invoke` runs; its result becomes a value, see `Result`. A thrown `BuiltinError` becomes the error
//    "error in call to <package>.<Name>: <message>", of the code that it carries.
import { type Decimal, DecimalError } from "../literal/decimal.ts";

/** Names of kinds for parameters and results; `number` is int or float, `top` anything. */
export type KindName =
  | "null"
  | "bool"
  | "int"
  | "float"
  | "number"
  | "string"
  | "bytes"
  | "struct"
  | "list"
  | "top";

declare const handle: unique symbol;

/** A value of the evaluator, opaque to the library: only a {@link BuiltinContext} can look inside. */
export interface CueValue {
  readonly [handle]?: never;
}

/** A concrete scalar: an int is a safe integer or `bigint`, a float always a `Decimal`. */
export type Scalar = null | boolean | number | bigint | Decimal | string | Uint8Array;

/** A struct made by a builtin, in field order. A label may occur twice: then the values are to be unified. */
export class StructData {
  readonly labels: string[];
  readonly values: Result[];

  constructor(labels: string[] = [], values: Result[] = []) {
    this.labels = labels;
    this.values = values;
  }

  set(label: string, value: Result): void {
    this.labels.push(label);
    this.values.push(value);
  }
}

/**
 * What a builtin gives back. An integer `number` or `bigint` is an int, a `Decimal` a float even if it is integral,
 * an array a closed list, `StructData` an open struct; any other object is a {@link CueValue}.
 */
export type Result = Scalar | StructData | CueValue | readonly Result[];

/** The codes that a builtin's error may have. */
export type BuiltinErrorCode = "eval" | "incomplete" | "cycle" | "structural_cycle" | "user";

/** A builtin's failure; `call.ts` makes it an error value. */
export class BuiltinError extends Error {
  readonly code: BuiltinErrorCode;
  /** The evaluator's own error, where one is passed on; it then replaces this one whole. */
  readonly bottom: unknown;
  /** Whether the code of {@link bottom} is to be replaced by `eval`. */
  isTerminal: boolean;

  constructor(message: string, code: BuiltinErrorCode = "eval", bottom?: unknown) {
    super(message);
    this.name = "BuiltinError";
    this.code = code;
    this.bottom = bottom;
    this.isTerminal = false;
  }

  /** The same failure, but for good: incomplete errors in {@link bottom} count as final too. */
  terminal(): BuiltinError {
    const copy = new BuiltinError(this.message, "eval", this.bottom);
    copy.isTerminal = true;
    return copy;
  }
}

/**
 * Why a value does not satisfy a validator such as `list.MaxItems(2)`. Called as a plain function, the builtin then
 * is false and not an error.
 */
export class ValidationFailure extends BuiltinError {}

/** What the evaluator offers to a running builtin. Methods throw {@link BuiltinError} carrying its error values. */
export interface BuiltinContext {
  /** Whether the builtin runs as a validator, its first argument being the value validated. */
  readonly isValidator: boolean;
  /** The kind of the concrete value (default taken); `bottom` for an error or a value that is not concrete. */
  kind(value: CueValue): Exclude<KindName, "number" | "top"> | "func" | "bottom";
  /** The kinds that a value may have, as messages print them: `int`, `(int|string)`, `_`. */
  kindText(value: CueValue): string;
  /** The concrete scalar (default taken). Throws for anything else: incomplete if it may still become one. */
  scalar(value: CueValue): Scalar;
  /** The elements of a list (default taken). Throws for anything else. */
  elements(value: CueValue): readonly CueValue[];
  /** The regular fields that are present, in output order; default taken. Throws unless a struct. */
  fields(value: CueValue): readonly { readonly label: string; readonly value: CueValue }[];
  /** As {@link fields}, for output: throws if a required field is missing. */
  dataFields(value: CueValue): readonly { readonly label: string; readonly value: CueValue }[];
  /** Whether the list has an ellipsis, or the struct accepts further fields (open, or with patterns). */
  isOpen(value: CueValue): boolean;
  /** How many regular fields are declared optional or required, and not present. */
  constraintCount(value: CueValue): number;
  /** The value as error messages print it. */
  text(value: CueValue): string;
  /** Equality of regular fields, elements, scalars. */
  equal(left: CueValue, right: CueValue): boolean;
  /** Whether nothing can be added to the value any more: a concrete scalar, or closed with final fields. */
  isFinal(value: CueValue): boolean;
  /** A handle for a result. */
  value(result: Result): CueValue;
  unify(left: CueValue, right: CueValue): CueValue;
  /**
   * The errors of the value and below. `final`: required fields must be present; `concrete`: and everything must be
   * concrete; neither: only errors that nothing can mend.
   */
  validate(value: CueValue, mode: "errors" | "concrete" | "final"): BuiltinError | undefined;
  /** The value of a field, definitions and hidden ones not included; undefined where there is none. */
  lookup(value: CueValue, label: string): CueValue | undefined;
  /** An argument that is a schema, evaluated anew: so that a schema that leads back here shows as a cycle. */
  schema?(argument: CueValue, index: number): CueValue;
  /**
   * The literal in the source that the value is, where it is a list element or an argument that is nothing but one
   * literal: encoding/yaml keeps its form. May be left out.
   */
  literalText?(value: CueValue): string | undefined;
  /** Evaluates a struct `{x, y, less}` with `x` and `y` filled in and gives `less`. */
  less(comparator: CueValue, x: CueValue, y: CueValue): boolean;
}

/** A parameter: the kinds it takes and how its argument reaches the function. */
export interface Param<T> {
  readonly kinds: readonly KindName[];
  /** What the function gets when the argument is left out. */
  readonly fallback?: string;
  /** The strings that the argument may be. */
  readonly choices?: readonly string[];
  /** The parameter's constraint as CUE text, where it is more than a kind. */
  readonly constraint?: string;
  read(ctx: BuiltinContext, argument: CueValue, index: number): T;
}

/** A function's result type: its kind and how it becomes a {@link Result}. */
export interface ReturnType<T> {
  readonly kinds: readonly KindName[];
  write(value: T): Result;
}

/** A function of the standard library. */
export interface Builtin {
  readonly kind: "function";
  readonly name: string;
  readonly params: readonly Param<unknown>[];
  readonly result: readonly KindName[];
  /** Arguments are passed as they are, concrete or not. */
  readonly nonConcrete: boolean;
  readonly minArity: number;
  invoke(ctx: BuiltinContext, args: readonly CueValue[]): Result;
}

/** A constant of the standard library. */
export interface Constant {
  readonly kind: "constant";
  readonly name: string;
  readonly value: Result;
}

export type Row = Builtin | Constant;

/** A package of the standard library. */
export interface StandardPackage {
  readonly path: string;
  readonly rows: ReadonlyMap<string, Row>;
  /** Declarations written in CUE that the package has besides its rows (list.Ascending …). */
  readonly source?: string;
}

/** A package: its import path, rows and, where it has such, declarations as CUE text. */
export function definePackage(
  path: string,
  rows: readonly Row[],
  options: { readonly source?: string } = {},
): StandardPackage {
  const byName = new Map<string, Row>();
  for (const row of rows) {
    if (byName.has(row.name)) throw new Error(`${path}.${row.name} is defined twice`);
    byName.set(row.name, row);
  }
  return { path, rows: byName, ...options };
}

type Arguments<P extends readonly Param<unknown>[]> = {
  [I in keyof P]: P[I] extends Param<infer T> ? T : never;
};

interface FunctionOptions {
  readonly nonConcrete?: boolean;
}

/** A row for a plain function of its arguments. */
export function fn<const P extends readonly Param<unknown>[], R>(
  name: string,
  params: P,
  result: ReturnType<R>,
  run: (...args: Arguments<P>) => R,
  options: FunctionOptions = {},
): Builtin {
  return contextual(name, params, result, (_ctx, ...args: Arguments<P>) => run(...args), options);
}

/** A row for a function that looks into values: it gets the {@link BuiltinContext} first. */
export function contextual<const P extends readonly Param<unknown>[], R>(
  name: string,
  params: P,
  result: ReturnType<R>,
  run: (ctx: BuiltinContext, ...args: Arguments<P>) => R,
  options: FunctionOptions = {},
): Builtin {
  const optional = params.findIndex((param) => param.fallback !== undefined);
  return {
    kind: "function",
    name,
    params,
    result: result.kinds,
    nonConcrete: options.nonConcrete ?? false,
    minArity: optional < 0 ? params.length : optional,
    invoke(ctx, args) {
      try {
        const values = readArguments(ctx, params, args);
        return result.write(run(ctx, ...(values as Arguments<P>)));
      } catch (err) {
        if (err instanceof ValidationFailure && !ctx.isValidator) return false;
        if (err instanceof DecimalError) throw new BuiltinError(err.message);
        throw err;
      }
    },
  };
}

/** The arguments as the function gets them. Of several that it cannot take, the last is the one to tell of. */
function readArguments(
  ctx: BuiltinContext,
  params: readonly Param<unknown>[],
  args: readonly CueValue[],
): unknown[] {
  let problem: BuiltinError | undefined;
  const values = params.map((param, index) => {
    const argument = args[index];
    if (argument === undefined) return param.fallback;
    try {
      return param.read(ctx, argument, index);
    } catch (err) {
      if (!(err instanceof BuiltinError)) throw err;
      problem = err;
      return undefined;
    }
  });
  if (problem !== undefined) throw problem;
  return values;
}

/** A row for a constant. */
export function constant(name: string, value: Result): Constant {
  return { kind: "constant", name, value };
}

/** Whether a builtin can be a validator: it yields nothing but a verdict. */
function yieldsVerdict(builtin: Builtin): boolean {
  return builtin.result.every((kind) => kind === "bool");
}

/** Whether a call of `builtin` with `count` arguments is a validator rather than a call. */
export function isValidatorCall(builtin: Builtin, count: number): boolean {
  const omitted = builtin.params[count];
  return (
    count === builtin.params.length - 1 && yieldsVerdict(builtin) && omitted?.fallback === undefined
  );
}

/** Whether the name of `builtin` alone, uncalled, is a validator: `time.Duration`, `net.IPv4`. */
export function isBareValidator(builtin: Builtin): boolean {
  return builtin.params.length === 1 && yieldsVerdict(builtin);
}
