import type { JsonObject } from "@lateen/kube";
import {
  ANYTHING,
  FLAG,
  FREE,
  TEXT,
  TIME,
  described,
  fields,
  listOf,
  mapOf,
  objectSchema,
} from "../schema.ts";
import { MODE_SCHEMA, STEP_STATUSES_SCHEMA, WORKFLOW_FIELDS } from "../step/schema.ts";

const CONDITIONS_SCHEMA: JsonObject = listOf(
  fields({ type: TEXT, status: TEXT, lastTransitionTime: TIME, reason: TEXT, message: TEXT }, [
    "lastTransitionTime",
    "reason",
    "status",
    "type",
  ]),
);

const REFERENCE_SCHEMA: JsonObject = {
  ...fields({
    apiVersion: TEXT,
    kind: TEXT,
    name: TEXT,
    namespace: TEXT,
    uid: TEXT,
    resourceVersion: TEXT,
    fieldPath: TEXT,
  }),
  "x-kubernetes-map-type": "atomic",
};

/** Schema of a WorkflowRun. */
export const WORKFLOW_RUN_SCHEMA: JsonObject = objectSchema("One execution of a workflow", {
  spec: fields({
    context: described("Further keys of context in templates", FREE),
    mode: MODE_SCHEMA,
    workflowSpec: described("The workflow itself", fields(WORKFLOW_FIELDS)),
    workflowRef: described("Name of a Workflow in the same namespace", TEXT),
    timeout: described("Go duration for the whole run", TEXT),
    parameters: described("Values of the parameters that the workflow declares", FREE),
  }),
  status: fields(
    {
      conditions: CONDITIONS_SCHEMA,
      mode: MODE_SCHEMA,
      status: described("Phase", TEXT),
      message: TEXT,
      suspend: described("The run is held", FLAG),
      suspendState: TEXT,
      terminated: described("The run ends as soon as all steps are final", FLAG),
      finished: FLAG,
      contextBackend: REFERENCE_SCHEMA,
      steps: STEP_STATUSES_SCHEMA,
      startTime: TIME,
      endTime: TIME,
      outputs: described("Results of the run", mapOf(ANYTHING)),
    },
    ["finished", "mode", "status", "suspend", "terminated"],
  ),
});
