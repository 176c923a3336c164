// Compares node trees at the level that the corpus calls normal: field order, disjuncts and what stands below an
// error do not count, and errors agree when both are final or both may still become valid.

/** A node of a golden; its first key tells its kind. */
export type Node = { readonly [key: string]: unknown };

/** What comparing may overlook in one case. */
export interface Leniency {
  /** Paths whose golden is in doubt. */
  readonly doubtful: readonly string[];
  /** A structural cycle may be noticed at a parent or a child of where the golden has it. */
  readonly cycleDepth: boolean;
}

const KINDS = ["int", "float", "string", "bool", "null", "bytes", "struct", "list", "incomplete", "error"] as const;

/** The first difference between two trees, or undefined. */
export function firstDifference(want: Node, got: Node, leniency: Leniency, path = ""): string | undefined {
  if (leniency.doubtful.includes(path)) return undefined;
  const kind = kindOf(want);
  const gotKind = kindOf(got);
  if (kind === "error" || gotKind === "error") {
    if (kind === gotKind) {
      return errorClass(want["error"]) === errorClass(got["error"])
        ? undefined
        : differ(path, `error ${want["error"]}`, `error ${got["error"]}${detail(got)}`);
    }
    if (leniency.cycleDepth && (holdsStructuralCycle(want) || holdsStructuralCycle(got))) return undefined;
    return differ(path, describe(want), describe(got));
  }
  if (kind !== gotKind) return differ(path, describe(want), describe(got));
  switch (kind) {
    case "struct": {
      const a = want["struct"] as { fields: [string, Node][]; closed?: boolean };
      const b = got["struct"] as { fields: [string, Node][]; closed?: boolean };
      const fields = diffFields(a.fields, b.fields, leniency, path);
      if (fields !== undefined) return fields;
      return (a.closed ?? false) === (b.closed ?? false)
        ? undefined
        : differ(path, a.closed ? "closed" : "open", b.closed ? "closed" : "open");
    }
    case "list": {
      const a = want["list"] as Node[];
      const b = got["list"] as Node[];
      if (a.length !== b.length) return differ(path, `${a.length} elements`, `${b.length}`);
      for (const [index, item] of a.entries()) {
        const found = firstDifference(item, b[index] as Node, leniency, join(path, String(index)));
        if (found !== undefined) return found;
      }
      if ((want["open"] ?? false) !== (got["open"] ?? false)) {
        return differ(path, want["open"] === true ? "open list" : "closed list", got["open"] === true ? "open list" : "closed list");
      }
      break;
    }
    default:
      if (want[kind] !== got[kind]) return differ(path, describe(want), describe(got));
  }
  return diffFields((want["fields"] as [string, Node][]) ?? [], (got["fields"] as [string, Node][]) ?? [], leniency, path);
}

function diffFields(
  want: readonly [string, Node][],
  got: readonly [string, Node][],
  leniency: Leniency,
  path: string,
): string | undefined {
  const found = new Map(got);
  for (const [label, node] of want) {
    const other = found.get(label);
    const at = join(path, label);
    if (other === undefined) {
      if (leniency.doubtful.includes(at)) continue;
      return differ(at, describe(node), "nothing");
    }
    found.delete(label);
    const difference = firstDifference(node, other, leniency, at);
    if (difference !== undefined) return difference;
  }
  for (const [label, node] of found) {
    if (!leniency.doubtful.includes(join(path, label))) return differ(join(path, label), "nothing", describe(node));
  }
  return undefined;
}

function kindOf(node: Node): string {
  return KINDS.find((kind) => kind in node) ?? "?";
}

function errorClass(code: unknown): string {
  return code === "incomplete" || code === "cycle" ? "may become valid" : "final";
}

function holdsStructuralCycle(node: unknown): boolean {
  if (typeof node !== "object" || node === null) return false;
  if ((node as Node)["error"] === "structural_cycle") return true;
  return Object.values(node).some(holdsStructuralCycle);
}

function describe(node: Node): string {
  const kind = kindOf(node);
  if (kind === "struct" || kind === "list") return kind;
  return `${kind} ${JSON.stringify(node[kind])}${detail(node)}`;
}

function detail(node: Node): string {
  return node["msg"] === undefined ? "" : ` [${String(node["msg"])}]`;
}

function join(path: string, label: string): string {
  return path === "" ? label : `${path}.${label}`;
}

function differ(path: string, want: string, got: string): string {
  return `${path === "" ? "(root)" : path}: want ${want}, got ${got}`;
}
