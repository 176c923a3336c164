// Equality: of scalars, and of values as far as it can be told. cue: internal/core/adt/equality.go.
import { OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import { isRegular } from "../adt/feature.ts";
import {
  BASIC_TYPE,
  BOOL,
  BOTTOM,
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
  VERTEX,
} from "../adt/tag.ts";
import type { Scalar, Value } from "../adt/value.ts";
import type { Vertex } from "../adt/vertex.ts";
import type { OpContext } from "./context.ts";
import { defaultOf } from "./default.ts";
import { vertexKind } from "./kind.ts";
import { compareNumbers } from "./number.ts";

/** Compares strings by code point, as their UTF-8 sorts. */
export function compareStrings(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    const isHighX = x >= 0xd800 && x < 0xe000;
    const isHighY = y >= 0xd800 && y < 0xe000;
    if (isHighX !== isHighY) return isHighX ? 1 : -1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length < 0 ? -1 : a.length > b.length ? 1 : 0;
}

export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    if (x !== y) return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : a.length > b.length ? 1 : 0;
}

/** −1, 0 or 1; undefined for scalars of different types. Booleans and null only as equal or not. */
export function compareScalars(a: Scalar, b: Scalar): number | undefined {
  switch (a.tag) {
    case NUM:
      return b.tag === NUM ? compareNumbers(a.value, b.value) : undefined;
    case STRING:
      if (b.tag !== STRING) return undefined;
      return a.value === b.value ? 0 : compareStrings(a.value, b.value);
    case BYTES:
      return b.tag === BYTES ? compareBytes(a.value, b.value) : undefined;
    case BOOL:
      return b.tag === BOOL ? Number(a.value) - Number(b.value) : undefined;
    case NULL:
      return b.tag === NULL ? 0 : undefined;
  }
}

/**
 * Whether two values are equal. With `structural`, closedness, optional fields and what is not concrete count too, and
 * defaults are not taken; without, only regular fields that are present.
 */
export function equalValues(ctx: OpContext, a: Value, b: Value, structural: boolean): boolean {
  let x = a;
  let y = b;
  if (!structural) {
    x = defaultOf(x);
    y = defaultOf(y);
  }
  if (x.tag === VERTEX) return y.tag === VERTEX ? equalVertices(ctx, x, y, structural) : false;
  return y.tag === VERTEX ? false : equalTerminals(ctx, x, y, structural);
}

function equalVertices(ctx: OpContext, a: Vertex, b: Vertex, structural: boolean): boolean {
  if (a.arcType !== b.arcType) return false;
  const x = a.deref();
  const y = b.deref();
  if (x === y) return true;
  if (vertexKind(x) !== vertexKind(y)) return false;
  if (structural) {
    if (ctx.isClosedStruct(x) !== ctx.isClosedStruct(y)) return false;
    if (isClosedList(x) !== isClosedList(y)) return false;
  }
  const weakest = structural ? OPTIONAL : REQUIRED;
  const counts = (arc: Vertex): boolean =>
    (structural || isRegular(arc.label)) && arc.arcType <= weakest;
  for (const arc of x.arcs) {
    if (!counts(arc)) continue;
    const other = y.lookup(arc.label);
    if (other === undefined || arc.arcType !== other.arcType) return false;
    if (!equalValues(ctx, arc, other, structural)) return false;
  }
  for (const arc of y.arcs) {
    if (!counts(arc)) continue;
    const other = x.lookup(arc.label);
    if (other === undefined || other.arcType > weakest) return false;
  }
  const left = terminalOf(x);
  const right = terminalOf(y);
  if (left === undefined || right === undefined) return left === right;
  return equalTerminals(ctx, left, right, structural);
}

/** The base value of a vertex unless it is a struct or list. */
function terminalOf(v: Vertex): Value | undefined {
  const { base } = v;
  return base === undefined || base.tag === STRUCT_MARKER || base.tag === LIST_MARKER
    ? undefined
    : base;
}

export function isClosedList(v: Vertex): boolean {
  return v.base?.tag === LIST_MARKER && !v.base.isOpen;
}

function equalTerminals(ctx: OpContext, a: Value, b: Value, structural: boolean): boolean {
  if (a === b) return true;
  switch (a.tag) {
    case BOTTOM:
      return b.tag === BOTTOM;
    case TOP:
      return b.tag === TOP;
    case NULL:
    case BOOL:
    case NUM:
    case STRING:
    case BYTES:
      switch (b.tag) {
        case NULL:
        case BOOL:
        case NUM:
        case STRING:
        case BYTES:
          return compareScalars(a, b) === 0;
        default:
          return false;
      }
    case BOUND_VALUE:
      return (
        b.tag === BOUND_VALUE && a.op === b.op && equalValues(ctx, a.value, b.value, structural)
      );
    case BASIC_TYPE:
      return b.tag === BASIC_TYPE && a.kind === b.kind;
    case CONJUNCTION:
    case DISJUNCTION:
      return b.tag === a.tag && equalLists(ctx, a.values, b.values, structural);
    case BUILTIN_VALIDATOR:
      return (
        b.tag === BUILTIN_VALIDATOR &&
        a.builtin.name === b.builtin.name &&
        a.builtin.packagePath === b.builtin.packagePath &&
        equalLists(ctx, a.args, b.args, structural)
      );
    case BUILTIN:
    case VERTEX:
      return false;
  }
}

function equalLists(
  ctx: OpContext,
  a: readonly Value[],
  b: readonly Value[],
  structural: boolean,
): boolean {
  return (
    a.length === b.length &&
    a.every((value, index) => equalValues(ctx, value, b[index] as Value, structural))
  );
}
