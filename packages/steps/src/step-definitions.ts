import { SYSTEM_NAMESPACE, type WorkflowStepDefinition } from "@lateen/api";
import { CATALOGUE } from "./definitions.gen.ts";

/** The built-in step types as objects to be installed in the namespace `vela-system`, sorted by name. New at each call. */
export function stepDefinitions(): WorkflowStepDefinition[] {
  return CATALOGUE.map(({ name, annotations, labels, template }) => ({
    apiVersion: "core.oam.dev/v1beta1",
    kind: "WorkflowStepDefinition",
    metadata: {
      name,
      namespace: SYSTEM_NAMESPACE,
      annotations: { ...annotations },
      ...(Object.keys(labels).length === 0 ? {} : { labels: { ...labels } }),
    },
    spec: { schematic: { cue: { template } } },
  }));
}
