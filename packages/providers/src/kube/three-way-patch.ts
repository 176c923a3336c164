import {
  type JsonObject,
  type ThreeWayMerge,
  type TypeMeta,
  createThreeWayMergePatch,
  createThreeWayStrategicPatch,
  patchMetaOf,
} from "@lateen/kube";

/** A patch and how it is written. */
export interface ThreeWayPatch {
  readonly type: "merge" | "strategic";
  readonly patch: JsonObject;
}

/**
 * The patch that takes `current` to `modified`: fields of `original` that `modified` lacks are removed, fields that
 * somebody else added stay. Lists of built-in kinds merge by their keys.
 */
export function threeWayPatch(type: TypeMeta, states: ThreeWayMerge): ThreeWayPatch {
  const meta = patchMetaOf(type);
  return meta === undefined
    ? { type: "merge", patch: createThreeWayMergePatch(states) }
    : { type: "strategic", patch: createThreeWayStrategicPatch(states, meta) };
}
