// Namespaces and CustomResourceDefinitions go after what they contain.
import { isConflict, isNotFound, type KubeObject } from "@lateen/kube";
import type { Entry, StoreEvent } from "@lateen/store";
import type { ServerContext, Target } from "../context.ts";
import { decode, ordered } from "../objects/codec.ts";
import { collectionPrefix, objectKey, parseKey } from "../objects/key.ts";
import { DELETING } from "../objects/refs.ts";
import { isDeletionComplete, overwrite, remove } from "../objects/replace.ts";
import { timestamp } from "../objects/timestamp.ts";
import type { ResourceDefinition } from "../resource.ts";
import { items, own, part, texts } from "../resources/builtin.ts";
import { NAMESPACE_FINALIZER } from "../resources/core.ts";
import { CRD_FINALIZER, CRD_GROUP } from "../resources/custom-resource-definitions.ts";
import { deleteObject } from "../verbs/delete.ts";
import type { Controller } from "./controller.ts";
import { removeFinalizer, targetOf } from "./garbage-collector.ts";
import { WorkQueue } from "./work-queue.ts";

const CONCURRENCY = 4;
/** Deletions of contents that are under way at once. */
const BATCH = 200;
/** What is held by somebody's finalizer is looked at again after that many milliseconds. */
const PATIENCE = 5_000;

const NAMESPACES = "/core/namespaces/";
const DEFINITIONS = `/${CRD_GROUP}/customresourcedefinitions/`;

/** Empties containers whose deletion has begun and lets them go. */
export class DeletionController implements Controller {
  readonly #ctx: ServerContext;
  readonly #queue: WorkQueue;
  /** Containers that wait for their contents. */
  readonly #waiting = new Set<string>();

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
    for (const key of this.#ctx.store.referrers(DELETING)) {
      if (isContainer(key)) this.#queue.add(key);
    }
    return Promise.resolve();
  }

  onEvent({ kind, entry }: StoreEvent): void {
    const { key } = entry;
    if (isContainer(key)) {
      if (kind === "deleted") this.#waiting.delete(key);
      else if (decode(entry).metadata.deletionTimestamp !== undefined) this.#queue.add(key);
    } else if (kind === "deleted" && this.#waiting.size > 0) {
      const { group, plural, namespace } = parseKey(key);
      for (const container of [`${NAMESPACES}${namespace}`, `${DEFINITIONS}${plural}.${group}`]) {
        if (this.#waiting.has(container)) this.#queue.add(container);
      }
    }
  }

  stop(): void {
    this.#queue.stop();
  }

  async #work(key: string): Promise<void> {
    const entry = this.#ctx.store.get(key);
    const target = targetOf(this.#ctx, key);
    if (entry === undefined || target === undefined) return;
    const object = decode(entry);
    if (object.metadata.deletionTimestamp === undefined) return;
    // Before looking: contents that go from now on bring the container back.
    this.#waiting.add(key);
    const left = await this.#empty(key, object);
    if (left.length > 0) {
      await this.#report(target, key, left);
      this.#queue.addAfter(PATIENCE, key);
      return;
    }
    this.#waiting.delete(key);
    const current = this.#ctx.store.latest(key);
    if (current === undefined) return;
    if (key.startsWith(NAMESPACES)) await releaseNamespace(this.#ctx, target, current);
    else await removeFinalizer(this.#ctx, target, current, CRD_FINALIZER);
  }

  /** Deletes the contents; returns what something holds back. */
  async #empty(key: string, object: KubeObject): Promise<Entry[]> {
    const left: Entry[] = [];
    for (const { resource, prefix } of this.#collections(key, object)) {
      let after: string | undefined;
      for (let more = true; more; ) {
        const page = this.#ctx.store.range({
          prefix,
          limit: BATCH,
          ...(after === undefined ? {} : { after }),
        });
        if (!page.ok) throw new Error(`cannot read ${prefix}: ${page.reason}`);
        after = page.entries.at(-1)?.key;
        more = page.more;
        const results = await Promise.all(
          page.entries.map((entry) => this.#deleteEntry(resource, entry)),
        );
        left.push(...results.filter((entry) => entry !== undefined));
      }
    }
    return left;
  }

  #collections(
    key: string,
    object: KubeObject,
  ): { readonly resource: ResourceDefinition; readonly prefix: string }[] {
    const { name = "" } = object.metadata;
    if (key.startsWith(NAMESPACES)) {
      return [...this.#ctx.registry.resources()]
        .filter((resource) => resource.namespaced && resource.storageKey === undefined)
        .map((resource) => ({ resource, prefix: collectionPrefix(resource, name) }));
    }
    const spec = part(object, "spec");
    const plural = part(spec, "names")["plural"] as string;
    const resource = this.#ctx.registry.resource(spec["group"] as string, plural);
    return resource === undefined ? [] : [{ resource, prefix: collectionPrefix(resource) }];
  }

  async #deleteEntry(resource: ResourceDefinition, entry: Entry): Promise<Entry | undefined> {
    const { name = "", namespace } = decode(entry).metadata;
    const version = resource.versions.find((one) => one.name === resource.storageVersion);
    if (version === undefined) return undefined;
    const target: Target = {
      served: { resource, version },
      name,
      ...(namespace === undefined ? {} : { namespace }),
    };
    try {
      const deletion = await deleteObject(this.#ctx, target, {
        dryRun: false,
        propagationPolicy: "Background",
      });
      return deletion.gone ? undefined : deletion.entry;
    } catch (error) {
      if (isNotFound(error) || isConflict(error)) {
        return this.#ctx.store.latest(objectKey(resource, namespace, name));
      }
      throw error;
    }
  }

  /** Tells in the status of a namespace what it waits for. */
  async #report(target: Target, key: string, left: readonly Entry[]): Promise<void> {
    const entry = this.#ctx.store.latest(key);
    if (entry === undefined || !key.startsWith(NAMESPACES)) return;
    const object = ordered(decode(entry));
    const message = `Some content in the namespace has finalizers remaining: ${finalizersOf(left)}`;
    const type = "NamespaceFinalizersRemaining";
    const old = items(object, "status", "conditions");
    if (old.some((one) => one["type"] === type && one["message"] === message)) return;
    own(object, "status")["conditions"] = [
      ...old.filter((one) => one["type"] !== type),
      {
        type,
        status: "True",
        reason: "SomeFinalizersRemain",
        message,
        lastTransitionTime: timestamp(this.#ctx.clock.now()),
      },
    ];
    await overwrite(this.#ctx, target, entry, object);
  }
}

function isContainer(key: string): boolean {
  return key.startsWith(NAMESPACES) || key.startsWith(DEFINITIONS);
}

function finalizersOf(left: readonly Entry[]): string {
  const counts = new Map<string, number>();
  for (const entry of left) {
    for (const finalizer of decode(entry).metadata.finalizers ?? []) {
      counts.set(finalizer, (counts.get(finalizer) ?? 0) + 1);
    }
  }
  return [...counts]
    .map(([finalizer, count]) => `${finalizer} in ${count} resource instances`)
    .sort()
    .join(", ");
}

async function releaseNamespace(ctx: ServerContext, target: Target, entry: Entry): Promise<void> {
  const object = ordered(decode(entry));
  const left = texts(object, "spec", "finalizers").filter(
    (finalizer) => finalizer !== NAMESPACE_FINALIZER,
  );
  if (left.length > 0) own(object, "spec")["finalizers"] = left;
  else object["spec"] = {};
  if (isDeletionComplete(target, object)) await remove(ctx, target, entry, object);
  else await overwrite(ctx, target, entry, object);
}
