import type { ProviderFunction } from "@lateen/engine";

/** A provider: functions by `#do`, and the CUE package that declares them. */
export interface Provider {
  /** The text of `#provider`. */
  readonly name: string;
  /** What templates import, e.g. `vela/kube`. */
  readonly importPath: string;
  /** Text of the CUE package. */
  readonly source: string;
  readonly functions: { readonly [name: string]: ProviderFunction };
}

/** A provider whose functions are found by `#provider: name` and whose package is imported as `vela/<name>`. */
export function defineProvider(
  name: string,
  source: string,
  functions: { readonly [name: string]: ProviderFunction },
): Provider {
  return { name, importPath: `vela/${name}`, source, functions };
}
