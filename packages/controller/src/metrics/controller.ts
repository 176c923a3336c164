// What a controller and its queue do, under the names that controller-runtime gave these figures.
import type { ControllerMetrics, ReconcileOutcome } from "@lateen/runtime";
import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { BUCKETS } from "./metrics.ts";

const RESULTS: Readonly<Record<ReconcileOutcome, string>> = {
  done: "success",
  requeued: "requeue_after",
  error: "error",
  terminal: "error",
};

/** Gives each controller, by its name, what it reports to; all is in the registry. */
export function controllerMetrics(registry: Registry): (controller: string) => ControllerMetrics {
  const registers = [registry];
  const counter = (name: string, help: string, ...labelNames: string[]): Counter =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, label: string): Gauge =>
    new Gauge({ name, help, labelNames: [label], registers });
  const seconds = (name: string, help: string, label: string): Histogram =>
    new Histogram({ name, help, labelNames: [label], buckets: [...BUCKETS], registers });
  const reconciled = counter(
    "controller_runtime_reconcile_total",
    "turns by result",
    "controller",
    "result",
  );
  const errors = counter(
    "controller_runtime_reconcile_errors_total",
    "turns that failed",
    "controller",
  );
  const time = seconds(
    "controller_runtime_reconcile_time_seconds",
    "duration of a turn",
    "controller",
  );
  const active = gauge("controller_runtime_active_workers", "turns under way", "controller");
  const depth = gauge("workqueue_depth", "keys that wait", "name");
  const added = counter("workqueue_adds_total", "keys that were added", "name");
  const retried = counter(
    "workqueue_retries_total",
    "keys that were added for another try",
    "name",
  );
  const waited = seconds("workqueue_queue_duration_seconds", "how long keys waited", "name");
  const worked = seconds("workqueue_work_duration_seconds", "how long keys were worked on", "name");
  return (controller) => {
    const results = Object.fromEntries(
      Object.values(RESULTS).map((result) => [result, reconciled.labels({ controller, result })]),
    );
    const rows = {
      errors: errors.labels({ controller }),
      time: time.labels({ controller }),
      active: active.labels({ controller }),
      depth: depth.labels({ name: controller }),
      added: added.labels({ name: controller }),
      retried: retried.labels({ name: controller }),
      waited: waited.labels({ name: controller }),
      worked: worked.labels({ name: controller }),
    };
    return {
      reconciled(outcome, milliseconds) {
        const result = RESULTS[outcome];
        results[result]?.inc();
        if (result === "error") rows.errors.inc();
        rows.time.observe(milliseconds / 1000);
      },
      active: (workers) => rows.active.set(workers),
      added(length) {
        rows.added.inc();
        rows.depth.set(length);
      },
      taken(length, milliseconds) {
        rows.depth.set(length);
        rows.waited.observe(milliseconds / 1000);
      },
      done: (milliseconds) => rows.worked.observe(milliseconds / 1000),
      retried: () => rows.retried.inc(),
    };
  };
}
