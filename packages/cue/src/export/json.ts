// A value as JSON, with defaults taken: what `cue export` prints. Digits are exact, as JavaScript's numbers are not.
import { MEMBER, REQUIRED } from "../adt/arc-type.ts";
import { Bottom, EVAL_ERROR, INCOMPLETE_ERROR } from "../adt/bottom.ts";
import { isIntLabel, isStringLabel, type Labels } from "../adt/feature.ts";
import { BOOL, BOTTOM, BYTES, LIST_MARKER, NULL, NUM, STRING, STRUCT_MARKER } from "../adt/tag.ts";
import type { Scalar } from "../adt/value.ts";
import type { Vertex } from "../adt/vertex.ts";
import { defaultOfVertex } from "../eval/default.ts";
import { encodeBase64 } from "../stdlib/encoding/base64.ts";
import type { Decimal } from "../literal/decimal.ts";
import { jsonString, notJsonNumber } from "../stdlib/encoding/json-encode.ts";
import { fieldsInOrder } from "../eval/field-order.ts";

/** Thrown for a value that has no JSON form. */
export class NotExportable extends Error {
  readonly bottom: Bottom;
  constructor(bottom: Bottom) {
    super("the value has no JSON form");
    this.bottom = bottom;
  }
}

/** Fails for a value that is in error or not concrete. */
export function notConcrete(vertex: Vertex): never {
  const v = vertex.deref();
  if (v.base?.tag === BOTTOM) throw new NotExportable(v.base);
  const place = vertex.conjuncts[0]?.node.place;
  throw new NotExportable(
    new Bottom(INCOMPLETE_ERROR, "incomplete value %", [v.base ?? v], place, vertex),
  );
}

/** The fields that data has: regular and present, in output order. A required field that is missing fails. */
export function dataFields(labels: Labels, v: Vertex): Vertex[] {
  const fields: Vertex[] = [];
  for (const arc of fieldsInOrder(labels, v)) {
    if (arc.arcType === MEMBER) {
      if (isStringLabel(arc.label)) fields.push(arc);
    } else if (arc.arcType === REQUIRED) missing(arc);
  }
  return fields;
}

function missing(arc: Vertex): never {
  const place = arc.conjuncts[0]?.node.place;
  throw new NotExportable(
    new Bottom(INCOMPLETE_ERROR, "field is required but not present", [], place, arc),
  );
}

/** The value to write, with its default taken. What stands beside a scalar or list may be required, too. */
export function dataOf(vertex: Vertex): Vertex {
  const v = defaultOfVertex(vertex);
  if (v.base?.tag !== STRUCT_MARKER)
    for (const arc of v.arcs) if (arc.arcType === REQUIRED) missing(arc);
  return v;
}

/** JSON text; compact, or with `indent` blanks a level as `json.MarshalIndent` writes it. The vertex is finalized. */
export function vertexToJson(labels: Labels, vertex: Vertex, indent: number): string {
  return write(labels, vertex, indent, "\n");
}

function scalarToJson(scalar: Scalar): string {
  switch (scalar.tag) {
    case NULL:
      return "null";
    case BOOL:
    case NUM:
      return String(scalar.value);
    case STRING:
      return jsonString(scalar.value);
    case BYTES:
      return `"${encodeBase64(scalar.value)}"`;
  }
}

function checkFinite(value: Decimal, vertex: Vertex): void {
  const problem = notJsonNumber(value);
  if (problem === undefined) return;
  throw new NotExportable(
    new Bottom(EVAL_ERROR, problem, [], vertex.conjuncts[0]?.node.place, vertex),
  );
}

function write(labels: Labels, vertex: Vertex, indent: number, newline: string): string {
  const v = dataOf(vertex);
  const { base } = v;
  switch (base?.tag) {
    case NUM:
      if (typeof base.value === "object") checkFinite(base.value, vertex);
      return String(base.value);
    case NULL:
    case BOOL:
    case STRING:
    case BYTES:
      return scalarToJson(base);
    case LIST_MARKER: {
      const inner = indent === 0 ? "" : newline + " ".repeat(indent);
      let text = "";
      for (const arc of v.arcs) {
        if (!isIntLabel(arc.label)) continue;
        text += (text === "" ? inner : `,${inner}`) + write(labels, arc, indent, inner);
      }
      return text === "" ? "[]" : `[${text}${indent === 0 ? "" : newline}]`;
    }
    case STRUCT_MARKER: {
      const inner = indent === 0 ? "" : newline + " ".repeat(indent);
      const colon = indent === 0 ? ":" : ": ";
      let text = "";
      for (const arc of fieldsInOrder(labels, v)) {
        if (arc.arcType === REQUIRED) missing(arc);
        if (arc.arcType !== MEMBER || !isStringLabel(arc.label)) continue;
        const label = jsonString(labels.text(arc.label));
        text +=
          (text === "" ? inner : `,${inner}`) + label + colon + write(labels, arc, indent, inner);
      }
      return text === "" ? "{}" : `{${text}${indent === 0 ? "" : newline}}`;
    }
    default:
      return notConcrete(v);
  }
}
