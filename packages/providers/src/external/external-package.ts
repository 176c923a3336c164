// Packages whose functions an HTTP service provides (spec: packages.md 14).
import type { Data, Source } from "@lateen/cue";
import type { ProviderFunction } from "@lateen/engine";
import { type Json, isJsonObject } from "@lateen/kube";
import type { HttpClient } from "../http/client.ts";

const TIMEOUT = 30_000;

/** A Package object, as far as it is used. */
export interface ExternalPackage {
  readonly metadata: { readonly name?: string; readonly namespace?: string };
  readonly spec: {
    /** What templates import. */
    readonly path: string;
    /** Absent: definitions only. */
    readonly provider?: {
      readonly protocol: string;
      readonly endpoint: string;
      readonly header?: { readonly [name: string]: string };
      /** Accepts any certificate of the server. */
      readonly insecureSkipVerify?: boolean;
    };
    /** CUE text by file name. */
    readonly templates: { readonly [file: string]: string };
  };
}

/** A package that is of no use, and why. */
export interface PackageProblem {
  readonly name: string;
  readonly namespace: string;
  readonly message: string;
}

/** The files of a package. */
export function packageFiles({ spec }: ExternalPackage): readonly Source[] {
  return Object.entries(spec.templates)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([file, text]) => ({ filename: `${spec.path}/${file}`, text }));
}

/** The function `name` of a package's service. */
export function externalFunction(
  external: ExternalPackage,
  name: string,
  client: HttpClient,
): ProviderFunction | undefined {
  const { provider } = external.spec;
  if (provider === undefined) return undefined;
  return {
    nature: "effect",
    async call({ params }, runtime) {
      if (provider.protocol !== "http" && provider.protocol !== "https") {
        throw new Error(`protocol ${provider.protocol} not supported yet`);
      }
      const headers = new Map([
        ["content-type", "application/json"],
        ["idempotency-key", runtime.idempotencyKey],
      ]);
      for (const [header, value] of Object.entries(provider.header ?? {})) {
        headers.set(header.toLowerCase(), value);
      }
      const answer = await client.send({
        method: "POST",
        url: `${provider.endpoint.replace(/\/$/, "")}/${name}`,
        isSensitive: false,
        headers,
        body: JSON.stringify(params),
        timeout: TIMEOUT,
        signal: runtime.signal,
        ...(provider.insecureSkipVerify === true ? { tls: { isInsecure: true } } : {}),
      });
      if (answer.statusCode >= 400) throw new Error(`${answer.statusCode}: ${answer.body}`);
      return { kind: "done", returns: objectIn(answer.body) };
    },
  };
}

function objectIn(body: string): { readonly [key: string]: Data } {
  let value: Json;
  try {
    value = JSON.parse(body) as Json;
  } catch (err) {
    throw new Error(
      `the answer of the package is not JSON: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
  if (!isJsonObject(value)) throw new Error("the answer of the package is not a JSON object");
  return value;
}
