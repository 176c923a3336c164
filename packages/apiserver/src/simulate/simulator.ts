// Plays kubelet and the controllers of workloads, so that workflows about Deployments, Jobs and Pods
// can be tried where no container runs. Everything that it knows is in the objects: a restarted
// server goes on with them.
import { isConflict, isNotFound, type KubeObject } from "@lateen/kube";
import type { StoreEvent } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { targetOf } from "../controllers/garbage-collector.ts";
import type { Controller } from "../controllers/controller.ts";
import { WorkQueue } from "../controllers/work-queue.ts";
import { copyJson, decode, equalJson } from "../objects/codec.ts";
import { collectionPrefix, parseKey } from "../objects/key.ts";
import { replace } from "../objects/replace.ts";
import { timestamp } from "../objects/timestamp.ts";
import { create } from "../verbs/create.ts";
import { deleteObject } from "../verbs/delete.ts";
import { simulateDaemonSet, simulateDeployment, simulateReplicas } from "./replicas.ts";
import { simulateJob } from "./job.ts";
import { missingReferences, simulatePod } from "./pod.ts";
import { simulateClaim, simulateIngress, simulateService } from "./platform.ts";

/** What a simulation may do besides telling the next status. */
export interface SimulationScope {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** When roll-outs end, by uid, in milliseconds since the epoch. */
  readonly ends: Map<string, number>;
  /** Objects that this one owns, of a kind by its plural in the core group. */
  owned(plural: string): KubeObject[];
  /** Secrets and ConfigMaps that a pod needs and that are not there, as `secret "x" not found`. */
  readonly missing: readonly string[];
  create(object: KubeObject): Promise<void>;
  /** Makes an Event about this object. */
  warn(reason: string, message: string): Promise<void>;
  deletePods(pods: readonly KubeObject[]): Promise<void>;
  deleteSelf(): Promise<void>;
}

/** The next status, and in how many milliseconds to look again. */
export interface SimulationStep {
  readonly status?: Record<string, unknown>;
  readonly after?: number;
}

/** One step in the life of an object. */
export type Simulation = (
  object: KubeObject,
  scope: SimulationScope,
) => SimulationStep | Promise<SimulationStep>;

const SIMULATIONS: Readonly<Record<string, Simulation | undefined>> = {
  "/core/pods/": simulatePod,
  "/batch/jobs/": simulateJob,
  "/apps/deployments/": simulateDeployment,
  "/apps/replicasets/": simulateReplicas,
  "/apps/statefulsets/": simulateReplicas,
  "/apps/daemonsets/": simulateDaemonSet,
  "/core/persistentvolumeclaims/": simulateClaim,
  "/core/services/": simulateService,
  "/networking.k8s.io/ingresses/": simulateIngress,
};

const CONCURRENCY = 16;
const QUIET: WriteOptions = {
  dryRun: false,
  fieldManager: "lateen-simulator",
  fieldValidation: "Ignore",
  warn: () => undefined,
};

/** Gets workloads on. */
export class Simulator implements Controller {
  readonly #ctx: ServerContext;
  readonly #queue: WorkQueue;
  /** Pods that wait for a Secret or a ConfigMap, by its key. */
  readonly #blocked = new Map<string, Set<string>>();
  readonly #ends = new Map<string, number>();

  constructor(ctx: ServerContext) {
    this.#ctx = ctx;
    this.#queue = new WorkQueue({
      clock: ctx.clock,
      concurrency: CONCURRENCY,
      work: (key) => this.#work(key),
      onError: (error) => ctx.onError(error),
    });
  }

  start(): Promise<void> {
    for (const prefix of Object.keys(SIMULATIONS)) {
      const page = this.#ctx.store.range({ prefix });
      if (page.ok) for (const entry of page.entries) this.#queue.add(entry.key);
    }
    return Promise.resolve();
  }

  onEvent({ kind, entry }: StoreEvent): void {
    const { key } = entry;
    const prefix = prefixOf(key);
    if (prefix === "/core/secrets/" || prefix === "/core/configmaps/") {
      for (const pod of this.#blocked.get(key) ?? []) this.#queue.add(pod);
      this.#blocked.delete(key);
      return;
    }
    if (SIMULATIONS[prefix] === undefined) return;
    if (kind !== "deleted") this.#queue.add(key);
    if (prefix !== "/core/pods/") return;
    for (const owner of decode(entry).metadata.ownerReferences ?? []) {
      if (owner.kind === "Job") {
        this.#queue.add(`/batch/jobs/${parseKey(key).namespace}/${owner.name}`);
      }
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  async #work(key: string): Promise<void> {
    const simulation = SIMULATIONS[prefixOf(key)];
    const entry = this.#ctx.store.latest(key);
    const target = targetOf(this.#ctx, key);
    if (entry === undefined || target === undefined || simulation === undefined) return;
    const object = decode(entry);
    if (object.metadata.deletionTimestamp !== undefined) return;
    const step = await simulation(object, this.#scope(key, target, object));
    if (step.status !== undefined && !equalJson(step.status, object["status"])) {
      const next = copyJson(object);
      next["status"] = step.status;
      try {
        const current = this.#ctx.store.latest(key);
        if (current === undefined) return;
        await replace(this.#ctx, { ...target, subresource: "status" }, current, next, QUIET);
      } catch (error) {
        if (!isConflict(error) && !isNotFound(error)) throw error;
        this.#queue.add(key);
      }
    }
    if (step.after !== undefined) this.#queue.addAfter(step.after, key);
  }

  #scope(key: string, target: Target, object: KubeObject): SimulationScope {
    const ctx = this.#ctx;
    const missing = key.startsWith("/core/pods/") ? this.#missing(key, object) : [];
    return {
      now: ctx.clock.now(),
      missing,
      ends: this.#ends,
      owned(plural) {
        const prefix = `/core/${plural}/${object.metadata.namespace}/`;
        return ctx.store
          .referrers(object.metadata.uid as string)
          .filter((owned) => owned.startsWith(prefix))
          .flatMap((owned) => ctx.store.latest(owned) ?? [])
          .map(decode);
      },
      create: (made) => this.#create(object, made),
      warn: (reason, message) =>
        this.#create(
          object,
          eventOf(
            object,
            `${object.metadata.name}.${ctx.random.suffix()}`,
            reason,
            message,
            ctx.clock.now(),
          ),
        ),
      async deletePods(pods) {
        for (const pod of pods) {
          const podTarget = targetOf(
            ctx,
            `/core/pods/${pod.metadata.namespace}/${pod.metadata.name}`,
          );
          if (podTarget !== undefined) await gone(deleteObject(ctx, podTarget, { dryRun: false }));
        }
      },
      deleteSelf: () =>
        gone(deleteObject(ctx, target, { dryRun: false, propagationPolicy: "Background" })),
    };
  }

  async #create(parent: KubeObject, made: KubeObject): Promise<void> {
    const served = this.#ctx.registry.findKind(made.apiVersion, made.kind);
    if (served === undefined) return;
    const namespace = parent.metadata.namespace as string;
    await create(this.#ctx, { served, namespace }, made, QUIET);
  }

  #missing(pod: string, object: KubeObject): string[] {
    const { namespace } = parseKey(pod);
    const texts: string[] = [];
    for (const { kind, name } of missingReferences(object)) {
      const resource = this.#ctx.registry.resource("", `${kind}s`);
      if (resource === undefined) continue;
      const key = collectionPrefix(resource, namespace) + name;
      if (this.#ctx.store.latest(key) !== undefined) continue;
      const waiting = this.#blocked.get(key);
      if (waiting === undefined) this.#blocked.set(key, new Set([pod]));
      else waiting.add(pod);
      texts.push(`${kind} ${JSON.stringify(name)} not found`);
    }
    return texts;
  }
}

async function gone(deletion: Promise<unknown>): Promise<void> {
  try {
    await deletion;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}

function eventOf(
  object: KubeObject,
  eventName: string,
  reason: string,
  message: string,
  now: number,
): KubeObject {
  const { name, namespace, uid, resourceVersion } = object.metadata;
  const time = timestamp(now);
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name: eventName },
    involvedObject: {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      namespace,
      uid,
      resourceVersion,
    },
    type: "Warning",
    reason,
    message,
    source: { component: "lateen-simulator" },
    firstTimestamp: time,
    lastTimestamp: time,
    count: 1,
  };
}

/** `/core/pods/default/web` → `/core/pods/` */
function prefixOf(key: string): string {
  return key.slice(0, key.indexOf("/", key.indexOf("/", 1) + 1) + 1);
}
