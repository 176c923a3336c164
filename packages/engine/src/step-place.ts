import type { StepNode } from "./instance.ts";
import type { PassScope } from "./scope.ts";

/** The place of a step in its run or Workflow, e.g. `spec.workflowSpec.steps[1].subSteps[0]`. */
export function pathOfStep(scope: Pick<PassScope, "run">, node: StepNode): string {
  if (node.gathersInto !== undefined) return pathOfStep(scope, node.gathersInto);
  if (node.parent !== undefined) {
    return `${pathOfStep(scope, node.parent)}.subSteps[${node.index}]`;
  }
  const list = `${node.isLast ? "finally" : "steps"}[${node.index}]`;
  const { spec } = scope.run;
  return spec?.workflowSpec === undefined
    ? `Workflow ${spec?.workflowRef ?? ""}: ${list}`
    : `spec.workflowSpec.${list}`;
}
