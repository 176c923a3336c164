import type { ResourceDefinition } from "../resource.ts";

/** Where the objects of a kind lie in the store; ends in `/`. */
export function collectionPrefix(resource: ResourceDefinition, namespace?: string): string {
  const base =
    resource.storageKey ?? `/${resource.group === "" ? "core" : resource.group}/${resource.plural}`;
  return namespace === undefined || !resource.namespaced ? `${base}/` : `${base}/${namespace}/`;
}

/** Where an object lies in the store. */
export function objectKey(
  resource: ResourceDefinition,
  namespace: string | undefined,
  name: string,
): string {
  return collectionPrefix(resource, namespace) + name;
}
