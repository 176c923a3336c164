// Spec: packages.md 4.3 and 8.2 of definitions.md.
import type { Value } from "@lateen/cue";
import type { ActionResult, ProviderFunction, ProviderRuntime } from "@lateen/engine";
import type { JsonObject, KubeObject, PatchType } from "@lateen/kube";
import { knownAt, paramsValue, textIn } from "../input.ts";
import { toJson } from "../json.ts";
import { patchByStrategy } from "../strategy-patch/patch-by-strategy.ts";
import { patchObject } from "./apply-object.ts";
import { keyOfObject, objectFrom } from "./key.ts";
import { logApplied, watchOf, withLabels } from "./target.ts";

/**
 * Changes an object that exists: unifies it with `patch` under the patch's instructions, or with `type` lets the API
 * server apply `data`.
 */
export const patch: ProviderFunction = {
  nature: "effect",
  native: true,
  async call(input, runtime) {
    const params = paramsValue(input);
    const cluster = textIn(params, "cluster") ?? "";
    const type = textIn(params, "type");
    const wanted = objectFrom(toJson(params.lookup(["value"]).decode()));
    const client = await runtime.clusters.cluster(cluster);
    const key = keyOfObject(wanted);
    const call = { signal: runtime.signal };
    if (type !== undefined) {
      const body = toJson(params.lookup(["data"]).decode()) as JsonObject | JsonObject[];
      const subresource = textIn(params, "subresource");
      if (subresource !== undefined && subresource !== "status" && subresource !== "scale") {
        throw new Error(`the subresource ${subresource} cannot be patched`);
      }
      const object = await client.patch(key, type as PatchType, body, {
        ...call,
        ...(subresource === undefined ? {} : { subresource }),
      });
      const result = finish(object, "patched", cluster, runtime);
      // The answer is a Scale; what changes is the object.
      return subresource === "scale" ? { ...result, watches: [{ cluster, object: key }] } : result;
    }
    const instructions = knownAt(params, "patch");
    if (instructions === undefined)
      throw new Error("there is neither a patch nor a type with data");
    const live = await client.get(key, call);
    const object = withLabels(unify(live, instructions), runtime);
    const applied = await patchObject(client, { key, live, object }, call);
    return finish(applied.object, applied.operation, cluster, runtime);
  },
};

function unify(live: KubeObject, instructions: Value): KubeObject {
  const { managedFields: _, ...metadata } = live.metadata;
  return patchByStrategy(
    { ...live, metadata } as unknown as JsonObject,
    instructions,
  ) as unknown as KubeObject;
}

function finish(
  object: KubeObject,
  operation: "patched" | "unchanged" | "created",
  cluster: string,
  runtime: ProviderRuntime,
): ActionResult {
  logApplied({ object, operation }, cluster, runtime);
  return {
    kind: "done",
    returns: { result: object as never },
    watches: [watchOf(object, cluster)],
  };
}
