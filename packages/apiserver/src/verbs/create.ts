import type { KubeObject } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { alreadyExists, badRequest, generateNameConflict } from "../errors.ts";
import { admit, checkNamespace, checkPlace } from "../objects/admit.ts";
import { deepFreeze, encode, ordered } from "../objects/codec.ts";
import { objectKey } from "../objects/key.ts";
import { refsOf } from "../objects/refs.ts";
import { timestamp } from "../objects/timestamp.ts";

const GENERATE_TRIES = 8;
const GENERATED_BASE_LENGTH = 58;

/** How an object is created. */
export interface CreateOptions extends WriteOptions {
  /** Who owns its fields, if it comes from an apply. */
  readonly managedFields?: NonNullable<KubeObject["metadata"]["managedFields"]>;
}

/** Stores a new object. `input` is taken over: the caller does not use it any more. */
export async function create(
  ctx: ServerContext,
  target: Target,
  input: KubeObject,
  options: CreateOptions,
): Promise<Entry> {
  const { resource, version } = target.served;
  checkPlace(target, input);
  const object = ordered(input);
  const { metadata } = object;
  if ((metadata.resourceVersion ?? "") !== "") {
    throw badRequest("resourceVersion should not be set on objects to be created");
  }
  const generated = (metadata.name ?? "") === "" && (metadata.generateName ?? "") !== "";
  if (generated) metadata.name = generateName(ctx, metadata.generateName as string);
  checkNamespace(ctx, target, metadata.name ?? "");
  metadata.uid = ctx.random.uid();
  metadata.creationTimestamp = timestamp(ctx.clock.now());
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata["selfLink" as never];
  if (options.managedFields === undefined) delete metadata.managedFields;
  else metadata.managedFields = options.managedFields;
  if (resource.hasGeneration) metadata.generation = 1;
  else delete metadata.generation;
  if (version.hasStatus) delete object["status"];
  const stored = admit(ctx, target, object, undefined, options);
  for (let tries = 1; ; tries++) {
    const name = stored.metadata.name as string;
    const key = objectKey(resource, target.namespace, name);
    if (options.dryRun) {
      if (ctx.store.latest(key) !== undefined) throw alreadyExists(resource, name);
      return { key, value: JSON.stringify(stored), revision: 0, createRevision: 0, memo: stored };
    }
    const result = await ctx.store.create(key, (revision) => ({
      value: encode(stored, revision),
      memo: ctx.freezeShared ? deepFreeze(stored) : stored,
      addedRefs: refsOf(stored),
    }));
    if (result.ok) return result.entry;
    if (!generated) throw alreadyExists(resource, name);
    if (tries === GENERATE_TRIES) throw generateNameConflict(resource, name);
    stored.metadata.name = generateName(ctx, metadata.generateName as string);
  }
}

function generateName(ctx: ServerContext, base: string): string {
  return base.slice(0, GENERATED_BASE_LENGTH) + ctx.random.suffix();
}
