// Spec: definitions.md 8.2.
import type { ProviderFunction } from "@lateen/engine";
import type { Client, KubeObject } from "@lateen/kube";
import { numberAt, optionalText, textAt, textsAt } from "../input.ts";
import { clusterOf, errorText } from "./target.ts";

/** More of what a step reads is cut off at the beginning: it is kept with the run. */
const MAX_LENGTH = 256 * 1024;

/** Reads the logs of a Pod, or of the Pods with some labels; that they cannot be read is a result. */
export const logs: ProviderFunction = {
  nature: "read",
  async call({ params }, runtime) {
    const { signal } = runtime;
    const namespace = textAt(params, "namespace");
    const container = optionalText(params, "container");
    const pod = optionalText(params, "pod");
    const labels = textsAt(params, "labelSelector");
    if ((pod === undefined) === (labels === undefined)) {
      throw new Error("either pod or labelSelector must be given");
    }
    const options = {
      tailLines: numberAt(params, "tailLines"),
      signal,
      ...(container === undefined ? {} : { container }),
    };
    let text = "";
    try {
      const client = await runtime.clusters.cluster(clusterOf(params));
      const names =
        pod === undefined ? await podsWith(client, namespace, labels ?? {}, signal) : [pod];
      for (const name of names) text += await client.logs({ name, namespace }, options);
    } catch (err) {
      if (signal.aborted) throw err;
      return { kind: "done", returns: { text, err: errorText(err) } };
    }
    return { kind: "done", returns: { text: text.slice(-MAX_LENGTH) } };
  },
};

async function podsWith(
  client: Client,
  namespace: string,
  labels: { readonly [key: string]: string },
  signal: AbortSignal,
): Promise<readonly string[]> {
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const { items } = await client.list(
    { apiVersion: "v1", kind: "Pod" },
    { namespace, labelSelector, signal },
  );
  if (items.length === 0) throw new Error(`there is no pod with the labels ${labelSelector}`);
  const age = ({ metadata }: KubeObject): string => metadata.creationTimestamp ?? "";
  return items
    .toSorted((a, b) => (age(a) < age(b) ? -1 : age(a) > age(b) ? 1 : 0))
    .map(({ metadata }) => metadata.name ?? "");
}
