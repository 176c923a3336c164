// How a config is laid out in a Secret.
import { type Json, type KubeObject, isJsonObject } from "@lateen/kube";

export const CATALOG_LABEL = "config.oam.dev/catalog";
export const CATALOG = "velacore-config";
export const TYPE_LABEL = "config.oam.dev/type";
export const SCOPE_LABEL = "config.oam.dev/scope";
export const ALIAS_ANNOTATION = "config.oam.dev/alias";
export const DESCRIPTION_ANNOTATION = "config.oam.dev/description";
export const SENSITIVE_ANNOTATION = "config.oam.dev/sensitive";
export const TEMPLATE_NAMESPACE_ANNOTATION = "config.oam.dev/template-namespace";
export const LAST_APPLIED_CONFIG = "config.oam.dev/last-applied-configuration";
export const PROPERTIES_KEY = "input-properties";
export const REFERENCES_KEY = "objects-reference";

/** Where templates are looked for that name no namespace. */
export const SYSTEM_NAMESPACE = "vela-system";

/** A Secret with its fields. */
export interface Secret extends KubeObject {
  type?: string;
  data?: { [key: string]: string };
  stringData?: { [key: string]: string };
}

/** A value of a Secret as text. */
export function secretText(secret: Secret, key: string): string | undefined {
  const value = secret.data?.[key];
  return value === undefined ? undefined : Buffer.from(value, "base64").toString("utf8");
}

/** The properties of a config; undefined where there are none that can be read. */
export function propertiesOf(secret: Secret): { [key: string]: Json } | undefined {
  const text = secretText(secret, PROPERTIES_KEY);
  if (text === undefined || text === "") return undefined;
  try {
    const properties = JSON.parse(text) as Json;
    return isJsonObject(properties) ? properties : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the values of a config must not be shown. */
export function isSensitive(secret: Secret): boolean {
  return secret.metadata.annotations?.[SENSITIVE_ANNOTATION] === "true";
}

/** The key of a config's Secret. */
export function secretKey(
  name: string,
  namespace: string,
): {
  readonly apiVersion: "v1";
  readonly kind: "Secret";
  readonly name: string;
  readonly namespace: string;
} {
  return { apiVersion: "v1", kind: "Secret", name, namespace };
}
