import type { JsonObject, KubeObject } from "@lateen/kube";

/** What a step type is: its CUE template. The other fields are kept for tools. */
export interface WorkflowStepDefinitionSpec {
  readonly schematic?: {
    readonly cue?: { readonly template: string };
    readonly terraform?: JsonObject;
  };
  readonly definitionRef?: { readonly name: string; readonly version?: string };
  readonly version?: string;
}

/** A step type. */
export interface WorkflowStepDefinition extends KubeObject {
  spec: WorkflowStepDefinitionSpec;
  status?: JsonObject;
}
