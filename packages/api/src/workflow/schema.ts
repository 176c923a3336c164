import type { JsonObject } from "@lateen/kube";
import { objectSchema } from "../schema.ts";
import { MODE_SCHEMA, WORKFLOW_FIELDS } from "../step/schema.ts";

/** Schema of a Workflow. */
export const WORKFLOW_SCHEMA: JsonObject = objectSchema("A workflow that runs refer to", {
  mode: MODE_SCHEMA,
  ...WORKFLOW_FIELDS,
});
