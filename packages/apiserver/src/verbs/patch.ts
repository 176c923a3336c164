import {
  applyJsonPatch,
  applyMergePatch,
  applyStrategicMergePatch,
  isJsonObject,
  type Json,
  type JsonObject,
  type KubeObject,
  type PatchType,
  patchMetaOf,
} from "@lateen/kube";
import type { Entry } from "@lateen/store";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { badRequest, objectNotFound, unsupportedMediaType } from "../errors.ts";
import { copyJson, decodeAs } from "../objects/codec.ts";
import { objectKey } from "../objects/key.ts";
import { replace } from "../objects/replace.ts";
import { apply } from "./apply.ts";

/** How an object is patched. */
export interface PatchCall extends WriteOptions {
  readonly type: PatchType;
  readonly body: Json;
  /** Takes fields over from other managers; for `apply`. */
  readonly force: boolean;
}

/** Patches an object, or the status of one. */
export async function patch(ctx: ServerContext, target: Target, call: PatchCall): Promise<Entry> {
  if (call.type === "apply") return apply(ctx, target, call);
  const { resource, version } = target.served;
  const name = target.name as string;
  const current = ctx.store.latest(objectKey(resource, target.namespace, name));
  if (current === undefined) throw objectNotFound(resource, name);
  const old = decodeAs(current, resource, version);
  // Patches share what they leave alone with the stored object.
  const result = copyJson(patched(target, old, call.type, call.body));
  if (typeof result !== "object" || result === null || Array.isArray(result)) {
    throw badRequest("the patch leaves no object");
  }
  return replace(ctx, target, current, result as KubeObject, call);
}

function patched(
  target: Target,
  old: KubeObject,
  type: Exclude<PatchType, "apply">,
  body: Json,
): Json {
  const document = old as unknown as Json;
  switch (type) {
    case "merge":
      return applyMergePatch(document, body);
    case "json":
      return applyJsonPatch(document, body);
    case "strategic": {
      const meta = patchMetaOf(old);
      if (meta === undefined || target.served.resource.isCustom) {
        throw unsupportedMediaType(acceptedPatches(target));
      }
      if (!isJsonObject(body)) throw badRequest("the patch is not an object");
      return applyStrategicMergePatch(document as JsonObject, body, meta);
    }
  }
}

/** Media types of patches, for a kind. */
export function acceptedPatches(target: Target): string[] {
  return [
    "application/json-patch+json",
    "application/merge-patch+json",
    ...(target.served.resource.isCustom ? [] : ["application/strategic-merge-patch+json"]),
    "application/apply-patch+yaml",
  ];
}
