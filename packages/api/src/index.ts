// Constants on the wire.
export { isFinalRunPhase, type RunPhase, type StepPhase } from "./phases.ts";
export {
  MESSAGE_SUSPENDED_ON_FAILURE,
  REASON_AVAILABLE,
  REASON_RECONCILE_ERROR,
  RUN_CONDITION,
  type StepReason,
} from "./reasons.ts";
export {
  ANNOTATION_ALIAS,
  ANNOTATION_CATEGORY,
  ANNOTATION_CONTROLLER_VERSION,
  ANNOTATION_DEBUG,
  ANNOTATION_DESCRIPTION,
  ANNOTATION_EXAMPLE_URL,
  ANNOTATION_BACKED_UP,
  ANNOTATION_PIN,
  ANNOTATION_START_TIME,
  GROUP,
  LABEL_PIPELINE,
  LABEL_PIPELINE_CONTEXT,
  LABEL_RUN_NAME,
  LABEL_RUN_NAMESPACE,
  LABEL_SCOPE,
  LABEL_SHARD,
  LABEL_UI_HIDDEN,
  STEP_GROUP,
  SYSTEM_NAMESPACE,
} from "./labels.ts";

// Models.
export type {
  ExecuteMode,
  RetryBackoff,
  StepInput,
  StepOutput,
  StepRetry,
  StepStatus,
  WorkflowMode,
  WorkflowStep,
} from "./step/model.ts";
export type {
  Condition,
  ObjectReference,
  WorkflowRun,
  WorkflowRunSpec,
  WorkflowRunStatus,
  WorkflowSpec,
} from "./workflow-run/model.ts";
export type { Workflow } from "./workflow/model.ts";
export type {
  WorkflowStepDefinition,
  WorkflowStepDefinitionSpec,
} from "./workflow-step-definition/model.ts";
export type { Package, PackageSpec } from "./package/model.ts";

// Schemas, defaults, validation.
export { RESOURCES, crds, typeOf, type Resource } from "./resources.ts";
export { defaultWorkflowRun, nameSteps } from "./workflow-run/defaults.ts";
export { formatFindings, validateWorkflowRun } from "./workflow-run/validate.ts";
export { findCycles, validateSteps, type Finding } from "./step/validate.ts";
