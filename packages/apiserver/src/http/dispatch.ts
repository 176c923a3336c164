// From a request to an answer. Only this folder knows HTTP.
import { timingSafeEqual } from "node:crypto";
import { isStoreError } from "@lateen/store";
import { type ApiError, fromStatus, isApiError, type JsonObject, toStatus } from "@lateen/kube";
import type { ServerContext } from "../context.ts";
import type { Discovery } from "../discovery.ts";
import { methodNotAllowed, pathNotFound, unauthorized } from "../errors.ts";
import type { OpenApi } from "../openapi/openapi.ts";
import { parseRoute, type ResourcePath } from "../route.ts";
import { VERSION } from "../version.ts";
import type { VirtualResource } from "../virtual/virtual-resource.ts";
import { readObject } from "./body.ts";
import { type ApiRequest, type ApiResponse, jsonResponse, textResponse } from "./message.ts";
import { resourceCall } from "./resource-calls.ts";

/** What answers are made from. */
export interface Handlers {
  readonly ctx: ServerContext;
  readonly discovery: Discovery;
  readonly openapi: OpenApi;
  readonly virtual: readonly VirtualResource[];
  readonly token: string | undefined;
  /** Paths of whoever runs the server. */
  readonly pages:
    | ((request: ApiRequest) => ApiResponse | Promise<ApiResponse> | undefined)
    | undefined;
  isReady(): boolean;
}

/** Answers a request. Never rejects: what is thrown becomes a Status. */
export async function dispatch(handlers: Handlers, request: ApiRequest): Promise<ApiResponse> {
  try {
    return await answer(handlers, request);
  } catch (error) {
    const status = statusOf(error);
    if (!isApiError(error)) handlers.ctx.onError(error);
    const retry = status.details?.retryAfterSeconds;
    const response = jsonResponse(status.code ?? 500, status);
    if (retry === undefined) return response;
    return { ...response, headers: { "retry-after": String(retry) } };
  }
}

function answer(handlers: Handlers, request: ApiRequest): ApiResponse | Promise<ApiResponse> {
  const open = openAnswer(handlers, request);
  if (open !== undefined) return open;
  authenticate(handlers.token, request);
  const route = parseRoute(request.path);
  switch (route.kind) {
    case "resource":
      return objects(handlers, route.path, request);
    case "core-versions":
    case "groups": {
      readOnly(request);
      const isCore = route.kind === "core-versions";
      const { body, type } = handlers.discovery.groups(isCore, request.header("accept") ?? "");
      return { ...jsonResponse(200, body), contentType: type, headers: { vary: "Accept" } };
    }
    case "group":
      readOnly(request);
      return jsonResponse(200, handlers.discovery.group(route.group));
    case "group-version":
      readOnly(request);
      return jsonResponse(200, handlers.discovery.resources(route.group, route.version));
    case "other":
      return other(handlers, request);
  }
}

/** What anybody may ask. */
function openAnswer({ isReady }: Handlers, request: ApiRequest): ApiResponse | undefined {
  switch (request.path) {
    case "/version":
      return jsonResponse(200, VERSION);
    case "/livez":
      return textResponse(200, "ok");
    case "/healthz":
    case "/readyz":
      return isReady() ? textResponse(200, "ok") : textResponse(500, "starting");
    default:
      return undefined;
  }
}

function objects(
  { ctx, virtual }: Handlers,
  path: ResourcePath,
  request: ApiRequest,
): ApiResponse | Promise<ApiResponse> {
  const served = ctx.registry.find(path.group, path.version, path.plural);
  if (served !== undefined) return resourceCall(ctx, served, path, request);
  const asked = virtual.find(
    (one) => one.group === path.group && one.version === path.version && one.plural === path.plural,
  );
  if (asked === undefined) throw pathNotFound();
  if (request.method !== "POST") throw methodNotAllowed();
  const object = readObject(request) as unknown as JsonObject;
  return jsonResponse(201, {
    ...object,
    apiVersion: `${asked.group}/${asked.version}`,
    kind: asked.kind,
    status: asked.answer(object),
  });
}

function other(
  { openapi, discovery, pages }: Handlers,
  request: ApiRequest,
): ApiResponse | Promise<ApiResponse> {
  const page = pages?.(request);
  if (page !== undefined) return page;
  readOnly(request);
  if (request.path === "/openapi/v2") return openapi.v2(request.header("accept"));
  if (request.path === "/openapi/v3") return jsonResponse(200, openapi.index());
  if (request.path.startsWith("/openapi/v3/")) {
    return openapi.groupVersion(request.path.slice("/openapi/v3/".length));
  }
  if (request.path === "/") {
    const versions = discovery
      .groupVersions()
      .map((one) => (one === "v1" ? "/api/v1" : `/apis/${one}`));
    const paths = [
      "/api",
      "/apis",
      ...versions,
      "/healthz",
      "/livez",
      "/readyz",
      "/openapi/v2",
      "/openapi/v3",
      "/version",
    ];
    return jsonResponse(200, { paths: paths.sort() });
  }
  throw pathNotFound();
}

function readOnly({ method }: ApiRequest): void {
  if (method !== "GET" && method !== "HEAD") throw methodNotAllowed();
}

function authenticate(token: string | undefined, request: ApiRequest): void {
  if (token === undefined) return;
  const given = /^Bearer (.+)$/i.exec(request.header("authorization") ?? "")?.[1] ?? "";
  const left = Buffer.from(given);
  const right = Buffer.from(token);
  if (left.length !== right.length || !timingSafeEqual(left, right)) throw unauthorized();
}

function statusOf(error: unknown): ApiError["status"] {
  if (!isStoreError(error)) return toStatus(error);
  // The database failed, not the request: it may be tried again.
  return fromStatus({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: `the database failed: ${error.message}`,
    reason: "ServiceUnavailable",
    code: 503,
  }).status;
}
