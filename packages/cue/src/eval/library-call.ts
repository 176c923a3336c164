// Calls of the standard library: values reach its functions through a `BuiltinContext`, its results become values.
import { MEMBER, OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import {
  Bottom,
  CYCLE_ERROR,
  EVAL_ERROR,
  INCOMPLETE_ERROR,
  STRUCTURAL_CYCLE_ERROR,
  USER_ERROR,
} from "../adt/bottom.ts";
import { ROOT_INFO } from "../adt/close-info.ts";
import { intLabel, isIntLabel, isRegular, isStringLabel } from "../adt/feature.ts";
import { kindText, LIST_KIND, STRUCT_KIND } from "../adt/kind.ts";
import {
  BOOL,
  BOTTOM,
  BUILTIN,
  BYTES,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  VERTEX,
} from "../adt/tag.ts";
import { BoolLit, Bytes, ListMarker, NullLit, Num, Str, STRUCT, type Value } from "../adt/value.ts";
import { Conjunct, FINALIZED, Vertex } from "../adt/vertex.ts";
import type { Node } from "../adt/expr.ts";
import { Decimal } from "../literal/decimal.ts";
import { parseNumber } from "../literal/number.ts";
import { unquote } from "../literal/unquote.ts";
import {
  type Builtin as LibraryFunction,
  type BuiltinContext,
  BuiltinError,
  type BuiltinErrorCode,
  type CueValue,
  type Result,
  type Scalar,
  StructData,
} from "../stdlib/builtin.ts";
import { isOpenStruct } from "./accept.ts";
import type { Call } from "./call.ts";
import { evaluateKeeping } from "./evaluate-keeping.ts";
import type { OpContext } from "./context.ts";
import { defaultOf, defaultOfVertex } from "./default.ts";
import { equalValues } from "./equal.ts";
import { fieldsInOrder } from "./field-order.ts";
import { bottomOf, isConcrete, kindOf, unwrap } from "./kind.ts";
import { valueText } from "./text.ts";
import { unifyValues } from "./unify-values.ts";

const CODES: Readonly<Record<BuiltinErrorCode, number>> = {
  eval: EVAL_ERROR,
  user: USER_ERROR,
  structural_cycle: STRUCTURAL_CYCLE_ERROR,
  incomplete: INCOMPLETE_ERROR,
  cycle: CYCLE_ERROR,
};

/** A call of a function of the standard library; without an expression where there is none in the source. */
export type LibraryCall = Omit<Call, "builtin">;

/** Runs a function of the standard library; its failure is an error value. */
export function callLibrary(ctx: OpContext, library: LibraryFunction, call: LibraryCall): Value | undefined {
  if (!library.nonConcrete) return invoke(ctx, library, call);
  if (ctx.schemaCalls.some((other) => isSameCall(other, call))) {
    return new Bottom(STRUCTURAL_CYCLE_ERROR, "structural cycle", [], call.place, undefined);
  }
  ctx.schemaCalls.push(call);
  try {
    return invoke(ctx, library, call);
  } finally {
    ctx.schemaCalls.pop();
  }
}

/** Whether a call checks the same text again, inside itself: its schema leads back to it. */
function isSameCall(left: LibraryCall, right: LibraryCall): boolean {
  if (left.expr !== right.expr || left.expr === undefined) return false;
  const [a, b] = [left, right].map(({ args }) => args[0] && unwrap(args[0]));
  return a?.tag === STRING && b?.tag === STRING && a.value === b.value;
}

function invoke(ctx: OpContext, library: LibraryFunction, call: LibraryCall): Value | undefined {
  try {
    const result = library.invoke(new LibraryContext(ctx, call), call.args as readonly CueValue[]);
    return toValue(ctx, result);
  } catch (err) {
    if (!(err instanceof BuiltinError)) throw err;
    if (err.bottom instanceof Bottom) return err.isTerminal ? terminal(err.bottom) : err.bottom;
    return new Bottom(CODES[err.code], "%", [{ text: err.message }], call.place, ctx.vertex);
  }
}

/** The same error, but for good. */
function terminal(bottom: Bottom): Bottom {
  const error = new Bottom(EVAL_ERROR, "", [], bottom.place, bottom.node);
  error.cause = bottom;
  return error;
}

/** A result as a value. Structs and lists are data: they are not evaluated again. */
function toValue(ctx: OpContext, result: Result): Value {
  switch (typeof result) {
    case "string":
      return new Str(result, ctx.place);
    case "boolean":
      return new BoolLit(result, ctx.place);
    case "number":
    case "bigint":
      return new Num(result, ctx.place);
  }
  if (result === null) return new NullLit(ctx.place);
  if (result instanceof Decimal) return new Num(result, ctx.place);
  if (result instanceof Uint8Array) return new Bytes(result, ctx.place);
  if (result instanceof StructData) return toStruct(ctx, result);
  if (Array.isArray(result)) return toList(ctx, result as readonly Result[]);
  return result as Value;
}

function toList(ctx: OpContext, items: readonly Result[]): Vertex {
  const list = ctx.newInline([]);
  list.base = new ListMarker(false);
  list.status = FINALIZED;
  for (const [index, item] of items.entries()) {
    ctx.countNode();
    addElement(list, intLabel(index), toValue(ctx, item));
  }
  return list;
}

function toStruct(ctx: OpContext, data: StructData): Vertex {
  const struct = ctx.newInline([]);
  struct.base = STRUCT;
  struct.status = FINALIZED;
  const { labels, values } = data;
  if (new Set(labels).size < labels.length) {
    for (const [label, several] of valuesByLabel(ctx, data)) {
      const [only] = several as [Value];
      addElement(struct, label, several.length === 1 ? only : unifyValues(ctx, several));
    }
    return struct;
  }
  for (const [index, name] of labels.entries()) {
    addElement(struct, ctx.labels.string(name), toValue(ctx, values[index] as Result));
  }
  return struct;
}

function valuesByLabel(ctx: OpContext, { labels, values }: StructData): Map<number, Value[]> {
  const found = new Map<number, Value[]>();
  for (const [index, name] of labels.entries()) {
    const label = ctx.labels.string(name);
    const value = toValue(ctx, values[index] as Result);
    const known = found.get(label);
    if (known === undefined) found.set(label, [value]);
    else known.push(value);
  }
  return found;
}

function addElement(parent: Vertex, label: number, value: Value): void {
  // What a result is made of is part of it: the path of an error leads there.
  if (value.tag === VERTEX && value.conjuncts.length === 0 && value.parent === undefined && value.isDynamic) {
    value.parent = parent;
    value.label = label;
    parent.addArc(value);
    return;
  }
  const element = new Vertex(parent, label, MEMBER, value.tag === VERTEX ? value.conjuncts : []);
  if (value.tag === VERTEX) {
    element.link = value;
    element.status = value.status;
    if (value.status !== FINALIZED) {
      element.link = undefined;
      element.conjuncts = [new Conjunct(undefined, value, ROOT_INFO)];
    }
  } else {
    element.base = value;
    element.status = FINALIZED;
  }
  parent.addArc(element);
}

function fail(bottom: Bottom): never {
  const code = (Object.keys(CODES) as BuiltinErrorCode[]).find((name) => CODES[name] === bottom.code);
  throw new BuiltinError("", code ?? "eval", bottom);
}

class LibraryContext implements BuiltinContext {
  readonly #ctx: OpContext;
  readonly #call: LibraryCall;
  readonly isValidator: boolean;

  constructor(ctx: OpContext, call: LibraryCall) {
    this.#ctx = ctx;
    this.#call = call;
    this.isValidator = call.isValidator;
  }

  schema(argument: CueValue, index: number): CueValue {
    const expr = this.#call.expr?.args[this.isValidator ? index - 1 : index];
    if (expr === undefined) return argument;
    return (evaluateKeeping(this.#ctx, expr) ?? argument) as CueValue;
  }

  #settled(handle: CueValue): Value {
    const value = handle as Value;
    if (value.tag === VERTEX) this.#ctx.finalizeUnchecked(value);
    const inner = defaultOf(value);
    return unwrap(inner) ?? inner;
  }

  kind(handle: CueValue): ReturnType<BuiltinContext["kind"]> {
    const value = this.#settled(handle);
    switch (value.tag) {
      case NULL:
        return "null";
      case BOOL:
        return "bool";
      case NUM:
        return typeof value.value === "object" ? "float" : "int";
      case STRING:
        return "string";
      case BYTES:
        return "bytes";
      case BUILTIN:
        return "func";
      case VERTEX:
        if (value.base?.tag === LIST_MARKER) return "list";
        return value.base?.tag === STRUCT_MARKER ? "struct" : "bottom";
      default:
        return "bottom";
    }
  }

  kindText(handle: CueValue): string {
    return kindText(kindOf(handle as Value));
  }

  scalar(handle: CueValue): Scalar {
    const value = this.#settled(handle);
    switch (value.tag) {
      case NULL:
        return null;
      case BOOL:
      case NUM:
      case STRING:
      case BYTES:
        return value.value;
      case BOTTOM:
        return fail(value);
    }
    const code = isConcrete(value) ? EVAL_ERROR : INCOMPLETE_ERROR;
    return fail(this.#ctx.newError(code, "non-concrete value %", { kind: kindOf(value) }));
  }

  elements(handle: CueValue): readonly CueValue[] {
    return this.#composite(handle, LIST_KIND).arcs.filter((arc) => isIntLabel(arc.label)) as CueValue[];
  }

  fields(handle: CueValue): readonly { readonly label: string; readonly value: CueValue }[] {
    const { labels } = this.#ctx;
    return fieldsInOrder(labels, this.#composite(handle, STRUCT_KIND))
      .filter((arc) => isStringLabel(arc.label) && this.#ctx.isDefined(arc))
      .map((arc) => ({ label: labels.text(arc.label), value: arc as CueValue }));
  }

  dataFields(handle: CueValue): readonly { readonly label: string; readonly value: CueValue }[] {
    for (const arc of this.#composite(handle, STRUCT_KIND).arcs) {
      if (arc.arcType !== REQUIRED || !isStringLabel(arc.label)) continue;
      fail(new Bottom(INCOMPLETE_ERROR, "field is required but not present", [], arc.conjuncts[0]?.node.place, arc));
    }
    return this.fields(handle);
  }

  #composite(handle: CueValue, kind: number): Vertex {
    const value = this.#settled(handle);
    if (value.tag === BOTTOM) fail(value);
    if (value.tag === VERTEX && (kindOf(value) & kind) !== 0) return value.deref();
    const actual = kindOf(value);
    if ((actual & kind) !== 0) {
      return fail(this.#ctx.newError(INCOMPLETE_ERROR, "non-concrete value %", { kind: actual }));
    }
    return fail(
      this.#ctx.newError(EVAL_ERROR, "cannot use value % (type %) as %", value, { kind: actual }, { kind }),
    );
  }

  isOpen(handle: CueValue): boolean {
    const value = handle as Value;
    if (value.tag !== VERTEX) return false;
    this.#ctx.finalizeUnchecked(value);
    const v = value.deref();
    if (v.base?.tag === LIST_MARKER) return v.base.isOpen;
    return isOpenStruct(v) || (v.patterns !== undefined && v.patterns.length > 0);
  }

  constraintCount(handle: CueValue): number {
    const value = handle as Value;
    if (value.tag !== VERTEX) return 0;
    return value
      .deref()
      .arcs.filter(
        (arc) => isStringLabel(arc.label) && (arc.arcType === OPTIONAL || arc.arcType === REQUIRED),
      ).length;
  }

  text(handle: CueValue): string {
    if ((handle as Value).tag === VERTEX) this.#ctx.finalizeUnchecked(handle as Vertex);
    return valueText(this.#ctx.labels, handle as Value);
  }

  equal(left: CueValue, right: CueValue): boolean {
    const x = this.#settled(left);
    const y = this.#settled(right);
    // Numbers are compared with their type.
    return kindOf(x) === kindOf(y) && equalValues(this.#ctx, x, y, false);
  }

  isFinal(handle: CueValue): boolean {
    const value = handle as Value;
    if (value.tag === VERTEX) this.#ctx.finalizeUnchecked(value);
    return isFinal(value, false);
  }

  value(result: Result): CueValue {
    return toValue(this.#ctx, result) as CueValue;
  }

  unify(left: CueValue, right: CueValue): CueValue {
    return unifyValues(this.#ctx, [left as Value, right as Value]) as CueValue;
  }

  validate(handle: CueValue, mode: "errors" | "concrete" | "final"): BuiltinError | undefined {
    const value = handle as Value;
    if (value.tag === BOTTOM) return asBuiltinError(value);
    if (value.tag !== VERTEX) {
      if (mode === "errors" || isConcrete(defaultOf(value))) return undefined;
      return asBuiltinError(this.#ctx.newError(INCOMPLETE_ERROR, "incomplete value %", value));
    }
    this.#ctx.finalizeUnchecked(value);
    const error = this.#ctx.validateVertex(value, {
      concrete: mode === "concrete",
      final: mode !== "errors",
      allErrors: true,
    });
    return error === undefined ? undefined : asBuiltinError(error);
  }

  literalText(handle: CueValue): string | undefined {
    const value = handle as Value;
    if (value.tag !== VERTEX) return literalOf(value);
    for (const { node } of value.conjuncts) {
      const text = literalOf(node);
      if (text !== undefined) return text;
    }
    return undefined;
  }

  lookup(handle: CueValue, label: string): CueValue | undefined {
    const value = handle as Value;
    if (value.tag !== VERTEX) return undefined;
    this.#ctx.finalizeUnchecked(value);
    const arc = defaultOfVertex(value).lookup(this.#ctx.labels.string(label));
    return arc?.arcType === MEMBER ? (arc as CueValue) : undefined;
  }

  less(comparator: CueValue, x: CueValue, y: CueValue): boolean {
    const sides = this.#ctx.newInline([]);
    sides.base = STRUCT;
    sides.status = FINALIZED;
    const { labels } = this.#ctx;
    for (const [name, side] of [["x", x], ["y", y]] as const) {
      addElement(sides, labels.string(name), side as Value);
    }
    const both = unifyValues(this.#ctx, [comparator as Value, sides]);
    const less = both.deref().lookup(labels.string("less"));
    if (less === undefined) return fail(this.#ctx.newError(EVAL_ERROR, "undefined field: less"));
    return this.scalar(less as CueValue) === true;
  }
}

/** The literal that a node is in its source. A value may stand where the expression is that it was computed by. */
function literalOf(node: Node): string | undefined {
  if (node.tag !== STRING && node.tag !== NUM && node.tag !== BYTES) return undefined;
  const { place } = node;
  const text = place?.source.text.slice(place.start, place.end);
  if (text === undefined) return undefined;
  if (node.tag === NUM) return parseNumber(text).ok ? text : undefined;
  // JSON has one form of strings only.
  if (place?.source.isJson === true && text.includes("\\n")) return undefined;
  const unquoted = unquote(text);
  if (!unquoted.ok) return undefined;
  return node.tag === BYTES || unquoted.value === node.value ? text : undefined;
}

/** Whether nothing can be added to a value. */
function isFinal(value: Value, isClosed: boolean): boolean {
  if (value.tag === BOTTOM) return !value.isIncomplete;
  if (value.tag !== VERTEX) return isConcrete(value);
  const closes = isClosed || value.isClosedRecursive || value.isClosedOnce;
  const v = value.deref();
  if (v !== value) return isFinal(v, closes);
  const { base } = v;
  if (base !== undefined && base.tag !== LIST_MARKER && base.tag !== STRUCT_MARKER) {
    return isFinal(base, closes);
  }
  // What is not closed may become more specific.
  if (!closes) return false;
  return v.arcs.every((arc) => {
    if (!isRegular(arc.label)) return true;
    if (arc.arcType > MEMBER && bottomOf(arc) === undefined) return false;
    return isFinal(arc, false);
  });
}

function asBuiltinError(bottom: Bottom): BuiltinError {
  try {
    return fail(bottom);
  } catch (err) {
    return err as BuiltinError;
  }
}
