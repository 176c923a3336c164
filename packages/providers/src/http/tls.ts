import type { ProviderRuntime } from "@lateen/engine";
import { type Json, type KubeObject, isJsonObject } from "@lateen/kube";
import { type Params, optionalText, textAt } from "../input.ts";

/** Certificates for one connection, in PEM. */
export interface TlsMaterial {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** Accepts any certificate of the server. */
  readonly isInsecure: boolean;
}

/** Reads `tls_config`: a Secret with `ca.crt`, `client.crt` and `client.key`, each PEM or base64 of PEM. */
export async function tlsMaterial(
  config: Params | undefined,
  runtime: ProviderRuntime,
): Promise<TlsMaterial | undefined> {
  if (config === undefined) return undefined;
  const { name, namespace } = secretOf(config, runtime);
  const hub = await runtime.clusters.cluster("");
  let secret: KubeObject;
  try {
    secret = await hub.get(
      { apiVersion: "v1", kind: "Secret", name, namespace },
      { signal: runtime.signal },
    );
  } catch (err) {
    const text = err instanceof Error ? err.message : String(err);
    throw new Error(`tls_config: ${text}`, { cause: err });
  }
  const data = (secret as KubeObject & { data?: Json }).data;
  const pem = (key: string): string | undefined => {
    const value = isJsonObject(data) ? data[key] : undefined;
    return typeof value === "string" && value !== "" ? pemFrom(value, key, name) : undefined;
  };
  const ca = pem("ca.crt");
  const cert = pem("client.crt");
  const key = pem("client.key");
  if ((cert === undefined) !== (key === undefined)) {
    throw new Error(
      `tls_config: secret "${name}" has one of client.crt and client.key, and needs both`,
    );
  }
  if (ca === undefined && cert === undefined && config["insecureSkipVerify"] !== true) {
    throw new Error(
      `tls_config: secret "${name}" has neither ca.crt nor client.crt and client.key`,
    );
  }
  return {
    isInsecure: config["insecureSkipVerify"] === true,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
}

function secretOf(config: Params, runtime: ProviderRuntime): { name: string; namespace: string } {
  const secret = textAt(config, "secret");
  const slash = secret.indexOf("/");
  if (slash >= 0) return { namespace: secret.slice(0, slash), name: secret.slice(slash + 1) };
  const namespace = optionalText(config, "namespace") ?? "";
  return { name: secret, namespace: namespace === "" ? runtime.run.namespace : namespace };
}

function pemFrom(value: string, key: string, secret: string): string {
  const text = Buffer.from(value, "base64").toString("utf8");
  const isPem = (candidate: string): boolean => candidate.includes("-----BEGIN ");
  if (isPem(text)) return text;
  const decoded = Buffer.from(text.trim(), "base64").toString("utf8");
  if (isPem(decoded)) return decoded;
  throw new Error(`tls_config: ${key} of secret "${secret}" is neither PEM nor base64 of PEM`);
}
