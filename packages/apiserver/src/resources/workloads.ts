// Kinds that run containers: core pods, apps, batch.
import {
  type FieldError,
  fieldError,
  formatQuantity,
  type KubeObject,
  parseQuantity,
} from "@lateen/kube";
import type { ResourceDefinition } from "../resource.ts";
import { AGE, table } from "../table/columns.ts";
import { age } from "../table/age.ts";
import { builtin, complete, items, own, part } from "./builtin.ts";
import * as cells from "./cells.ts";
import { scheduleProblem } from "./cron.ts";

const ALL = ["all"];

const READY_REPLICAS = cells.column(
  "Ready",
  (object) =>
    `${part(object, "status")["readyReplicas"] ?? 0}/${part(object, "spec")["replicas"] ?? 0}`,
);

/** Pods, and the kinds of `apps` and `batch`. */
export const workloads: readonly ResourceDefinition[] = [
  builtin("", "v1", {
    kind: "Pod",
    plural: "pods",
    shortNames: ["po"],
    categories: ALL,
    hasStatus: true,
    selectableFields: [
      "spec.nodeName",
      "spec.restartPolicy",
      "spec.schedulerName",
      "spec.serviceAccountName",
      "status.phase",
      "status.podIP",
      "status.nominatedNodeName",
    ],
    table: table(
      cells.column("Ready", cells.podReady),
      cells.column("Status", cells.podStatus),
      cells.column("Restarts", cells.podRestarts),
      AGE,
      cells.field("IP", ["status", "podIP"], { priority: 1 }),
      cells.field("Node", ["spec", "nodeName"], { priority: 1 }),
      cells.field("Nominated Node", ["status", "nominatedNodeName"], { priority: 1 }),
      cells.column("Readiness Gates", () => "<none>", { priority: 1 }),
    ),
    hooks: {
      prepare(pod, old) {
        podDefaults(own(pod, "spec"));
        if (old === undefined) pod["status"] = { phase: "Pending", qosClass: qosClass(pod) };
      },
      validate: (pod, old) => [
        ...containerProblems(pod, ["spec"]),
        ...(old === undefined ? [] : podUpdateProblems(pod, old)),
      ],
    },
  }),
  builtin("", "v1", { kind: "PodTemplate", plural: "podtemplates" }),
  builtin("", "v1", {
    kind: "ReplicationController",
    plural: "replicationcontrollers",
    shortNames: ["rc"],
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    isScalable: true,
    table: table(
      cells.field("Desired", ["spec", "replicas"], { type: "integer" }),
      cells.field("Current", ["status", "replicas"], { type: "integer" }),
      cells.field("Ready", ["status", "readyReplicas"], { type: "integer" }),
      AGE,
    ),
    hooks: { prepare: (object) => complete(own(object, "spec"), { replicas: 1 }) },
  }),
  builtin("apps", "v1", {
    kind: "Deployment",
    plural: "deployments",
    shortNames: ["deploy"],
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    isScalable: true,
    table: table(
      READY_REPLICAS,
      cells.field("Up-to-date", ["status", "updatedReplicas"], { type: "integer" }),
      cells.field("Available", ["status", "availableReplicas"], { type: "integer" }),
      AGE,
      ...cells.containerColumns("spec", "template", "spec"),
      cells.column("Selector", (object) => cells.selectorText(part(object, "spec", "selector")), {
        priority: 1,
      }),
    ),
    hooks: {
      prepare(object) {
        const spec = own(object, "spec");
        complete(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
        const strategy = own(spec, "strategy");
        complete(strategy, { type: "RollingUpdate" });
        if (strategy["type"] === "RollingUpdate") {
          complete(own(strategy, "rollingUpdate"), { maxUnavailable: "25%", maxSurge: "25%" });
        }
        podTemplateDefaults(spec);
      },
      validate: workloadProblems,
    },
  }),
  builtin("apps", "v1", {
    kind: "ReplicaSet",
    plural: "replicasets",
    shortNames: ["rs"],
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    isScalable: true,
    table: table(
      cells.field("Desired", ["spec", "replicas"], { type: "integer" }),
      cells.field("Current", ["status", "replicas"], { type: "integer" }),
      cells.field("Ready", ["status", "readyReplicas"], { type: "integer" }),
      AGE,
      ...cells.containerColumns("spec", "template", "spec"),
      cells.column("Selector", (object) => cells.selectorText(part(object, "spec", "selector")), {
        priority: 1,
      }),
    ),
    hooks: {
      prepare(object) {
        const spec = own(object, "spec");
        complete(spec, { replicas: 1 });
        podTemplateDefaults(spec);
      },
      validate: workloadProblems,
    },
  }),
  builtin("apps", "v1", {
    kind: "StatefulSet",
    plural: "statefulsets",
    shortNames: ["sts"],
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    isScalable: true,
    table: table(READY_REPLICAS, AGE, ...cells.containerColumns("spec", "template", "spec")),
    hooks: {
      prepare(object) {
        const spec = own(object, "spec");
        complete(spec, {
          replicas: 1,
          revisionHistoryLimit: 10,
          podManagementPolicy: "OrderedReady",
        });
        const strategy = own(spec, "updateStrategy");
        complete(strategy, { type: "RollingUpdate" });
        if (strategy["type"] === "RollingUpdate") {
          complete(own(strategy, "rollingUpdate"), { partition: 0 });
        }
        podTemplateDefaults(spec);
      },
      validate: workloadProblems,
    },
  }),
  builtin("apps", "v1", {
    kind: "DaemonSet",
    plural: "daemonsets",
    shortNames: ["ds"],
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    table: table(
      cells.field("Desired", ["status", "desiredNumberScheduled"], { type: "integer" }),
      cells.field("Current", ["status", "currentNumberScheduled"], { type: "integer" }),
      cells.field("Ready", ["status", "numberReady"], { type: "integer" }),
      cells.field("Up-to-date", ["status", "updatedNumberScheduled"], { type: "integer" }),
      cells.field("Available", ["status", "numberAvailable"], { type: "integer" }),
      cells.column("Node Selector", (object) =>
        cells.pairs(part(object, "spec", "template", "spec", "nodeSelector")),
      ),
      AGE,
      ...cells.containerColumns("spec", "template", "spec"),
    ),
    hooks: {
      prepare(object) {
        const spec = own(object, "spec");
        complete(spec, { revisionHistoryLimit: 10 });
        const strategy = own(spec, "updateStrategy");
        complete(strategy, { type: "RollingUpdate" });
        if (strategy["type"] === "RollingUpdate") {
          complete(own(strategy, "rollingUpdate"), { maxUnavailable: 1, maxSurge: 0 });
        }
        podTemplateDefaults(spec);
      },
      validate: workloadProblems,
    },
  }),
  builtin("apps", "v1", {
    kind: "ControllerRevision",
    plural: "controllerrevisions",
    table: table(cells.field("Revision", ["revision"], { type: "integer" }), AGE),
  }),
  builtin("batch", "v1", {
    kind: "Job",
    plural: "jobs",
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    selectableFields: ["status.successful"],
    table: table(
      cells.column("Status", cells.jobStatus),
      cells.column("Completions", (job) => {
        const total = part(job, "spec")["completions"] ?? part(job, "spec")["parallelism"] ?? 1;
        return `${part(job, "status")["succeeded"] ?? 0}/${total}`;
      }),
      cells.column("Duration", cells.jobDuration),
      AGE,
      ...cells.containerColumns("spec", "template", "spec"),
    ),
    hooks: {
      prepare(job, old) {
        const spec = own(job, "spec");
        complete(spec, {
          parallelism: 1,
          backoffLimit: 6,
          completionMode: "NonIndexed",
          suspend: false,
          podReplacementPolicy: "TerminatingOrFailed",
        });
        if (part(spec, "template")["spec"] !== undefined) podTemplateDefaults(spec);
        if (spec["completions"] === undefined && spec["parallelism"] === 1) spec["completions"] = 1;
        if (old === undefined && spec["manualSelector"] !== true) jobSelector(job, spec);
      },
      validate: (job, old) => [
        ...containerProblems(job, ["spec", "template", "spec"]),
        ...(old === undefined ? [] : jobUpdateProblems(job, old)),
      ],
    },
  }),
  builtin("batch", "v1", {
    kind: "CronJob",
    plural: "cronjobs",
    shortNames: ["cj"],
    categories: ALL,
    hasStatus: true,
    hasGeneration: true,
    table: table(
      cells.field("Schedule", ["spec", "schedule"]),
      cells.field("Timezone", ["spec", "timeZone"]),
      cells.column("Suspend", (object) =>
        part(object, "spec")["suspend"] === true ? "True" : "False",
      ),
      cells.column("Active", (object) => items(object, "status", "active").length, {
        type: "integer",
      }),
      cells.column("Last Schedule", (object, now) => {
        const last = part(object, "status")["lastScheduleTime"];
        return last === undefined ? "<none>" : age(last, now);
      }),
      AGE,
    ),
    hooks: {
      prepare(object) {
        const spec = own(object, "spec");
        complete(spec, {
          concurrencyPolicy: "Allow",
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        });
        podTemplateDefaults(own(own(spec, "jobTemplate"), "spec"));
      },
      validate: cronJobProblems,
    },
  }),
];

function podTemplateDefaults(spec: Record<string, unknown>): void {
  const template = own(spec, "template");
  if (template["spec"] === undefined) return;
  own(template, "metadata");
  podDefaults(own(template, "spec"));
}

/** core/v1/defaults.go, as far as users see it. */
function podDefaults(spec: Record<string, unknown>): void {
  complete(spec, {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    securityContext: {},
  });
  for (const list of ["containers", "initContainers"]) {
    if (!Array.isArray(spec[list])) continue;
    spec[list] = (spec[list] as unknown[]).map((container) => {
      if (typeof container !== "object" || container === null) return container;
      const copy = { ...container } as Record<string, unknown>;
      complete(copy, {
        imagePullPolicy: pullPolicy(copy["image"]),
        terminationMessagePath: "/dev/termination-log",
        terminationMessagePolicy: "File",
        resources: {},
      });
      copy["resources"] = canonicalResources(part(copy, "resources"));
      if (Array.isArray(copy["ports"])) {
        copy["ports"] = copy["ports"].map((port: object) => ({ protocol: "TCP", ...port }));
      }
      return copy;
    });
  }
}

/** Amounts are kept in their canonical form: `1000m` is `1`. */
function canonicalResources(resources: Readonly<Record<string, unknown>>): object {
  const result: Record<string, unknown> = { ...resources };
  for (const kind of ["limits", "requests"]) {
    const amounts = result[kind];
    if (typeof amounts !== "object" || amounts === null) continue;
    result[kind] = Object.fromEntries(
      Object.entries(amounts).map(([name, amount]) => [name, canonicalAmount(amount)]),
    );
  }
  return result;
}

function canonicalAmount(amount: unknown): unknown {
  if (typeof amount !== "string" && typeof amount !== "number") return amount;
  try {
    return formatQuantity(parseQuantity(String(amount)));
  } catch {
    // Not an amount: it stays as it is for those who validate it.
    return amount;
  }
}

function pullPolicy(image: unknown): string {
  const tag = /:([^:/@]+)$/.exec(String(image ?? ""))?.[1];
  return tag === undefined || tag === "latest" ? "Always" : "IfNotPresent";
}

/** Jobs select their pods by their own uid. */
function jobSelector(job: KubeObject, spec: Record<string, unknown>): void {
  const uid = job.metadata.uid as string;
  const name = job.metadata.name ?? "";
  const template = own(spec, "template");
  const metadata = own(template, "metadata");
  metadata["labels"] = {
    ...part(metadata, "labels"),
    "batch.kubernetes.io/controller-uid": uid,
    "batch.kubernetes.io/job-name": name,
    "controller-uid": uid,
    "job-name": name,
  };
  spec["selector"] = { matchLabels: { "batch.kubernetes.io/controller-uid": uid } };
}

function qosClass(pod: KubeObject): string {
  const containers = items(pod, "spec", "containers");
  const resources = containers.map((container) => part(container, "resources"));
  if (resources.every((resource) => Object.keys(resource).length === 0)) return "BestEffort";
  const isGuaranteed = resources.every((resource) => {
    const limits = part(resource, "limits");
    const requests = part(resource, "requests");
    return (
      ["cpu", "memory"].every((name) => limits[name] !== undefined) &&
      Object.keys(requests).every((name) => requests[name] === limits[name])
    );
  });
  return isGuaranteed ? "Guaranteed" : "Burstable";
}

function cronJobProblems(object: KubeObject): FieldError[] {
  const problems = containerProblems(object, ["spec", "jobTemplate", "spec", "template", "spec"]);
  const { schedule } = part(object, "spec");
  if (schedule === undefined || schedule === "") {
    return [fieldError.required("spec.schedule"), ...problems];
  }
  const problem = scheduleProblem(String(schedule));
  return problem === undefined
    ? problems
    : [fieldError.invalid("spec.schedule", schedule, problem), ...problems];
}

function workloadProblems(object: KubeObject, old: KubeObject | undefined): FieldError[] {
  const selector = part(object, "spec", "selector");
  const problems = containerProblems(object, ["spec", "template", "spec"]);
  if (Object.keys(selector).length === 0) {
    problems.unshift(fieldError.required("spec.selector"));
  } else {
    const labels = part(object, "spec", "template", "metadata", "labels");
    const wanted = part(selector, "matchLabels");
    if (Object.keys(wanted).some((key) => wanted[key] !== labels[key])) {
      problems.push({
        type: "FieldValueInvalid",
        field: "spec.template.metadata.labels",
        detail: `${goMap(labels)}: \`selector\` does not match template \`labels\``,
      });
    }
  }
  if (
    old !== undefined &&
    JSON.stringify(part(old, "spec", "selector")) !== JSON.stringify(selector)
  ) {
    problems.push(fieldError.invalid("spec.selector", selector, `field is immutable`));
  }
  return problems;
}

function goMap(map: Readonly<Record<string, unknown>>): string {
  const fields = Object.entries(map).map(([key, value]) => `"${key}":"${value}"`);
  return `map[string]string{${fields.join(", ")}}`;
}

function containerProblems(object: KubeObject, path: readonly string[]): FieldError[] {
  const field = path.join(".");
  const containers = items(object, ...path, "containers");
  if (containers.length === 0) {
    return [fieldError.required(`${field}.containers`)];
  }
  const problems: FieldError[] = [];
  const names = new Set<unknown>();
  containers.forEach((container, index) => {
    const at = `${field}.containers[${index}]`;
    const { name, image } = container;
    if (name === undefined || name === "") {
      problems.push(fieldError.required(`${at}.name`));
    } else if (names.has(name)) {
      problems.push(fieldError.duplicate(`${at}.name`, name));
    }
    names.add(name);
    if (path.length === 1 && (image === undefined || image === "")) {
      problems.push(fieldError.required(`${at}.image`));
    }
  });
  return problems;
}

/** Of a pod only images, deadlines and tolerations may change. */
function podUpdateProblems(pod: KubeObject, old: KubeObject): FieldError[] {
  if (fixedPod(pod) === fixedPod(old)) return [];
  return [
    fieldError.forbidden(
      "spec",
      "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)",
    ),
  ];
}

function fixedPod(pod: KubeObject): string {
  const images = (list: unknown): unknown =>
    Array.isArray(list) ? list.map((container: object) => ({ ...container, image: "" })) : list;
  const spec = part(pod, "spec");
  return canonical({
    ...spec,
    containers: images(spec["containers"]),
    initContainers: images(spec["initContainers"]),
    activeDeadlineSeconds: 0,
    tolerations: [],
    terminationGracePeriodSeconds: 0,
    // Set by schedulers through a subresource that is not served.
    nodeName: "",
  });
}

function jobUpdateProblems(job: KubeObject, old: KubeObject): FieldError[] {
  const template = (object: KubeObject): string => canonical(part(object, "spec", "template"));
  if (template(job) === template(old)) return [];
  return [fieldError.invalid("spec.template", part(job, "spec", "template"), `field is immutable`)];
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) =>
    typeof field === "object" && field !== null && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)))
      : field,
  );
}
