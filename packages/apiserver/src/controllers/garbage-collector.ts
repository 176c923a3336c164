// Owners and dependents. https://kubernetes.io/docs/concepts/architecture/garbage-collection/
//
// Nothing about owners is kept in memory: the store's index of references tells who depends on an
// object. An event says what to look at; the work itself starts from what the store says.
import { isConflict, isNotFound, type KubeObject, type OwnerReference } from "@lateen/kube";
import type { Entry, StoreEvent } from "@lateen/store";
import { turn } from "../clock.ts";
import type { ServerContext, Target } from "../context.ts";
import { decode, ordered } from "../objects/codec.ts";
import { objectKey, parseKey } from "../objects/key.ts";
import { DELETING } from "../objects/refs.ts";
import { isDeletionComplete, overwrite, remove } from "../objects/replace.ts";
import { deleteObject, FOREGROUND_FINALIZER, ORPHAN_FINALIZER } from "../verbs/delete.ts";
import type { Controller } from "./controller.ts";
import { WorkQueue } from "./work-queue.ts";

const CONCURRENCY = 32;
const SCAN_PAGE = 500;

/** Deletes dependents after their owners, and finalizes owners that wait for or let go of them. */
export class GarbageCollector implements Controller {
  readonly #ctx: ServerContext;
  /** Keys: `uid:…` of an owner that is gone, `key:…` of an object to look at. */
  readonly #queue: WorkQueue;
  /** Owners that wait for their dependents: uid → key. */
  readonly #waiting = new Map<string, string>();
  #isStopped = false;

  constructor(ctx: ServerContext) {
    this.#ctx = ctx;
    this.#queue = new WorkQueue({
      clock: ctx.clock,
      concurrency: CONCURRENCY,
      work: (key) =>
        key.startsWith("uid:") ? this.#ownerGone(key.slice(4)) : this.#look(key.slice(4)),
      onError: (error) => ctx.onError(error),
    });
  }

  /** Takes up what a process that ended left behind. */
  async start(): Promise<void> {
    for (const key of this.#ctx.store.referrers(DELETING)) this.#queue.add(`key:${key}`);
    let after = "";
    while (!this.#isStopped) {
      const uids = this.#ctx.store.references(after, SCAN_PAGE);
      const last = uids.at(-1);
      if (last === undefined) return;
      after = last;
      for (const uid of uids) {
        if (uid !== DELETING && this.#isOwnerGone(uid)) this.#queue.add(`uid:${uid}`);
      }
      await turn();
    }
  }

  onEvent({ kind, entry, previous }: StoreEvent): void {
    const object = decode(entry);
    const { metadata } = object;
    if (kind === "deleted") {
      if (metadata.uid !== undefined) {
        this.#waiting.delete(metadata.uid);
        if (mayOwn(entry)) this.#queue.add(`uid:${metadata.uid}`);
      }
      for (const owner of metadata.ownerReferences ?? []) {
        const key = this.#waiting.get(owner.uid);
        if (key !== undefined) this.#queue.add(`key:${key}`);
      }
      return;
    }
    if (metadata.deletionTimestamp !== undefined && isFinalizing(object)) {
      this.#queue.add(`key:${entry.key}`);
      return;
    }
    const owners = metadata.ownerReferences;
    if (owners === undefined || owners.length === 0) return;
    if (previous !== undefined && decode(previous).metadata.ownerReferences === owners) return;
    if (owners.some((owner) => !this.#isThere(owner, metadata.namespace))) {
      this.#queue.add(`key:${entry.key}`);
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#queue.stop();
  }

  async #ownerGone(uid: string): Promise<void> {
    await Promise.all(this.#ctx.store.referrers(uid).map((key) => this.#collect(key)));
  }

  async #look(key: string): Promise<void> {
    const entry = this.#ctx.store.get(key);
    if (entry === undefined) return;
    const object = decode(entry);
    const { deletionTimestamp, finalizers = [] } = object.metadata;
    if (deletionTimestamp === undefined) return this.#collect(key);
    if (finalizers.includes(ORPHAN_FINALIZER)) return this.#orphan(entry);
    if (finalizers.includes(FOREGROUND_FINALIZER)) return this.#foreground(entry);
  }

  /** Deletes an object whose owners are all gone; takes those that are gone from one with others. */
  async #collect(key: string): Promise<void> {
    const entry = this.#ctx.store.latest(key);
    const target = this.#target(key);
    if (entry === undefined || target === undefined) return;
    const object = decode(entry);
    const { namespace, ownerReferences = [], deletionTimestamp } = object.metadata;
    if (ownerReferences.length === 0 || deletionTimestamp !== undefined) return;
    const left = ownerReferences.filter((owner) => this.#isThere(owner, namespace));
    if (left.length === ownerReferences.length) return;
    await quietly(async () => {
      if (left.length > 0) {
        await overwrite(this.#ctx, target, entry, withOwners(object, left));
        return;
      }
      await deleteObject(this.#ctx, target, {
        dryRun: false,
        propagationPolicy: policyOf(object),
        preconditions: { resourceVersion: object.metadata.resourceVersion as string },
      });
    });
  }

  async #orphan(entry: Entry): Promise<void> {
    const uid = decode(entry).metadata.uid as string;
    for (const key of this.#ctx.store.referrers(uid)) {
      const dependent = this.#ctx.store.latest(key);
      const target = this.#target(key);
      if (dependent === undefined || target === undefined) continue;
      const object = decode(dependent);
      const owners = (object.metadata.ownerReferences ?? []).filter((owner) => owner.uid !== uid);
      await overwrite(this.#ctx, target, dependent, withOwners(object, owners));
    }
    await this.#finalize(entry.key, ORPHAN_FINALIZER);
  }

  async #foreground(entry: Entry): Promise<void> {
    const uid = decode(entry).metadata.uid as string;
    // Before looking: a dependent that goes from now on brings the owner back.
    this.#waiting.set(uid, entry.key);
    let blocks = false;
    await Promise.all(
      this.#ctx.store.referrers(uid).map(async (key) => {
        const dependent = this.#ctx.store.latest(key);
        const target = this.#target(key);
        if (dependent === undefined || target === undefined) return;
        const object = decode(dependent);
        const owner = object.metadata.ownerReferences?.find((one) => one.uid === uid);
        if (owner === undefined) return;
        if (owner.blockOwnerDeletion === true) blocks = true;
        if (object.metadata.deletionTimestamp !== undefined) return;
        await quietly(() =>
          deleteObject(this.#ctx, target, { dryRun: false, propagationPolicy: "Foreground" }),
        );
      }),
    );
    if (blocks && this.#hasBlockers(uid)) return;
    this.#waiting.delete(uid);
    await this.#finalize(entry.key, FOREGROUND_FINALIZER);
  }

  #hasBlockers(uid: string): boolean {
    return this.#ctx.store.referrers(uid).some((key) => {
      const entry = this.#ctx.store.get(key);
      const owners = entry === undefined ? [] : (decode(entry).metadata.ownerReferences ?? []);
      return owners.some((owner) => owner.uid === uid && owner.blockOwnerDeletion === true);
    });
  }

  async #finalize(key: string, finalizer: string): Promise<void> {
    const entry = this.#ctx.store.latest(key);
    const target = this.#target(key);
    if (entry === undefined || target === undefined) return;
    await removeFinalizer(this.#ctx, target, entry, finalizer);
  }

  #isOwnerGone(uid: string): boolean {
    for (const key of this.#ctx.store.referrers(uid)) {
      const entry = this.#ctx.store.get(key);
      if (entry === undefined) continue;
      const { ownerReferences = [], namespace } = decode(entry).metadata;
      const owner = ownerReferences.find((one) => one.uid === uid);
      if (owner !== undefined) return !this.#isThere(owner, namespace);
    }
    return false;
  }

  /** Owners are in the namespace of their dependents or cluster-scoped. */
  #isThere(owner: OwnerReference, namespace: string | undefined): boolean {
    const served = this.#ctx.registry.findKind(owner.apiVersion, owner.kind);
    // A kind that is not served may come back with its definition: leave its dependents alone.
    if (served === undefined) return true;
    if (served.resource.namespaced && namespace === undefined) return false;
    const entry = this.#ctx.store.latest(objectKey(served.resource, namespace, owner.name));
    return entry !== undefined && decode(entry).metadata.uid === owner.uid;
  }

  #target(key: string): Target | undefined {
    return targetOf(this.#ctx, key);
  }
}

/** What a key of the store names; nothing when its kind is not served. */
export function targetOf(ctx: ServerContext, key: string): Target | undefined {
  const { group, plural, namespace, name } = parseKey(key);
  const resource = ctx.registry.resource(group, plural);
  const version = resource?.versions.find((one) => one.name === resource.storageVersion);
  if (resource === undefined || version === undefined) return undefined;
  const target = { served: { resource, version }, name };
  return namespace === undefined ? target : { ...target, namespace };
}

/** Removes a finalizer, and with the last one the object. */
export async function removeFinalizer(
  ctx: ServerContext,
  target: Target,
  entry: Entry,
  finalizer: string,
): Promise<void> {
  const stored = decode(entry);
  const object = ordered(stored);
  const left = (stored.metadata.finalizers ?? []).filter((one) => one !== finalizer);
  if (left.length > 0) object.metadata.finalizers = left;
  else delete object.metadata.finalizers;
  if (isDeletionComplete(target, object)) await remove(ctx, target, entry, object);
  else await overwrite(ctx, target, entry, object);
}

/** Does something to an object that somebody else may change or remove at the same time. */
async function quietly(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!isNotFound(error) && !isConflict(error)) throw error;
  }
}

function isFinalizing(object: KubeObject): boolean {
  const { finalizers = [] } = object.metadata;
  return finalizers.includes(ORPHAN_FINALIZER) || finalizers.includes(FOREGROUND_FINALIZER);
}

/** An object keeps the policy that its own deletion was asked for by. */
function policyOf(object: KubeObject): "Background" | "Foreground" | "Orphan" {
  const { finalizers = [] } = object.metadata;
  if (finalizers.includes(ORPHAN_FINALIZER)) return "Orphan";
  return finalizers.includes(FOREGROUND_FINALIZER) ? "Foreground" : "Background";
}

function withOwners(object: KubeObject, owners: readonly OwnerReference[]): KubeObject {
  const changed = ordered(object);
  if (owners.length > 0) changed.metadata.ownerReferences = [...owners];
  else delete changed.metadata.ownerReferences;
  return changed;
}

/** Events are many, and own nothing. */
function mayOwn(entry: Entry): boolean {
  return !entry.key.startsWith("/core/events/") && !entry.key.startsWith("/coordination.k8s.io/");
}
