// Whether two nodes of `inspect` mean the same.
import type { InspectedNode } from "../../src/index.ts";

type Part = Readonly<Record<string, unknown>>;
type Fields = readonly (readonly [string, InspectedNode])[];

/** Whether a budget ended an evaluation somewhere. */
export function isBudget(node: InspectedNode): boolean {
  return JSON.stringify(node).includes('"error":"budget"');
}

/**
 * Whether two nodes are the same but for what may depend on the order, as it does in the reference: the order of fields
 * and of disjuncts, the words and the class of an error, and whether an error shows in a value or in what is inside of
 * it; with `mayFail` also whether a value is an error at all. (A reference to a struct with a bad field is an error or another such struct, and a missing field of a value that
 * turns out to be bad is incomplete or an error for good, depending on which of the two is evaluated first.)
 */
export function agree(a: InspectedNode, b: InspectedNode, mayFail = false): boolean {
  if ("error" in a || "error" in b) return mayFail || agreeInError(a, b);
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (key === "disjuncts") continue;
    const [left, right] = [a[key], b[key]];
    if (
      key === "fields" ? !agreeInFields(left, right, mayFail) : !agreeInPart(left, right, mayFail)
    )
      return false;
  }
  return true;
}

function agreeInPart(left: unknown, right: unknown, mayFail: boolean): boolean {
  if (Array.isArray(left) && Array.isArray(right)) {
    return (
      left.length === right.length &&
      left.every((each, index) =>
        agree(each as InspectedNode, right[index] as InspectedNode, mayFail),
      )
    );
  }
  if (typeof left === "object" && typeof right === "object" && left !== null && right !== null) {
    return agree(left as InspectedNode, right as InspectedNode, mayFail);
  }
  return left === right;
}

function agreeInFields(left: unknown, right: unknown, mayFail: boolean): boolean {
  const others = new Map((right ?? []) as Fields);
  const own = (left ?? []) as Fields;
  return (
    own.length === others.size &&
    own.every(([label, node]) => {
      const other = others.get(label);
      return other !== undefined && agree(node, other, mayFail);
    })
  );
}

function agreeInError(a: InspectedNode, b: InspectedNode): boolean {
  if (hasError(a) && hasError(b)) return true;
  // What is not known yet may show as the type that it has at least.
  return isUnknown(a) && isUnknown(b);
}

function isUnknown(node: InspectedNode): boolean {
  return "incomplete" in node || node["error"] === "incomplete" || node["error"] === "cycle";
}

/** Whether a value is an error or has one in it. */
export function hasError(node: Part): boolean {
  return JSON.stringify(node).includes('"error":');
}
