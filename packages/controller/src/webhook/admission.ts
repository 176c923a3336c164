import type { KubeObject } from "@lateen/kube";

/** What is done to objects before they are stored: names for unnamed steps, validation. */
export interface Admission {
  /** The object as it is to be stored. Throws `ApiError` if it cannot be read. */
  mutate(object: KubeObject): KubeObject;
  /** Throws `ApiError` with all that is wrong; `old` is what stands there now. */
  validate(object: KubeObject, old: KubeObject | undefined): void;
}
