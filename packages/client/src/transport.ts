// What the REST client needs of a connection. Behind it stand HTTP, the API server of the same process, and the
// proxy of a cluster gateway.

/** A request to an API server. */
export interface TransportRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Path and query, e.g. `/api/v1/pods?watch=true`. */
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** The answer goes on and on: it is read as it comes and no time-out ends it. */
  readonly isStream?: boolean;
}

/** An answer. Either `text` or `chunks` is called, once. */
export interface TransportResponse {
  readonly status: number;
  header(name: string): string | undefined;
  text(): Promise<string>;
  /** The body as it comes. Leaving the iteration ends the connection. */
  chunks(): AsyncIterable<Uint8Array>;
}

/** Sends a request. Rejects if the server cannot be reached; any status that it sends is an answer. */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;

/** Takes a function from web `Request` to web `Response`, such as `handle` of the embedded API server. */
export function handlerTransport(handle: (request: Request) => Promise<Response>): Transport {
  return async ({ method, path, headers, body, signal }) => {
    signal?.throwIfAborted();
    const response = await handle(
      new Request(`http://in-process${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...(signal === undefined ? {} : { signal }),
      }),
    );
    return {
      status: response.status,
      header: (name) => response.headers.get(name) ?? undefined,
      text: () => response.text(),
      chunks: () => response.body ?? none(),
    };
  };
}

/** Sends requests on under a prefix of the path, such as the proxy of a cluster gateway. */
export function prefixTransport(transport: Transport, prefix: string): Transport {
  return (request) => transport({ ...request, path: `${prefix}${request.path}` });
}

async function* none(): AsyncIterable<Uint8Array> {}
