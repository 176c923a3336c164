import type { WorkflowStep } from "@lateen/api";
import { nameSteps } from "@lateen/api";

/** An edge from a step to one that comes after it. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `order`: declared one after the other; `dependency`: named in `dependsOn`; `data`: an output read as input. */
  readonly kind: "order" | "dependency" | "data";
}

/** The steps of one list and what orders them. */
export interface Graph {
  readonly nodes: readonly string[];
  readonly edges: readonly GraphEdge[];
}

/**
 * The graph of a list of steps: in a `DAG` dependencies and data alone order them, else each also follows the one
 * before. Names of steps outside the list are left out.
 */
export function graphOf(steps: readonly WorkflowStep[], mode: string): Graph {
  const named = nameSteps(steps);
  const nodes = named.map((step) => step.name);
  const inside = new Set(nodes);
  const producers = new Map(
    named.flatMap((step) =>
      (step.outputs ?? []).map((output) => [output.name, step.name] as const),
    ),
  );
  const edges: GraphEdge[] = [];
  const seen = new Set<string>();
  const add = (from: string | undefined, to: string, kind: GraphEdge["kind"]): void => {
    if (from === undefined || from === to || !inside.has(from) || seen.has(`${from}\n${to}`))
      return;
    seen.add(`${from}\n${to}`);
    edges.push({ from, to, kind });
  };
  named.forEach((step, index) => {
    for (const dependency of step.dependsOn ?? []) add(dependency, step.name, "dependency");
    for (const input of step.inputs ?? []) {
      add(
        producers.get(input.from) ?? producers.get(input.from.split(".")[0] ?? ""),
        step.name,
        "data",
      );
    }
    if (mode !== "DAG") add(nodes[index - 1], step.name, "order");
  });
  return { nodes, edges };
}
