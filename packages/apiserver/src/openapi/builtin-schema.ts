import type { JsonObject } from "@lateen/kube";
import type { ResourceDefinition, ResourceVersion } from "../resource.ts";

/** What is said of a built-in kind: its outermost fields. */
export function builtinSchema(resource: ResourceDefinition, version: ResourceVersion): JsonObject {
  const open = (description: string): JsonObject => ({
    type: "object",
    description,
    "x-kubernetes-preserve-unknown-fields": true,
  });
  return {
    description: `${resource.kind} of Kubernetes, stored as it is.`,
    "x-kubernetes-preserve-unknown-fields": true,
    properties: {
      spec: open("The desired state."),
      ...(version.hasStatus ? { status: open("The observed state.") } : {}),
    },
  };
}
