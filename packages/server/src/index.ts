// `lateen up`: everything in one process, with its data in a folder.
export { type RunningServer, type ServerOptions, startServer } from "./start-server.ts";
export { StartError, type StartErrorCode } from "./errors.ts";

// A cluster in memory.
export { type LocalCluster, type LocalOptions, startLocal, warningText } from "./start-local.ts";

// The controller alone.
export { type AloneOptions, startControllerAlone } from "./start-controller.ts";

// Settings of the controller, and its log.
export {
  CONTROLLER_FLAGS,
  type ControllerFlag,
  type ControllerSettings,
  type FlagValues,
  readControllerFlags,
} from "@lateen/controller";
export { createLog, type LogOptions } from "./log.ts";

// What steps logged.
export type { StepLogLine } from "./step-log/step-log.ts";
