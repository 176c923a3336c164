import { type WorkflowRun, typeOf } from "@lateen/api";
import type { Client } from "@lateen/kube";

const PAGE_SIZE = 500;

/** All runs, or those with a label (`key` or `key=value`), of all namespaces, page by page. */
export async function listRuns(client: Client, labelSelector?: string): Promise<WorkflowRun[]> {
  const runs: WorkflowRun[] = [];
  let next: string | undefined;
  do {
    const page = await client.list<WorkflowRun>(typeOf("WorkflowRun"), {
      limit: PAGE_SIZE,
      ...(labelSelector === undefined ? {} : { labelSelector }),
      ...(next === undefined ? {} : { continue: next }),
    });
    runs.push(...page.items);
    next = page.metadata.continue;
  } while (next !== undefined && next !== "");
  return runs;
}

/** Finished runs before the others; the one that ended last, or was created last, first (spec: engine.md 24.1). */
export function newestFirst(runs: readonly WorkflowRun[]): WorkflowRun[] {
  return [...runs].sort(
    (a, b) =>
      Number(b.status?.finished === true) - Number(a.status?.finished === true) ||
      endOrCreation(b) - endOrCreation(a),
  );
}

/** When a finished run ended, or another was created; milliseconds, 0 if unknown. */
export function endOrCreation(run: WorkflowRun): number {
  const text = run.status?.finished === true ? run.status.endTime : run.metadata.creationTimestamp;
  return Date.parse(text ?? "") || 0;
}
