// What the functions of this package share: the cluster, the labels, what to watch and what to record.
import type { ProviderRuntime, WatchRef } from "@lateen/engine";
import { type KubeObject, type ObjectKey, isJsonObject } from "@lateen/kube";
import { type Params, optionalText, textAt, textsAt } from "../input.ts";
import type { Applied } from "./apply-object.ts";
import { describeKey, keyOfObject } from "./key.ts";

/** The name of the cluster; empty for that of the engine. */
export function clusterOf(params: Params): string {
  return optionalText(params, "cluster") ?? "";
}

/** The object with the engine's labels. */
export function withLabels(object: KubeObject, runtime: ProviderRuntime): KubeObject {
  const labels = { ...object.metadata.labels, ...runtime.labels };
  return { ...object, metadata: { ...object.metadata, labels } };
}

/** What to watch of a live object; its own metadata tell whether it lives in a namespace. */
export function watchOf(object: KubeObject, cluster: string): WatchRef {
  const key: ObjectKey = keyOfObject(object);
  const { resourceVersion } = object.metadata;
  return { cluster, object: key, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
}

/** Records what an apply or a patch did. */
export function logApplied(applied: Applied, cluster: string, runtime: ProviderRuntime): void {
  if (applied.operation === "unchanged") return;
  runtime.log({
    level: "info",
    message: applied.operation,
    fields: { object: describeKey(keyOfObject(applied.object)), cluster },
  });
}

/** A kind and which of its objects, from `{ apiVersion, kind }` and a filter. */
export interface Selection {
  readonly type: { readonly apiVersion: string; readonly kind: string };
  readonly filter: { readonly namespace?: string; readonly labelSelector?: string };
}

/** Reads a {@link Selection}. An empty namespace means all. */
export function selectionOf(resource: Params, filter: Params | undefined): Selection {
  const type = { apiVersion: textAt(resource, "apiVersion"), kind: textAt(resource, "kind") };
  const namespace = filter === undefined ? undefined : optionalText(filter, "namespace");
  const labels =
    filter !== undefined && isJsonObject(filter["matchingLabels"])
      ? textsAt(filter, "matchingLabels")
      : {};
  const selector = Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return {
    type,
    filter: {
      ...(namespace === undefined || namespace === "" ? {} : { namespace }),
      ...(selector === "" ? {} : { labelSelector: selector }),
    },
  };
}

/** The text of a failure that is a result. */
export function errorText(err: unknown): string {
  return err instanceof Error ? err.message : String(err);
}
