import type { Entry } from "@lateen/store";
import type { ServerContext, Target } from "../context.ts";
import { objectNotFound } from "../errors.ts";
import { objectKey } from "../objects/key.ts";

/** Reads one object, as far as it is durable. */
export function get(ctx: ServerContext, target: Target): Entry {
  const { resource } = target.served;
  const name = target.name as string;
  const entry = ctx.store.get(objectKey(resource, target.namespace, name));
  if (entry === undefined) throw objectNotFound(resource, name);
  return entry;
}
