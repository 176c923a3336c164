import type { StepNode } from "../instance.ts";
import type { PassScope } from "../scope.ts";
import { entryNamed } from "./pending.ts";

/**
 * Whether a step without `if` is skipped (spec: engine.md 8.1). `hasFailure`: a step before it in its list is
 * neither succeeded nor skipped. In a run that was ended early, by a client or by a
 * break action, whatever has not started is skipped in either mode.
 */
export function isSkippedByRule(
  scope: PassScope,
  node: StepNode,
  list: { readonly isDag: boolean; readonly hasFailure: boolean },
): boolean {
  if (!node.isLast && scope.draft.terminated && wasEnded(scope)) return true;
  const dependsOn = node.spec.dependsOn ?? [];
  if (dependsOn.length > 0) {
    return dependsOn.some((name) => !succeededWithDependencies(scope, name, new Set()));
  }
  // Of the steps that run in any case, one that fails does not keep the others from running.
  if (node.isLast && node.parent === undefined) return false;
  return !list.isDag && list.hasFailure;
}

/** Whether a client or a break action ended the run, rather than a failure. */
export function wasEnded(scope: PassScope): boolean {
  if (scope.flags.isEndedByClient) return true;
  for (const entry of scope.entries.values()) {
    if (entry.reason === "Terminate") return true;
  }
  return false;
}

function succeededWithDependencies(scope: PassScope, name: string, seen: Set<string>): boolean {
  if (seen.has(name)) return true;
  seen.add(name);
  if (entryNamed(scope, name)?.phase !== "succeeded") return false;
  const node = scope.nodes.get(name) ?? scope.nodes.get(scope.aliases.get(name) ?? "");
  return (node?.spec.dependsOn ?? []).every((next) => succeededWithDependencies(scope, next, seen));
}
