import type { DeleteOptions as CallerOptions, KubeObject } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target } from "../context.ts";
import { conflict, objectNotFound } from "../errors.ts";
import { decode, ordered } from "../objects/codec.ts";
import { objectKey } from "../objects/key.ts";
import { isDeletionComplete, overwrite, remove } from "../objects/replace.ts";
import { timestamp } from "../objects/timestamp.ts";

/** Finalizer of objects whose dependents are kept. The garbage collector removes it. */
export const ORPHAN_FINALIZER = "orphan";
/** Finalizer of objects that go after their dependents. The garbage collector removes it. */
export const FOREGROUND_FINALIZER = "foregroundDeletion";

/** How an object is deleted. */
export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly propagationPolicy?: CallerOptions["propagationPolicy"];
  readonly preconditions?: CallerOptions["preconditions"];
}

/** What came of a deletion. */
export interface Deletion {
  /** The object is gone; otherwise something holds it and `entry` shows it going. */
  readonly gone: boolean;
  readonly entry: Entry;
}

/** Deletes one object, or begins to. */
export async function deleteObject(
  ctx: ServerContext,
  target: Target,
  options: DeleteOptions,
): Promise<Deletion> {
  const { resource } = target.served;
  const name = target.name as string;
  const current = ctx.store.latest(objectKey(resource, target.namespace, name));
  if (current === undefined) throw objectNotFound(resource, name);
  const stored = decode(current);
  checkPreconditions(target, stored, options);
  const object = ordered(stored);
  const { metadata } = object;
  const finalizers = withPolicy(metadata.finalizers ?? [], options.propagationPolicy);
  if (finalizers.length > 0) metadata.finalizers = finalizers;
  else delete metadata.finalizers;
  const now = ctx.clock.now();
  if (metadata.deletionTimestamp === undefined) {
    metadata.deletionTimestamp = timestamp(now);
    metadata.deletionGracePeriodSeconds = 0;
    if (metadata.generation !== undefined) metadata.generation++;
    resource.hooks.onDelete?.(object, { now });
  } else if (finalizers.length === (stored.metadata.finalizers ?? []).length) {
    return { gone: false, entry: current };
  }
  const gone = isDeletionComplete(target, object);
  if (options.dryRun) {
    return { gone, entry: { ...current, value: JSON.stringify(object), memo: object } };
  }
  // What never had to wait shows no sign of it.
  if (gone) return { gone, entry: await remove(ctx, target, current, ordered(stored)) };
  return { gone, entry: await overwrite(ctx, target, current, object) };
}

function checkPreconditions(
  target: Target,
  stored: KubeObject,
  { preconditions }: DeleteOptions,
): void {
  const { uid, resourceVersion, name = "" } = stored.metadata;
  if (preconditions?.uid !== undefined && preconditions.uid !== uid) {
    throw conflict(
      target.served.resource,
      name,
      `Precondition failed: UID in precondition: ${preconditions.uid}, UID in object meta: ${uid}`,
    );
  }
  const wanted = preconditions?.resourceVersion;
  if (wanted !== undefined && wanted !== resourceVersion) {
    throw conflict(
      target.served.resource,
      name,
      `Precondition failed: ResourceVersion in precondition: ${wanted}, ResourceVersion in object meta: ${resourceVersion}`,
    );
  }
}

function withPolicy(
  finalizers: readonly string[],
  policy: CallerOptions["propagationPolicy"],
): string[] {
  if (policy === undefined) return [...finalizers];
  const others = finalizers.filter(
    (finalizer) => finalizer !== ORPHAN_FINALIZER && finalizer !== FOREGROUND_FINALIZER,
  );
  if (policy === "Orphan") return [...others, ORPHAN_FINALIZER];
  if (policy === "Foreground") return [...others, FOREGROUND_FINALIZER];
  return others;
}
