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

/** The group, plural, namespace and name in a key; the namespace is absent for cluster-scoped kinds. */
export interface KeyParts {
  readonly group: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Reads a key that {@link objectKey} made. */
export function parseKey(key: string): KeyParts {
  const [, group = "", plural = "", ...rest] = key.split("/");
  const name = rest.at(-1) ?? "";
  const parts = { group: group === "core" ? "" : group, plural, name };
  return rest.length > 1 ? { ...parts, namespace: rest[0] as string } : parts;
}
