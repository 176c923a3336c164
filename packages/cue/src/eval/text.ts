// Values and labels as messages show them: compact CUE.
import { MEMBER, OPTIONAL, REQUIRED } from "../adt/arc-type.ts";
import type { Bottom, MessageArgument } from "../adt/bottom.ts";
import type { Node } from "../adt/expr.ts";
import { type Feature, isIntLabel, isLet, isStringLabel, type Labels } from "../adt/feature.ts";
import { type Kind, kindText, kindTypeText } from "../adt/kind.ts";
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
  LAST_VALUE,
  LIST_MARKER,
  NULL,
  NUM,
  STRING,
  STRUCT_MARKER,
  TOP,
  VERTEX,
} from "../adt/tag.ts";
import type { Builtin, Value } from "../adt/value.ts";
import type { Vertex } from "../adt/vertex.ts";
import { quoteBytes, quoteString } from "../literal/quote.ts";
import { kindOf } from "./kind.ts";
import { nodeText } from "./node-text.ts";
import { rangeName } from "./range-name.ts";

const MAX_DEPTH = 8;
const IDENTIFIER = /^(?:[_#]|_#)?[\p{L}$_][\p{L}\p{N}$_]*$|^[#_]$/u;

/** A label as a path shows it: quoted if it is no identifier. */
export function labelText(labels: Labels, label: Feature): string {
  const text = labels.text(label);
  if (!isStringLabel(label)) return text;
  return IDENTIFIER.test(text) && !/^[_#]/.test(text) && text !== "" ? text : quoteString(text);
}

/** A value as a message shows it. */
export function valueText(labels: Labels, value: Value): string {
  return render(labels, value, 0);
}

function functionText(builtin: Builtin): string {
  if (builtin.packagePath === "") return builtin.name;
  const { packagePath } = builtin;
  return `${IDENTIFIER.test(packagePath) ? packagePath : quoteString(packagePath)}.${builtin.name}`;
}

/** A message may show the value that it is about, and with it itself. */
const MAX_NESTING = 2;
let nesting = 0;

function nestedText(labels: Labels, bottom: Bottom): string {
  nesting++;
  try {
    return bottomText(labels, bottom);
  } finally {
    nesting--;
  }
}

function render(labels: Labels, value: Value, depth: number): string {
  switch (value.tag) {
    case BOTTOM:
      return depth > MAX_DEPTH || nesting >= MAX_NESTING ? "_|_" : `_|_(${nestedText(labels, value)})`;
    case NULL:
      return "null";
    case BOOL:
    case NUM:
      return String(value.value);
    case STRING:
      return quoteString(value.value);
    case BYTES:
      return quoteBytes(value.value);
    case TOP:
      return "_";
    case BASIC_TYPE:
      return kindTypeText(value.kind);
    case BOUND_VALUE:
      return `${value.op}${render(labels, value.value, depth)}`;
    case BUILTIN:
      return functionText(value);
    case BUILTIN_VALIDATOR: {
      const args = value.args.map((argument) => render(labels, argument, depth)).join(", ");
      return `${functionText(value.builtin)}${value.call === undefined ? "" : `(${args})`}`;
    }
    case CONJUNCTION:
      return rangeName(value) ?? value.values.map((part) => render(labels, part, depth)).join(" & ");
    case DISJUNCTION:
      return value.values
        .map((part, index) => `${index < value.defaults ? "*" : ""}${render(labels, part, depth)}`)
        .join(" | ");
    case VERTEX:
      return vertexText(labels, value, depth);
  }
}

function listText(labels: Labels, v: Vertex, depth: number): string {
  const items = v.arcs.filter((arc) => isIntLabel(arc.label)).map((arc) => render(labels, arc, depth + 1));
  return `[${items.join(",")}]`;
}

function structText(labels: Labels, v: Vertex, depth: number): string {
  const fields = v.arcs
    .filter((arc) => arc.arcType <= OPTIONAL && !isLet(arc.label))
    .map((arc) => {
      const mark = arc.arcType === MEMBER ? "" : arc.arcType === REQUIRED ? "!" : "?";
      return `${labelText(labels, arc.label)}${mark}:${render(labels, arc, depth + 1)}`;
    });
  return `{${fields.join(",")}}`;
}

function vertexText(labels: Labels, vertex: Vertex, depth: number): string {
  const v = vertex.deref();
  const { base } = v;
  if (depth > MAX_DEPTH) return "…";
  switch (base?.tag) {
    case undefined:
      return "_";
    case LIST_MARKER:
      return listText(labels, v, depth);
    case STRUCT_MARKER:
      return structText(labels, v, depth);
    case BOTTOM: {
      // An error below leaves the value itself what it is.
      const isAbove = base.isChildError && v.arcs.length > 0;
      if (!isAbove) return render(labels, base, depth + 1);
      const isList = v.arcs.some((arc) => isIntLabel(arc.label));
      return isList ? listText(labels, v, depth) : structText(labels, v, depth);
    }
    default:
      return render(labels, base as Value, depth + 1);
  }
}

function isRecord(argument: unknown): argument is Readonly<Record<string, unknown>> {
  return typeof argument === "object" && argument !== null;
}

function argumentText(labels: Labels, argument: MessageArgument): string {
  if (!isRecord(argument)) return String(argument);
  if ("text" in argument) return String(argument["text"]);
  if ("kind" in argument && !("tag" in argument)) return kindText(argument["kind"] as Kind);
  if ("label" in argument && !("tag" in argument)) return labelText(labels, argument["label"] as Feature);
  if ("path" in argument && !("tag" in argument)) return pathText(labels, argument["path"] as Vertex);
  if ("quoted" in argument) return quoteString(labels.text(argument["quoted"] as Feature));
  if ("error" in argument) return bottomText(labels, argument["error"] as Bottom);
  if (typeof argument["tag"] === "number") {
    const node = argument as unknown as Node;
    if (node.tag <= LAST_VALUE) return valueText(labels, node as Value);
    return nodeText(labels, node, {
      label: (label) => labelText(labels, label),
      value: (value) => valueText(labels, value),
    });
  }
  return "_";
}

/** Where a vertex is, from its root. */
function pathText(labels: Labels, vertex: Vertex): string {
  const names: string[] = [];
  for (let v: Vertex | undefined = vertex; v?.parent !== undefined; v = v.parent) {
    names.unshift(labelText(labels, v.label));
  }
  return names.join(".");
}

/** The message of a single error, with its causes. */
export function bottomText(labels: Labels, bottom: Bottom): string {
  let at = 0;
  let text = bottom.format.replace(/%/g, () => argumentText(labels, bottom.args[at++]));
  if (bottom.format === "" && bottom.left !== undefined) text = bottomText(labels, bottom.left);
  if (bottom.cause === undefined) return text;
  const cause = bottomText(labels, bottom.cause);
  return text === "" ? cause : `${text}: ${cause}`;
}

/** The kinds that a value may have, in words. */
export function kindsOfValue(value: Value): string {
  return kindText(kindOf(value));
}
