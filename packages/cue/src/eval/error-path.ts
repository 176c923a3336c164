// Where in the tree an error is, as its message names it.
import type { Bottom } from "../adt/bottom.ts";
import { type Feature, isLet, type Labels, NO_LABEL } from "../adt/feature.ts";
import type { Vertex } from "../adt/vertex.ts";
import { labelText } from "./text.ts";

/** The path of a vertex from its root, as text. */
export function pathOf(labels: Labels, vertex: Vertex | undefined): string[] {
  const path: Feature[] = [];
  for (let v = vertex; v !== undefined; v = v.state?.parent ?? v.parent) {
    if (v.parent !== undefined && v.label !== NO_LABEL) path.push(v.label);
  }
  return textsOf(labels, path.reverse());
}

/** The path of a single error; empty if it has none. */
export function errorPath(labels: Labels, error: Bottom): string[] {
  // A wrapper without text is where its cause is; what a failed call was caused by may be no part of the tree.
  if (error.cause !== undefined && error.left === undefined && error.format === "") {
    const path = errorPath(labels, error.cause.left ?? error.cause);
    if (path.length > 0) return path;
  }
  if (error.path !== undefined) return textsOf(labels, error.path);
  return pathOf(labels, error.at === undefined ? error.node : (error.at ?? undefined));
}

function textsOf(labels: Labels, path: readonly Feature[]): string[] {
  return path.filter((label) => !isLet(label)).map((label) => labelText(labels, label));
}
