import {
  type Client,
  formatApiVersion,
  fromStatus,
  type GroupVersion,
  groupVersionPath,
  isNotFound,
  parseApiVersion,
  type TypeMeta,
} from "@lateen/kube";

/** A resource as the server tells of it. */
export interface ApiResource extends GroupVersion {
  readonly kind: string;
  /** The plural, as it stands in paths. */
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly isNamespaced: boolean;
  readonly verbs: readonly string[];
  /** The path up to the plural or, for namespaced resources, up to `/namespaces`. */
  readonly base: string;
}

/** Finds out where kinds are served, and remembers it. */
export interface Discovery {
  /** The resource of a kind. Throws `ApiError` (`isNotFound(err)`) if the server does not know it. */
  resourceOf(type: TypeMeta): Promise<ApiResource>;
  /** All resources of a version of a group. */
  resourcesOf(groupVersion: GroupVersion): Promise<readonly ApiResource[]>;
  /** The versions of all groups, the preferred one first. */
  groupVersions(): Promise<readonly GroupVersion[]>;
  /** Forgets what is known of a version, or everything. */
  forget(apiVersion?: string): void;
}

/** Reads a document of the API by its path. */
export type ReadDocument = <T>(path: string) => Promise<T>;

interface ApiResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly singularName?: string;
    readonly namespaced: boolean;
    readonly kind: string;
    readonly group?: string;
    readonly version?: string;
    readonly verbs?: readonly string[];
    readonly shortNames?: readonly string[];
  }[];
}

interface ApiGroupList {
  readonly groups?: readonly {
    readonly name: string;
    readonly versions: readonly { readonly version: string }[];
    readonly preferredVersion?: { readonly version: string };
  }[];
}

/**
 * Makes a {@link Discovery}. A kind that is not known yet is looked for on the server each time (CRDs come and
 * go), by one request at a time for each version of a group.
 */
export function createDiscovery(read: ReadDocument): Discovery {
  const known = new Map<string, ReadonlyMap<string, ApiResource>>();
  const underway = new Map<string, Promise<ReadonlyMap<string, ApiResource>>>();

  const load = (apiVersion: string): Promise<ReadonlyMap<string, ApiResource>> => {
    let loading = underway.get(apiVersion);
    if (loading === undefined) {
      loading = readResources(read, parseApiVersion(apiVersion))
        .then((resources) => {
          known.set(apiVersion, resources);
          return resources;
        })
        .finally(() => underway.delete(apiVersion));
      underway.set(apiVersion, loading);
    }
    return loading;
  };

  return {
    async resourceOf({ apiVersion, kind }) {
      const resource = known.get(apiVersion)?.get(kind) ?? (await load(apiVersion)).get(kind);
      if (resource === undefined) throw unknownKind({ apiVersion, kind });
      return resource;
    },
    async resourcesOf(groupVersion) {
      const apiVersion = formatApiVersion(groupVersion);
      return [...(known.get(apiVersion) ?? (await load(apiVersion))).values()];
    },
    async groupVersions() {
      const [core, others] = await Promise.all([
        read<{ readonly versions?: readonly string[] }>("/api"),
        read<ApiGroupList>("/apis"),
      ]);
      return [
        ...(core.versions ?? []).map((version) => ({ group: "", version })),
        ...(others.groups ?? []).flatMap(({ name, versions, preferredVersion }) => {
          const all = versions.map(({ version }) => version);
          const preferred = preferredVersion?.version ?? all[0];
          const ordered = all.toSorted((a, b) => Number(b === preferred) - Number(a === preferred));
          return ordered.map((version) => ({ group: name, version }));
        }),
      ];
    },
    forget(apiVersion) {
      if (apiVersion === undefined) known.clear();
      else known.delete(apiVersion);
    },
  };
}

async function readResources(
  read: ReadDocument,
  groupVersion: GroupVersion,
): Promise<ReadonlyMap<string, ApiResource>> {
  const path = groupVersionPath(groupVersion);
  const resources = new Map<string, ApiResource>();
  let list: ApiResourceList;
  try {
    list = await read<ApiResourceList>(path);
  } catch (error) {
    // Nobody serves this version: none of its kinds exists.
    if (isNotFound(error)) return resources;
    throw error;
  }
  for (const entry of list.resources ?? []) {
    if (entry.name.includes("/") || resources.has(entry.kind)) continue;
    resources.set(entry.kind, {
      ...groupVersion,
      kind: entry.kind,
      plural: entry.name,
      singular: entry.singularName ?? entry.kind.toLowerCase(),
      shortNames: entry.shortNames ?? [],
      isNamespaced: entry.namespaced,
      verbs: entry.verbs ?? [],
      base: path,
    });
  }
  return resources;
}

/** What kubectl and controller-runtime say of a kind that the server does not have. */
function unknownKind({ apiVersion, kind }: TypeMeta): Error {
  return fromStatus({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `no matches for kind "${kind}" in version "${apiVersion}"`,
    reason: "NotFound",
    code: 404,
  });
}

/** A client that also tells what the server serves. */
export interface DiscoveringClient extends Client {
  readonly discovery: Discovery;
}
