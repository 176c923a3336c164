// The last step of every change of an object that is there: what is kept whatever the caller sends,
// whether anything changed at all, and whether the change completes a deletion.
import { type KubeObject, trackUpdate } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { conflict, invalid, modifiedConflict } from "../errors.ts";
import { admit, checkFinalizers, checkPlace } from "./admit.ts";
import { fieldSchema } from "./field-schema.ts";
import { refsOf } from "./refs.ts";
import { timestamp } from "./timestamp.ts";
import { decode, deepFreeze, encode, equalJson, fromStorage, ordered } from "./codec.ts";

/** How a replacement is done. */
export interface ReplaceOptions extends WriteOptions {
  /** The caller replaces the whole object (PUT) and so should have read it before. */
  readonly isUpdate?: boolean;
  /** The new managed fields; those of the stored object are kept when absent. */
  readonly managedFields?: KubeObject["metadata"]["managedFields"];
}

/**
 * Replaces the object of `current` by `input`, an object in the version of the target which is
 * taken over. Returns the entry that holds now, or the last state of an object that this removed.
 */
export async function replace(
  ctx: ServerContext,
  target: Target,
  current: Entry,
  input: KubeObject,
  options: ReplaceOptions,
): Promise<Entry> {
  const { resource, version } = target.served;
  const stored = decode(current);
  checkPlace(target, input);
  checkVersion(target, input, stored, options);
  const old = fromStorage(stored, resource, version);
  const object = merge(target, ordered(input), old, options);
  checkFinalizers(target, object, old);
  const next = admit(ctx, target, object, stored, options);
  if (resource.hasGeneration && !equalJson(desired(next), desired(stored))) {
    next.metadata.generation = (stored.metadata.generation ?? 0) + 1;
  }
  if (options.managedFields === undefined) trackOwners(ctx, target, stored, next, options);
  if (options.dryRun) return { ...current, value: JSON.stringify(next), memo: next };
  if (isDeletionComplete(target, next)) return remove(ctx, target, current, next);
  if (equalJson(next, stored)) return current;
  return overwrite(ctx, target, current, next);
}

/** Writes `next` in the place of `current`; nothing else happens to it. */
export async function overwrite(
  ctx: ServerContext,
  target: Target,
  current: Entry,
  next: KubeObject,
): Promise<Entry> {
  const before = refsOf(decode(current));
  const after = refsOf(next);
  const result = await ctx.store.update(current.key, current.revision, (revision) => ({
    value: encode(next, revision),
    memo: ctx.freezeShared ? deepFreeze(next) : next,
    addedRefs: after.filter((ref) => !before.includes(ref)),
    droppedRefs: before.filter((ref) => !after.includes(ref)),
  }));
  if (result.ok) return result.entry;
  throw modifiedConflict(target.served.resource, next.metadata.name ?? "");
}

/** Removes the object of `current`; `last` is what watchers see of it. */
export async function remove(
  ctx: ServerContext,
  target: Target,
  current: Entry,
  last: KubeObject,
): Promise<Entry> {
  const result = await ctx.store.delete(current.key, current.revision, (revision) => ({
    value: encode(last, revision),
    memo: ctx.freezeShared ? deepFreeze(last) : last,
    droppedRefs: refsOf(decode(current)),
  }));
  if (result.ok) return result.entry;
  throw modifiedConflict(target.served.resource, last.metadata.name ?? "");
}

/** An object goes when its deletion has begun and nothing holds it any more. */
export function isDeletionComplete(target: Target, object: KubeObject): boolean {
  const { metadata } = object;
  if (metadata.deletionTimestamp === undefined || (metadata.finalizers ?? []).length > 0) {
    return false;
  }
  return target.served.resource.hooks.isHeld?.(object) !== true;
}

function checkVersion(
  target: Target,
  input: KubeObject,
  stored: KubeObject,
  options: ReplaceOptions,
): void {
  const { resource } = target.served;
  const { name = "", uid, resourceVersion } = stored.metadata;
  const given = input.metadata;
  if (given.uid !== undefined && given.uid !== "" && given.uid !== uid) {
    throw conflict(
      resource,
      name,
      `Precondition failed: UID in precondition: ${given.uid}, UID in object meta: ${uid}`,
    );
  }
  if (given.resourceVersion === undefined || given.resourceVersion === "") {
    if (options.isUpdate !== true || resource.allowsUnconditionalUpdate) return;
    throw invalid(resource, name, [
      // The hexadecimal zero is how Go prints the number that is missing.
      {
        type: "FieldValueInvalid",
        field: "metadata.resourceVersion",
        detail: "0x0: must be specified for an update",
      },
    ]);
  }
  if (given.resourceVersion !== resourceVersion) throw modifiedConflict(resource, name);
}

/** What the caller may change, over what stays. */
function merge(
  target: Target,
  input: KubeObject,
  old: KubeObject,
  options: ReplaceOptions,
): KubeObject {
  const { version } = target.served;
  if (target.subresource === "status") {
    const object = ordered(old);
    if (input["status"] === undefined) delete object["status"];
    else object["status"] = input["status"];
    return withManagedFields(object, old, options);
  }
  if (version.hasStatus) {
    if (old["status"] === undefined) delete input["status"];
    else input["status"] = old["status"];
  }
  const { metadata } = input;
  for (const field of KEPT) {
    if (old.metadata[field] === undefined) delete metadata[field];
    else metadata[field] = old.metadata[field] as never;
  }
  delete metadata["selfLink" as never];
  return withManagedFields(input, old, options);
}

const KEPT = [
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "deletionGracePeriodSeconds",
  "generation",
  "generateName",
] as const;

function withManagedFields(
  object: KubeObject,
  old: KubeObject,
  { managedFields = old.metadata.managedFields }: ReplaceOptions,
): KubeObject {
  if (managedFields === undefined || managedFields.length === 0) {
    delete object.metadata.managedFields;
  } else {
    object.metadata.managedFields = managedFields;
  }
  return object;
}

/** The fields of an object that was applied to go to who changes them. */
function trackOwners(
  ctx: ServerContext,
  target: Target,
  old: KubeObject,
  next: KubeObject,
  { fieldManager }: ReplaceOptions,
): void {
  if ((old.metadata.managedFields ?? []).length === 0) return;
  const schema = fieldSchema(target, next);
  const { managedFields } = trackUpdate({
    old,
    updated: next,
    manager: {
      name: fieldManager,
      time: timestamp(ctx.clock.now()),
      ...(target.subresource === undefined ? {} : { subresource: target.subresource }),
    },
    ...(schema === undefined ? {} : { schema }),
  }).metadata;
  if (managedFields === undefined) delete next.metadata.managedFields;
  else next.metadata.managedFields = managedFields;
}

function desired({ metadata: _metadata, status: _status, ...rest }: KubeObject): unknown {
  return rest;
}
