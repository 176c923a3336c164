import type { KubeObject } from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { objectNotFound } from "../errors.ts";
import { objectKey } from "../objects/key.ts";
import { replace } from "../objects/replace.ts";

/** Replaces an object, or the status of one. `input` is taken over. */
export async function update(
  ctx: ServerContext,
  target: Target,
  input: KubeObject,
  options: WriteOptions,
): Promise<Entry> {
  const { resource } = target.served;
  const name = target.name as string;
  const current = ctx.store.latest(objectKey(resource, target.namespace, name));
  if (current === undefined) throw objectNotFound(resource, name);
  return replace(ctx, target, current, input, { ...options, isUpdate: true });
}
