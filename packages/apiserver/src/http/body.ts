// Bodies of requests, as JSON.
import type {
  DeleteOptions as CallerDeleteOptions,
  Json,
  KubeObject,
  PatchType,
} from "@lateen/kube";
import { parse } from "yaml";
import type { Target } from "../context.ts";
import { badRequest, unsupportedMediaType } from "../errors.ts";
import { decodeProtobuf, PROTOBUF } from "../wire/decode.ts";
import type { DeleteOptions } from "../verbs/delete.ts";
import { acceptedPatches } from "../verbs/patch.ts";
import type { ApiRequest } from "./message.ts";
import { dryRun, text } from "./parameters.ts";

const READABLE = ["application/json", "application/yaml", PROTOBUF];

/** The object that a request carries. Throws 400 and 415. */
export function readObject(request: ApiRequest): KubeObject {
  const type = mediaType(request);
  if (type === PROTOBUF) return readProtobuf(request.body);
  const text = bodyText(request);
  if (type === "application/yaml") return object(readYaml(text));
  // Some clients send JSON without saying so.
  if (type === "application/json" || type === "") return object(readJson(text));
  throw unsupportedMediaType(READABLE);
}

const PATCH_TYPES: Readonly<Record<string, PatchType>> = {
  "application/json-patch+json": "json",
  "application/merge-patch+json": "merge",
  "application/strategic-merge-patch+json": "strategic",
  "application/apply-patch+yaml": "apply",
};

/** The patch that a request carries, and of which type it is. Throws 400 and 415. */
export function readPatch(
  request: ApiRequest,
  target: Target,
): { readonly type: PatchType; readonly body: Json } {
  const accepted = acceptedPatches(target);
  const mediaTypeName = mediaType(request);
  const type = accepted.includes(mediaTypeName) ? PATCH_TYPES[mediaTypeName] : undefined;
  if (type === undefined) throw unsupportedMediaType(accepted);
  // JSON is YAML too; the faster parser goes first.
  const body = bodyText(request);
  const isYaml = type === "apply" && !body.trimStart().startsWith("{");
  return { type, body: isYaml ? readYaml(body) : readJson(body) };
}

const POLICIES = ["Background", "Foreground", "Orphan"] as const;

/** How an object is to be deleted, by the query and the body. Throws 400. */
export function readDeleteOptions(request: ApiRequest): DeleteOptions {
  const body = request.body.length === 0 ? {} : (readObject(request) as unknown as Body);
  const policy = text(request.query, "propagationPolicy") ?? body.propagationPolicy;
  const orphans = text(request.query, "orphanDependents") ?? body.orphanDependents;
  const known = POLICIES.find((candidate) => candidate === policy);
  if (policy !== undefined && known === undefined) {
    throw badRequest(
      `DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: ${JSON.stringify(policy)}: supported values: "Background", "Foreground", "Orphan"`,
    );
  }
  const propagationPolicy =
    known ??
    (orphans === undefined ? undefined : String(orphans) === "true" ? "Orphan" : "Background");
  return {
    dryRun: dryRun([...request.query.getAll("dryRun"), ...(body.dryRun ?? [])]),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(body.preconditions === undefined ? {} : { preconditions: body.preconditions }),
  };
}

interface Body {
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly dryRun?: readonly string[];
  readonly preconditions?: NonNullable<CallerDeleteOptions["preconditions"]>;
}

function mediaType(request: ApiRequest): string {
  return (request.header("content-type") ?? "").split(";")[0]?.trim() ?? "";
}

function bodyText({ body }: ApiRequest): string {
  return typeof body === "string" ? body : Buffer.from(body).toString();
}

function readProtobuf(body: string | Uint8Array): KubeObject {
  try {
    const bytes = typeof body === "string" ? Buffer.from(body, "latin1") : body;
    return decodeProtobuf(bytes) as unknown as KubeObject;
  } catch (error) {
    throw badRequest(`the body of the request cannot be read: ${(error as Error).message}`);
  }
}

function readJson(body: string): Json {
  try {
    return JSON.parse(body) as Json;
  } catch (error) {
    throw badRequest(`the body of the request is not JSON: ${(error as Error).message}`);
  }
}

function readYaml(body: string): Json {
  try {
    return parse(body) as Json;
  } catch (error) {
    throw badRequest(`the body of the request is not YAML: ${(error as Error).message}`);
  }
}

function object(value: Json): KubeObject {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return value as unknown as KubeObject;
  }
  throw badRequest("the body of the request is not an object");
}
