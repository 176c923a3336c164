// Calls on resources: path, method and query to verb, and the verb's result to an answer.
import type { Status } from "@lateen/kube";
import type { ServerContext, Target } from "../context.ts";
import { badRequest, methodNotAllowed, pathNotFound } from "../errors.ts";
import { decode } from "../objects/codec.ts";
import { parseSelection } from "../objects/selection.ts";
import type { ServedResource } from "../registry.ts";
import type { ResourcePath } from "../route.ts";
import { create } from "../verbs/create.ts";
import { type Deletion, deleteObject } from "../verbs/delete.ts";
import { deleteCollection } from "../verbs/delete-collection.ts";
import { get } from "../verbs/get.ts";
import type { ListQuery } from "../verbs/list.ts";
import { patch } from "../verbs/patch.ts";
import { noContainers } from "../verbs/pod.ts";
import { getScale, updateScale, patchScale } from "../verbs/scale.ts";
import { update } from "../verbs/update.ts";
import { watch } from "../verbs/watch.ts";
import { readDeleteOptions, readObject, readPatch } from "./body.ts";
import { renderWholeList } from "./list-stream.ts";
import { type ApiRequest, type ApiResponse, jsonResponse } from "./message.ts";
import { negotiate } from "./negotiate.ts";
import { flag, integer, text, writeOptions } from "./parameters.ts";
import { type IncludeObject, renderList, renderObject, type View } from "./render.ts";
import { watchStream } from "./watch-stream.ts";

type Answer = ApiResponse | Promise<ApiResponse>;

/** Answers a call on a resource. Throws `ApiError`. */
export function resourceCall(
  ctx: ServerContext,
  served: ServedResource,
  path: ResourcePath,
  request: ApiRequest,
): Answer {
  const { resource, version } = served;
  const { namespace, name, subresource } = path;
  if (!resource.namespaced && namespace !== undefined) throw pathNotFound();
  const target: Target = {
    served,
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
    ...(subresource === undefined ? {} : { subresource }),
  };
  if (name === undefined) return collectionCall(ctx, target, path, request);
  if (resource.namespaced && namespace === undefined) throw pathNotFound();
  if (path.isWatch) return watchCall(ctx, target, request);
  switch (subresource) {
    case undefined:
      return objectCall(ctx, target, request);
    case "status":
      if (!version.hasStatus) throw pathNotFound();
      return objectCall(ctx, target, request);
    case "scale":
      if (version.scale === undefined) throw pathNotFound();
      return scaleCall(ctx, target, request);
    case "finalize":
      if (resource.group === "" && resource.plural === "namespaces") {
        return objectCall(ctx, target, request);
      }
      throw pathNotFound();
    default:
      if (resource.group === "" && resource.plural === "pods") {
        get(ctx, target);
        throw noContainers(subresource, name);
      }
      throw pathNotFound();
  }
}

function collectionCall(
  ctx: ServerContext,
  target: Target,
  path: ResourcePath,
  request: ApiRequest,
): Answer {
  const { resource } = target.served;
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (path.isWatch || flag(request.query, "watch")) return watchCall(ctx, target, request);
      return renderWholeList(ctx, target, listQuery(target, request), viewOf(ctx, target, request));
    case "POST": {
      const input = readObject(request);
      const namespace = target.namespace ?? input.metadata?.namespace;
      if (resource.namespaced && namespace === undefined) {
        throw badRequest("an empty namespace may not be set during creation");
      }
      return written(ctx, request, target, 201, (options) =>
        create(
          ctx,
          { ...target, ...(namespace === undefined ? {} : { namespace }) },
          input,
          options,
        ),
      );
    }
    case "DELETE": {
      const view = viewOf(ctx, target, request);
      const options = readDeleteOptions(request);
      return deleteCollection(ctx, target, listQuery(target, request), options).then((page) =>
        renderList(view, page),
      );
    }
    default:
      throw methodNotAllowed();
  }
}

function objectCall(ctx: ServerContext, target: Target, request: ApiRequest): Answer {
  switch (request.method) {
    case "GET":
    case "HEAD":
      if (flag(request.query, "watch")) return watchCall(ctx, target, request);
      return renderObject(viewOf(ctx, target, request), 200, get(ctx, target));
    case "PUT": {
      const input = readObject(request);
      return written(ctx, request, target, 200, (options) => update(ctx, target, input, options));
    }
    case "PATCH": {
      const body = readPatch(request, target);
      const force = flag(request.query, "force");
      return written(ctx, request, target, 200, (options) =>
        patch(ctx, target, { ...options, ...body, force }),
      );
    }
    case "DELETE": {
      if (target.subresource !== undefined) throw methodNotAllowed();
      const view = viewOf(ctx, target, request);
      return deleteObject(ctx, target, readDeleteOptions(request)).then((deletion) =>
        deleted(view, deletion),
      );
    }
    default:
      throw methodNotAllowed();
  }
}

function scaleCall(ctx: ServerContext, target: Target, request: ApiRequest): Answer {
  switch (request.method) {
    case "GET":
      return jsonResponse(200, getScale(ctx, target));
    case "PUT": {
      const options = writeOptions(request.query, request.header("user-agent"), []);
      return updateScale(ctx, target, readObject(request), options).then((scale) =>
        jsonResponse(200, scale),
      );
    }
    case "PATCH": {
      const options = writeOptions(request.query, request.header("user-agent"), []);
      const body = readPatch(request, target);
      return patchScale(ctx, target, { ...options, ...body, force: false }).then((scale) =>
        jsonResponse(200, scale),
      );
    }
    default:
      throw methodNotAllowed();
  }
}

/** Runs a writing verb and renders the object that it leaves. */
async function written(
  ctx: ServerContext,
  request: ApiRequest,
  target: Target,
  status: number,
  verb: (options: ReturnType<typeof writeOptions>) => Promise<Parameters<typeof renderObject>[2]>,
): Promise<ApiResponse> {
  const view = viewOf(ctx, target, request);
  const warnings: string[] = [];
  const entry = await verb(writeOptions(request.query, request.header("user-agent"), warnings));
  const response = renderObject(view, status, entry);
  if (warnings.length === 0) return response;
  return { ...response, headers: { ...response.headers, warning: warningHeader(warnings) } };
}

/** RFC 7234, as the API machinery writes it: code 299, no agent, the text quoted. */
function warningHeader(warnings: readonly string[]): string {
  return [...new Set(warnings)]
    .map((text) => `299 - ${JSON.stringify(text.replace(/[^\x20-\x7e]/g, "?"))}`)
    .join(", ");
}

/** A deletion that is done is reported as a Status, one that waits as the object. */
function deleted(view: View, { gone, entry }: Deletion): ApiResponse {
  if (!gone) return renderObject(view, 200, entry);
  const { resource } = view.served;
  const { name = "", uid = "" } = decode(entry).metadata;
  const status: Status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: {
      name,
      ...(resource.group === "" ? {} : { group: resource.group }),
      kind: resource.plural,
      uid,
    },
  };
  return jsonResponse(200, status);
}

const MIN_WATCH_SECONDS = 1_800;

function watchCall(ctx: ServerContext, target: Target, request: ApiRequest): ApiResponse {
  const { query } = request;
  const view = viewOf(ctx, target, request);
  const texts = selectorTexts(request);
  const selection = parseSelection(target.served.resource, {
    ...texts,
    ...(target.name === undefined
      ? {}
      : {
          fieldSelector: [texts.fieldSelector, `metadata.name=${target.name}`]
            .filter((part) => part !== undefined)
            .join(","),
        }),
  });
  const resourceVersion = text(query, "resourceVersion");
  const sends = text(query, "sendInitialEvents");
  const sendInitialEvents = sends === undefined ? undefined : flag(query, "sendInitialEvents");
  const bookmarks = flag(query, "allowWatchBookmarks");
  const timeout = (integer(query, "timeoutSeconds") ?? MIN_WATCH_SECONDS) * 1_000;
  return {
    status: 200,
    contentType: "application/json",
    body: watchStream(ctx, {
      view,
      bookmarks,
      marksInitialEnd: bookmarks && sendInitialEvents === true,
      timeout,
      begin: (receiver) =>
        watch(
          ctx,
          target,
          {
            selection,
            ...(resourceVersion === undefined ? {} : { resourceVersion }),
            ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
          },
          receiver,
        ),
    }),
  };
}

function listQuery(target: Target, request: ApiRequest): ListQuery {
  const { query } = request;
  const limit = integer(query, "limit");
  const token = text(query, "continue");
  const resourceVersion = text(query, "resourceVersion");
  const resourceVersionMatch = text(query, "resourceVersionMatch");
  return {
    selection: parseSelection(target.served.resource, selectorTexts(request)),
    ...(limit === undefined ? {} : { limit }),
    ...(token === undefined ? {} : { continue: token }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(resourceVersionMatch === undefined ? {} : { resourceVersionMatch }),
  };
}

function selectorTexts({ query }: ApiRequest): { labelSelector?: string; fieldSelector?: string } {
  const labelSelector = text(query, "labelSelector");
  const fieldSelector = text(query, "fieldSelector");
  return {
    ...(labelSelector === undefined ? {} : { labelSelector }),
    ...(fieldSelector === undefined ? {} : { fieldSelector }),
  };
}

const INCLUDES: readonly (string | null)[] = ["None", "Metadata", "Object"];

function viewOf(ctx: ServerContext, target: Target, request: ApiRequest): View {
  const { query } = request;
  const includeObject = query.get("includeObject");
  return {
    served: target.served,
    form: negotiate(request.header("accept")),
    includeObject: INCLUDES.includes(includeObject) ? (includeObject as IncludeObject) : "Metadata",
    pretty: flag(query, "pretty"),
    now: ctx.clock.now(),
  };
}
