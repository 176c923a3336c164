// Requests and answers as the handlers see them, whatever carried them.

/** A request whose body has been read. */
export interface ApiRequest {
  /** In capitals. */
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** By the lower-case name. */
  header(name: string): string | undefined;
  /** Text, but for bodies in protobuf. */
  readonly body: string | Uint8Array;
}

/** Where a stream goes. */
export interface StreamSink {
  write(text: string): void;
  /** Resolves when the caller has taken most of what was written. */
  drained(): Promise<void>;
  end(): void;
  /** Ends it so that the caller notices that something is missing. */
  destroy(): void;
}

/** An answer that goes on. `start` returns how to stop it. */
export interface ApiStream {
  start(sink: StreamSink): () => void;
}

/** An answer. */
export interface ApiResponse {
  readonly status: number;
  readonly contentType: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | ApiStream;
}

/** Whether a body is a stream. */
export function isStream(body: ApiResponse["body"]): body is ApiStream {
  return typeof body === "object" && "start" in body;
}

/** An answer with a JSON body. */
export function jsonResponse(status: number, body: unknown): ApiResponse {
  return { status, contentType: "application/json", body: JSON.stringify(body) };
}

/** An answer with a plain text. */
export function textResponse(status: number, body: string): ApiResponse {
  return { status, contentType: "text/plain; charset=utf-8", body };
}
