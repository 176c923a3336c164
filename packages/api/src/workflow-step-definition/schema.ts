import type { JsonObject } from "@lateen/kube";
import { FLAG, TEXT, TIME, described, fields, listOf, objectSchema } from "../schema.ts";

const TERRAFORM_SCHEMA: JsonObject = fields(
  {
    configuration: TEXT,
    type: { ...TEXT, enum: ["hcl", "json", "remote"], default: "hcl" },
    path: TEXT,
    customRegion: TEXT,
    deleteResource: { ...FLAG, default: true },
    providerRef: fields({ name: TEXT, namespace: { ...TEXT, default: "default" } }, ["name"]),
    writeConnectionSecretToRef: fields({ name: TEXT, namespace: TEXT }, ["name"]),
    gitCredentialsSecretReference: {
      ...fields({ name: TEXT, namespace: TEXT }),
      "x-kubernetes-map-type": "atomic",
    },
  },
  ["configuration"],
);

/** Schema of a WorkflowStepDefinition. */
export const WORKFLOW_STEP_DEFINITION_SCHEMA: JsonObject = objectSchema("A step type", {
  spec: fields({
    schematic: fields({
      cue: fields({ template: described("CUE template of the step", TEXT) }, ["template"]),
      terraform: TERRAFORM_SCHEMA,
    }),
    definitionRef: fields({ name: TEXT, version: TEXT }, ["name"]),
    version: TEXT,
  }),
  status: fields({
    conditions: listOf(
      fields({ type: TEXT, status: TEXT, lastTransitionTime: TIME, reason: TEXT, message: TEXT }, [
        "lastTransitionTime",
        "reason",
        "status",
        "type",
      ]),
    ),
    configMapRef: TEXT,
    latestRevision: fields(
      { name: TEXT, revision: { type: "integer", format: "int64" }, revisionHash: TEXT },
      ["name", "revision"],
    ),
  }),
});
