import { parseDuration } from "@lateen/kube";
import type { Workflow } from "../workflow/model.ts";
import { type Finding, validateSteps } from "../step/validate.ts";
import type { WorkflowRun } from "./model.ts";

/**
 * What is wrong with a run, all at once. `workflow` is the Workflow that it refers to, or why it could not be
 * read; it matters only for a run without an inline workflow.
 */
export function validateWorkflowRun(run: WorkflowRun, workflow?: Workflow | Error): Finding[] {
  const spec = run.spec;
  const findings: Finding[] = [];
  if (spec?.timeout !== undefined && spec.timeout !== "") {
    try {
      parseDuration(spec.timeout);
    } catch (err) {
      const detail = err instanceof Error ? err.message : String(err);
      findings.push({ path: "spec.timeout", detail, place: "spec.timeout" });
    }
  }
  if (spec?.workflowSpec !== undefined) {
    const { steps, finally: last } = spec.workflowSpec;
    const seen = new Set<string>();
    findings.push(...validateSteps(steps ?? [], "spec.workflowSpec.steps", seen));
    if (last !== undefined)
      findings.push(...validateSteps(last, "spec.workflowSpec.finally", seen));
    return findings;
  }
  const refused = (detail: string): Finding[] => [
    ...findings,
    { path: "spec.workflowRef", detail, place: "spec.workflowRef" },
  ];
  if (spec?.workflowRef === undefined || spec.workflowRef === "") {
    return refused("one of workflowSpec and workflowRef is needed");
  }
  if (workflow instanceof Error) {
    return refused(`failed to get workflow ref: ${workflow.message}`);
  }
  if (workflow !== undefined) {
    // The reference reports steps of a Workflow under the path of inline ones.
    const seen = new Set<string>();
    findings.push(...validateSteps(workflow.steps ?? [], "spec.workflowSpec.steps", seen));
    findings.push(...validateSteps(workflow.finally ?? [], "spec.workflowSpec.finally", seen));
  }
  return findings;
}

/** Findings as the reference's webhook words them, one after another. */
export function formatFindings(findings: readonly Finding[]): string {
  return findings
    .map(({ path, detail }) => `field "${path}": Invalid value error encountered, ${detail}. `)
    .join("");
}
