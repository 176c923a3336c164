// Paths of the API: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris

/** What a path under `/api` or `/apis` names. */
export interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  /** The old form `/watch/…` of a watch. */
  readonly isWatch: boolean;
}

/** What a path asks for. */
export type Route =
  | { readonly kind: "resource"; readonly path: ResourcePath }
  /** `/api`: the versions of the core group. */
  | { readonly kind: "core-versions" }
  /** `/apis`: all other groups. */
  | { readonly kind: "groups" }
  /** `/apis/GROUP`. */
  | { readonly kind: "group"; readonly group: string }
  /** `/api/v1` or `/apis/GROUP/VERSION`: the resources in it. */
  | { readonly kind: "group-version"; readonly group: string; readonly version: string }
  | { readonly kind: "other"; readonly path: string };

/** Reads the path of a request, without its query. */
export function parseRoute(path: string): Route {
  const parts = path.split("/").filter((part) => part !== "");
  if (parts[0] === "api") {
    if (parts.length === 1) return { kind: "core-versions" };
    return versioned("", parts.slice(1), path);
  }
  if (parts[0] === "apis") {
    if (parts.length === 1) return { kind: "groups" };
    const group = parts[1] as string;
    if (parts.length === 2) return { kind: "group", group };
    return versioned(group, parts.slice(2), path);
  }
  return { kind: "other", path };
}

function versioned(group: string, parts: readonly string[], path: string): Route {
  const version = parts[0] as string;
  let rest = parts.slice(1).map(decode);
  if (rest.length === 0) return { kind: "group-version", group, version };
  const isWatch = rest[0] === "watch";
  if (isWatch) rest = rest.slice(1);
  // `namespaces` is a resource too: /namespaces/NAME/status is one of its subresources.
  const isNamespaced =
    rest[0] === "namespaces" && rest.length > 2 && !isNamespaceSubresource(group, rest);
  const namespace = isNamespaced ? rest[1] : undefined;
  const [plural, name, subresource, ...more] = isNamespaced ? rest.slice(2) : rest;
  if (plural === undefined || (more.length > 0 && subresource !== "proxy")) {
    return { kind: "other", path };
  }
  return {
    kind: "resource",
    path: {
      group,
      version,
      plural,
      isWatch,
      ...(namespace === undefined ? {} : { namespace }),
      ...(name === undefined ? {} : { name }),
      ...(subresource === undefined ? {} : { subresource: [subresource, ...more].join("/") }),
    },
  };
}

function isNamespaceSubresource(group: string, rest: readonly string[]): boolean {
  return group === "" && rest.length === 3 && (rest[2] === "status" || rest[2] === "finalize");
}

function decode(part: string): string {
  if (!part.includes("%")) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
