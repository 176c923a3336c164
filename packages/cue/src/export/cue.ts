// A value as CUE text.
import { MEMBER, OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import { isIntLabel, isLet, isStringLabel, type Labels } from "../adt/feature.ts";
import { BOTTOM, LIST_MARKER, STRUCT_MARKER } from "../adt/tag.ts";
import type { Value } from "../adt/value.ts";
import type { Vertex } from "../adt/vertex.ts";
import { defaultOfVertex } from "../eval/default.ts";
import { labelText, valueText } from "../eval/text.ts";
import { formatFile } from "../format/format.ts";
import { dataFields } from "./json.ts";
import { fieldsInOrder } from "../eval/field-order.ts";

/** How a value is written as CUE. */
export interface CueStyle {
  /** Defaults are taken, and ends are closed. */
  readonly takesDefaults: boolean;
  /** Regular fields alone. */
  readonly isData: boolean;
}

/** The text of a finalized vertex, a struct without braces. */
export function vertexToCue(labels: Labels, vertex: Vertex, style: CueStyle): string {
  const v = style.takesDefaults ? defaultOfVertex(vertex) : vertex.deref();
  const text =
    v.base?.tag === STRUCT_MARKER ? fieldsText(labels, v, style) : valueOf(labels, vertex, style);
  return formatFile(`${text}\n`);
}

function fieldsText(labels: Labels, v: Vertex, style: CueStyle): string {
  const fields = style.isData
    ? dataFields(labels, v)
    : fieldsInOrder(labels, v).filter(
        (arc) => arc.arcType <= OPTIONAL && !isLet(arc.label) && !isIntLabel(arc.label),
      );
  return fields
    .map((arc) => {
      const mark = arc.arcType === MEMBER ? "" : arc.arcType === REQUIRED ? "!" : "?";
      return `${fieldLabel(labels, arc)}${mark}: ${valueOf(labels, arc, style)}\n`;
    })
    .join("");
}

function fieldLabel(labels: Labels, arc: Vertex): string {
  const text = labels.text(arc.label);
  // Keywords that are labels are quoted: `true: 1` is one, but reads as a value.
  return isStringLabel(arc.label) && /^(true|false|null|_|import|package)$/.test(text)
    ? JSON.stringify(text)
    : labelText(labels, arc.label);
}

function valueOf(labels: Labels, vertex: Vertex, style: CueStyle): string {
  const v = style.takesDefaults ? defaultOfVertex(vertex) : vertex.deref();
  const { base } = v;
  switch (base?.tag) {
    case STRUCT_MARKER: {
      const inner = fieldsText(labels, v, style);
      return inner === "" ? "{}" : `{\n${inner}}`;
    }
    case LIST_MARKER: {
      const items = v.arcs
        .filter((arc) => isIntLabel(arc.label))
        .map((arc) => valueOf(labels, arc, style));
      if (base.isOpen && !style.takesDefaults) items.push("...");
      return `[${items.join(", ")}]`;
    }
    case BOTTOM:
      if (base.isChildError) return `{\n${fieldsText(labels, v, style)}}`;
      return "_|_";
    case undefined:
      return "_";
    default:
      return valueText(labels, base as Value);
  }
}
