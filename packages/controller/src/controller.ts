// The controller as one part of a process: caches, the loop over runs, the recycling of old ones.
import {
  type Package,
  type Workflow,
  type WorkflowRun,
  type WorkflowStepDefinition,
  typeOf,
} from "@lateen/api";
import {
  type Clock,
  type Informer,
  type Random,
  cacheKey,
  createInformer,
  nextTurn,
  systemClock,
  systemRandom,
  threadCpuTime,
} from "@lateen/client";
import { type Engine, type StepLogEntry, networkSlots, templatesFor } from "@lateen/engine";
import {
  type Client,
  type ClusterClients,
  type KubeObject,
  isConflict,
  isNotFound,
} from "@lateen/kube";
import { createProviderRegistry } from "@lateen/providers";
import { createController, exponentialLimiter } from "@lateen/runtime";
import { backupLoop } from "./backup/backup-loop.ts";
import { createDefinitionCache } from "./definitions.ts";
import type { ControllerSettings } from "./flags.ts";
import type { Log } from "./log.ts";
import { measuredClient } from "./metrics/client.ts";
import { controllerMetrics } from "./metrics/controller.ts";
import { type Metrics, createMetrics } from "./metrics/metrics.ts";
import { recycleDaily } from "./recycle/recycle.ts";
import type { Admission } from "./webhook/admission.ts";
import { defaultOnAdmission } from "./webhook/default.ts";
import { validateOnAdmission } from "./webhook/validate.ts";
import { eventListenerInformer, stepIds } from "./workflow-run/event-listeners.ts";
import { eventRecorder } from "./workflow-run/events.ts";
import { isOurs } from "./workflow-run/ours.ts";
import { createRunReconciler } from "./workflow-run/reconcile.ts";
import { finishedRunShrinker } from "./workflow-run/shrink.ts";
import { asksForPass } from "./workflow-run/triggers.ts";
import { createWakeUps } from "./workflow-run/wake-ups.ts";

/** What a controller works with. */
export interface WorkflowControllerOptions {
  /** The API server that the runs are in. */
  readonly client: Client;
  /** That one and the member clusters, for what steps do. */
  readonly clusters: ClusterClients;
  readonly settings: ControllerSettings;
  /** What runs may require by annotation. */
  readonly version: string;
  readonly log: Log;
  /** Receives what steps log. Must not throw. */
  readonly onStepLog?: (entry: StepLogEntry) => void;
  /** Told of runs that were deleted. */
  readonly onRunDeleted?: (run: WorkflowRun) => void;
  /** With the metrics of the process, too. */
  readonly processMetrics?: boolean;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Works on runs until it is stopped. */
export interface WorkflowController {
  readonly name: string;
  readonly metrics: Metrics;
  readonly admission: Admission;
  /** The caches that it reads; resolves when they are filled. */
  readonly caches: {
    readonly name: string;
    run(signal: AbortSignal): Promise<void>;
    ready(): Promise<void>;
  };
  /** Works until the signal is aborted and the passes under way are over. */
  run(signal: AbortSignal): Promise<void>;
}

const LONGEST_RETRY_MILLISECONDS = 300_000;

/** Makes the controller of WorkflowRuns. */
export function createWorkflowController(options: WorkflowControllerOptions): WorkflowController {
  const { settings, log, clock = systemClock, random = systemRandom } = options;
  for (const warning of settings.warnings) log.warn({}, warning);
  const metrics = createMetrics({ process: options.processMetrics ?? false });
  const client = measuredClient(options.client, metrics.registry, clock);
  const metricsOf = controllerMetrics(metrics.registry);
  const registry = createProviderRegistry();
  const templates = templatesFor(registry, settings.templates);
  const definitions = createDefinitionCache();
  const engine: Engine = {
    definitions,
    registry,
    templates,
    clusters: options.clusters,
    clock,
    random,
    features: settings.features,
    limits: settings.limits,
    network: networkSlots(settings.parallelActions),
    breathe: nextTurn,
    cpuTime: threadCpuTime,
    observer: metrics.observer,
    ...(options.onStepLog === undefined ? {} : { stepLog: options.onStepLog }),
  };

  const informer = <T extends KubeObject>(
    kind: Parameters<typeof typeOf>[0],
    transform?: (object: T) => T,
    onTrouble?: () => void,
  ): Informer<T> =>
    createInformer<T>({
      client,
      target: typeOf(kind),
      clock,
      random,
      onError: (error) => {
        log.warn({ err: error, kind }, "following the API server failed; trying again");
        onTrouble?.();
      },
      ...(transform === undefined ? {} : { transform }),
    });
  const runs = informer<WorkflowRun>("WorkflowRun", finishedRunShrinker());
  const stepDefinitions = informer<WorkflowStepDefinition>("WorkflowStepDefinition");
  const workflows = informer<Workflow>("Workflow");
  let goOnWithoutPackages: () => void = () => undefined;
  const packagesFailed = new Promise<void>((resolve) => {
    goOnWithoutPackages = resolve;
  });
  const packages = informer<Package>("Package", undefined, () => goOnWithoutPackages());
  for (const source of [stepDefinitions, workflows] as readonly Informer<KubeObject>[]) {
    source.onChange(({ type, object }) =>
      type === "deleted" ? definitions.remove(object) : definitions.put(object),
    );
  }
  packages.onChange(() => {
    for (const problem of registry.setPackages(packages.lister.list())) {
      log.warn({ ...problem }, "a package for step templates is not used");
    }
    templates.clear();
  });

  const wakeUps = createWakeUps({
    clusters: options.clusters,
    clock,
    onWake: (key, stepId) => {
      reconciler.woken(key, stepId);
      loop.queue.add(key);
    },
    onError: (error, fields) =>
      log.warn({ err: error, ...fields }, "watching what steps wait for failed; trying again"),
  });
  const events = eventRecorder({
    client,
    clock,
    onError: (error) => {
      // Its namespace is being deleted, or is gone.
      if (!isNotFound(error)) log.warn({ err: error }, "recording an event failed");
    },
  });
  const reconciler = createRunReconciler({
    engine,
    client,
    cached: (key) => runByKey(runs, key),
    wakeUps,
    events,
    metrics,
    log,
    version: options.version,
    settings,
  });
  const loop = createController({
    name: "workflowrun",
    reconcile: reconciler.reconcile,
    metrics: metricsOf("workflowrun"),
    workers: settings.concurrentReconciles,
    limiter: exponentialLimiter(5, LONGEST_RETRY_MILLISECONDS),
    clock,
    onError: ({ key, error, retryAfter }) => {
      if (isConflict(error)) return;
      log.error({ err: error, run: key, retryAfter }, "reconcile WorkflowRun error");
    },
  });
  runs.onChange(({ type, object, old }) => {
    reconciler.observed(cacheKey(object), type === "deleted" ? undefined : object);
    metrics.transition(type === "deleted" ? object : old, type === "deleted" ? undefined : object);
    if (type === "deleted") options.onRunDeleted?.(object);
  });
  loop.watch(
    runs,
    ({ object }) => [cacheKey(object)],
    ({ type, object, old }) => type === "deleted" || asksForPass(old, object),
  );

  const eventListeners = eventListenerInformer({
    client,
    clock,
    random,
    onError: (error) => log.warn({ err: error }, "following EventListeners failed; trying again"),
    onEvent: (key) => {
      const run = runByKey(runs, key);
      if (run === undefined) return;
      for (const id of stepIds(run)) reconciler.woken(key, id);
      loop.queue.add(key);
    },
  });
  const backUp =
    settings.backup === undefined
      ? undefined
      : backupLoop({
          client,
          runs,
          settings: settings.backup,
          groupByLabel: settings.groupByLabel,
          isOurs: (run) => isOurs(run, { version: options.version, settings }),
          workers: settings.concurrentReconciles,
          metrics: metricsOf("backup"),
          clock,
          log,
        });

  return {
    name: "controller of WorkflowRuns",
    metrics,
    admission: {
      mutate: defaultOnAdmission,
      validate: (object, before) =>
        validateOnAdmission({
          object,
          before,
          workflow: (namespace, name) => definitions.workflow(namespace, name),
        }),
    },
    caches: {
      name: "caches",
      run: async (signal) => {
        const sources: readonly { run(signal: AbortSignal): Promise<void> }[] = [
          ...[runs, stepDefinitions, workflows],
          ...(settings.externalPackages ? [packages] : []),
          ...(settings.eventListeners ? [eventListeners] : []),
        ];
        await Promise.all(sources.map((source) => source.run(signal)));
      },
      ready: async () => {
        await Promise.all([
          ...[runs.synced(), stepDefinitions.synced(), workflows.synced()],
          // A cluster may do without packages.
          ...(settings.externalPackages ? [Promise.race([packages.synced(), packagesFailed])] : []),
        ]);
      },
    },
    async run(signal) {
      const stopRecycling = recycleDaily({ client, clock, settings, log });
      try {
        await Promise.all([loop.run(signal), backUp?.(signal)]);
      } finally {
        stopRecycling();
        wakeUps.stop();
        await events.flush();
        await registry.close();
      }
    },
  };
}

function runByKey(runs: Informer<WorkflowRun>, key: string): WorkflowRun | undefined {
  const slash = key.indexOf("/");
  return runs.lister.get(key.slice(slash + 1), key.slice(0, slash));
}
