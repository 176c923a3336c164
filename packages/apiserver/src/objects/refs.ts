import type { KubeObject } from "@lateen/kube";

/** Objects whose deletion has begun refer to this, so that a restart finds them. */
export const DELETING = "deleting";

/** What an object refers to, for the store's index: the uids of its owners, and {@link DELETING}. */
export function refsOf(object: KubeObject): readonly string[] {
  const { ownerReferences, deletionTimestamp } = object.metadata;
  if (ownerReferences === undefined && deletionTimestamp === undefined) return NONE;
  const refs = (ownerReferences ?? []).map((owner) => owner.uid);
  return deletionTimestamp === undefined ? refs : [...refs, DELETING];
}

const NONE: readonly string[] = [];
