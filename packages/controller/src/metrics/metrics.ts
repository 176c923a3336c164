// What the controller measures (spec: engine.md 26), with two oddities mended: the duration of a step is in
// milliseconds as its name says, and the reason of a step's phase is a label of its own.
import type { WorkflowRun } from "@lateen/api";
import type { EngineObserver } from "@lateen/engine";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

/** Bounds of durations, in seconds. */
export const BUCKETS: readonly number[] = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1,
  1.25, 1.5, 1.75, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
];

/** The metrics of one controller. */
export interface Metrics {
  readonly registry: Registry;
  /** A pass ended. `seconds` is how long it took. */
  pass(begin: string, end: string, seconds: number): void;
  /** A run was looked at for the first time. */
  initialized(): void;
  /** A run ended. */
  finished(run: WorkflowRun): void;
  /** What the engine tells. */
  readonly observer: EngineObserver;
  /** A run appeared, changed or vanished: `undefined` stands for what is not there. */
  transition(before: WorkflowRun | undefined, after: WorkflowRun | undefined): void;
}

/** Makes the metrics in a registry of their own; with `process` also those of the process. */
export function createMetrics(options: { readonly process?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.process === true) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const buckets = [...BUCKETS];
  const reconcileTime = new Histogram({
    name: "workflowrun_reconcile_time_seconds",
    help: "duration of a pass over a run",
    labelNames: ["begin_phase", "end_phase"],
    buckets,
    registers,
  });
  const finishedTime = new Histogram({
    name: "workflowrun_finished_time_seconds",
    help: "time from the start of a run to its end",
    labelNames: ["phase"],
    buckets,
    registers,
  });
  const resolveTime = new Histogram({
    name: "generate_task_runners_time_seconds",
    help: "time to find the steps and templates of a run",
    labelNames: ["controller"],
    buckets,
    registers,
  });
  const stepDuration = new Histogram({
    name: "workflowrun_step_duration_ms",
    help: "duration of an attempt of a step, in milliseconds",
    labelNames: ["controller", "step_type"],
    buckets: buckets.map((bucket) => bucket * 1000),
    registers,
  });
  const initializedNumber = new Counter({
    name: "workflowrun_initialized_num",
    help: "runs that were begun",
    registers,
  });
  const phaseNumber = new Gauge({
    name: "workflowrun_phase_number",
    help: "runs by phase",
    labelNames: ["phase"],
    registers,
  });
  const stepPhaseNumber = new Gauge({
    name: "workflowrun_step_phase_number",
    help: "top-level steps by type, phase and reason",
    labelNames: ["step_type", "phase", "reason"],
    registers,
  });

  const count = (run: WorkflowRun | undefined, sign: 1 | -1): void => {
    if (run === undefined) return;
    phaseNumber.inc({ phase: run.status?.status || "-" }, sign);
    for (const step of run.status?.steps ?? []) {
      stepPhaseNumber.inc(
        { step_type: step.type ?? "", phase: step.phase ?? "", reason: step.reason ?? "" },
        sign,
      );
    }
  };

  return {
    registry,
    pass: (begin, end, seconds) =>
      reconcileTime.observe({ begin_phase: begin, end_phase: end }, seconds),
    initialized: () => initializedNumber.inc(),
    finished(run) {
      const { startTime, endTime, status } = run.status ?? {};
      if (!startTime || !endTime) return;
      finishedTime.observe(
        { phase: status ?? "" },
        (Date.parse(endTime) - Date.parse(startTime)) / 1000,
      );
    },
    observer: {
      attempt: (type, milliseconds) =>
        stepDuration.observe({ controller: "workflowrun", step_type: type }, milliseconds),
      resolved: (milliseconds) =>
        resolveTime.observe({ controller: "workflowrun" }, milliseconds / 1000),
    },
    transition(before, after) {
      count(before, -1);
      count(after, 1);
    },
  };
}
