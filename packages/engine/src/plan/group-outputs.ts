import type { Json } from "@lateen/kube";
import type { StepNode } from "../instance.ts";
import { type PassScope, processContext } from "../scope.ts";
import type { StepEntry } from "../status.ts";
import { writeOutputs } from "../task/outputs.ts";

/** Sets the outputs of a group, which see its context only. The text of what went wrong, if anything did. */
export function writeGroupOutputs(
  scope: PassScope,
  node: StepNode,
  entry: StepEntry,
): string | undefined {
  if ((node.spec.outputs ?? []).length === 0) return undefined;
  const { program } = scope.engine.templates.get("");
  const context = processContext(scope, node, entry.id) as Json;
  const value = program?.evaluate({
    fill: [{ path: ["context"], value: context }],
    budget: scope.budget,
  });
  const problems = writeOutputs(scope, node, value);
  return problems.messages.length === 0
    ? undefined
    : `output error: ${problems.messages.map((message) => message.trimEnd()).join("; ")}`;
}
