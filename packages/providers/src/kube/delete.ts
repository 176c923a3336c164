import type { ProviderFunction } from "@lateen/engine";
import { type Params, objectAt, optionalObject, optionalText } from "../input.ts";
import { describeKey, keyOfObject, objectFrom } from "./key.ts";
import { clusterOf, errorText, selectionOf } from "./target.ts";

/** Deletes an object, or with a filter all that match; that it cannot be deleted is a result. */
export const remove: ProviderFunction = {
  nature: "effect",
  async call({ params }, runtime) {
    const cluster = clusterOf(params);
    const value = objectAt(params, "value");
    const filter = optionalObject(params, "filter");
    // By the API server's own default the Pods of a Job stay behind.
    const propagationPolicy =
      propagationOf(params) ?? (value["kind"] === "Job" ? "Background" : undefined);
    const options = {
      signal: runtime.signal,
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    };
    try {
      const client = await runtime.clusters.cluster(cluster);
      if (filter === undefined) {
        const key = keyOfObject(objectFrom(value));
        await client.delete(key, options);
        const fields = { object: describeKey(key), cluster };
        runtime.log({ level: "info", message: "deleted", fields });
      } else {
        const selection = selectionOf(value, filter);
        await client.deleteAll(selection.type, { ...selection.filter, ...options });
        const fields = { kind: selection.type.kind, ...selection.filter, cluster };
        runtime.log({ level: "info", message: "deleted all", fields });
      }
      return { kind: "done" };
    } catch (err) {
      if (runtime.signal.aborted) throw err;
      return { kind: "done", returns: { value, err: errorText(err) } };
    }
  },
};

type Propagation = "Background" | "Foreground" | "Orphan";

function propagationOf(params: Params): Propagation | undefined {
  const text = optionalText(params, "propagation");
  if (text === undefined) return undefined;
  if (text !== "Background" && text !== "Foreground" && text !== "Orphan") {
    throw new Error(`propagation: expected Background, Foreground or Orphan, found ${text}`);
  }
  return text;
}
