import type { Change } from "@lateen/client";
import { cacheKey } from "@lateen/client";
import type { KubeObject, TypeMeta } from "@lateen/kube";
import { parseApiVersion } from "@lateen/kube";

/** Says which keys a change concerns. */
export type Handler<T extends KubeObject = KubeObject, K = string> = (
  change: Change<T>,
) => Iterable<K>;

/** The object itself: `namespace/name`. */
export const enqueueSelf: Handler = ({ object }) => [cacheKey(object)];

/**
 * The owner of that kind, in whatever version of its group, before the change and after it. Owners are in the namespace
 * of what they own. Only owners that control the object count, unless `any` is true.
 */
export function enqueueOwner(owner: TypeMeta, options: { readonly any?: boolean } = {}): Handler {
  const { group } = parseApiVersion(owner.apiVersion);
  return ({ object, old }) => {
    const keys = new Set<string>();
    for (const { metadata } of old === undefined ? [object] : [old, object]) {
      for (const { apiVersion, kind, name, controller } of metadata.ownerReferences ?? []) {
        if (kind !== owner.kind || parseApiVersion(apiVersion).group !== group) continue;
        if (controller !== true && options.any !== true) continue;
        keys.add(metadata.namespace === undefined ? name : `${metadata.namespace}/${name}`);
      }
    }
    return keys;
  };
}
