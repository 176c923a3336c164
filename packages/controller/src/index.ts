// The controller.
export {
  createWorkflowController,
  type WorkflowController,
  type WorkflowControllerOptions,
} from "./controller.ts";
export { type Metrics } from "./metrics/metrics.ts";
export { type Log } from "./log.ts";

// Its settings.
export {
  CONTROLLER_FLAGS,
  type ControllerFlag,
  type ControllerSettings,
  type FlagValues,
  readControllerFlags,
} from "./flags.ts";
