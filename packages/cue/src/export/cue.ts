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

/** The text of a finalized vertex, a struct without braces; `final` takes defaults and shows data alone. */
export function vertexToCue(labels: Labels, vertex: Vertex, final: boolean): string {
  const v = final ? defaultOfVertex(vertex) : vertex.deref();
  const text =
    v.base?.tag === STRUCT_MARKER ? fieldsText(labels, v, final) : valueOf(labels, vertex, final);
  return formatFile(`${text}\n`);
}

function fieldsText(labels: Labels, v: Vertex, final: boolean): string {
  const fields = final
    ? dataFields(labels, v)
    : fieldsInOrder(labels, v).filter(
        (arc) => arc.arcType <= OPTIONAL && !isLet(arc.label) && !isIntLabel(arc.label),
      );
  return fields
    .map((arc) => {
      const mark = arc.arcType === MEMBER ? "" : arc.arcType === REQUIRED ? "!" : "?";
      return `${fieldLabel(labels, arc)}${mark}: ${valueOf(labels, arc, final)}\n`;
    })
    .join("");
}

function fieldLabel(labels: Labels, arc: Vertex): string {
  const text = labels.text(arc.label);
  // Keywords that are labels are quoted: `true: 1` is one, but reads as a value.
  return isStringLabel(arc.label) && /^(true|false|null|_)$/.test(text)
    ? JSON.stringify(text)
    : labelText(labels, arc.label);
}

function valueOf(labels: Labels, vertex: Vertex, final: boolean): string {
  const v = final ? defaultOfVertex(vertex) : vertex.deref();
  const { base } = v;
  switch (base?.tag) {
    case STRUCT_MARKER: {
      const inner = fieldsText(labels, v, final);
      return inner === "" ? "{}" : `{\n${inner}}`;
    }
    case LIST_MARKER: {
      const items = v.arcs
        .filter((arc) => isIntLabel(arc.label))
        .map((arc) => valueOf(labels, arc, final));
      if (base.isOpen && !final) items.push("...");
      return `[${items.join(", ")}]`;
    }
    case BOTTOM:
      if (base.isChildError) return `{\n${fieldsText(labels, v, final)}}`;
      return "_|_";
    case undefined:
      return "_";
    default:
      return valueText(labels, base as Value);
  }
}
