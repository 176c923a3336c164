import type { Data } from "@lateen/cue";
import type { ProviderFunction } from "@lateen/engine";
import type { Params } from "./input.ts";

/** A function that only computes: decided anew in every attempt, nothing of it is recorded. */
export function pure(
  compute: (params: Params) => { readonly [key: string]: Data },
): ProviderFunction {
  return {
    nature: "control",
    async call({ params }) {
      return { kind: "done", returns: compute(params) };
    },
  };
}
