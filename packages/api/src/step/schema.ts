import type { JsonObject } from "@lateen/kube";
import { ANYTHING, FREE, TEXT, TIME, described, fields, listOf } from "../schema.ts";

/** Schema of {@link WorkflowMode}. */
export const MODE_SCHEMA: JsonObject = described(
  "How steps are ordered",
  fields({
    steps: described("Of the steps: StepByStep (the default) or DAG", TEXT),
    subSteps: described("Of the sub-steps of groups: DAG (the default) or StepByStep", TEXT),
  }),
);

const OUTPUTS_SCHEMA: JsonObject = listOf(
  fields(
    {
      name: described("Variable to set; dots nest", TEXT),
      valueFrom: described("CUE path or expression over the finished template", TEXT),
    },
    ["name", "valueFrom"],
  ),
);

function stepSchema(subSteps: JsonObject): JsonObject {
  return fields(
    {
      name: described("Unique over the steps and sub-steps of a run", TEXT),
      type: described("Name of a WorkflowStepDefinition, or step-group", TEXT),
      meta: fields({ alias: described("Name to show", TEXT) }),
      if: described("always, or a CUE expression of type bool", TEXT),
      timeout: described("Go duration, from the first execution on", TEXT),
      dependsOn: described("Names of steps or sub-steps that come first", listOf(TEXT)),
      inputs: described(
        "Values that the step takes",
        listOf(
          fields(
            {
              from: described("Variable, or a path in the step's context or parameter", TEXT),
              parameterKey: described("Where to put the value, below parameter", TEXT),
            },
            ["from"],
          ),
        ),
      ),
      outputs: described("Variables that the step sets", OUTPUTS_SCHEMA),
      properties: described("Becomes parameter in the template", FREE),
      mode: described("How the sub-steps of a group are ordered", { ...TEXT, nullable: true }),
      subSteps,
      retry: described(
        "When and how often the step is tried again after an error",
        fields({
          limit: { type: "integer", minimum: 0 },
          if: described("CUE expression over error, context and parameter", TEXT),
          backoff: fields({
            duration: TEXT,
            max: TEXT,
            factor: { type: "number", minimum: 1 },
            jitter: { type: "number", minimum: 0, maximum: 1 },
          }),
        }),
      ),
      forEach: described(
        "A list, a map, or a CUE expression of one: the step runs for each item",
        ANYTHING,
      ),
      maxParallel: described("How many items run at once", { type: "integer", minimum: 1 }),
    },
    ["type"],
  );
}

// A structural schema cannot refer to itself: groups inside groups are checked by validation instead.
const NESTED_SUB_STEPS: JsonObject = listOf(FREE);

/** Schema of a list of steps. */
export const STEPS_SCHEMA: JsonObject = listOf(
  stepSchema(described("The steps of a group", listOf(stepSchema(NESTED_SUB_STEPS)))),
);

/** Fields of an inline workflow and, the same, of a Workflow object. */
export const WORKFLOW_FIELDS: { readonly [name: string]: JsonObject } = {
  steps: STEPS_SCHEMA,
  finally: described("Steps that run after all others, whatever came of them", STEPS_SCHEMA),
  parameter: described("CUE schema of the parameters that a run gives", TEXT),
  outputs: described("Results of the run, taken from its variables at the end", OUTPUTS_SCHEMA),
};

function statusSchema(subSteps: JsonObject): JsonObject {
  return fields(
    {
      id: TEXT,
      name: TEXT,
      type: TEXT,
      phase: TEXT,
      message: TEXT,
      reason: TEXT,
      firstExecuteTime: TIME,
      lastExecuteTime: TIME,
      subSteps,
    },
    ["id"],
  );
}

/** Schema of `status.steps`. */
export const STEP_STATUSES_SCHEMA: JsonObject = listOf(
  statusSchema(listOf(statusSchema(NESTED_SUB_STEPS))),
);
