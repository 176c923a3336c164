// Kinds that keep a number of pods running. No pods are made: only the counts are told.
import type { KubeObject } from "@lateen/kube";
import { timestamp } from "../objects/timestamp.ts";
import { items, part } from "../resources/builtin.ts";
import { withConditions } from "./conditions.ts";
import { settingsOf } from "./settings.ts";
import type { Simulation, SimulationScope } from "./simulator.ts";

/** The next step of a Deployment: it progresses for a while, then it is available or given up. */
export const simulateDeployment: Simulation = (deployment, scope) => {
  const { now } = scope;
  const replicas = replicasOf(deployment);
  const name = deployment.metadata.name;
  const status = part(deployment, "status");
  const { fails, duration } = settingsOf(deployment);
  const step = progress(deployment, scope, duration);
  if (step === "begin") {
    return {
      status: {
        ...status,
        observedGeneration: deployment.metadata.generation,
        replicas,
        updatedReplicas: replicas,
        unavailableReplicas: replicas,
        conditions: conditions(status, now, [
          [
            "Available",
            "False",
            "MinimumReplicasUnavailable",
            "Deployment does not have minimum availability.",
          ],
          ["Progressing", "True", "ReplicaSetUpdated", `ReplicaSet "${name}" is progressing.`],
        ]),
      },
      after: duration,
    };
  }
  if (step !== "end") return { after: step };
  if (fails) {
    return {
      status: {
        ...status,
        conditions: conditions(status, now, [
          [
            "Progressing",
            "False",
            "ProgressDeadlineExceeded",
            `ReplicaSet "${name}" has timed out progressing.`,
          ],
        ]),
      },
    };
  }
  const { unavailableReplicas: _unavailable, ...rest } = status;
  return {
    status: {
      ...rest,
      replicas,
      updatedReplicas: replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      conditions: conditions(status, now, [
        ["Available", "True", "MinimumReplicasAvailable", "Deployment has minimum availability."],
        [
          "Progressing",
          "True",
          "NewReplicaSetAvailable",
          `ReplicaSet "${name}" has successfully progressed.`,
        ],
      ]),
    },
  };
};

/** The next step of a ReplicaSet or a StatefulSet. */
export const simulateReplicas: Simulation = (object, scope) => {
  const replicas = replicasOf(object);
  const status = part(object, "status");
  const { fails, duration } = settingsOf(object);
  const revision =
    object.kind === "StatefulSet"
      ? {
          currentRevision: `${object.metadata.name}-1`,
          updateRevision: `${object.metadata.name}-1`,
        }
      : {};
  const step = progress(object, scope, duration);
  if (step === "begin") {
    const observedGeneration = object.metadata.generation;
    return { status: { ...status, ...revision, observedGeneration, replicas }, after: duration };
  }
  if (step !== "end") return { after: step };
  if (fails) return {};
  return {
    status: {
      ...status,
      replicas,
      readyReplicas: replicas,
      availableReplicas: replicas,
      ...(object.kind === "StatefulSet"
        ? { currentReplicas: replicas, updatedReplicas: replicas }
        : { fullyLabeledReplicas: replicas }),
    },
  };
};

/** The next step of a DaemonSet, on a cluster of one node. */
export const simulateDaemonSet: Simulation = (object, scope) => {
  const status = part(object, "status");
  const { fails, duration } = settingsOf(object);
  const step = progress(object, scope, duration);
  const scheduled = {
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberMisscheduled: 0,
  };
  if (step === "begin") {
    return {
      status: {
        ...status,
        ...scheduled,
        observedGeneration: object.metadata.generation,
        numberReady: 0,
        numberUnavailable: 1,
      },
      after: duration,
    };
  }
  if (step !== "end") return { after: step };
  if (fails) return {};
  const { numberUnavailable: _unavailable, ...rest } = status;
  return { status: { ...rest, ...scheduled, numberReady: 1, numberAvailable: 1 } };
};

function replicasOf(object: KubeObject): number {
  return Number(part(object, "spec")["replicas"] ?? 1);
}

/**
 * Where a roll-out stands: at its beginning when the status tells of an older generation, at its end
 * when the duration is over, else how many milliseconds are left. The end is remembered in this
 * process alone: after a restart a roll-out under way ends at once.
 */
function progress(
  object: KubeObject,
  { now, ends }: SimulationScope,
  duration: number,
): "begin" | "end" | number {
  const uid = object.metadata.uid as string;
  const generation = object.metadata.generation ?? 1;
  if (part(object, "status")["observedGeneration"] !== generation) {
    ends.set(uid, now + duration);
    return "begin";
  }
  const end = ends.get(uid) ?? now;
  if (end > now) return end - now;
  ends.delete(uid);
  return "end";
}

type ConditionRow = readonly [
  type: string,
  status: "True" | "False",
  reason: string,
  message: string,
];

/** Conditions of Deployments also tell when their text last changed. */
function conditions(
  status: unknown,
  now: number,
  rows: readonly ConditionRow[],
): Record<string, unknown>[] {
  const before = items(status, "conditions");
  const wanted = rows.map(([type, value, reason, message]) => ({
    type,
    status: value,
    reason,
    message,
  }));
  return withConditions(status, now, wanted).map((condition) => {
    const old = before.find((one) => one["type"] === condition["type"]);
    const isSame = old?.["reason"] === condition["reason"];
    return { ...condition, lastUpdateTime: isSame ? old?.["lastUpdateTime"] : timestamp(now) };
  });
}
