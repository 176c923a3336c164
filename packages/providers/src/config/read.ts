import type { Data } from "@lateen/cue";
import type { ProviderFunction } from "@lateen/engine";
import { type KubeList, sortFields } from "@lateen/kube";
import { optionalText, textAt } from "../input.ts";
import {
  ALIAS_ANNOTATION,
  CATALOG,
  CATALOG_LABEL,
  DESCRIPTION_ANNOTATION,
  type Secret,
  TYPE_LABEL,
  isSensitive,
  propertiesOf,
  secretKey,
} from "./layout.ts";
import { parseTemplateName } from "./template.ts";

/** Gives the properties of a config. */
export const readConfig: ProviderFunction = {
  nature: "read",
  async call({ params }, runtime) {
    const name = textAt(params, "name");
    const namespace = textAt(params, "namespace");
    const client = await runtime.clusters.cluster("");
    const key = secretKey(name, namespace);
    const secret = await client.get<Secret>(key, { signal: runtime.signal });
    if (isSensitive(secret)) throw new Error("the config is sensitive");
    const config = propertiesOf(secret);
    if (config === undefined) {
      throw new Error(`config ${namespace}/${name} has no properties data`);
    }
    return {
      kind: "done",
      returns: { config: sortFields(config) },
      watches: [{ cluster: "", object: key }],
    };
  },
};

/** Gives the configs of a template; those that are sensitive without their properties. */
export const listConfigs: ProviderFunction = {
  nature: "read",
  async call({ params }, runtime) {
    const template = optionalText(params, "template") ?? "";
    const namespace = optionalText(params, "namespace") ?? "";
    if (template === "" || namespace === "") throw new Error("the request is invalid");
    const client = await runtime.clusters.cluster("");
    const type = { apiVersion: "v1", kind: "Secret" };
    const { name } = parseTemplateName(template);
    const filter = {
      namespace,
      labelSelector: `${CATALOG_LABEL}=${CATALOG},${TYPE_LABEL}=${name}`,
    };
    const found: KubeList<Secret> = await client.list<Secret>(type, {
      ...filter,
      signal: runtime.signal,
    });
    const configs: Data[] = [];
    for (const secret of found.items) {
      const properties = propertiesOf(secret);
      if (properties === undefined) continue;
      const { annotations } = secret.metadata;
      configs.push({
        name: secret.metadata.name ?? "",
        alias: annotations?.[ALIAS_ANNOTATION] ?? "",
        description: annotations?.[DESCRIPTION_ANNOTATION] ?? "",
        ...(isSensitive(secret) ? {} : { config: sortFields(properties) }),
      });
    }
    return { kind: "done", returns: { configs }, watches: [{ cluster: "", type, ...filter }] };
  },
};
