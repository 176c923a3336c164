// Nodes of `inspect` in a form in which two that mean the same are the same.
import type { InspectedNode } from "../../src/index.ts";

/** A node without what may depend on the order: of fields, of disjuncts, and the words of errors. */
export function normal(node: InspectedNode): string {
  return JSON.stringify(plain(node));
}

/** Whether a budget ended an evaluation somewhere. */
export function isBudget(text: string): boolean {
  return text.includes('"budget"');
}

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(value)) {
    if (key === "msg" || key === "expr" || key === "disjuncts" || key === "notAllowed") continue;
    if (key === "error") {
      out[key] =
        part === "budget"
          ? part
          : part === "incomplete" || part === "cycle"
            ? "incomplete"
            : "error";
      // What stands beside an error may or may not have been evaluated.
      return out;
    }
    out[key] =
      key === "fields"
        ? sortedFields(part as readonly (readonly [string, unknown])[])
        : plain(part);
  }
  return out;
}

function sortedFields(fields: readonly (readonly [string, unknown])[]): unknown {
  return fields
    .map(([label, value]) => [label, plain(value)] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
