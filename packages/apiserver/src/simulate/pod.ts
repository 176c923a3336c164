// A pod starts as soon as its Secrets and ConfigMaps are there; one that is meant to end (its restart
// policy is not Always) ends after a while.
import type { KubeObject } from "@lateen/kube";
import { timestamp } from "../objects/timestamp.ts";
import { items, part } from "../resources/builtin.ts";
import { withConditions, type WantedCondition } from "./conditions.ts";
import { OUTCOME_ANNOTATION, settingsOf } from "./settings.ts";
import type { Simulation, SimulationStep } from "./simulator.ts";

/** A Secret or a ConfigMap that a pod needs. */
export interface NeededObject {
  readonly kind: "secret" | "configmap";
  readonly name: string;
}

/** The next step of a pod. */
export const simulatePod: Simulation = async (pod, { now, missing, warn }) => {
  const status = part(pod, "status");
  const phase = status["phase"];
  if (phase === "Succeeded" || phase === "Failed") return {};
  if (phase !== "Running" && missing.length > 0) {
    const message = missing.join(", ");
    if (status["message"] !== message) await warn("FailedMount", message);
    return pending(pod, now, message);
  }
  if (phase !== "Running") return { status: running(pod, now), after: untilEnd(pod, now, now) };
  if (!ends(pod)) return {};
  const rest = untilEnd(pod, Date.parse(String(status["startTime"])), now);
  return rest > 0 ? { after: rest } : { status: ended(pod, now) };
};

/** What a pod refers to in its volumes and environment and cannot do without. */
export function missingReferences(pod: KubeObject): NeededObject[] {
  const found: NeededObject[] = [];
  const add = (kind: NeededObject["kind"], source: unknown, field = "name"): void => {
    const { [field]: name, optional } = part(source);
    if (typeof name === "string" && name !== "" && optional !== true) found.push({ kind, name });
  };
  for (const volume of items(pod, "spec", "volumes")) {
    add("secret", volume["secret"], "secretName");
    add("configmap", volume["configMap"]);
    for (const source of items(volume, "projected", "sources")) {
      add("secret", source["secret"]);
      add("configmap", source["configMap"]);
    }
  }
  const containers = [...items(pod, "spec", "initContainers"), ...items(pod, "spec", "containers")];
  for (const container of containers) {
    for (const variable of items(container, "env")) {
      add("secret", part(variable, "valueFrom")["secretKeyRef"]);
      add("configmap", part(variable, "valueFrom")["configMapKeyRef"]);
    }
    for (const source of items(container, "envFrom")) {
      add("secret", source["secretRef"]);
      add("configmap", source["configMapRef"]);
    }
  }
  return found.filter(
    (one, index) =>
      found.findIndex(({ kind, name }) => kind === one.kind && name === one.name) === index,
  );
}

function ends(pod: KubeObject): boolean {
  const policy = part(pod, "spec")["restartPolicy"];
  return policy !== "Always" || pod.metadata.annotations?.[OUTCOME_ANNOTATION] !== undefined;
}

function untilEnd(pod: KubeObject, start: number, now: number): number {
  // Times in objects are whole seconds: the start may have been up to a second later.
  const isExact = start === now;
  const { duration } = settingsOf(pod);
  return isExact ? duration : Math.max(0, start + duration - now);
}

function pending(pod: KubeObject, now: number, message: string): SimulationStep {
  return {
    status: {
      ...part(pod, "status"),
      phase: "Pending",
      message,
      conditions: withConditions(part(pod, "status"), now, [
        { type: "PodScheduled", status: "True" },
        { type: "Initialized", status: "True" },
        { type: "Ready", status: "False", reason: "ContainersNotReady", message },
        { type: "ContainersReady", status: "False", reason: "ContainersNotReady", message },
      ]),
      containerStatuses: containerStatuses(pod, false, {
        waiting: { reason: "CreateContainerConfigError", message },
      }),
    },
  };
}

function running(pod: KubeObject, now: number): Record<string, unknown> {
  const { message: _message, ...status } = part(pod, "status");
  const address = podAddress(pod);
  return {
    ...status,
    phase: "Running",
    startTime: timestamp(now),
    hostIP: "127.0.0.1",
    podIP: address,
    podIPs: [{ ip: address }],
    conditions: withConditions(status, now, READY),
    containerStatuses: containerStatuses(pod, true, { running: { startedAt: timestamp(now) } }),
  };
}

const READY: readonly WantedCondition[] = [
  "PodScheduled",
  "Initialized",
  "ContainersReady",
  "Ready",
].map((type) => ({ type, status: "True" }));

function ended(pod: KubeObject, now: number): Record<string, unknown> {
  const { fails, message } = settingsOf(pod);
  const status = part(pod, "status");
  const reason = fails ? "PodFailed" : "PodCompleted";
  return {
    ...status,
    phase: fails ? "Failed" : "Succeeded",
    conditions: withConditions(status, now, [
      { type: "Ready", status: "False", reason },
      { type: "ContainersReady", status: "False", reason },
    ]),
    containerStatuses: containerStatuses(pod, false, {
      terminated: {
        exitCode: fails ? 1 : 0,
        reason: fails ? "Error" : "Completed",
        ...(message === undefined ? {} : { message }),
        startedAt: status["startTime"],
        finishedAt: timestamp(now),
      },
    }),
  };
}

function containerStatuses(pod: KubeObject, ready: boolean, state: object): object[] {
  return items(pod, "spec", "containers").map(({ name, image }) => ({
    name,
    image: image ?? "",
    imageID: "",
    ready,
    started: ready,
    restartCount: 0,
    lastState: {},
    state,
  }));
}

function podAddress(pod: KubeObject): string {
  const bytes = Buffer.from((pod.metadata.uid ?? "").replaceAll("-", ""), "hex");
  return `10.244.${bytes[0] ?? 0}.${1 + ((bytes[1] ?? 0) % 254)}`;
}
