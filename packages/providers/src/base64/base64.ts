// Spec: packages.md 12.6.
import type { ActionInput, ProviderFunction } from "@lateen/engine";
import { type Provider, defineProvider } from "../define-provider.ts";
import { BASE64_CUE } from "../sources.gen.ts";

const ALPHABET = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const encode: ProviderFunction = {
  nature: "control",
  async call(input) {
    return { kind: "done", returns: Buffer.from(textOf(input), "utf8").toString("base64") };
  },
};

const decode: ProviderFunction = {
  nature: "control",
  async call(input) {
    const text = textOf(input).replace(/[\r\n]/g, "");
    if (!ALPHABET.test(text)) throw new Error("illegal base64 data");
    return { kind: "done", returns: Buffer.from(text, "base64").toString("utf8") };
  },
};

function textOf({ struct }: ActionInput): string {
  const text = struct["$params"];
  if (typeof text !== "string") throw new Error("$params: expected a string");
  return text;
}

/** `vela/base64`. */
export const base64Provider: Provider = defineProvider("base64", BASE64_CUE, { encode, decode });
