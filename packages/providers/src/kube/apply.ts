import type { Data } from "@lateen/cue";
import type { ProviderFunction } from "@lateen/engine";
import { type KubeObject, sortFields } from "@lateen/kube";
import { knownAt, listAt, objectAt, paramsValue } from "../input.ts";
import { patchByStrategy } from "../strategy-patch/patch-by-strategy.ts";
import { type Applied, applyObject } from "./apply-object.ts";
import { objectFrom } from "./key.ts";
import { clusterOf, errorText, logApplied, watchOf, withLabels } from "./target.ts";

/** Creates or patches an object. */
export const apply: ProviderFunction = {
  nature: "effect",
  repeatable: true,
  async call(input, runtime) {
    const { params } = input;
    const patch = knownAt(paramsValue(input), "patch");
    const value =
      patch === undefined ? params["value"] : patchByStrategy(objectAt(params, "value"), patch);
    const object = withLabels(objectFrom(value), runtime);
    const cluster = clusterOf(params);
    let applied: Applied;
    try {
      const client = await runtime.clusters.cluster(cluster);
      applied = await applyObject(client, object, { signal: runtime.signal });
    } catch (err) {
      if (params["tolerant"] !== true || runtime.signal.aborted) throw err;
      return { kind: "done", returns: { err: errorText(err) } };
    }
    logApplied(applied, cluster, runtime);
    return {
      kind: "done",
      returns: { value: asData(applied.object) },
      watches: [watchOf(applied.object, cluster)],
    };
  },
};

/** Applies several objects at the same time; if some fail, the error of the first of them is the error. */
export const applyInParallel: ProviderFunction = {
  nature: "effect",
  repeatable: true,
  async call({ params }, runtime) {
    const cluster = clusterOf(params);
    const objects = listAt(params, "value").map((value) => withLabels(objectFrom(value), runtime));
    const client = await runtime.clusters.cluster(cluster);
    const results = await Promise.allSettled(
      objects.map((object) => applyObject(client, object, { signal: runtime.signal })),
    );
    const done: KubeObject[] = [];
    for (const result of results) {
      if (result.status === "rejected") continue;
      logApplied(result.value, cluster, runtime);
      done.push(result.value.object);
    }
    const failed = results.find((result) => result.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    return {
      kind: "done",
      returns: { value: done.map(asData) },
      watches: done.map((object) => watchOf(object, cluster)),
    };
  },
};

function asData(object: KubeObject): Data {
  return sortFields(object) as unknown as Data;
}
