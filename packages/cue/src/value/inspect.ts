// A value as a tree of plain nodes, with what JSON does not show: errors, types, closedness, definitions.
import { MEMBER, REQUIRED } from "../adt/arc-type.ts";
import { type Bottom, errorLeaves } from "../adt/bottom.ts";
import { ANY_STRING, isIntLabel, isLet, isStringLabel, type Labels } from "../adt/feature.ts";
import { FLOAT_KIND, kindText } from "../adt/kind.ts";
import {
  BOOL,
  BOTTOM,
  BYTES,
  DISJUNCTION,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  VERTEX,
} from "../adt/tag.ts";
import type { Value as AdtValue } from "../adt/value.ts";
import { FINALIZED, Vertex } from "../adt/vertex.ts";
import { accepts, matchesAnyPattern } from "../eval/accept.ts";
import type { OpContext } from "../eval/context.ts";
import { defaultOfVertex } from "../eval/default.ts";
import { kindOf } from "../eval/kind.ts";
import { bottomText, labelText } from "../eval/text.ts";
import { fieldsInOrder } from "../eval/field-order.ts";
import { Decimal } from "../literal/decimal.ts";
import { encodeBase64 } from "../stdlib/encoding/base64.ts";
import { errorCode } from "./errors.ts";
import { vertexOf } from "./evaluated-value.ts";
import type { Value } from "./value.ts";

/** A node of {@link inspect}'s tree; its first key tells its kind. */
export interface InspectedNode {
  readonly [key: string]: unknown;
}

/**
 * Evaluates a value and all below it and shows it as plain nodes: `{int}`, `{float}`, `{string}`, `{bool}`, `{null}`,
 * `{bytes}` (base64), `{struct: {fields, closed}}`, `{list, open}`, `{incomplete: kinds, disjuncts}`,
 * `{error: code, msg, notAllowed}`; `fields` stand beside a value that is no struct. For tools and tests.
 */
export function inspect(value: Value): InspectedNode {
  const { evaluation, vertex } = vertexOf(value);
  return evaluation.guard(
    (): InspectedNode => {
      if (vertex === undefined) return { error: value.error()?.code ?? "incomplete" };
      evaluation.ctx.finalize(vertex);
      evaluation.ctx.takeErrors();
      return node(evaluation.ctx, vertex);
    },
    (error) => ({ error: error.code, msg: error.message }),
  );
}

function node(ctx: OpContext, vertex: Vertex): InspectedNode {
  // Elements that came after the list was settled have not been evaluated.
  ctx.finalize(vertex);
  ctx.takeErrors();
  const v = defaultOfVertex(vertex);
  const { base } = v;
  const { labels } = ctx;
  switch (base?.tag) {
    case STRUCT_MARKER: {
      const isClosed = !accepts(ctx, v, ANY_STRING);
      return { struct: { fields: fieldNodes(ctx, v), ...(isClosed ? { closed: true } : {}) } };
    }
    case LIST_MARKER: {
      const items = v.arcs.filter((arc) => isIntLabel(arc.label)).map((arc) => node(ctx, arc));
      // The default of an open list is a closed one; the ellipsis still counts.
      const own = vertex.deref().base;
      const isOpen = base.isOpen || (own?.tag === LIST_MARKER && own.isOpen);
      return { list: items, ...(isOpen ? { open: true } : {}), ...extra(ctx, v) };
    }
    case BOTTOM:
      return base.isChildError
        ? childError(ctx, v, base)
        : { ...errorNode(labels, base), ...extra(ctx, v) };
    case undefined:
      return { incomplete: "_", ...extra(ctx, v) };
    default:
      return { ...valueNode(ctx, base as AdtValue), ...extra(ctx, v) };
  }
}

/** A struct or list with an error somewhere below is an ordinary one: the error stands where it is. */
function childError(ctx: OpContext, v: Vertex, bottom: Bottom): InspectedNode {
  if (v.arcs.some((arc) => isIntLabel(arc.label))) {
    return {
      list: v.arcs.filter((arc) => isIntLabel(arc.label)).map((arc) => node(ctx, arc)),
      ...extra(ctx, v),
    };
  }
  if (v.arcs.length === 0) return errorNode(ctx.labels, bottom);
  const isClosed =
    (v.isClosedOnce || v.isClosedRecursive) &&
    !v.hasEllipsis &&
    !matchesAnyPattern(ctx, v, ANY_STRING);
  return { struct: { fields: fieldNodes(ctx, v), ...(isClosed ? { closed: true } : {}) } };
}

function extra(ctx: OpContext, v: Vertex): InspectedNode {
  const fields = fieldNodes(ctx, v);
  return fields.length > 0 ? { fields } : {};
}

function fieldNodes(ctx: OpContext, v: Vertex): [string, InspectedNode][] {
  const { labels } = ctx;
  return fieldsInOrder(labels, v)
    .filter((arc) => !isIntLabel(arc.label) && !isLet(arc.label) && arc.arcType <= REQUIRED)
    .map((arc) => {
      const text = labelText(labels, arc.label);
      const isPlain =
        isStringLabel(arc.label) && /^(true|false|null)$/.test(labels.text(arc.label));
      const name = isPlain ? labels.text(arc.label) : text;
      return [arc.arcType === MEMBER ? name : `${name}!`, node(ctx, arc)];
    });
}

function errorNode(labels: Labels, bottom: Bottom): InspectedNode {
  const isCloseCheck = errorLeaves(bottom).some((leaf) => leaf.isCloseCheck);
  return {
    error: errorCode(bottom.code),
    ...(isCloseCheck ? { notAllowed: true } : {}),
    msg: bottomText(labels, bottom),
  };
}

function valueNode(ctx: OpContext, value: AdtValue): InspectedNode {
  switch (value.tag) {
    case NULL:
      return { null: true };
    case BOOL:
      return { bool: value.value };
    case NUM:
      return value.kind === FLOAT_KIND
        ? { float: canonicalFloat(value.value as Decimal) }
        : { int: String(value.value) };
    case STRING:
      return { string: value.value };
    case BYTES:
      return { bytes: encodeBase64(value.value) };
    case BOTTOM:
      return errorNode(ctx.labels, value);
    case VERTEX:
      return node(ctx, value);
    case DISJUNCTION: {
      const count = value.defaults > 1 ? value.defaults : value.values.length;
      return {
        incomplete: kindText(kindOf(value)),
        disjuncts: value.values.slice(0, count).map((part) => node(ctx, asVertex(part))),
      };
    }
    default:
      return { incomplete: kindText(kindOf(value)) };
  }
}

function asVertex(value: AdtValue): Vertex {
  if (value.tag === VERTEX) return value;
  const v = new Vertex(undefined, 0, MEMBER, []);
  v.base = value;
  v.status = FINALIZED;
  return v;
}

/** The exponents between which a float is written out. */
const PLAIN_FROM = -7;
const PLAIN_BELOW = 21;

/** A float in one form whatever its literal was: `100.0`, `1.0e+30`. */
function canonicalFloat(value: Decimal): string {
  if (!value.isFinite) return value.toString();
  const reduced = value.reduce();
  if (reduced.coefficient === 0n) return "0.0";
  const sign = value.cmp(Decimal.parse("0") as Decimal) < 0 ? "-" : "";
  const digits = String(reduced.coefficient < 0n ? -reduced.coefficient : reduced.coefficient);
  const exponent = reduced.exponent + digits.length - 1;
  if (exponent < PLAIN_FROM || exponent >= PLAIN_BELOW) {
    const mark = exponent < 0 ? "-" : "+";
    return `${sign}${digits[0]}.${digits.slice(1) || "0"}e${mark}${Math.abs(exponent)}`;
  }
  if (exponent < 0) return `${sign}0.${"0".repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  return `${sign}${whole}.${digits.slice(exponent + 1) || "0"}`;
}
