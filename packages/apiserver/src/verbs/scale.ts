// The scale subresource: the replica counts of any scalable kind in one shape.
import {
  applyJsonPatch,
  applyMergePatch,
  formatLabelSelector,
  type Json,
  type JsonObject,
  type KubeObject,
  type LabelSelectorObject,
  labelSelectorFromObject,
} from "@lateen/kube";
import type { ServerContext, Target, WriteOptions } from "../context.ts";
import { badRequest, invalid } from "../errors.ts";
import { copyJson, decodeAs } from "../objects/codec.ts";
import { replace } from "../objects/replace.ts";
import type { ScalePaths } from "../resource.ts";
import { parseJsonPath } from "../table/json-path.ts";
import { get } from "./get.ts";
import type { PatchCall } from "./patch.ts";

/** The Scale of an object. */
export function getScale(ctx: ServerContext, target: Target): KubeObject {
  const { resource, version } = target.served;
  return scaleOf(decodeAs(get(ctx, target), resource, version), version.scale as ScalePaths);
}

/** Sets the replicas of an object by a Scale. Returns the new Scale. */
export async function updateScale(
  ctx: ServerContext,
  target: Target,
  scale: KubeObject,
  options: WriteOptions,
): Promise<KubeObject> {
  const { resource, version } = target.served;
  const paths = version.scale as ScalePaths;
  const current = get(ctx, target);
  const object = copyJson(decodeAs(current, resource, version));
  const replicas = (scale["spec"] as JsonObject | undefined)?.["replicas"] ?? 0;
  if (typeof replicas !== "number" || !Number.isSafeInteger(replicas) || replicas < 0) {
    throw invalid(resource, object.metadata.name ?? "", [
      {
        type: "FieldValueInvalid",
        field: "spec.replicas",
        value: replicas,
        detail: "must be greater than or equal to 0",
      },
    ]);
  }
  setField(object, paths.specReplicasPath, replicas);
  const given = scale.metadata?.resourceVersion;
  if (given !== undefined && given !== "") object.metadata.resourceVersion = given;
  const { subresource: _subresource, ...whole } = target;
  const entry = await replace(ctx, whole, current, object, options);
  return scaleOf(decodeAs(entry, resource, version), paths);
}

/** Sets the replicas of an object by a patch of its Scale. */
export function patchScale(
  ctx: ServerContext,
  target: Target,
  { type, body, ...options }: PatchCall,
): Promise<KubeObject> {
  const scale = getScale(ctx, target) as unknown as Json;
  if (type === "apply") throw badRequest("a scale cannot be applied: patch or update it");
  const patched = type === "json" ? applyJsonPatch(scale, body) : applyMergePatch(scale, body);
  return updateScale(ctx, target, patched as unknown as KubeObject, options);
}

function scaleOf(object: KubeObject, paths: ScalePaths): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector =
    paths.labelSelectorPath === undefined
      ? undefined
      : selectorText(parseJsonPath(paths.labelSelectorPath)(object)[0]);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: JSON.parse(
      JSON.stringify({ name, namespace, uid, resourceVersion, creationTimestamp }),
    ),
    spec: { replicas: parseJsonPath(paths.specReplicasPath)(object)[0] ?? 0 },
    status: {
      replicas: parseJsonPath(paths.statusReplicasPath)(object)[0] ?? 0,
      ...(selector === undefined ? {} : { selector }),
    },
  };
}

/** Custom resources keep the selector as text, built-in kinds as an object. */
function selectorText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const isPlain = !("matchLabels" in value) && !("matchExpressions" in value);
  const selector = labelSelectorFromObject(
    isPlain ? { matchLabels: value as Record<string, string> } : (value as LabelSelectorObject),
  );
  return selector === undefined ? undefined : formatLabelSelector(selector);
}

function setField(object: KubeObject, path: string, value: number): void {
  const steps = path.split(".").filter((step) => step !== "");
  let place = object as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) {
    place[step] ??= {};
    place = place[step] as Record<string, unknown>;
  }
  place[steps.at(-1) as string] = value;
}
