// One pass over a run.
export { execute } from "./execute.ts";
export { runToEnd, type RunToEndInput } from "./run-to-end.ts";
export type {
  DebugRecord,
  Engine,
  EngineObserver,
  ExecuteInput,
  PassMemory,
  PassResult,
  RunEvent,
  StepLogEntry,
  StepMemory,
  WakeUp,
} from "./pass.ts";
export {
  explainStep,
  type DecidingClause,
  type ExplainInput,
  type KnownResult,
  type StepExplanation,
} from "./explain.ts";
export type { HoldingStep } from "./explain-place.ts";
export { planRun, type PlannedState, type PlannedStep } from "./plan-run.ts";
export type { Features, Limits } from "./features.ts";
export { networkSlots, type NetworkSlots } from "./network.ts";

// What the engine reads and stores.
export type { DefinitionSource, MaybePromise } from "./definitions.ts";
export type { ContextChange, RunStorage, StoredContext } from "./storage.ts";
export { configMapStorage, type ConfigMapClient } from "./context/config-map-storage.ts";
export { memoryStorage, type MemoryStorage } from "./context/memory-storage.ts";

// Parameters of workflows.
export { ParameterError, resolveParameters } from "./parameters.ts";

// Templates.
export { explainMissingType } from "./template/application-types.ts";
export { explainMissing, type TemplateOptions, templatesFor } from "./template/compile.ts";
export type { Template, TemplateCache } from "./template/cache.ts";
export { templateBody } from "./template/body.ts";
export { nearest } from "./nearest.ts";
export {
  DefinitionFileError,
  parseDefinitionFile,
  type DefinitionFileOptions,
} from "./template/definition-file.ts";

// Functions that step templates call.
export type {
  ActionInput,
  ActionNature,
  ActionResult,
  Clock,
  ProviderFunction,
  ProviderRegistry,
  ProviderRuntime,
  VariableStore,
  WatchRef,
} from "./provider.ts";

// What clients do to a run: edits of its status.
export { OperationError } from "./operations/error.ts";
export { resumeRun } from "./operations/resume.ts";
export { suspendRun } from "./operations/suspend.ts";
export { terminateRun } from "./operations/terminate.ts";
export {
  restartFromStep,
  restartRun,
  restartedContext,
  type StepRestart,
} from "./operations/restart.ts";
export { removeVariables } from "./context/remove-variables.ts";
