import type { KubeObject } from "@lateen/kube";

/** A CUE package whose functions an HTTP service provides. */
export interface PackageSpec {
  /** Import path, e.g. `ext/utils`. */
  readonly path: string;
  /** Absent: definitions only. */
  readonly provider?: {
    readonly protocol: string;
    readonly endpoint: string;
    readonly header?: { readonly [name: string]: string };
    /** Accepts any certificate of the server. Default false. */
    readonly insecureSkipVerify?: boolean;
  };
  /** CUE text by file name. */
  readonly templates: { readonly [file: string]: string };
}

/** A Package object (`cue.oam.dev/v1alpha1`). */
export interface Package extends KubeObject {
  spec: PackageSpec;
}
