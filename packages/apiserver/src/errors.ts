// The errors of this server: those of @lateen/kube about our resource definitions, and a few that
// only a server makes. Texts are kube-apiserver's, letter for letter.
import * as kube from "@lateen/kube";
import type { ResourceDefinition } from "./resource.ts";
import { qualifiedName } from "./resource.ts";

type ApiError = kube.ApiError;
type Named = Pick<ResourceDefinition, "group" | "plural" | "kind">;

export { badRequest, notAcceptable, unauthorized, unsupportedMediaType } from "@lateen/kube";

/** 404: there is no such object. */
export function objectNotFound(resource: Named, name: string): ApiError {
  return kube.notFound(groupResource(resource), name);
}

/** 404: nothing is served at this path. */
export function pathNotFound(): ApiError {
  return make(404, "NotFound", "the server could not find the requested resource", {});
}

/** 409: the name is taken. */
export function alreadyExists(resource: Named, name: string): ApiError {
  return kube.alreadyExists(groupResource(resource), name);
}

/** 409 for `generateName`: chance gave names that are taken, several times. */
export function generateNameConflict(resource: Named, name: string): ApiError {
  return make(
    409,
    "AlreadyExists",
    `${qualifiedName(resource)} "${name}" already exists, the server was not able to generate a unique name for the object`,
    { name, ...groupOf(resource), kind: resource.plural, retryAfterSeconds: 1 },
  );
}

/** 409: the object changed since the caller read it. */
export function modifiedConflict(resource: Named, name: string): ApiError {
  return kube.conflict(groupResource(resource), name);
}

/** 409 with a reason of its own. */
export function conflict(resource: Named, name: string, reason: string): ApiError {
  return kube.conflict(groupResource(resource), name, reason);
}

/** 422: the object is not valid. */
export function invalid(
  resource: Named,
  name: string,
  errors: readonly kube.FieldError[],
): ApiError {
  return kube.invalid(resource, name, errors);
}

/** 403: a namespace that goes takes nothing new. */
export function terminatingNamespace(resource: Named, name: string, namespace: string): ApiError {
  return make(
    403,
    "Forbidden",
    `${qualifiedName(resource)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
    {
      name,
      ...groupOf(resource),
      kind: resource.plural,
      causes: [
        {
          reason: "NamespaceTerminating",
          message: `namespace ${namespace} is being terminated`,
          field: "metadata.namespace",
        },
      ],
    },
  );
}

/** 403 with the reason. */
export function forbidden(resource: Named, name: string, reason: string): ApiError {
  return kube.forbidden(groupResource(resource), name, reason);
}

/** 405 for a verb that the resource does not have. */
export function methodNotSupported(resource: Named, verb: string): ApiError {
  return kube.methodNotSupported(groupResource(resource), verb);
}

/** 405 for a method that the path does not have. */
export function methodNotAllowed(): ApiError {
  return make(
    405,
    "MethodNotAllowed",
    "the server does not allow this method on the requested resource",
    {},
  );
}

/** 410: the log no longer reaches back to that revision. */
export function tooOldRevision(revision: number, oldest: number): ApiError {
  return kube.expired(`too old resource version: ${revision} (${oldest})`);
}

/** 410: a list cannot go on where it stopped. */
export function continueExpired(): ApiError {
  return kube.expired(
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter.",
  );
}

/** 413: the body is larger than the server takes. */
export function requestTooLarge(limit: number): ApiError {
  return kube.requestEntityTooLarge(`limit is ${limit}`);
}

/** 413: the object is larger than the store takes. */
export function objectTooLarge(size: number, limit: number): ApiError {
  return kube.requestEntityTooLarge(`the object has ${size} characters, the limit is ${limit}`);
}

/** 501 for what an embedded server cannot do. */
export function notImplemented(message: string): ApiError {
  return make(501, "NotImplemented", message);
}

/** 504: that revision lies in the future. */
export function tooLargeRevision(revision: number, current: number): ApiError {
  return make(504, "Timeout", `Too large resource version: ${revision}, current: ${current}`, {
    causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
    retryAfterSeconds: 1,
  });
}

function make(
  code: number,
  reason: string,
  message: string,
  details?: kube.StatusDetails,
): ApiError {
  return kube.fromStatus({
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message,
    reason,
    ...(details === undefined ? {} : { details }),
    code,
  });
}

function groupResource(resource: Named): kube.GroupResource {
  return { group: resource.group, resource: resource.plural };
}

function groupOf(resource: Named): { group?: string } {
  return resource.group === "" ? {} : { group: resource.group };
}
