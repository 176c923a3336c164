import type { Data } from "@lateen/cue";
import type { ProviderFunction, WatchRef } from "@lateen/engine";
import {
  type Client,
  type KubeList,
  type ListOptions,
  type TypeMeta,
  sortFields,
} from "@lateen/kube";
import { objectAt, optionalObject } from "../input.ts";
import { keyOfObject, objectFrom } from "./key.ts";
import { clusterOf, errorText, selectionOf, watchOf } from "./target.ts";

/**
 * Reads an object; that it cannot be read is a result. `isLegacy`: the request stays in `value` by itself, and must not
 * be given back.
 */
export function read(isLegacy: boolean): ProviderFunction {
  return {
    nature: "read",
    async call({ params }, runtime) {
      const cluster = clusterOf(params);
      const requested = params["value"];
      let watches: readonly WatchRef[] = [];
      try {
        const key = keyOfObject(objectFrom(requested));
        watches = [{ cluster, object: key }];
        const client = await runtime.clusters.cluster(cluster);
        const object = await client.get(key, { signal: runtime.signal });
        return {
          kind: "done",
          returns: { value: sortFields(object) as unknown as Data },
          watches: [watchOf(object, cluster)],
        };
      } catch (err) {
        if (runtime.signal.aborted) throw err;
        const failure = { err: errorText(err) };
        const returns = isLegacy ? failure : { value: requested ?? {}, ...failure };
        return { kind: "done", returns, watches };
      }
    },
  };
}

/** Reads an object; that it cannot be read is an error. */
export const getObject: ProviderFunction = {
  nature: "read",
  async call({ params }, runtime) {
    const cluster = clusterOf(params);
    const client = await runtime.clusters.cluster(cluster);
    const key = keyOfObject(objectFrom(params["resource"]));
    const object = await client.get(key, { signal: runtime.signal });
    return {
      kind: "done",
      returns: sortFields(object) as unknown as { [field: string]: Data },
      watches: [watchOf(object, cluster)],
    };
  },
};

/** Lists objects into the field `name`; that they cannot be listed is a result. */
export function list(name: "values" | "list"): ProviderFunction {
  return {
    nature: "read",
    async call({ params }, runtime) {
      const cluster = clusterOf(params);
      const { type, filter } = selectionOf(
        objectAt(params, "resource"),
        optionalObject(params, "filter"),
      );
      const watches: readonly WatchRef[] = [{ cluster, type, ...filter }];
      try {
        const client = await runtime.clusters.cluster(cluster);
        const found = await listAll(client, type, { ...filter, signal: runtime.signal });
        return { kind: "done", returns: { [name]: sortFields(found) as unknown as Data }, watches };
      } catch (err) {
        if (runtime.signal.aborted) throw err;
        return { kind: "done", returns: { err: errorText(err) }, watches };
      }
    },
  };
}

/** The whole list, whatever the size of its pages. */
async function listAll(client: Client, type: TypeMeta, options: ListOptions): Promise<KubeList> {
  const first = await client.list(type, options);
  const items = [...first.items];
  let next = first.metadata.continue;
  while (next !== undefined && next !== "") {
    const page = await client.list(type, { ...options, continue: next });
    items.push(...page.items);
    next = page.metadata.continue;
  }
  return { ...first, metadata: { resourceVersion: first.metadata.resourceVersion }, items };
}
