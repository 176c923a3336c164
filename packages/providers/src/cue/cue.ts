// Spec: packages.md 12.6 and 15.
import type { ProviderFunction } from "@lateen/engine";
import type { JsonObject } from "@lateen/kube";
import { type Provider, defineProvider } from "../define-provider.ts";
import { knownAt, paramsValue } from "../input.ts";
import { toJson } from "../json.ts";
import { CUE_CUE } from "../sources.gen.ts";
import { patchByStrategy } from "../strategy-patch/patch-by-strategy.ts";

const strategyUnify: ProviderFunction = {
  nature: "control",
  native: true,
  async call(input) {
    const params = paramsValue(input);
    const value = knownAt(params, "value");
    const patch = knownAt(params, "patch");
    if (value === undefined || patch === undefined) {
      throw new Error("value and patch must be given");
    }
    return { kind: "done", returns: patchByStrategy(toJson(value.decode()) as JsonObject, patch) };
  },
};

/** `vela/cue`. */
export const cueProvider: Provider = defineProvider("cue", CUE_CUE, { strategyUnify });
