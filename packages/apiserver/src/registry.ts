import type { ResourceDefinition, ResourceVersion } from "./resource.ts";

/** A resource in one of its versions. */
export interface ServedResource {
  readonly resource: ResourceDefinition;
  readonly version: ResourceVersion;
}

/** The resources that are served right now. */
export class Registry {
  readonly #byPath = new Map<string, ServedResource>();
  readonly #byKind = new Map<string, ServedResource>();
  readonly #resources = new Map<string, ResourceDefinition>();
  #generation = 0;

  constructor(resources: readonly ResourceDefinition[]) {
    for (const resource of resources) this.set(resource);
  }

  /** Grows with every change: what was derived from the registry is old when it differs. */
  get generation(): number {
    return this.#generation;
  }

  /** All resources, in the order of their registration. */
  resources(): Iterable<ResourceDefinition> {
    return this.#resources.values();
  }

  /** By the parts of a path. */
  find(group: string, version: string, plural: string): ServedResource | undefined {
    return this.#byPath.get(`${group}/${version}/${plural}`);
  }

  /** By what an object says of itself. */
  findKind(apiVersion: string, kind: string): ServedResource | undefined {
    return this.#byKind.get(`${apiVersion}/${kind}`);
  }

  /** By group and plural, whatever the versions. */
  resource(group: string, plural: string): ResourceDefinition | undefined {
    return this.#resources.get(`${group}/${plural}`);
  }

  /** Adds a resource or replaces the one of the same group and plural. */
  set(resource: ResourceDefinition): void {
    this.delete(resource.group, resource.plural);
    this.#resources.set(`${resource.group}/${resource.plural}`, resource);
    for (const version of resource.versions) {
      if (!version.served) continue;
      const served = { resource, version };
      this.#byPath.set(`${resource.group}/${version.name}/${resource.plural}`, served);
      this.#byKind.set(kindKey(resource, version), served);
    }
    this.#generation++;
  }

  delete(group: string, plural: string): void {
    const resource = this.#resources.get(`${group}/${plural}`);
    if (resource === undefined) return;
    this.#resources.delete(`${group}/${plural}`);
    for (const version of resource.versions) {
      this.#byPath.delete(`${group}/${version.name}/${plural}`);
      const key = kindKey(resource, version);
      if (this.#byKind.get(key)?.resource === resource) this.#byKind.delete(key);
    }
    this.#generation++;
  }
}

function kindKey(resource: ResourceDefinition, version: ResourceVersion): string {
  const prefix = resource.group === "" ? "" : `${resource.group}/`;
  return `${prefix}${version.name}/${resource.kind}`;
}
