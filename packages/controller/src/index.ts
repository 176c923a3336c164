// The controller.
export {
  createWorkflowController,
  type WorkflowController,
  type WorkflowControllerOptions,
} from "./controller.ts";
export { type Metrics } from "./metrics/metrics.ts";
export { type Log } from "./log.ts";

// Its webhooks.
export type { Admission } from "./webhook/admission.ts";
export {
  type AdmissionRequest,
  type AdmissionResponse,
  type AdmissionReview,
  answerReview,
  WEBHOOK_PATHS,
} from "./webhook/review.ts";
export { VALIDATING_WEBHOOK } from "./webhook/validate.ts";

// Its settings.
export {
  CONTROLLER_FLAGS,
  type ControllerFlag,
  type ControllerSettings,
  type FlagValues,
  readControllerFlags,
} from "./flags.ts";
