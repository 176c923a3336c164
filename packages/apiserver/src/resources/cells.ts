// Cells of the tables of built-in kinds. kubernetes/pkg/printers/internalversion/printers.go
import type { KubeObject } from "@lateen/kube";
import { age, humanDuration } from "../table/age.ts";
import type { ColumnRow } from "../table/columns.ts";
import { items, part } from "./builtin.ts";

const NONE = "<none>";

/** A column with the value at a path of the object, or `missing`. */
export function field(
  name: string,
  path: readonly string[],
  options: { type?: "string" | "integer" | "boolean"; priority?: number; missing?: unknown } = {},
): ColumnRow {
  const { type = "string", priority = 0, missing = type === "integer" ? 0 : NONE } = options;
  return [
    { name, type, priority, description: path.join(".") },
    (object) => part(object, ...path.slice(0, -1))[path.at(-1) as string] ?? missing,
  ];
}

/** A column computed from the object. */
export function column(
  name: string,
  cell: (object: KubeObject, now: number) => unknown,
  options: { type?: "string" | "integer" | "boolean"; priority?: number } = {},
): ColumnRow {
  const { type = "string", priority = 0 } = options;
  return [{ name, type, priority, description: name }, cell];
}

/** `key=value` pairs, sorted. */
export function pairs(map: unknown): string {
  const entries = Object.entries(part(map))
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  return entries.length === 0 ? NONE : entries.join(",");
}

/** A label selector as text. */
export function selectorText(selector: unknown): string {
  const labels = Object.entries(part(selector, "matchLabels"))
    .map(([key, value]) => `${key}=${value}`)
    .sort();
  const expressions = items(selector, "matchExpressions").map((expression) => {
    const key = String(expression["key"]);
    const values = ((expression["values"] as string[] | undefined) ?? []).join(",");
    switch (expression["operator"]) {
      case "In":
        return `${key} in (${values})`;
      case "NotIn":
        return `${key} notin (${values})`;
      case "DoesNotExist":
        return `!${key}`;
      default:
        return key;
    }
  });
  const all = [...labels, ...expressions];
  return all.length === 0 ? NONE : all.join(",");
}

/** Names and images of the containers of a pod template, for `-o wide`. */
export function containerColumns(...path: readonly string[]): ColumnRow[] {
  const list = (object: KubeObject, name: string): string =>
    items(object, ...path, "containers")
      .map((container) => container[name])
      .join(",");
  return [
    column("Containers", (object) => list(object, "name"), { priority: 1 }),
    column("Images", (object) => list(object, "image"), { priority: 1 }),
  ];
}

/** `ready/total` of the containers of a pod. */
export function podReady(pod: KubeObject): string {
  const ready = items(pod, "status", "containerStatuses").filter(
    (status) => status["ready"] === true,
  );
  return `${ready.length}/${items(pod, "spec", "containers").length}`;
}

/** The status of a pod in one word. */
export function podStatus(pod: KubeObject): string {
  const status = part(pod, "status");
  let text = String(status["reason"] ?? status["phase"] ?? "Unknown");
  for (const container of items(pod, "status", "containerStatuses")) {
    const waiting = part(container, "state", "waiting")["reason"];
    const terminated = part(container, "state", "terminated");
    if (waiting !== undefined) text = String(waiting);
    else if (terminated["reason"] !== undefined) text = String(terminated["reason"]);
    else if (terminated["exitCode"] !== undefined) text = `ExitCode:${terminated["exitCode"]}`;
  }
  return pod.metadata.deletionTimestamp === undefined ? text : "Terminating";
}

/** The restarts of all containers of a pod. */
export function podRestarts(pod: KubeObject): string {
  let restarts = 0;
  for (const status of items(pod, "status", "containerStatuses")) {
    restarts += Number(status["restartCount"] ?? 0);
  }
  return String(restarts);
}

/** How long a job took or has taken. */
export function jobDuration(job: KubeObject, now: number): string {
  const { startTime, completionTime } = part(job, "status");
  if (typeof startTime !== "string") return "";
  const end = typeof completionTime === "string" ? Date.parse(completionTime) : now;
  return humanDuration(end - Date.parse(startTime));
}

/** The status of a job in one word. */
export function jobStatus(job: KubeObject): string {
  const isTrue = (type: string): boolean =>
    items(job, "status", "conditions").some(
      (condition) => condition["type"] === type && condition["status"] === "True",
    );
  if (isTrue("Complete")) return "Complete";
  if (isTrue("Failed")) return "Failed";
  if (job.metadata.deletionTimestamp !== undefined) return "Terminating";
  if (isTrue("Suspended")) return "Suspended";
  if (isTrue("FailureTarget")) return "FailureTarget";
  return "Running";
}

/** The ports of a service. */
export function servicePorts(service: KubeObject): string {
  const ports = items(service, "spec", "ports").map((port) => {
    const node = port["nodePort"] === undefined ? "" : `:${port["nodePort"]}`;
    return `${port["port"]}${node}/${port["protocol"] ?? "TCP"}`;
  });
  return ports.length === 0 ? NONE : ports.join(",");
}

/** The addresses under which a service is reached from outside. */
export function externalAddress(service: KubeObject): string {
  const spec = part(service, "spec");
  const given = (spec["externalIPs"] as string[] | undefined) ?? [];
  const balanced = items(service, "status", "loadBalancer", "ingress").map(
    (ingress) => ingress["ip"] ?? ingress["hostname"],
  );
  const all = [...balanced, ...given];
  if (spec["type"] === "ExternalName") return String(spec["externalName"]);
  if (all.length > 0) return all.join(",");
  return spec["type"] === "LoadBalancer" ? "<pending>" : NONE;
}

/** Roles of a node, from its labels. */
export function nodeRoles(node: KubeObject): string {
  const prefix = "node-role.kubernetes.io/";
  const roles = Object.keys(node.metadata.labels ?? {})
    .filter((label) => label.startsWith(prefix))
    .map((label) => label.slice(prefix.length))
    .sort();
  return roles.length === 0 ? NONE : roles.join(",");
}

/** Whether a node is ready. */
export function nodeStatus(node: KubeObject): string {
  const ready = items(node, "status", "conditions").find(
    (condition) => condition["type"] === "Ready",
  );
  const text = ready === undefined ? "Unknown" : ready["status"] === "True" ? "Ready" : "NotReady";
  return part(node, "spec")["unschedulable"] === true ? `${text},SchedulingDisabled` : text;
}

/** A time at a path as an age. */
export function ageAt(path: readonly string[]): (object: KubeObject, now: number) => string {
  return (object, now) => {
    const value = part(object, ...path.slice(0, -1))[path.at(-1) as string];
    return value === undefined || value === null ? NONE : age(value, now);
  };
}
