// Values to plain data, and plain data to values.
import { MEMBER } from "../adt/arc-type.ts";
import { intLabel, isIntLabel, type Labels, NO_LABEL } from "../adt/feature.ts";
import { BOOL, BYTES, LIST_MARKER, NULL, NUM, STRING, STRUCT_MARKER } from "../adt/tag.ts";
import {
  BoolLit,
  Bytes,
  ListMarker,
  NullLit,
  Num,
  type Scalar,
  Str,
  STRUCT,
  Top,
} from "../adt/value.ts";
import { FINALIZED, Vertex } from "../adt/vertex.ts";
import { Decimal } from "../literal/decimal.ts";
import { dataFields, dataOf, notConcrete } from "./json.ts";

/** JSON-like data; integers beyond 2^53 as `bigint`, bytes as `Uint8Array`. */
export type PlainData =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly PlainData[]
  | { readonly [key: string]: PlainData };

/** A finalized vertex as data, with defaults taken. */
export function vertexToData(labels: Labels, vertex: Vertex): PlainData {
  const v = dataOf(vertex);
  const { base } = v;
  switch (base?.tag) {
    case NULL:
      return null;
    case BOOL:
    case STRING:
    case BYTES:
      return base.value;
    case NUM:
      return typeof base.value === "object" ? base.value.toNumber() : base.value;
    case LIST_MARKER: {
      const items: PlainData[] = [];
      for (const arc of v.arcs) if (isIntLabel(arc.label)) items.push(vertexToData(labels, arc));
      return items;
    }
    case STRUCT_MARKER: {
      const data: Record<string, PlainData> = {};
      for (const arc of dataFields(labels, v)) {
        const name = labels.text(arc.label);
        const value = vertexToData(labels, arc);
        if (name === "__proto__") {
          Object.defineProperty(data, name, {
            value,
            enumerable: true,
            configurable: true,
            writable: true,
          });
        } else data[name] = value;
      }
      return data;
    }
    default:
      return notConcrete(v);
  }
}

/** Data as a vertex that needs no evaluation; `fill` tells which fill it belongs to. */
export function dataToVertex(labels: Labels, data: PlainData, fill: number): Vertex {
  const v = new Vertex(undefined, NO_LABEL, MEMBER, []);
  v.isData = true;
  v.status = FINALIZED;
  v.fill = fill;
  if (data !== null && typeof data === "object" && !(data instanceof Uint8Array)) {
    if (Array.isArray(data)) {
      v.base = new ListMarker(false);
      for (const [index, item] of (data as readonly PlainData[]).entries()) {
        adopt(v, intLabel(index), dataToVertex(labels, item, fill));
      }
    } else {
      v.base = STRUCT;
      for (const [name, item] of Object.entries(data)) {
        if (item === undefined) continue;
        adopt(v, labels.string(name), dataToVertex(labels, item, fill));
      }
    }
    return v;
  }
  v.base = scalarOf(data as null | boolean | number | bigint | string | Uint8Array);
  return v;
}

function scalarOf(data: null | boolean | number | bigint | string | Uint8Array): Scalar {
  switch (typeof data) {
    case "string":
      return new Str(data);
    case "boolean":
      return new BoolLit(data);
    case "bigint":
      return new Num(Number.isSafeInteger(Number(data)) ? Number(data) : data);
    case "number":
      if (Number.isInteger(data)) return new Num(Number.isSafeInteger(data) ? data : BigInt(data));
      return new Num(Decimal.parse(String(data)) as Decimal);
  }
  return data === null ? new NullLit() : new Bytes(data);
}

function adopt(parent: Vertex, label: number, child: Vertex): void {
  child.parent = parent;
  child.label = label;
  parent.addArc(child);
}

/** A struct (or open list) that has nothing but `inner` at one label. */
export function wrapData(label: number, inner: Vertex): Vertex {
  const v = new Vertex(undefined, NO_LABEL, MEMBER, []);
  v.isData = true;
  v.status = FINALIZED;
  if (isIntLabel(label)) {
    v.base = new ListMarker(true);
    for (let index = 0; index < label >>> 3; index++) {
      const anything = new Vertex(v, intLabel(index), MEMBER, []);
      anything.isData = true;
      anything.status = FINALIZED;
      anything.base = new Top();
      v.addArc(anything);
    }
  } else v.base = STRUCT;
  adopt(v, label, inner);
  return v;
}
