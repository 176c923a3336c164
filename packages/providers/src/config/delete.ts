import type { ProviderFunction } from "@lateen/engine";
import { type Json, type ObjectKey, isJsonObject, isNotFound } from "@lateen/kube";
import { textAt } from "../input.ts";
import {
  CATALOG,
  CATALOG_LABEL,
  REFERENCES_KEY,
  type Secret,
  secretKey,
  secretText,
} from "./layout.ts";

/** Deletes a config and the objects that its template made. */
export const deleteConfig: ProviderFunction = {
  nature: "effect",
  async call({ params }, runtime) {
    const name = textAt(params, "name");
    const namespace = textAt(params, "namespace");
    const client = await runtime.clusters.cluster("");
    const { signal } = runtime;
    const key = secretKey(name, namespace);
    let secret: Secret;
    try {
      secret = await client.get<Secret>(key, { signal });
    } catch (err) {
      if (isNotFound(err)) throw new Error(`the config ${name} not found`, { cause: err });
      throw err;
    }
    if (secret.metadata.labels?.[CATALOG_LABEL] !== CATALOG) {
      throw new Error(`secret ${namespace}/${name} is not a workflow config`);
    }
    for (const reference of referencesIn(secret)) {
      try {
        await client.delete(reference, { signal });
      } catch (err) {
        if (isNotFound(err)) continue;
        const text = err instanceof Error ? err.message : String(err);
        throw new Error(`fail to clear the object ${reference.name}: ${text}`, { cause: err });
      }
    }
    await client.delete(key, { signal });
    runtime.log({ level: "info", message: "config deleted", fields: { name, namespace } });
    return { kind: "done" };
  },
};

function referencesIn(secret: Secret): readonly ObjectKey[] {
  const text = secretText(secret, REFERENCES_KEY);
  if (text === undefined || text === "") return [];
  let entries: Json;
  try {
    entries = JSON.parse(text) as Json;
  } catch (err) {
    throw new Error(`the key ${REFERENCES_KEY} of the config is not JSON`, { cause: err });
  }
  if (!Array.isArray(entries)) return [];
  return entries.filter(isJsonObject).map((entry) => {
    const namespace = entry["namespace"];
    return {
      apiVersion: textAt(entry, "apiVersion"),
      kind: textAt(entry, "kind"),
      name: textAt(entry, "name"),
      ...(typeof namespace === "string" && namespace !== "" ? { namespace } : {}),
    };
  });
}
