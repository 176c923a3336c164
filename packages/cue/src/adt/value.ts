// Values: what evaluation yields. A struct or list is a vertex whose base value is a marker.
import type { Decimal } from "../literal/decimal.ts";
import type { Builtin as LibraryFunction } from "../stdlib/builtin.ts";
import type { Bottom } from "./bottom.ts";
import type { Environment } from "./environment.ts";
import type { CallExpr, Expr } from "./expr.ts";
import {
  BOOL_KIND,
  BYTES_KIND,
  FLOAT_KIND,
  FUNC_KIND,
  INT_KIND,
  type Kind,
  LIST_KIND,
  NULL_KIND,
  STRING_KIND,
  STRUCT_KIND,
} from "./kind.ts";
import type { BoundOp } from "./op.ts";
import type { Place } from "./position.ts";
import {
  BASIC_TYPE,
  BOOL,
  BOUND_VALUE,
  BUILTIN,
  BUILTIN_VALIDATOR,
  BYTES,
  CONJUNCTION,
  DISJUNCTION,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  TOP,
} from "./tag.ts";
import type { Vertex } from "./vertex.ts";

export class NullLit {
  readonly tag: typeof NULL = NULL;
  readonly place: Place | undefined;
  constructor(place?: Place) {
    this.place = place;
  }
}

export class BoolLit {
  readonly tag: typeof BOOL = BOOL;
  readonly place: Place | undefined;
  readonly value: boolean;
  constructor(value: boolean, place?: Place) {
    this.place = place;
    this.value = value;
  }
}

/** An int is a safe integer or a bigint, a float always a decimal. */
export class Num {
  readonly tag: typeof NUM = NUM;
  readonly place: Place | undefined;
  readonly value: number | bigint | Decimal;
  constructor(value: number | bigint | Decimal, place?: Place) {
    this.place = place;
    this.value = value;
  }
  get kind(): Kind {
    return typeof this.value === "object" ? FLOAT_KIND : INT_KIND;
  }
}

export class Str {
  readonly tag: typeof STRING = STRING;
  readonly place: Place | undefined;
  readonly value: string;
  constructor(value: string, place?: Place) {
    this.place = place;
    this.value = value;
  }
}

export class Bytes {
  readonly tag: typeof BYTES = BYTES;
  readonly place: Place | undefined;
  readonly value: Uint8Array;
  constructor(value: Uint8Array, place?: Place) {
    this.place = place;
    this.value = value;
  }
}

export class Top {
  readonly tag: typeof TOP = TOP;
  readonly place: Place | undefined;
  constructor(place?: Place) {
    this.place = place;
  }
}

export class BasicType {
  readonly tag: typeof BASIC_TYPE = BASIC_TYPE;
  readonly place: Place | undefined;
  readonly kind: Kind;
  constructor(kind: Kind, place?: Place) {
    this.place = place;
    this.kind = kind;
  }
}

/** A bound with its operand: `>5`, `!="a"`, `=~"^x"`. */
export class BoundValue {
  readonly tag: typeof BOUND_VALUE = BOUND_VALUE;
  readonly place: Place | undefined;
  readonly op: BoundOp;
  readonly value: Value;
  constructor(op: BoundOp, value: Value, place?: Place) {
    this.place = place;
    this.op = op;
    this.value = value;
  }
}

/** A parameter of a function as calls check it. */
export interface Parameter {
  readonly kind: Kind;
  readonly hasDefault: boolean;
  readonly text: string;
}

/** A function: of the standard library, or one of the language's own, by name. */
export class Builtin {
  readonly tag: typeof BUILTIN = BUILTIN;
  readonly place: Place | undefined;
  readonly name: string;
  /** The import path of its package, empty for the language's own. */
  readonly packagePath: string;
  readonly parameters: readonly Parameter[];
  readonly result: Kind;
  /** Arguments are passed as they are, concrete or not. */
  readonly nonConcrete: boolean;
  readonly library: LibraryFunction | undefined;
  constructor(fields: {
    readonly name: string;
    readonly packagePath: string;
    readonly parameters: readonly Parameter[];
    readonly result: Kind;
    readonly nonConcrete: boolean;
    readonly library?: LibraryFunction | undefined;
    readonly place?: Place | undefined;
  }) {
    this.place = fields.place;
    this.name = fields.name;
    this.packagePath = fields.packagePath;
    this.parameters = fields.parameters;
    this.result = fields.result;
    this.nonConcrete = fields.nonConcrete;
    this.library = fields.library;
  }

  /** The function, where a source names it. */
  placed(place: Place): Builtin {
    return new Builtin({ ...this, place });
  }
}

/** A call that lacks its first argument: the value to be validated. */
export class BuiltinValidator {
  readonly tag: typeof BUILTIN_VALIDATOR = BUILTIN_VALIDATOR;
  readonly place: Place | undefined;
  readonly builtin: Builtin;
  readonly call: CallExpr | undefined;
  readonly args: readonly Value[];
  readonly env: Environment | undefined;
  constructor(
    builtin: Builtin,
    call: CallExpr | undefined,
    args: readonly Value[],
    env: Environment | undefined,
  ) {
    this.builtin = builtin;
    this.call = call;
    this.args = args;
    this.env = env;
    this.place = call?.place;
  }
}

/** Values of a unification that cannot be simplified to one. */
export class Conjunction {
  readonly tag: typeof CONJUNCTION = CONJUNCTION;
  readonly place: Place | undefined;
  readonly values: readonly Value[];
  /** The predeclared name that it stands for: `int8`, `uint`. */
  readonly name: string | undefined;
  constructor(values: readonly Value[], place?: Place, name?: string) {
    this.place = place;
    this.values = values;
    this.name = name;
  }
}

/** The disjuncts that are left; the first `defaults` of them are the defaults. */
export class Disjunction {
  readonly tag: typeof DISJUNCTION = DISJUNCTION;
  readonly place: Place | undefined;
  #values: readonly Value[] | (() => readonly Value[]);
  readonly defaults: number;
  readonly hasDefaults: boolean;
  /** The kinds of all disjuncts where that is known without them. */
  readonly kind: Kind | undefined;
  /** The disjuncts may be left to be computed when they are asked for. */
  constructor(
    values: readonly Value[] | (() => readonly Value[]),
    defaults: number,
    hasDefaults: boolean,
    place?: Place,
    kind?: Kind,
  ) {
    this.place = place;
    this.#values = values;
    this.defaults = defaults;
    this.hasDefaults = hasDefaults;
    this.kind = kind;
  }
  get values(): readonly Value[] {
    const values = this.#values;
    if (typeof values !== "function") return values;
    const computed = values();
    this.#values = computed;
    return computed;
  }
}

/** The base value of a struct. */
export class StructMarker {
  readonly tag: typeof STRUCT_MARKER = STRUCT_MARKER;
}

/** The base value of a list; `isOpen` if it has an ellipsis. */
export class ListMarker {
  readonly tag: typeof LIST_MARKER = LIST_MARKER;
  isOpen: boolean;
  /** What its ellipses say, for output. */
  ellipses: Expr[] | undefined = undefined;
  constructor(isOpen: boolean) {
    this.isOpen = isOpen;
  }
}

export const STRUCT: StructMarker = new StructMarker();

export type Scalar = NullLit | BoolLit | Num | Str | Bytes;

export type Value =
  | Bottom
  | Scalar
  | Top
  | BasicType
  | BoundValue
  | Builtin
  | BuiltinValidator
  | Conjunction
  | Disjunction
  | Vertex;

/** What a vertex holds: a value, a marker of a struct or list, or another vertex that stands for it. */
export type BaseValue = Value | StructMarker | ListMarker;

/** The kinds of a scalar's tag. */
export function scalarKind(value: Scalar): Kind {
  switch (value.tag) {
    case NULL:
      return NULL_KIND;
    case BOOL:
      return BOOL_KIND;
    case NUM:
      return typeof value.value === "object" ? FLOAT_KIND : INT_KIND;
    case STRING:
      return STRING_KIND;
    case BYTES:
      return BYTES_KIND;
  }
}

/** The kind of a marker. */
export function markerKind(marker: StructMarker | ListMarker): Kind {
  return marker.tag === STRUCT_MARKER ? STRUCT_KIND : LIST_KIND;
}

/** The kind of a function. */
export const FUNCTION_KIND: Kind = FUNC_KIND;
