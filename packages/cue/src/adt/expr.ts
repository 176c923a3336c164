// Compiled expressions and declarations. They are made once by the compiler and never change; evaluation pairs
// them with an environment.
import type { ArcType } from "./arc-type.ts";
import type { Feature } from "./feature.ts";
import type { Kind } from "./kind.ts";
import type { BoundOp, Op } from "./op.ts";
import type { Place } from "./position.ts";
import {
  BINARY,
  BOUND_EXPR,
  CALL,
  COMPREHENSION,
  DISJUNCTION_EXPR,
  DYNAMIC_FIELD,
  DYNAMIC_REFERENCE,
  ELLIPSIS,
  FIELD,
  FIELD_REFERENCE,
  FOR_CLAUSE,
  IF_CLAUSE,
  IMPORT_REFERENCE,
  INDEX,
  INTERPOLATION,
  LABEL_REFERENCE,
  LET_CLAUSE,
  LET_FIELD,
  LET_REFERENCE,
  LIST_LIT,
  OPEN,
  PATTERN_FIELD,
  SELECTOR,
  SLICE,
  STRUCT_LIT,
  TRY_CLAUSE,
  UNARY,
  VALUE_REFERENCE,
} from "./tag.ts";
import { Top, type Value } from "./value.ts";

/** An attribute of a field: `@name(body)`. */
export interface FieldAttribute {
  readonly name: string;
  readonly body: string;
}

/** `{ … }` or a file. */
export class StructLit {
  readonly tag: typeof STRUCT_LIT = STRUCT_LIT;
  readonly place: Place | undefined;
  readonly decls: readonly Decl[];
  readonly isFile: boolean;
  /** Whether embedding closes nothing: the file asked for the experiment `explicitopen`. */
  readonly explicitOpen: boolean;
  /** It has an embedded expression or a comprehension. */
  readonly hasEmbedding: boolean;
  readonly hasEllipsis: boolean;
  /** No label is declared twice, so that an empty vertex needs no look-up to insert it. */
  readonly hasDistinctLabels: boolean;
  constructor(
    decls: readonly Decl[],
    place: Place | undefined,
    isFile: boolean,
    explicitOpen: boolean,
  ) {
    this.place = place;
    this.decls = decls;
    this.isFile = isFile;
    this.explicitOpen = explicitOpen;
    let hasEmbedding = false;
    let hasEllipsis = false;
    let isDistinct = true;
    const labels = new Set<Feature>();
    for (const decl of decls) {
      switch (decl.tag) {
        case FIELD:
        case LET_FIELD:
          if (labels.has(decl.label)) isDistinct = false;
          labels.add(decl.label);
          break;
        case DYNAMIC_FIELD:
        case PATTERN_FIELD:
          break;
        case ELLIPSIS:
          hasEllipsis = true;
          break;
        default:
          hasEmbedding = true;
      }
    }
    this.hasEmbedding = hasEmbedding;
    this.hasEllipsis = hasEllipsis;
    this.hasDistinctLabels = isDistinct;
  }
}

/** `[ … ]` */
export class ListLit {
  readonly tag: typeof LIST_LIT = LIST_LIT;
  readonly place: Place | undefined;
  readonly elems: readonly Elem[];
  constructor(elems: readonly Elem[], place: Place | undefined) {
    this.place = place;
    this.elems = elems;
  }
}

/** `>x` where the operand is not a literal. */
export class BoundExpr {
  readonly tag: typeof BOUND_EXPR = BOUND_EXPR;
  readonly place: Place | undefined;
  readonly op: BoundOp;
  readonly expr: Expr;
  constructor(op: BoundOp, expr: Expr, place: Place | undefined) {
    this.place = place;
    this.op = op;
    this.expr = expr;
  }
}

/** A name that is a field, `upCount` scopes up. */
export class FieldReference {
  readonly tag: typeof FIELD_REFERENCE = FIELD_REFERENCE;
  readonly place: Place | undefined;
  readonly upCount: number;
  readonly label: Feature;
  /** `a?` in a try clause. */
  readonly isOptional: boolean;
  constructor(upCount: number, label: Feature, place: Place | undefined, isOptional = false) {
    this.place = place;
    this.upCount = upCount;
    this.label = label;
    this.isOptional = isOptional;
  }
}

/** The value that encloses: `X` in `a: X={…}`, `self`. */
export class ValueReference {
  readonly tag: typeof VALUE_REFERENCE = VALUE_REFERENCE;
  readonly place: Place | undefined;
  readonly upCount: number;
  constructor(upCount: number, place: Place | undefined) {
    this.place = place;
    this.upCount = upCount;
  }
}

/** The label that a pattern or dynamic field matched: `X` in `[X=string]`. */
export class LabelReference {
  readonly tag: typeof LABEL_REFERENCE = LABEL_REFERENCE;
  readonly place: Place | undefined;
  readonly upCount: number;
  constructor(upCount: number, place: Place | undefined) {
    this.place = place;
    this.upCount = upCount;
  }
}

/** A reference to a field whose label is computed: `X` in `X=(name): …`. */
export class DynamicReference {
  readonly tag: typeof DYNAMIC_REFERENCE = DYNAMIC_REFERENCE;
  readonly place: Place | undefined;
  readonly upCount: number;
  readonly label: Expr;
  constructor(upCount: number, label: Expr, place: Place | undefined) {
    this.place = place;
    this.upCount = upCount;
    this.label = label;
  }
}

/** The root of an imported package. `instance` is the compiled package, undefined if there is none. */
export class ImportReference {
  readonly tag: typeof IMPORT_REFERENCE = IMPORT_REFERENCE;
  readonly place: Place | undefined;
  readonly path: string;
  readonly instance: PackageInstance;
  constructor(path: string, instance: PackageInstance, place: Place | undefined) {
    this.place = place;
    this.path = path;
    this.instance = instance;
  }
}

/** A compiled package: its files, or the declarations of a package of the standard library. */
export interface PackageInstance {
  readonly path: string;
  readonly files: readonly StructLit[];
  /** Of the standard library. */
  readonly isLibrary?: boolean;
}

/** A name that a let binds. */
export class LetReference {
  readonly tag: typeof LET_REFERENCE = LET_REFERENCE;
  readonly place: Place | undefined;
  readonly upCount: number;
  readonly label: Feature;
  /** What the let binds, where it is a reference to the value around it. */
  readonly selfReference: ValueReference | undefined;
  constructor(
    upCount: number,
    label: Feature,
    place: Place | undefined,
    selfReference: ValueReference | undefined,
  ) {
    this.place = place;
    this.upCount = upCount;
    this.label = label;
    this.selfReference = selfReference;
  }
}

/** `x.sel` */
export class SelectorExpr {
  readonly tag: typeof SELECTOR = SELECTOR;
  readonly place: Place | undefined;
  readonly expr: Expr;
  readonly label: Feature;
  readonly labelPlace: Place | undefined;
  readonly isOptional: boolean;
  constructor(
    expr: Expr,
    label: Feature,
    place: Place | undefined,
    labelPlace: Place | undefined,
    isOptional = false,
  ) {
    this.place = place;
    this.expr = expr;
    this.label = label;
    this.labelPlace = labelPlace;
    this.isOptional = isOptional;
  }
}

/** `x[index]` */
export class IndexExpr {
  readonly tag: typeof INDEX = INDEX;
  readonly place: Place | undefined;
  readonly expr: Expr;
  readonly index: Expr;
  readonly isOptional: boolean;
  constructor(expr: Expr, index: Expr, place: Place | undefined, isOptional = false) {
    this.place = place;
    this.expr = expr;
    this.index = index;
    this.isOptional = isOptional;
  }
}

/** `x[low:high]` */
export class SliceExpr {
  readonly tag: typeof SLICE = SLICE;
  readonly place: Place | undefined;
  readonly expr: Expr;
  readonly low: Expr | undefined;
  readonly high: Expr | undefined;
  constructor(
    expr: Expr,
    low: Expr | undefined,
    high: Expr | undefined,
    place: Place | undefined,
  ) {
    this.place = place;
    this.expr = expr;
    this.low = low;
    this.high = high;
  }
}

/** `"a \(b) c"`: literal parts and expressions in turn. */
export class Interpolation {
  readonly tag: typeof INTERPOLATION = INTERPOLATION;
  readonly place: Place | undefined;
  /** `STRING_KIND` or `BYTES_KIND`. */
  readonly kind: Kind;
  readonly parts: readonly Expr[];
  constructor(kind: Kind, parts: readonly Expr[], place: Place | undefined) {
    this.place = place;
    this.kind = kind;
    this.parts = parts;
  }
}

/** `-x`, `+x`, `!x` */
export class UnaryExpr {
  readonly tag: typeof UNARY = UNARY;
  readonly place: Place | undefined;
  readonly op: "-" | "+" | "!";
  readonly expr: Expr;
  constructor(op: "-" | "+" | "!", expr: Expr, place: Place | undefined) {
    this.place = place;
    this.op = op;
    this.expr = expr;
  }
}

/** Everything with two operands but `|`. */
export class BinaryExpr {
  readonly tag: typeof BINARY = BINARY;
  readonly place: Place | undefined;
  readonly op: Op;
  readonly left: Expr;
  readonly right: Expr;
  /** `&&` and `||` do not look at the right operand when the left decides. */
  readonly shortCircuit: boolean;
  /** `+` and `*` of lists concatenate and repeat. */
  readonly listArithmetic: boolean;
  constructor(
    op: Op,
    left: Expr,
    right: Expr,
    place: Place | undefined,
    shortCircuit = false,
    listArithmetic = false,
  ) {
    this.place = place;
    this.op = op;
    this.left = left;
    this.right = right;
    this.shortCircuit = shortCircuit;
    this.listArithmetic = listArithmetic;
  }
}

/** `x...` */
export class OpenExpr {
  readonly tag: typeof OPEN = OPEN;
  readonly place: Place | undefined;
  readonly expr: Expr;
  constructor(expr: Expr, place: Place | undefined) {
    this.place = place;
    this.expr = expr;
  }
}

/** `f(x, y)` */
export class CallExpr {
  readonly tag: typeof CALL = CALL;
  readonly place: Place | undefined;
  readonly fun: Expr;
  readonly args: readonly Expr[];
  readonly explicitOpen: boolean;
  constructor(fun: Expr, args: readonly Expr[], place: Place | undefined, explicitOpen = false) {
    this.place = place;
    this.fun = fun;
    this.args = args;
    this.explicitOpen = explicitOpen;
  }
}

export interface Disjunct {
  readonly expr: Expr;
  readonly isDefault: boolean;
}

/** `a | *b | c` */
export class DisjunctionExpr {
  readonly tag: typeof DISJUNCTION_EXPR = DISJUNCTION_EXPR;
  readonly place: Place | undefined;
  readonly disjuncts: readonly Disjunct[];
  readonly hasDefaults: boolean;
  constructor(disjuncts: readonly Disjunct[], place: Place | undefined) {
    this.place = place;
    this.disjuncts = disjuncts;
    this.hasDefaults = disjuncts.some((disjunct) => disjunct.isDefault);
  }
}

/** `label: value` */
export class Field {
  readonly tag: typeof FIELD = FIELD;
  readonly place: Place | undefined;
  readonly label: Feature;
  readonly arcType: ArcType;
  readonly value: Expr;
  readonly attributes: readonly FieldAttribute[];
  constructor(
    label: Feature,
    arcType: ArcType,
    value: Expr,
    place: Place | undefined,
    attributes: readonly FieldAttribute[],
  ) {
    this.place = place;
    this.label = label;
    this.arcType = arcType;
    this.value = value;
    this.attributes = attributes;
  }
}

/** `let label = value` */
export class LetField {
  readonly tag: typeof LET_FIELD = LET_FIELD;
  readonly place: Place | undefined;
  readonly label: Feature;
  readonly value: Expr;
  constructor(label: Feature, value: Expr, place: Place | undefined) {
    this.place = place;
    this.label = label;
    this.value = value;
  }
}

/** `(key): value`, `"\(key)": value` */
export class DynamicField {
  readonly tag: typeof DYNAMIC_FIELD = DYNAMIC_FIELD;
  readonly place: Place | undefined;
  readonly key: Expr;
  readonly arcType: ArcType;
  readonly value: Expr;
  readonly attributes: readonly FieldAttribute[];
  /** The value may refer to the label. */
  readonly hasLabelAlias: boolean;
  constructor(
    key: Expr,
    arcType: ArcType,
    value: Expr,
    place: Place | undefined,
    attributes: readonly FieldAttribute[],
    hasLabelAlias: boolean,
  ) {
    this.place = place;
    this.key = key;
    this.arcType = arcType;
    this.value = value;
    this.attributes = attributes;
    this.hasLabelAlias = hasLabelAlias;
  }
}

/** `[filter]: value` */
export class PatternField {
  readonly tag: typeof PATTERN_FIELD = PATTERN_FIELD;
  readonly place: Place | undefined;
  readonly filter: Expr;
  readonly value: Expr;
  constructor(filter: Expr, value: Expr, place: Place | undefined) {
    this.place = place;
    this.filter = filter;
    this.value = value;
  }
}

/** `...` or `...T` */
export class Ellipsis {
  readonly tag: typeof ELLIPSIS = ELLIPSIS;
  readonly place: Place | undefined;
  readonly value: Expr | undefined;
  constructor(value: Expr | undefined, place: Place | undefined) {
    this.place = place;
    this.value = value;
  }
}

/** `for … if … { … }` */
export class Comprehension {
  readonly tag: typeof COMPREHENSION = COMPREHENSION;
  readonly place: Place | undefined;
  readonly clauses: readonly Clause[];
  readonly value: StructLit;
  /** What is put in place if the clauses yield nothing. */
  readonly fallback: StructLit | undefined;
  constructor(
    clauses: readonly Clause[],
    value: StructLit,
    fallback: StructLit | undefined,
    place: Place | undefined,
  ) {
    this.place = place;
    this.clauses = clauses;
    this.value = value;
    this.fallback = fallback;
  }
}

export class ForClause {
  readonly tag: typeof FOR_CLAUSE = FOR_CLAUSE;
  readonly place: Place | undefined;
  /** 0 if the clause has no key, or `_`. */
  readonly key: Feature;
  readonly value: Feature;
  readonly source: Expr;
  constructor(key: Feature, value: Feature, source: Expr, place: Place | undefined) {
    this.place = place;
    this.key = key;
    this.value = value;
    this.source = source;
  }
}

export class IfClause {
  readonly tag: typeof IF_CLAUSE = IF_CLAUSE;
  readonly place: Place | undefined;
  readonly condition: Expr;
  constructor(condition: Expr, place: Place | undefined) {
    this.place = place;
    this.condition = condition;
  }
}

export class LetClause {
  readonly tag: typeof LET_CLAUSE = LET_CLAUSE;
  readonly place: Place | undefined;
  readonly label: Feature;
  readonly expr: Expr;
  constructor(label: Feature, expr: Expr, place: Place | undefined) {
    this.place = place;
    this.label = label;
    this.expr = expr;
  }
}

/** `try { … }` (then `expr` is undefined) or `try x = expr`. */
export class TryClause {
  readonly tag: typeof TRY_CLAUSE = TRY_CLAUSE;
  readonly place: Place | undefined;
  readonly label: Feature;
  readonly expr: Expr | undefined;
  constructor(label: Feature, expr: Expr | undefined, place: Place | undefined) {
    this.place = place;
    this.label = label;
    this.expr = expr;
  }
}

export type Clause = ForClause | IfClause | LetClause | TryClause;

/** What resolves to a vertex. */
export type Resolver =
  | FieldReference
  | ValueReference
  | DynamicReference
  | ImportReference
  | LetReference
  | SelectorExpr
  | IndexExpr;

/** What computes a value. */
export type Evaluator =
  | LabelReference
  | StructLit
  | ListLit
  | BoundExpr
  | SliceExpr
  | Interpolation
  | UnaryExpr
  | BinaryExpr
  | OpenExpr
  | CallExpr
  | DisjunctionExpr;

export type Expr = Value | Resolver | Evaluator;

export type Decl =
  | Field
  | LetField
  | DynamicField
  | PatternField
  | Ellipsis
  | Comprehension
  | Expr;

/** An element of a list. */
export type Elem = Expr | Ellipsis | Comprehension;

/** What a conjunct can hold. */
export type Node = Expr | Field | LetField | DynamicField | PatternField | Ellipsis | Comprehension;

/** The expression of a declaration: a field's value. */
export function expressionOf(node: Node): Expr | Comprehension {
  switch (node.tag) {
    case FIELD:
    case LET_FIELD:
    case DYNAMIC_FIELD:
    case PATTERN_FIELD:
      return node.value;
    case ELLIPSIS:
      return node.value ?? NOTHING_SAID;
    default:
      return node;
  }
}



/** `_`, the value of an ellipsis without type. */
const NOTHING_SAID: Top = new Top();
