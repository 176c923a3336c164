import {
  type CallOptions,
  type DeleteOptions,
  formatApiVersion,
  fromStatus,
  type GroupResource,
  genericServerResponse,
  isApiError,
  type JsonObject,
  type KubeList,
  type KubeObject,
  type ListOptions,
  type LogOptions,
  type ObjectKey,
  type PatchOptions,
  type PatchType,
  type Status,
  serviceUnavailable,
  type TypeMeta,
} from "@lateen/kube";
import { type Clock, sleep, systemClock } from "./clock.ts";
import {
  type ApiResource,
  createDiscovery,
  type DiscoveringClient,
  type Discovery,
} from "./discovery.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";
import { watchStream } from "./watch-stream.ts";

/** What a client is made of. */
export interface ClientOptions {
  readonly transport: Transport;
  /** Default `lateen`. Servers without a `fieldManager` in the call derive it from here. */
  readonly userAgent?: string;
  readonly clock?: Clock;
}

/** Where a namespaced object is whose key names no namespace. */
const DEFAULT_NAMESPACE = "default";

/** Calls that the server asked to send again are sent so often. */
const MOST_RETRIES = 10;

/** Watches are ended by the server after this many seconds, as informers of client-go ask for. */
const WATCH_SECONDS = 300;

const CONTENT_TYPES: { readonly [type in PatchType]: string } = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/**
 * Makes a client of the API server behind a transport. Calls reject with `ApiError`; a server that cannot be reached
 * is one too (`isServiceUnavailable(err)`, the reason in `cause`). Calls that the server asks to repeat later (429,
 * or 5xx with `Retry-After`) are repeated.
 */
export function createClient(options: ClientOptions): DiscoveringClient {
  const caller = new Caller(options);
  const discovery = createDiscovery((path) => caller.read(path));
  return new RestClient(caller, discovery, options.clock ?? systemClock);
}

/** One call, and what it is about for messages. */
interface Call {
  readonly method: TransportRequest["method"];
  readonly path: string;
  readonly resource: GroupResource;
  readonly name: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly signal?: AbortSignal | undefined;
  readonly isStream?: boolean;
}

class Caller {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #headers: { readonly [name: string]: string };

  constructor({ transport, userAgent = "lateen", clock = systemClock }: ClientOptions) {
    this.#transport = transport;
    this.#clock = clock;
    this.#headers = { accept: "application/json", "user-agent": userAgent };
  }

  /** Reads a document that is no object of a resource. */
  read<T>(path: string): Promise<T> {
    return this.json<T>({ method: "GET", path, resource: { group: "", resource: "" }, name: "" });
  }

  /** The text that the server answers with. */
  async text(call: Call): Promise<string> {
    return this.#text(call, await this.response(call));
  }

  /** The document that the server answers with. */
  async json<T>(call: Call): Promise<T> {
    const text = await this.text(call);
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      throw serviceUnavailable(
        `${call.method} ${call.path}: the server answered with something that is not JSON: ${text.slice(0, 200)}`,
        error,
      );
    }
  }

  /** A successful answer. */
  async response(call: Call): Promise<TransportResponse> {
    const request: TransportRequest = {
      method: call.method,
      path: call.path,
      headers:
        call.body === undefined
          ? this.#headers
          : { ...this.#headers, "content-type": call.contentType ?? "application/json" },
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
      ...(call.isStream === undefined ? {} : { isStream: call.isStream }),
    };
    for (let retries = 0; ; retries++) {
      const response = await this.#send(call, request);
      if (response.status >= 200 && response.status < 300) return response;
      const text = await this.#text(call, response);
      const retryAfter = secondsToWait(response);
      if (retryAfter === undefined || retries === MOST_RETRIES) {
        throw toApiError(call, response.status, text, retryAfter);
      }
      await sleep(this.#clock, retryAfter * 1_000, call.signal);
      call.signal?.throwIfAborted();
    }
  }

  async #send(call: Call, request: TransportRequest): Promise<TransportResponse> {
    try {
      return await this.#transport(request);
    } catch (error) {
      throw this.#unreachable(call, error);
    }
  }

  async #text(call: Call, response: TransportResponse): Promise<string> {
    try {
      return await response.text();
    } catch (error) {
      throw this.#unreachable(call, error);
    }
  }

  #unreachable(call: Call, error: unknown): unknown {
    if (isApiError(error) || call.signal?.aborted === true) return error;
    return serviceUnavailable(`${call.method} ${call.path}: ${reasonOf(error)}`, error);
  }
}

class RestClient implements DiscoveringClient {
  readonly #caller: Caller;
  readonly #clock: Clock;
  readonly discovery: Discovery;

  constructor(caller: Caller, discovery: Discovery, clock: Clock) {
    this.#caller = caller;
    this.#clock = clock;
    this.discovery = discovery;
  }

  async get<T extends KubeObject>(key: ObjectKey, options: CallOptions = {}): Promise<T> {
    const resource = await this.discovery.resourceOf(key);
    const path = objectPath(resource, key.namespace, key.name);
    return this.#call(resource, key.name, { method: "GET", path, signal: options.signal });
  }

  async list<T extends KubeObject>(
    type: TypeMeta,
    options: ListOptions = {},
  ): Promise<KubeList<T>> {
    const resource = await this.discovery.resourceOf(type);
    const path = `${collectionPath(resource, options.namespace)}${query({
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
      limit: options.limit,
      continue: options.continue,
    })}`;
    const list = await this.#call<KubeList<T>>(resource, "", {
      method: "GET",
      path,
      signal: options.signal,
    });
    // The items of built-in kinds come without their type.
    list.items ??= [];
    for (const item of list.items) {
      item.apiVersion ??= type.apiVersion;
      item.kind ??= type.kind;
    }
    return list;
  }

  async create<T extends KubeObject>(object: T, options: CallOptions = {}): Promise<T> {
    const resource = await this.discovery.resourceOf(object);
    const { namespace = DEFAULT_NAMESPACE, name = "" } = object.metadata;
    const path = `${collectionPath(resource, namespace)}${writeQuery(options)}`;
    return this.#call(resource, name, {
      method: "POST",
      path,
      body: JSON.stringify(object),
      signal: options.signal,
    });
  }

  async update<T extends KubeObject>(
    object: T,
    options: CallOptions & { readonly subresource?: "status" } = {},
  ): Promise<T> {
    const resource = await this.discovery.resourceOf(object);
    const { namespace, name = "" } = object.metadata;
    const path = `${objectPath(resource, namespace, name, options.subresource)}${writeQuery(options)}`;
    return this.#call(resource, name, {
      method: "PUT",
      path,
      body: JSON.stringify(object),
      signal: options.signal,
    });
  }

  async patch<T extends KubeObject>(
    key: ObjectKey,
    type: PatchType,
    body: JsonObject | JsonObject[],
    options: PatchOptions = {},
  ): Promise<T> {
    const resource = await this.discovery.resourceOf(key);
    const path = objectPath(resource, key.namespace, key.name, options.subresource);
    return this.#call(resource, key.name, {
      method: "PATCH",
      path: `${path}${writeQuery(options, options.force)}`,
      body: JSON.stringify(body),
      contentType: CONTENT_TYPES[type],
      signal: options.signal,
    });
  }

  async logs(
    pod: { readonly name: string; readonly namespace: string },
    { container, tailLines, signal }: LogOptions = {},
  ): Promise<string> {
    const query = new URLSearchParams({
      ...(container === undefined ? {} : { container }),
      ...(tailLines === undefined ? {} : { tailLines: String(tailLines) }),
    });
    const place = `${encodeURIComponent(pod.namespace)}/pods/${encodeURIComponent(pod.name)}`;
    return this.#caller.text({
      method: "GET",
      path: `/api/v1/namespaces/${place}/log${query.size === 0 ? "" : `?${String(query)}`}`,
      resource: { group: "", resource: "pods" },
      name: pod.name,
      signal,
    });
  }

  async delete(key: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    const resource = await this.discovery.resourceOf(key);
    const { propagationPolicy, preconditions } = options;
    const path = objectPath(resource, key.namespace, key.name);
    const body = {
      kind: "DeleteOptions",
      apiVersion: "v1",
      ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
      ...(preconditions === undefined ? {} : { preconditions }),
    };
    await this.#call(resource, key.name, {
      method: "DELETE",
      path: `${path}${writeQuery(options)}`,
      body: JSON.stringify(body),
      signal: options.signal,
    });
  }

  async deleteAll(type: TypeMeta, options: ListOptions = {}): Promise<void> {
    const resource = await this.discovery.resourceOf(type);
    const path = `${collectionPath(resource, options.namespace)}${query({
      labelSelector: options.labelSelector,
      fieldSelector: options.fieldSelector,
    })}`;
    await this.#call(resource, "", { method: "DELETE", path, signal: options.signal });
  }

  async *watch<T extends KubeObject>(
    type: TypeMeta,
    options: ListOptions & { readonly resourceVersion?: string; readonly name?: string },
  ): ReturnType<typeof watchStream<T>> {
    const resource = await this.discovery.resourceOf(type);
    const fields = [
      ...(options.fieldSelector === undefined ? [] : [options.fieldSelector]),
      ...(options.name === undefined ? [] : [`metadata.name=${options.name}`]),
    ];
    const path = collectionPath(resource, options.namespace);
    // The connection ends when whoever reads the events goes away, also while none comes.
    const ending = new AbortController();
    const end = (): void => ending.abort();
    options.signal?.addEventListener("abort", end, { once: true });
    if (options.signal?.aborted === true) end();
    try {
      yield* watchStream<T>({
        clock: this.#clock,
        resourceVersion: options.resourceVersion,
        signal: ending.signal,
        open: async (resourceVersion) => {
          const response = await this.#response(resource, {
            method: "GET",
            path: `${path}${query({
              watch: true,
              allowWatchBookmarks: true,
              timeoutSeconds: WATCH_SECONDS,
              labelSelector: options.labelSelector,
              fieldSelector: fields.length === 0 ? undefined : fields.join(","),
              resourceVersion,
            })}`,
            signal: ending.signal,
            isStream: true,
          });
          return reachable(response.chunks(), path);
        },
      });
    } finally {
      options.signal?.removeEventListener("abort", end);
      end();
    }
  }

  async #call<T>(
    resource: ApiResource,
    name: string,
    call: Omit<Call, "resource" | "name">,
  ): Promise<T> {
    try {
      const groupResource = { group: resource.group, resource: resource.plural };
      return await this.#caller.json<T>({ ...call, resource: groupResource, name });
    } catch (error) {
      this.#forgetIfGone(resource, error);
      throw error;
    }
  }

  async #response(
    resource: ApiResource,
    call: Omit<Call, "resource" | "name">,
  ): Promise<TransportResponse> {
    try {
      const groupResource = { group: resource.group, resource: resource.plural };
      return await this.#caller.response({ ...call, resource: groupResource, name: "" });
    } catch (error) {
      this.#forgetIfGone(resource, error);
      throw error;
    }
  }

  /** A 404 that names no object: the kind itself is no longer served, or is served under another name. */
  #forgetIfGone(resource: ApiResource, error: unknown): void {
    if (!isApiError(error) || error.code !== 404) return;
    const { kind } = error.details ?? {};
    const isUnexpected = error.details?.causes?.[0]?.reason === "UnexpectedServerResponse";
    if (kind === undefined || isUnexpected) this.discovery.forget(formatApiVersion(resource));
  }
}

function collectionPath({ base, plural, isNamespaced }: ApiResource, namespace?: string): string {
  if (!isNamespaced || namespace === undefined || namespace === "") return `${base}/${plural}`;
  return `${base}/namespaces/${encodeURIComponent(namespace)}/${plural}`;
}

function objectPath(
  resource: ApiResource,
  namespace: string | undefined,
  name: string,
  subresource?: string,
): string {
  const place = namespace === undefined || namespace === "" ? DEFAULT_NAMESPACE : namespace;
  const path = `${collectionPath(resource, place)}/${encodeURIComponent(name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

function writeQuery({ dryRun, fieldManager }: CallOptions, force?: boolean): string {
  if (dryRun !== true && fieldManager === undefined && force === undefined) return "";
  return query({ dryRun: dryRun === true ? "All" : undefined, fieldManager, force });
}

function query(parameters: {
  readonly [name: string]: string | number | boolean | undefined;
}): string {
  let text = "";
  for (const name in parameters) {
    const value = parameters[name];
    if (value === undefined || value === "") continue;
    text += `${text === "" ? "?" : "&"}${name}=${encodeURIComponent(value)}`;
  }
  return text;
}

function secondsToWait(response: TransportResponse): number | undefined {
  if (response.status !== 429 && response.status < 500) return undefined;
  const header = response.header("retry-after");
  const seconds = header === undefined ? Number.NaN : Number(header);
  return Number.isInteger(seconds) && seconds >= 0 ? seconds : undefined;
}

function toApiError(
  call: Call,
  code: number,
  text: string,
  retryAfterSeconds: number | undefined,
): Error {
  const status = parseStatus(text);
  if (status !== undefined)
    return fromStatus(status.code === undefined ? { ...status, code } : status);
  return genericServerResponse({
    code,
    verb: call.method,
    resource: call.resource,
    name: call.name,
    serverMessage: text.trim().slice(0, 2_048),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}

function parseStatus(text: string): Status | undefined {
  if (!text.startsWith("{")) return undefined;
  try {
    const document = JSON.parse(text) as Status;
    return document.kind === "Status" ? document : undefined;
  } catch {
    return undefined;
  }
}

/** Failures of the connection in the middle of a stream become `ApiError`. */
async function* reachable(
  chunks: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* chunks;
  } catch (error) {
    throw isApiError(error)
      ? error
      : serviceUnavailable(`watch ${path}: ${reasonOf(error)}`, error);
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // undici hides the reason of a failed connection attempt to several addresses.
  const [inner] = (error as { readonly errors?: readonly unknown[] }).errors ?? [];
  const message = error.message === "" && inner instanceof Error ? inner.message : error.message;
  return message === "" ? error.name : message;
}
