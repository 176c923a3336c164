import type { ProviderRuntime } from "@lateen/engine";
import { type Json, type KubeObject, isJsonObject } from "@lateen/kube";
import { listAt, textAt } from "../input.ts";

/** Names and values of the headers that come from Secrets in the namespace of the run. */
export async function secretHeaders(
  entries: Json | undefined,
  runtime: ProviderRuntime,
): Promise<readonly (readonly [name: string, value: string])[]> {
  if (entries === undefined || entries === null) return [];
  const headers: [string, string][] = [];
  const secrets = new Map<string, KubeObject>();
  for (const entry of listAt({ headersFromSecret: entries }, "headersFromSecret")) {
    if (!isJsonObject(entry)) throw new Error("headersFromSecret: expected objects");
    const header = textAt(entry, "header");
    const name = textAt(entry, "secret");
    const key = textAt(entry, "key");
    const secret = secrets.get(name) ?? (await readSecret(name, header, runtime));
    secrets.set(name, secret);
    const data = (secret as KubeObject & { data?: Json }).data;
    const value = isJsonObject(data) ? data[key] : undefined;
    if (typeof value !== "string") throw new Error(`key "${key}" not found in secret "${name}"`);
    headers.push([header, Buffer.from(value, "base64").toString("utf8")]);
  }
  return headers;
}

async function readSecret(
  name: string,
  header: string,
  runtime: ProviderRuntime,
): Promise<KubeObject> {
  // Not `context.namespace`, which the author of the run can set.
  const { namespace } = runtime.run;
  try {
    const hub = await runtime.clusters.cluster("");
    return await hub.get(
      { apiVersion: "v1", kind: "Secret", name, namespace },
      { signal: runtime.signal },
    );
  } catch (err) {
    const text = err instanceof Error ? err.message : String(err);
    throw new Error(`secret "${name}" not found for header "${header}": ${text}`, { cause: err });
  }
}
