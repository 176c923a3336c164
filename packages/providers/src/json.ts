import type { Data } from "@lateen/cue";
import type { Json } from "@lateen/kube";

/** Evaluated data as JSON: bytes in base64, integers beyond 2^53 as the nearest number. A copy. */
export function toJson(data: Data | Json): Json {
  if (typeof data === "bigint") return Number(data);
  if (typeof data !== "object" || data === null) return data;
  if (data instanceof Uint8Array) return Buffer.from(data).toString("base64");
  if (Array.isArray(data)) return data.map((element: Data | Json) => toJson(element));
  const object: { [key: string]: Json } = {};
  for (const [key, value] of Object.entries(data as { readonly [key: string]: Data })) {
    object[key] = toJson(value);
  }
  return object;
}
