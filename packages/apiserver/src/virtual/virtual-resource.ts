import type { JsonObject } from "@lateen/kube";

/** A kind that is only created, to get an answer; nothing of it is stored. */
export interface VirtualResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** The answer's `status`. */
  answer(object: JsonObject): JsonObject;
}
