import { type FieldError, fieldErrorsMessage, fieldErrorToCause } from "./field-error.ts";
import { quote } from "./go-text.ts";

/** A reason why the API server refuses a call, as `Status.reason` carries it. */
export type StatusReason =
  | ""
  | "BadRequest"
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Expired"
  | "Invalid"
  | "ServerTimeout"
  | "Timeout"
  | "TooManyRequests"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "RequestEntityTooLarge"
  | "UnsupportedMediaType"
  | "InternalError"
  | "ServiceUnavailable"
  | "StoreReadError";

/** One of several causes of an error; `field` is a path such as `spec.steps[0].name`. */
export interface StatusCause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** What an error is about. `kind` holds the plural of the resource, except in `Invalid`. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly StatusCause[];
  /** Seconds after which the call may be tried again. */
  readonly retryAfterSeconds?: number;
}

/** The `Status` object by which the API server answers when there is no other object to send. */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: {
    readonly resourceVersion?: string;
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly status?: "Success" | "Failure";
  readonly message?: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  /** The HTTP status code. */
  readonly code?: number;
}

/** Names a resource in messages: `deployments.apps`, or `pods` for the core group (`""`). */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** Names a kind in messages: `Deployment.apps`, or `Pod` for the core group (`""`). */
export interface GroupKind {
  readonly group: string;
  readonly kind: string;
}

const BRAND: symbol = Symbol.for("lateen.kube.ApiError");

/** An error of the API, on either side of the wire: a {@link Status} that can be thrown. */
export class ApiError extends Error {
  /** The Status as it goes over the wire. */
  readonly status: Status;
  /** The HTTP status code; 500 where the Status has none. */
  readonly code: number;
  /** What went wrong, in one word. Only this and `code` may steer control flow. */
  readonly reason: string;
  /** The object and the causes. */
  readonly details: StatusDetails | undefined;

  static {
    Object.defineProperty(ApiError.prototype, BRAND, { value: true });
  }

  constructor(status: Status, options?: { readonly cause?: unknown }) {
    super(status.message ?? "unknown", options);
    this.name = "ApiError";
    this.status = status;
    this.code = status.code ?? 500;
    this.reason = status.reason ?? "";
    this.details = status.details;
  }
}

/** Whether something caught is an {@link ApiError}, of whichever copy of this package. */
export function isApiError(error: unknown): error is ApiError {
  return typeof error === "object" && error !== null && BRAND in error;
}

/** The error that a Status from the wire stands for. */
export function fromStatus(status: Status, cause?: unknown): ApiError {
  return new ApiError(status, cause === undefined ? undefined : { cause });
}

/** The Status for anything thrown; what is no {@link ApiError} becomes an internal error. */
export function toStatus(error: unknown): Status {
  return isApiError(error) ? error.status : internalError(error).status;
}

/** `pods` or `deployments.apps`. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}

/** `Pod` or `Deployment.apps`. */
export function formatGroupKind({ group, kind }: GroupKind): string {
  return group === "" ? kind : `${kind}.${group}`;
}

// The makers. Texts: apimachinery/pkg/api/errors/errors.go.

/** 404: there is no such object. */
export function notFound(resource: GroupResource, name: string): ApiError {
  const message = `${formatGroupResource(resource)} ${quote(name)} not found`;
  return make(404, "NotFound", message, about(resource, name));
}

/** 409: an object of this name exists. */
export function alreadyExists(resource: GroupResource, name: string): ApiError {
  const message = `${formatGroupResource(resource)} ${quote(name)} already exists`;
  return make(409, "AlreadyExists", message, about(resource, name));
}

/** The `reason` of {@link conflict} when a resourceVersion is not the latest. */
export const OPTIMISTIC_LOCK_MESSAGE: string =
  "the object has been modified; please apply your changes to the latest version and try again";

/** 409: the operation contradicts the state of the object. */
export function conflict(
  resource: GroupResource,
  name: string,
  reason: string = OPTIMISTIC_LOCK_MESSAGE,
): ApiError {
  const message = `Operation cannot be fulfilled on ${formatGroupResource(resource)} ${quote(name)}: ${reason}`;
  return make(409, "Conflict", message, about(resource, name));
}

/** 422: the object breaks the rules of its kind; one cause per field. */
export function invalid(kind: GroupKind, name: string, errors: readonly FieldError[]): ApiError {
  const message = `${formatGroupKind(kind)} ${quote(name)} is invalid`;
  return make(
    422,
    "Invalid",
    errors.length === 0 ? message : `${message}: ${fieldErrorsMessage(errors)}`,
    {
      ...about({ group: kind.group, resource: kind.kind }, name),
      causes: errors.map(fieldErrorToCause),
    },
  );
}

/** 400: the request cannot be understood. */
export function badRequest(reason: string): ApiError {
  return make(400, "BadRequest", reason);
}

/** 401: the caller is not known. */
export function unauthorized(reason = "Unauthorized"): ApiError {
  return make(401, "Unauthorized", reason);
}

/** 403: the caller may not do this. Without a resource or a name they are left out of the message. */
export function forbidden(resource: GroupResource, name: string, reason: string): ApiError {
  const subject = formatGroupResource(resource);
  const message =
    subject === ""
      ? `forbidden: ${reason}`
      : name === ""
        ? `${subject} is forbidden: ${reason}`
        : `${subject} ${quote(name)} is forbidden: ${reason}`;
  return make(403, "Forbidden", message, about(resource, name));
}

/** 405: the resource does not have this verb. */
export function methodNotSupported(resource: GroupResource, action: string): ApiError {
  return make(
    405,
    "MethodNotAllowed",
    `${action} is not supported on resources of kind ${quote(formatGroupResource(resource))}`,
    about(resource, ""),
  );
}

/** 406: the caller accepts none of what the server can send. */
export function notAcceptable(accepted: readonly string[]): ApiError {
  return make(
    406,
    "NotAcceptable",
    `only the following media types are accepted: ${accepted.join(", ")}`,
  );
}

/** 415: the body is in a format that the server does not read. */
export function unsupportedMediaType(accepted: readonly string[]): ApiError {
  return make(
    415,
    "UnsupportedMediaType",
    `the body of the request was in an unknown format - accepted media types include: ${accepted.join(", ")}`,
  );
}

/** 410 of a watch or of a list that goes on: the history no longer reaches back that far. */
export function expired(message: string): ApiError {
  return make(410, "Expired", message);
}

/** 410: what was asked for is no longer there and no address is known. */
export function gone(message: string): ApiError {
  return make(410, "Gone", message);
}

/** 413: the body is too large. */
export function requestEntityTooLarge(message: string): ApiError {
  return make(413, "RequestEntityTooLarge", `Request entity too large: ${message}`);
}

/** 429: the server has enough to do; come again after so many seconds. */
export function tooManyRequests(message: string, retryAfterSeconds: number): ApiError {
  return make(429, "TooManyRequests", message, { retryAfterSeconds });
}

/** 500: the operation was not finished in time, and may be tried again after so many seconds. */
export function serverTimeout(
  resource: GroupResource,
  operation: string,
  retryAfterSeconds: number,
): ApiError {
  return make(
    500,
    "ServerTimeout",
    `The ${operation} operation against ${formatGroupResource(resource)} could not be completed at this time, please try again.`,
    { ...about(resource, operation), retryAfterSeconds },
  );
}

/** 500: a failure inside the server. */
export function internalError(error: unknown): ApiError {
  const text = error instanceof Error ? error.message : String(error);
  return make(
    500,
    "InternalError",
    `Internal error occurred: ${text}`,
    { causes: [{ message: text }] },
    error,
  );
}

/** 503: the server cannot serve now. */
export function serviceUnavailable(reason: string, cause?: unknown): ApiError {
  return make(503, "ServiceUnavailable", reason, undefined, cause);
}

/** 504: the request took too long. */
export function timeout(message: string, retryAfterSeconds = 0): ApiError {
  return make(504, "Timeout", `Timeout: ${message}`, { retryAfterSeconds });
}

/** What an answer that is no Status was an answer to. */
export interface GenericResponse {
  readonly code: number;
  /** The HTTP method. */
  readonly verb: string;
  readonly resource: GroupResource;
  readonly name: string;
  /** The body, as far as it is text. */
  readonly serverMessage: string;
  readonly retryAfterSeconds?: number;
}

const GENERIC: { readonly [code: number]: readonly [reason: StatusReason, message: string] } = {
  400: ["BadRequest", "the server rejected our request for an unknown reason"],
  401: ["Unauthorized", "the server has asked for the client to provide credentials"],
  403: ["Forbidden", ""],
  404: ["NotFound", "the server could not find the requested resource"],
  405: ["MethodNotAllowed", "the server does not allow this method on the requested resource"],
  406: ["NotAcceptable", ""],
  409: ["Conflict", "the server reported a conflict"],
  415: ["UnsupportedMediaType", ""],
  422: ["Invalid", "the server rejected our request due to an error in our request"],
  429: [
    "TooManyRequests",
    "the server has received too many requests and has asked us to try again later",
  ],
  503: ["ServiceUnavailable", "the server is currently unable to handle the request"],
  504: [
    "Timeout",
    "the server was unable to return a response in the time allotted, but may still be processing the request",
  ],
};

/** The error for an answer that carries no Status, such as one of a proxy on the way. */
export function genericServerResponse(response: GenericResponse): ApiError {
  const { code, verb, resource, name, serverMessage, retryAfterSeconds } = response;
  const known = GENERIC[code];
  let reason: string = known?.[0] ?? "";
  let message = known === undefined ? "unknown" : known[1] === "" ? serverMessage : known[1];
  if (code === 409 && verb === "POST") reason = "AlreadyExists";
  if (known === undefined && code >= 500) {
    reason = "InternalError";
    message = `an error on the server (${quote(serverMessage)}) has prevented the request from succeeding`;
  }
  const subject = [verb.toLowerCase(), formatGroupResource(resource), name];
  const suffix = subject.filter((part) => part !== "").join(" ");
  if (resource.resource !== "") message = `${message} (${suffix})`;
  return make(code, reason, message, {
    ...about(resource, name),
    causes: [{ reason: "UnexpectedServerResponse", message: serverMessage }],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

// The predicates. All take anything that was caught.

/** There is no such object (or no such resource). */
export function isNotFound(error: unknown): boolean {
  return hasReason(error, "NotFound", 404);
}

/** An object of this name exists already. */
export function isAlreadyExists(error: unknown): boolean {
  return hasReason(error, "AlreadyExists");
}

/** The update was lost: read again and try again. */
export function isConflict(error: unknown): boolean {
  return hasReason(error, "Conflict", 409);
}

/** The history no longer reaches back to the resourceVersion or the continue token: list again. */
export function isGone(error: unknown): boolean {
  return hasReason(error, "Gone", 410) || hasReason(error, "Expired");
}

/** The object breaks the rules of its kind. */
export function isInvalid(error: unknown): boolean {
  return hasReason(error, "Invalid", 422);
}

/** The request cannot be understood. */
export function isBadRequest(error: unknown): boolean {
  return hasReason(error, "BadRequest", 400);
}

/** The caller is not known. */
export function isUnauthorized(error: unknown): boolean {
  return hasReason(error, "Unauthorized", 401);
}

/** The caller may not do this. */
export function isForbidden(error: unknown): boolean {
  return hasReason(error, "Forbidden", 403);
}

/** The resource does not have this verb. */
export function isMethodNotSupported(error: unknown): boolean {
  return hasReason(error, "MethodNotAllowed", 405);
}

/** The server has enough to do. */
export function isTooManyRequests(error: unknown): boolean {
  return hasReason(error, "TooManyRequests", 429);
}

/** The operation was not finished in time. */
export function isTimeout(error: unknown): boolean {
  return hasReason(error, "Timeout", 504) || hasReason(error, "ServerTimeout");
}

/** The server could not be reached or cannot serve now. */
export function isServiceUnavailable(error: unknown): boolean {
  return hasReason(error, "ServiceUnavailable", 503);
}

/** The server failed by a fault of its own. */
export function isInternalError(error: unknown): boolean {
  return hasReason(error, "InternalError", 500);
}

/**
 * The same call may succeed a little later: timeouts, overload, failures of the server or of the way to it.
 * Refusals (invalid, forbidden, not found, conflict …) are not among them.
 */
export function isTransient(error: unknown): boolean {
  return (
    isTimeout(error) ||
    isTooManyRequests(error) ||
    isServiceUnavailable(error) ||
    isInternalError(error)
  );
}

/** Seconds after which the server asks to come again, where it does. */
export function suggestedDelay(error: unknown): number | undefined {
  return isApiError(error) ? error.details?.retryAfterSeconds : undefined;
}

function hasReason(error: unknown, reason: StatusReason, code?: number): boolean {
  if (!isApiError(error)) return false;
  if (error.reason === reason) return true;
  return error.reason === "" && code !== undefined && error.code === code;
}

function make(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
  cause?: unknown,
): ApiError {
  return fromStatus(
    {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      reason,
      ...(details === undefined ? {} : { details }),
      code,
    },
    cause,
  );
}

function about(resource: GroupResource, name: string): StatusDetails {
  return {
    ...(name === "" ? {} : { name }),
    ...(resource.group === "" ? {} : { group: resource.group }),
    ...(resource.resource === "" ? {} : { kind: resource.resource }),
  };
}
