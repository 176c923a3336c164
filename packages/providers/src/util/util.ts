// Spec: packages.md 10.
import type { Value } from "@lateen/cue";
import type { ActionResult, ProviderFunction } from "@lateen/engine";
import type { JsonObject } from "@lateen/kube";
import { type Provider, defineProvider } from "../define-provider.ts";
import { knownAt, numberAt, optionalText, paramsValue } from "../input.ts";
import { toJson } from "../json.ts";
import { pure } from "../pure.ts";
import type { Random } from "../random.ts";
import { UTIL_CUE } from "../sources.gen.ts";
import { patchByStrategy } from "../strategy-patch/patch-by-strategy.ts";
import { log } from "./log.ts";

const LETTERS_AND_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Patches an object without a cluster; a contradiction is a result. */
export const patchK8sObject: ProviderFunction = {
  nature: "control",
  native: true,
  async call(input): Promise<ActionResult> {
    const params = paramsValue(input);
    const value: Value | undefined = knownAt(params, "value");
    const patch = knownAt(params, "patch");
    if (value === undefined || patch === undefined)
      throw new Error("value and patch must be given");
    try {
      const result = patchByStrategy(toJson(value.decode()) as JsonObject, patch);
      return { kind: "done", returns: { result } };
    } catch (err) {
      return { kind: "done", returns: { err: err instanceof Error ? err.message : String(err) } };
    }
  },
};

/** Bytes to text. */
export const convertString: ProviderFunction = pure((params) => {
  // JSON has no bytes: the evaluation gives them as they are, a struct written by hand as base64.
  const bytes = params["bt"] as unknown;
  if (bytes instanceof Uint8Array) return { str: Buffer.from(bytes).toString("utf8") };
  if (typeof bytes === "string") return { str: Buffer.from(bytes, "base64").toString("utf8") };
  throw new Error("bt: expected bytes");
});

/** A value at a path such as `status.conditions[0].type`. */
export const jsonPath: ProviderFunction = {
  nature: "control",
  native: true,
  async call(input) {
    const params = paramsValue(input);
    const path = params.lookup(["path"]).decode();
    if (typeof path !== "string") throw new Error("path: expected a string");
    const found =
      path === "" ? params.lookup(["value"]) : params.lookup(["value"]).lookupPath(path);
    if (!found.exists() || found.error() !== undefined)
      return { kind: "done", returns: { found: false } };
    return { kind: "done", returns: { found: true, result: found.decode() } };
  },
};

function randomText(random: Random): ProviderFunction {
  return {
    nature: "effect",
    async call({ params }) {
      const charset = [...(optionalText(params, "charset") ?? LETTERS_AND_DIGITS)];
      const length = params["length"] === undefined ? 24 : numberAt(params, "length");
      if (charset.length === 0) throw new Error("charset: expected at least one character");
      if (length < 1 || length > 4096) throw new Error("length: expected 1 to 4096");
      let str = "";
      for (let index = 0; index < length; index++) str += charset[random.integer(charset.length)];
      return { kind: "done", returns: { str } };
    },
  };
}

/** `vela/util`. */
export function utilProvider(random: Random): Provider {
  return defineProvider("util", UTIL_CUE, {
    "patch-k8s-object": patchK8sObject,
    string: convertString,
    "json-path": jsonPath,
    random: randomText(random),
    log,
  });
}
