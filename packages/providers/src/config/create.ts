import type { ProviderFunction } from "@lateen/engine";
import {
  type Client,
  type Json,
  type JsonObject,
  type KubeObject,
  isJsonObject,
  isNotFound,
} from "@lateen/kube";
import { objectAt, optionalText, textAt } from "../input.ts";
import { toJson } from "../json.ts";
import { applyObject } from "../kube/apply-object.ts";
import { keyOfObject, objectFrom } from "../kube/key.ts";
import {
  ALIAS_ANNOTATION,
  CATALOG,
  CATALOG_LABEL,
  DESCRIPTION_ANNOTATION,
  LAST_APPLIED_CONFIG,
  PROPERTIES_KEY,
  REFERENCES_KEY,
  SCOPE_LABEL,
  SENSITIVE_ANNOTATION,
  type Secret,
  TEMPLATE_NAMESPACE_ANNOTATION,
  TYPE_LABEL,
  secretKey,
} from "./layout.ts";
import {
  type ConfigTemplate,
  type RenderedConfig,
  loadTemplate,
  renderTemplate,
} from "./template.ts";

/** Writes a config and the further objects of its template. */
export const createConfig: ProviderFunction = {
  nature: "effect",
  repeatable: true,
  async call({ params }, runtime) {
    const name = textAt(params, "name");
    const namespace = textAt(params, "namespace");
    const properties = toJson(objectAt(params, "config")) as JsonObject;
    const client = await runtime.clusters.cluster("");
    const { signal } = runtime;
    const templateName = optionalText(params, "template") ?? "";
    const template =
      templateName === "" ? undefined : await loadTemplate(client, templateName, signal);
    const rendered: RenderedConfig =
      template === undefined
        ? { outputs: {} }
        : renderTemplate(template, { name, namespace, properties });
    const extras = Object.entries(rendered.outputs).map(
      ([key, value]) => [key, objectFrom(value)] as const,
    );
    const secret = secretFor({ name, namespace, properties, template, rendered, extras });
    await checkUnchanged(client, secret, signal);
    const options = { annotation: LAST_APPLIED_CONFIG, signal };
    const applied = await applyObject(client, secret, options);
    for (const [key, object] of extras) {
      try {
        await applyObject(client, object, options);
      } catch (err) {
        const text = err instanceof Error ? err.message : String(err);
        throw new Error(`fail to apply the object ${key}: ${text}`, { cause: err });
      }
    }
    if (applied.operation !== "unchanged") {
      runtime.log({ level: "info", message: "config written", fields: { name, namespace } });
    }
    return { kind: "done" };
  },
};

interface ConfigParts {
  readonly name: string;
  readonly namespace: string;
  readonly properties: JsonObject;
  readonly template: ConfigTemplate | undefined;
  readonly rendered: RenderedConfig;
  readonly extras: readonly (readonly [string, KubeObject])[];
}

function secretFor(parts: ConfigParts): Secret {
  const { template, extras } = parts;
  const output = outputOf(parts.rendered.output);
  const { metadata } = output;
  const data: { [key: string]: string } = { ...output.data };
  const encode = (text: string): string => Buffer.from(text, "utf8").toString("base64");
  for (const [key, value] of Object.entries(output.stringData ?? {})) data[key] = encode(value);
  data[PROPERTIES_KEY] = encode(JSON.stringify(parts.properties));
  if (extras.length > 0) data[REFERENCES_KEY] = encode(JSON.stringify(extras.map(referenceTo)));
  const type = output.type ?? (template === undefined ? undefined : `/${template.name}`);
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      ...metadata,
      name: metadata.name ?? parts.name,
      namespace: parts.namespace,
      labels: {
        ...metadata.labels,
        [CATALOG_LABEL]: CATALOG,
        [TYPE_LABEL]: template?.name ?? "",
        ...(template === undefined ? {} : { [SCOPE_LABEL]: template.scope }),
      },
      annotations: {
        ...metadata.annotations,
        [ALIAS_ANNOTATION]: "",
        [DESCRIPTION_ANNOTATION]: "",
        ...(template === undefined
          ? {}
          : {
              [SENSITIVE_ANNOTATION]: String(template.isSensitive),
              [TEMPLATE_NAMESPACE_ANNOTATION]: template.namespace,
            }),
      },
    },
    ...(type === undefined ? {} : { type }),
    data,
  };
}

/** The Secret that a template gives, checked as far as it is used. */
function outputOf(
  output: JsonObject | undefined,
): Pick<Secret, "metadata" | "type" | "data" | "stringData"> {
  if (output === undefined) return { metadata: {} };
  const { metadata, type, data, stringData } = output;
  const areTexts = (value: Json | undefined): value is { [key: string]: string } | undefined =>
    value === undefined ||
    (isJsonObject(value) && Object.values(value).every((entry) => typeof entry === "string"));
  const isOfType = type === undefined || typeof type === "string";
  const hasMetadata = metadata === undefined || isJsonObject(metadata);
  if (!hasMetadata || !isOfType || !areTexts(data) || !areTexts(stringData)) {
    throw new Error("the output format must be secret");
  }
  return {
    metadata: (metadata ?? {}) as Secret["metadata"],
    ...(type === undefined || type === "" ? {} : { type }),
    ...(data === undefined ? {} : { data }),
    ...(stringData === undefined ? {} : { stringData }),
  };
}

function referenceTo([, object]: readonly [string, KubeObject]): JsonObject {
  const { apiVersion, kind, name, namespace } = keyOfObject(object);
  return { kind, ...(namespace === undefined ? {} : { namespace }), name, apiVersion };
}

/** A config keeps its template and its type. */
async function checkUnchanged(client: Client, secret: Secret, signal: AbortSignal): Promise<void> {
  const { name = "", namespace = "", labels } = secret.metadata;
  let live: Secret;
  try {
    live = await client.get<Secret>(secretKey(name, namespace), { signal });
  } catch (err) {
    if (isNotFound(err)) return;
    throw err;
  }
  const liveType = live.metadata.labels?.[TYPE_LABEL] ?? "";
  if (liveType !== "" && liveType !== labels?.[TYPE_LABEL]) {
    throw new Error("the template of the config can not be changed");
  }
  if (secret.type !== undefined && live.type !== secret.type) {
    throw new Error("the secret type of the config can not be changed");
  }
}
