// A run as people look at it.
export {
  type Progress,
  type RunView,
  type ShownPhase,
  type StepView,
  type ViewOptions,
  flattenSteps,
  isOver,
  viewRun,
} from "./run-view.ts";

// What changed since it was shown before.
export { type StepChange, changedSteps } from "./changes.ts";

// What orders the steps.
export { type Graph, type GraphEdge, graphOf } from "./graph.ts";

// Durations for people.
export { formatAge, formatDuration, span } from "./span.ts";
