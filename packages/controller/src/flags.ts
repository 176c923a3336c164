// The controller's flags, by the names that the reference gave them. `lateen up` and `lateen controller` take them.
import { parseDuration } from "@lateen/kube";
import type { Features, Limits, TemplateOptions } from "@lateen/engine";
import { type BackupSettings, readBackupFlags } from "./backup/settings.ts";
import { parseFeatureGates } from "./features.ts";

/** A flag as a command line shows it. */
export interface ControllerFlag {
  readonly name: string;
  /** What stands for the value in help; absent for a switch. */
  readonly value?: string;
  readonly default?: string | boolean;
  readonly description: string;
  /** Only for the controller that runs alone, not for `lateen up`. */
  readonly alone?: boolean;
  /** Taken so that the reference's deployments start; without effect. */
  readonly isIgnored?: boolean;
}

/** Flags that switch a rewriting of step types on, with the rule that each stands for (spec: engine.md 22). */
const REWRITES = {
  "cue-upgrade-list-concat-enabled": {
    rule: "list-arithmetic",
    isDefault: true,
    description: "with that dialect: + and * of lists",
  },
  "cue-upgrade-error-field-label-enabled": {
    rule: "error-field-label",
    isDefault: true,
    description: "with that dialect: fields with the name error",
  },
  "cue-upgrade-bool-default-guard-enabled": {
    rule: "bool-default-guard-hazard",
    isDefault: false,
    description: "rewrite step types where a guard reads a bool that another guard sets",
  },
  "cue-upgrade-generic-default-guard-enabled": {
    rule: "generic-default-guard-hazard",
    isDefault: false,
    description: "rewrite step types where a guard reads a default that another guard sets",
  },
  "cue-upgrade-keepvalidators-singleton-enabled": {
    rule: "keepvalidators-singleton",
    isDefault: false,
    description: "rewrite bounds that leave one number",
  },
  "cue-upgrade-evalv3-selfref-guard-enabled": {
    rule: "evalv3-selfref-default-guard",
    isDefault: false,
    description: "rewrite step types where a guard reads the field that it is in",
  },
} as const satisfies Record<string, unknown>;

/** The flags, in the order of help. */
export const CONTROLLER_FLAGS: readonly ControllerFlag[] = [
  {
    name: "feature-gates",
    value: "gates",
    default: "",
    description: "e.g. EnableSuspendOnFailure=true,EnablePatchStatusAtOnce=true",
  },
  {
    name: "concurrent-reconciles",
    value: "n",
    default: "64",
    description: "how many runs are worked on at once",
  },
  {
    name: "ignore-workflow-without-controller-requirement",
    default: false,
    description: "leave runs alone that do not require this very version of the controller",
  },
  {
    name: "max-workflow-wait-backoff-time",
    value: "seconds",
    default: "60",
    description: "longest delay between two looks at a step that waits",
  },
  {
    name: "max-workflow-failed-backoff-time",
    value: "seconds",
    default: "300",
    description: "longest delay between two attempts of a step that fails",
  },
  {
    name: "workflow-wait-deadline",
    value: "duration",
    default: "0",
    description: "how long a step may wait at an action that names no deadline; 0 for ever",
  },
  {
    name: "max-parallel-actions-per-run",
    value: "n",
    default: "16",
    description: "how many actions of one run may wait for the network at once",
  },
  {
    name: "max-parallel-actions",
    value: "n",
    default: "1024",
    description: "how many actions of all runs may wait for the network at once",
  },
  {
    name: "max-evaluation-time",
    value: "duration",
    default: "1s",
    description: "CPU time that one evaluation of a step type may take",
  },
  {
    name: "max-workflow-step-error-retry-times",
    value: "n",
    default: "10",
    description: "retries of a failing step",
  },
  {
    name: "recycle-duration",
    value: "duration",
    default: "720h",
    description: "how long finished runs are kept, once a newer one of their group is there",
  },
  {
    name: "group-by-label",
    value: "label",
    default: "pipeline.oam.dev/name",
    description: "label that groups runs for recycling; empty: nothing is recycled",
  },
  {
    name: "enable-sharding",
    default: false,
    description: "work only on runs labelled with this controller's shard",
  },
  { name: "shard-id", value: "id", default: "master", description: "this controller's shard" },
  {
    name: "use-webhook",
    default: false,
    description: "refuse invalid runs when they are created, and name unnamed steps",
  },
  {
    name: "webhook-cert-dir",
    value: "folder",
    default: "/k8s-webhook-server/serving-certs",
    description: "with tls.crt and tls.key, for the webhooks",
    alone: true,
  },
  {
    name: "webhook-port",
    value: "port",
    default: "9443",
    description: "where the webhooks are served",
    alone: true,
  },
  {
    name: "metrics-bind-address",
    value: "address",
    default: ":8080",
    description: "where /metrics is served; 0 for nowhere",
    alone: true,
  },
  {
    name: "health-probe-bind-address",
    value: "address",
    default: ":8081",
    description: "where /healthz and /readyz are served; 0 for nowhere",
    alone: true,
  },
  {
    name: "leader-elect",
    default: false,
    description: "work only while holding the lease",
    alone: true,
  },
  {
    name: "leader-election-lease-duration",
    value: "duration",
    default: "15s",
    description: "how long a lease lasts without renewal",
    alone: true,
  },
  {
    name: "leader-election-renew-deadline",
    value: "duration",
    default: "10s",
    description: "give up when the lease could not be renewed for so long",
    alone: true,
  },
  {
    name: "leader-election-retry-period",
    value: "duration",
    default: "2s",
    description: "time between two tries to get or renew the lease",
    alone: true,
  },
  {
    name: "leader-election-namespace",
    value: "namespace",
    default: "vela-system",
    description: "where the lease lies",
    alone: true,
  },
  { name: "log-debug", default: false, description: "log in detail" },
  {
    name: "log-file-path",
    value: "file",
    default: "",
    description: "log into a file instead of the standard error",
  },
  {
    name: "backup-strategy",
    value: "name",
    default: "BackupFinishedRecord",
    description: "which runs are stored elsewhere, with EnableBackupWorkflowRecord",
  },
  {
    name: "backup-ignore-strategy",
    value: "name",
    default: "",
    description: "IgnoreLatestFailedRecord: the newest failed run of each group stays",
  },
  {
    name: "backup-persist-type",
    value: "name",
    default: "",
    description: "where runs are stored: sls, the log service of Alibaba Cloud; empty: nowhere",
  },
  {
    name: "backup-clean-on-backup",
    default: false,
    description: "delete runs that were stored",
  },
  {
    name: "backup-config-secret-name",
    value: "name",
    default: "backup-config",
    description: "Secret with the settings of the store",
  },
  {
    name: "backup-config-secret-namespace",
    value: "namespace",
    default: "vela-system",
    description: "where that Secret is",
  },
  {
    name: "enable-cue-version-compatibility",
    default: true,
    description: "accept step types in the dialect of older releases of CUE",
  },
  ...Object.entries(REWRITES).map(([name, { description, isDefault }]) => ({
    name,
    default: isDefault,
    description,
  })),
  {
    name: "cue-compatibility-cache-size",
    value: "n",
    default: "2000",
    description: "compiled step types that are kept",
  },
  {
    name: "enable-external-package-for-default-compiler",
    default: true,
    description: "let step types import the packages of Package objects",
  },
  {
    name: "cluster-gateway-url",
    value: "url",
    default: "",
    description: "where member clusters are reached; empty: through the API server",
    alone: true,
  },
  {
    name: "cluster-gateway-ca-file",
    value: "file",
    default: "",
    description: "certificates that are trusted there",
    alone: true,
  },
  {
    name: "user-agent",
    value: "text",
    default: "vela-workflow",
    description: "what the API server is told about the caller",
    alone: true,
  },
  ...ignored(
    "kube-api-qps",
    "kube-api-burst",
    "leader-election-resource-lock",
    "log-file-max-size",
  ),
  ...ignored("pprof-addr"),
  // Packages are watched always.
  ...ignored("enable-external-package-watch-for-default-compiler"),
];

/** What the flags say. */
export interface ControllerSettings {
  readonly features: Features;
  /** Undefined: runs are stored nowhere else. */
  readonly backup: BackupSettings | undefined;
  /** A change of an EventListener asks for a pass over the run of its name. */
  readonly eventListeners: boolean;
  /** How step types are compiled. */
  readonly templates: TemplateOptions;
  /** Whether Package objects are read. */
  readonly externalPackages: boolean;
  /** Where member clusters are reached; undefined: through the API server. */
  readonly clusterGateway: { readonly url: string; readonly caFile: string } | undefined;
  /** What the API server is told about the caller. */
  readonly userAgent: string;
  /** What was asked for in vain; to be logged. */
  readonly warnings: readonly string[];
  readonly limits: Limits;
  readonly concurrentReconciles: number;
  /** Actions of all runs that may wait for the network at once. */
  readonly parallelActions: number;
  readonly ignoreWithoutRequirement: boolean;
  /** Seconds. */
  readonly recycleSeconds: number;
  /** Empty: nothing is recycled. */
  readonly groupByLabel: string;
  /** Only runs labelled with this shard; undefined: all. */
  readonly shard: string | undefined;
  readonly webhook: boolean;
  /** Where the controller that runs alone serves them, and the folder of its certificate. */
  readonly webhookServer: { readonly port: number; readonly certificateFolder: string };
  readonly metricsAddress: string;
  readonly healthAddress: string;
  readonly leaderElection:
    | {
        readonly leaseMilliseconds: number;
        readonly renewMilliseconds: number;
        readonly retryMilliseconds: number;
        readonly namespace: string;
      }
    | undefined;
  readonly logDebug: boolean;
  readonly logFile: string;
}

/** Values of flags by name, as a command line gives them; defaults are filled in. */
export type FlagValues = { readonly [name: string]: string | boolean | undefined };

/** Reads the flags. Throws an Error that names the flag, what was expected and what was found. */
export function readControllerFlags(values: FlagValues = {}): ControllerSettings {
  const text = (name: string): string => String(values[name] ?? defaultOf(name) ?? "");
  const isOn = (name: string): boolean => ["true", "1"].includes(text(name));
  const count = (name: string, least: number): number => {
    const number = Number(text(name));
    if (!Number.isInteger(number) || number < least) {
      throw new Error(
        `--${name}: expected a whole number of at least ${least}, found "${text(name)}"`,
      );
    }
    return number;
  };
  const duration = (name: string): number => {
    try {
      return parseDuration(text(name));
    } catch {
      throw new Error(`--${name}: expected a duration such as 15s or 720h, found "${text(name)}"`);
    }
  };
  const { backup, eventListeners, ...features } = parseFeatureGates(text("feature-gates"));
  const ignored = CONTROLLER_FLAGS.filter(
    ({ name, isIgnored }) => isIgnored === true && values[name] !== undefined,
  );
  const waitDeadline = duration("workflow-wait-deadline");
  return {
    features,
    warnings: ignored.map(({ name }) => `the flag --${name} is without effect`),
    backup: backup === true ? readBackupFlags(text, isOn) : undefined,
    eventListeners: eventListeners ?? false,
    templates: {
      capacity: count("cue-compatibility-cache-size", 0),
      rewrites: isOn("enable-cue-version-compatibility")
        ? Object.entries(REWRITES)
            .filter(([name]) => isOn(name))
            .map(([, { rule }]) => rule)
        : [],
    },
    externalPackages: isOn("enable-external-package-for-default-compiler"),
    clusterGateway:
      text("cluster-gateway-url") === ""
        ? undefined
        : { url: text("cluster-gateway-url"), caFile: text("cluster-gateway-ca-file") },
    userAgent: text("user-agent"),
    limits: {
      waitBackoffSeconds: count("max-workflow-wait-backoff-time", 1),
      failedBackoffSeconds: count("max-workflow-failed-backoff-time", 1),
      errorRetries: count("max-workflow-step-error-retry-times", 0),
      evaluationMilliseconds: Math.max(1, duration("max-evaluation-time")),
      parallelSteps: count("max-parallel-actions-per-run", 1),
      ...(waitDeadline > 0 ? { waitDeadlineSeconds: waitDeadline / 1000 } : {}),
    },
    parallelActions: count("max-parallel-actions", 1),
    concurrentReconciles: count("concurrent-reconciles", 1),
    ignoreWithoutRequirement: isOn("ignore-workflow-without-controller-requirement"),
    recycleSeconds: duration("recycle-duration") / 1000,
    groupByLabel: text("group-by-label"),
    shard: isOn("enable-sharding") ? text("shard-id") : undefined,
    webhook: isOn("use-webhook"),
    webhookServer: { port: count("webhook-port", 0), certificateFolder: text("webhook-cert-dir") },
    metricsAddress: text("metrics-bind-address"),
    healthAddress: text("health-probe-bind-address"),
    leaderElection: isOn("leader-elect")
      ? {
          leaseMilliseconds: duration("leader-election-lease-duration"),
          renewMilliseconds: duration("leader-election-renew-deadline"),
          retryMilliseconds: duration("leader-election-retry-period"),
          namespace: text("leader-election-namespace"),
        }
      : undefined,
    logDebug: isOn("log-debug"),
    logFile: text("log-file-path"),
  };
}

function defaultOf(name: string): string | boolean | undefined {
  return CONTROLLER_FLAGS.find((flag) => flag.name === name)?.default;
}

function ignored(...names: readonly string[]): ControllerFlag[] {
  return names.map((name) => ({
    name,
    value: "value",
    description: "taken for compatibility; without effect",
    alone: true,
    isIgnored: true,
  }));
}
