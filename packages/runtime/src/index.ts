// The loop.
export {
  type Controller,
  type ControllerMetrics,
  type ControllerOptions,
  createController,
  type ReconcileOutcome,
} from "./controller.ts";
export {
  isTerminal,
  type Reconcile,
  type ReconcileContext,
  type ReconcileResult,
  terminal,
} from "./reconcile.ts";
export { enqueueOwner, enqueueSelf, type Handler } from "./handler.ts";
export {
  annotationsChanged,
  anyOf,
  generationChanged,
  hasLabels,
  labelsChanged,
  type Predicate,
  resourceVersionChanged,
} from "./predicate.ts";

// Queues.
export { createQueue, type QueueMetrics, type QueueOptions, type WorkQueue } from "./queue.ts";
export { createDelayingQueue, type DelayingQueue } from "./delaying-queue.ts";
export {
  bucketLimiter,
  defaultLimiter,
  exponentialLimiter,
  longestOf,
  type RateLimiter,
} from "./rate-limiter.ts";

// Starting and stopping.
export { createManager, type Manager, type Runnable, STAGES, type Stage } from "./manager.ts";

// Time; the machine's own is in the client.
export { type Clock, systemClock } from "@lateen/client";
