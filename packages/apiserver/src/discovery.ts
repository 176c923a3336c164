// What is served, in the three forms that clients ask for: group lists, resource lists, and the
// aggregated form (kubectl ≥ 1.27). https://kubernetes.io/docs/concepts/overview/kubernetes-api/
import { notAcceptable, pathNotFound } from "./errors.ts";
import type { Registry } from "./registry.ts";
import { apiVersionOf, type ResourceDefinition, type ResourceVersion } from "./resource.ts";
import type { VirtualResource } from "./virtual/virtual-resource.ts";

const VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const PART_VERBS = ["get", "patch", "update"];

/** A group with its versions, the preferred one first. */
interface Group {
  readonly name: string;
  readonly versions: readonly string[];
}

/** Answers the questions about what is served. */
export class Discovery {
  readonly #registry: Registry;
  readonly #virtual: readonly VirtualResource[];
  #generation = -1;
  #groups: readonly Group[] = [];

  constructor(registry: Registry, virtual: readonly VirtualResource[]) {
    this.#registry = registry;
    this.#virtual = virtual;
  }

  /** `/api` and `/apis`; `accept` may ask for the aggregated form. */
  groups(isCore: boolean, accept: string): { readonly body: unknown; readonly type: string } {
    const aggregated = aggregatedVersion(accept);
    if (aggregated !== undefined) {
      return {
        body: this.#aggregated(isCore, aggregated),
        type: `application/json;g=apidiscovery.k8s.io;v=${aggregated};as=APIGroupDiscoveryList`,
      };
    }
    const type = "application/json";
    if (isCore) {
      const body = {
        kind: "APIVersions",
        versions: ["v1"],
        serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress: "" }],
      };
      return { body, type };
    }
    const groups = this.#current().filter((group) => group.name !== "");
    return {
      body: { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(apiGroup) },
      type,
    };
  }

  /** `/apis/GROUP`. */
  group(name: string): unknown {
    const group = this.#current().find((candidate) => candidate.name === name);
    if (group === undefined || name === "") throw pathNotFound();
    return { kind: "APIGroup", apiVersion: "v1", ...apiGroup(group) };
  }

  /** `/api/v1` and `/apis/GROUP/VERSION`. */
  resources(group: string, version: string): unknown {
    const groupVersion = apiVersionOf(group, version);
    const resources = [
      ...this.#served(group, version).flatMap(([resource, served]) =>
        resourceRows(resource, served),
      ),
      ...this.#virtualIn(group, version).map((virtual) => ({
        name: virtual.plural,
        singularName: virtual.kind.toLowerCase(),
        namespaced: virtual.namespaced,
        kind: virtual.kind,
        verbs: ["create"],
      })),
    ];
    if (resources.length === 0) throw pathNotFound();
    return { kind: "APIResourceList", apiVersion: "v1", groupVersion, resources };
  }

  /** All group versions that are served. */
  groupVersions(): string[] {
    return this.#current().flatMap((group) =>
      group.versions.map((version) => apiVersionOf(group.name, version)),
    );
  }

  #current(): readonly Group[] {
    if (this.#generation === this.#registry.generation) return this.#groups;
    const versions = new Map<string, string[]>();
    const add = (group: string, version: string): void => {
      const known = versions.get(group);
      if (known === undefined) versions.set(group, [version]);
      else if (!known.includes(version)) known.push(version);
    };
    for (const resource of this.#registry.resources()) {
      for (const version of resource.versions) {
        if (version.served) add(resource.group, version.name);
      }
    }
    for (const virtual of this.#virtual) add(virtual.group, virtual.version);
    this.#groups = [...versions].map(([name, list]) => ({
      name,
      versions: list.sort(compareVersions),
    }));
    this.#generation = this.#registry.generation;
    return this.#groups;
  }

  #served(group: string, version: string): [ResourceDefinition, ResourceVersion][] {
    const found: [ResourceDefinition, ResourceVersion][] = [];
    for (const resource of this.#registry.resources()) {
      if (resource.group !== group) continue;
      const served = resource.versions.find((candidate) => candidate.name === version);
      if (served?.served === true) found.push([resource, served]);
    }
    return found.sort(([a], [b]) => (a.plural < b.plural ? -1 : 1));
  }

  #virtualIn(group: string, version: string): VirtualResource[] {
    return this.#virtual.filter((one) => one.group === group && one.version === version);
  }

  #aggregated(isCore: boolean, listVersion: string): unknown {
    const items = this.#current()
      .filter((group) => (group.name === "") === isCore)
      .map((group) => ({
        metadata: { name: group.name === "" ? undefined : group.name, creationTimestamp: null },
        versions: group.versions.map((version) => ({
          version,
          freshness: "Current",
          resources: [
            ...this.#served(group.name, version).map(([resource, served]) =>
              aggregatedRow(resource, served),
            ),
            ...this.#virtualIn(group.name, version).map((virtual) => ({
              resource: virtual.plural,
              responseKind: { group: virtual.group, version, kind: virtual.kind },
              scope: virtual.namespaced ? "Namespaced" : "Cluster",
              singularResource: virtual.kind.toLowerCase(),
              verbs: ["create"],
            })),
          ],
        })),
      }));
    return {
      kind: "APIGroupDiscoveryList",
      apiVersion: `apidiscovery.k8s.io/${listVersion}`,
      metadata: {},
      items,
    };
  }
}

/** The version of the aggregated form that the caller prefers to the plain one. */
function aggregatedVersion(accept: string): string | undefined {
  if (accept === "") return undefined;
  for (const range of accept.split(",")) {
    const parts = range.split(";").map((part) => part.trim());
    if (parts.includes("as=APIGroupDiscoveryList") && parts.includes("g=apidiscovery.k8s.io")) {
      const version = parts.find((part) => part.startsWith("v="))?.slice(2);
      if (version === "v2" || version === "v2beta1") return version;
    } else if (["application/json", "application/*", "*/*"].includes(parts[0] ?? "")) {
      return undefined;
    }
  }
  throw notAcceptable(["application/json"]);
}

function apiGroup(group: Group): object {
  const versions = group.versions.map((version) => ({
    groupVersion: apiVersionOf(group.name, version),
    version,
  }));
  return { name: group.name, versions, preferredVersion: versions[0] };
}

function resourceRows(resource: ResourceDefinition, version: ResourceVersion): object[] {
  const { plural, singular, namespaced, kind } = resource;
  const row = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: VERBS,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
  };
  return [
    row,
    ...subresources(resource, version).map(({ name, responseKind }) => ({
      name: `${plural}/${name}`,
      singularName: "",
      namespaced,
      ...responseKind,
      verbs: PART_VERBS,
    })),
  ];
}

function aggregatedRow(resource: ResourceDefinition, version: ResourceVersion): object {
  const { group, plural, singular, kind, namespaced } = resource;
  const parts = subresources(resource, version);
  return {
    resource: plural,
    responseKind: { group, version: version.name, kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: VERBS,
    ...(resource.shortNames.length > 0 ? { shortNames: resource.shortNames } : {}),
    ...(resource.categories.length > 0 ? { categories: resource.categories } : {}),
    ...(parts.length > 0
      ? {
          subresources: parts.map(({ name, responseKind }) => ({
            subresource: name,
            responseKind: { group, version: version.name, ...responseKind },
            verbs: PART_VERBS,
          })),
        }
      : {}),
  };
}

interface Subresource {
  readonly name: string;
  readonly responseKind: {
    readonly group?: string;
    readonly version?: string;
    readonly kind: string;
  };
}

function subresources(resource: ResourceDefinition, version: ResourceVersion): Subresource[] {
  return [
    ...(version.hasStatus ? [{ name: "status", responseKind: { kind: resource.kind } }] : []),
    ...(version.scale !== undefined
      ? [{ name: "scale", responseKind: { group: "autoscaling", version: "v1", kind: "Scale" } }]
      : []),
    ...(resource.group === "" && resource.plural === "pods"
      ? [{ name: "log", responseKind: { kind: "Pod" } }]
      : []),
  ];
}

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STAGES = ["alpha", "beta", undefined];

/** Kubernetes' order: v2, v1, v1beta2, v1beta1, v1alpha1, anything else by the alphabet. */
export function compareVersions(a: string, b: string): number {
  const left = VERSION.exec(a);
  const right = VERSION.exec(b);
  if (left === null || right === null) {
    return left === right ? (a < b ? -1 : a > b ? 1 : 0) : left === null ? 1 : -1;
  }
  return (
    STAGES.indexOf(right[2]) - STAGES.indexOf(left[2]) ||
    Number(right[1]) - Number(left[1]) ||
    Number(right[3] ?? 0) - Number(left[3] ?? 0)
  );
}
