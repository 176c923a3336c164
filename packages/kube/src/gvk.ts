import type { KubeObject } from "./object.ts";
import type { ObjectKey, TypeMeta } from "./client.ts";

/** A group and a version; `group` is `""` for the core group. */
export interface GroupVersion {
  readonly group: string;
  readonly version: string;
}

/** A kind in a version of its group. */
export interface GroupVersionKind extends GroupVersion {
  readonly kind: string;
}

/** A resource (plural) in a version of its group: what a path of the API names. */
export interface GroupVersionResource extends GroupVersion {
  readonly resource: string;
}

/** Reads `apps/v1` or `v1`. Throws an Error with kube's text if there is more than one slash. */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf("/");
  if (slash === -1) return { group: "", version: apiVersion };
  if (apiVersion.includes("/", slash + 1)) {
    throw new Error(`unexpected GroupVersion string: ${apiVersion}`);
  }
  return { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** `apps/v1`, or `v1` for the core group. */
export function formatApiVersion({ group, version }: GroupVersion): string {
  return group === "" ? version : `${group}/${version}`;
}

/** The group, version and kind of an object or a type. */
export function gvkOf({ apiVersion, kind }: TypeMeta): GroupVersionKind {
  return { ...parseApiVersion(apiVersion), kind };
}

/** Where a version is served: `/api/v1` for the core group, else `/apis/GROUP/VERSION`. */
export function groupVersionPath({ group, version }: GroupVersion): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** The key of an object. */
export function keyOf({ apiVersion, kind, metadata }: KubeObject): ObjectKey {
  const { name = "", namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/**
 * The plural of a kind by the rules of English, as far as they are simple: `Policy` → `policies`.
 * A last resort where discovery cannot be asked: a CRD may name its plural as it likes.
 */
export function guessPlural(kind: string): string {
  const singular = kind.toLowerCase();
  if (singular === "" || singular.endsWith("endpoints")) return singular;
  if (singular.endsWith("s")) return `${singular}es`;
  if (singular.endsWith("y")) return `${singular.slice(0, -1)}ies`;
  return `${singular}s`;
}
