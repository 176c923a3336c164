// A job runs its pods and counts how they end. kubernetes/pkg/controller/job
import type { KubeObject } from "@lateen/kube";
import { timestamp } from "../objects/timestamp.ts";
import { part } from "../resources/builtin.ts";
import { type WantedCondition, withConditions } from "./conditions.ts";
import { DURATION_ANNOTATION, MESSAGE_ANNOTATION, OUTCOME_ANNOTATION } from "./settings.ts";
import type { Simulation, SimulationScope, SimulationStep } from "./simulator.ts";

/** The next step of a job. */
export const simulateJob: Simulation = async (job, scope) => {
  const { now } = scope;
  const status = part(job, "status");
  const conditions = (status["conditions"] as { type: string; status: string }[] | undefined) ?? [];
  const isTrue = (type: string): boolean =>
    conditions.some((one) => one.type === type && one.status === "True");
  if (isTrue("Complete") || isTrue("Failed")) return expiry(job, scope, conditions);
  const spec = part(job, "spec") as JobSpec;
  if (spec.suspend === true) return suspended(job, scope);

  const pods = scope.owned("pods");
  const phase = (name: string): KubeObject[] =>
    pods.filter((pod) => part(pod, "status")["phase"] === name);
  const succeeded = phase("Succeeded").length;
  const failed = phase("Failed").length;
  const active = pods.length - succeeded - failed;
  const { parallelism = 1, backoffLimit = 6 } = spec;
  const completions = spec.completions ?? parallelism;
  const startTime = status["startTime"] ?? timestamp(now);
  const base = { ...status, startTime, ...(failed > 0 ? { failed } : {}) };

  const deadline = spec.activeDeadlineSeconds;
  const left =
    deadline === undefined ? undefined : Date.parse(String(startTime)) + deadline * 1_000 - now;
  const failure: WantedCondition | undefined =
    failed > backoffLimit
      ? failedWith("BackoffLimitExceeded", "Job has reached the specified backoff limit")
      : left !== undefined && left <= 0
        ? failedWith("DeadlineExceeded", "Job was active longer than specified deadline")
        : undefined;
  if (failure !== undefined) {
    await scope.deletePods([...phase("Running"), ...phase("Pending")]);
    const wanted = [{ ...failure, type: "FailureTarget" }, failure];
    const { active: _active, ...rest } = base as Record<string, unknown>;
    return { status: { ...rest, ready: 0, conditions: withConditions(status, now, wanted) } };
  }
  if (succeeded >= completions) return completed(base, succeeded, now);

  const wantedPods = Math.min(parallelism, completions - succeeded) - active;
  for (let index = 0; index < wantedPods; index++) await scope.create(podOf(job));
  const next = {
    ...base,
    active: active + Math.max(0, wantedPods),
    ready: phase("Running").length,
  };
  return {
    status: succeeded > 0 ? { ...next, succeeded } : next,
    ...(left === undefined ? {} : { after: left }),
  };
};

interface JobSpec {
  readonly suspend?: boolean;
  readonly parallelism?: number;
  readonly completions?: number;
  readonly backoffLimit?: number;
  readonly activeDeadlineSeconds?: number;
  readonly ttlSecondsAfterFinished?: number;
  readonly template?: { readonly metadata?: KubeObject["metadata"]; readonly spec?: object };
}

function failedWith(reason: string, message: string): WantedCondition {
  return { type: "Failed", status: "True", reason, message };
}

function completed(base: Record<string, unknown>, succeeded: number, now: number): SimulationStep {
  const { active: _active, ...rest } = base;
  const reason = "CompletionsReached";
  const message = "Reached expected number of succeeded pods";
  return {
    status: {
      ...rest,
      ready: 0,
      succeeded,
      completionTime: timestamp(now),
      conditions: withConditions(base, now, [
        { type: "SuccessCriteriaMet", status: "True", reason, message },
        { type: "Complete", status: "True", reason, message },
      ]),
    },
  };
}

async function suspended(job: KubeObject, scope: SimulationScope): Promise<SimulationStep> {
  await scope.deletePods(
    scope.owned("pods").filter((pod) => part(pod, "status")["phase"] !== "Succeeded"),
  );
  const { startTime: _start, active: _active, ...status } = part(job, "status");
  const condition = { reason: "JobSuspended", message: "Job suspended" };
  return {
    status: {
      ...status,
      conditions: withConditions(status, scope.now, [
        { type: "Suspended", status: "True", ...condition },
      ]),
    },
  };
}

/** Finished jobs go when their time is over. */
async function expiry(
  job: KubeObject,
  scope: SimulationScope,
  conditions: readonly { readonly type: string }[],
): Promise<SimulationStep> {
  const seconds = (part(job, "spec") as JobSpec).ttlSecondsAfterFinished;
  if (seconds === undefined) return {};
  const last = conditions.at(-1) as { readonly lastTransitionTime?: string };
  const left = Date.parse(String(last.lastTransitionTime)) + seconds * 1_000 - scope.now;
  if (left > 0) return { after: left };
  await scope.deleteSelf();
  return {};
}

const INHERITED = [OUTCOME_ANNOTATION, DURATION_ANNOTATION, MESSAGE_ANNOTATION];

function podOf(job: KubeObject): KubeObject {
  const { template = {} } = part(job, "spec") as JobSpec;
  const own = job.metadata.annotations ?? {};
  const inherited = Object.fromEntries(
    INHERITED.filter((name) => own[name] !== undefined).map((name) => [name, own[name] as string]),
  );
  const annotations = { ...inherited, ...template.metadata?.annotations };
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      generateName: `${job.metadata.name}-`,
      namespace: job.metadata.namespace as string,
      labels: { ...template.metadata?.labels },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [
        {
          apiVersion: "batch/v1",
          kind: "Job",
          name: job.metadata.name as string,
          uid: job.metadata.uid as string,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: structuredClone(template.spec),
  };
}
