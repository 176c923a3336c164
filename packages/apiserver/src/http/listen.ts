// The Node server. Written on `node:http` itself: a router and a Request object per call would cost
// more than most of the calls (README).
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { requestTooLarge } from "../errors.ts";
import type { Listener, ListenOptions } from "../server.ts";
import { PROTOBUF } from "../wire/decode.ts";
import { dispatch, type Handlers } from "./dispatch.ts";
import {
  type ApiRequest,
  type ApiResponse,
  type ApiStream,
  isStream,
  jsonResponse,
} from "./message.ts";

const MAX_BODY_BYTES = 3 * 1024 * 1024;
/** A watcher that is that far behind is cut off; it comes back and lists again. */
const MAX_BACKLOG_BYTES = 64 * 1024 * 1024;
const KEEP_ALIVE_MILLISECONDS = 75_000;

/** Listens for HTTP. */
export function listen(handlers: Handlers, options: ListenOptions): Promise<Listener> {
  const { host = "127.0.0.1", port = 0, tls } = options;
  const settings = { keepAliveTimeout: KEEP_ALIVE_MILLISECONDS, noDelay: true, requestTimeout: 0 };
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    serve(handlers, incoming, outgoing).catch((error: unknown) => {
      handlers.ctx.onError(error);
      outgoing.destroy();
    });
  };
  const server =
    tls === undefined
      ? createServer(settings, onRequest)
      : createTlsServer({ ...settings, cert: tls.certificate, key: tls.key }, onRequest);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      const address = server.address() as AddressInfo;
      resolve({
        port: address.port,
        url: `${tls === undefined ? "http" : "https"}://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            server.closeAllConnections();
          }),
      });
    });
  });
}

async function serve(
  handlers: Handlers,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const { method = "GET", url = "/" } = incoming;
  const body = method === "GET" || method === "HEAD" ? "" : await readBody(incoming);
  const response =
    body === undefined
      ? jsonResponse(413, requestTooLarge(MAX_BODY_BYTES).status)
      : await dispatch(handlers, requestOf(incoming, method, url, body));
  if (outgoing.destroyed) return;
  const headers = { "content-type": response.contentType, ...response.headers };
  if (isStream(response.body)) {
    outgoing.writeHead(response.status, headers);
    stream(response.body, outgoing);
    return;
  }
  send(outgoing, method, response, headers);
}

function requestOf(
  incoming: IncomingMessage,
  method: string,
  url: string,
  body: string | Uint8Array,
): ApiRequest {
  const mark = url.indexOf("?");
  const { headers } = incoming;
  return {
    method,
    path: mark === -1 ? url : url.slice(0, mark),
    query: mark === -1 ? NO_QUERY : new URLSearchParams(url.slice(mark + 1)),
    header: (name) => headers[name] as string | undefined,
    body,
  };
}

const NO_QUERY = new URLSearchParams();

function send(
  outgoing: ServerResponse,
  method: string,
  { status, body }: ApiResponse,
  headers: Record<string, string>,
): void {
  const content = body as string | Uint8Array;
  const length = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
  outgoing.writeHead(status, { ...headers, "content-length": length });
  if (method === "HEAD") outgoing.end();
  else outgoing.end(content);
}

function stream(body: ApiStream, outgoing: ServerResponse): void {
  outgoing.flushHeaders();
  const stop = body.start({
    write(text) {
      outgoing.write(text);
      if (outgoing.writableLength > MAX_BACKLOG_BYTES) outgoing.destroy();
    },
    drained: () =>
      outgoing.writableNeedDrain && !outgoing.destroyed
        ? new Promise((resolve) => {
            outgoing.once("drain", resolve);
            outgoing.once("close", resolve);
          })
        : Promise.resolve(),
    end: () => outgoing.end(),
    destroy: () => outgoing.destroy(),
  });
  outgoing.once("close", stop);
}

/** The body, as text but for protobuf; nothing when it is too large. */
function readBody(incoming: IncomingMessage): Promise<string | Uint8Array | undefined> {
  const isBinary = incoming.headers["content-type"]?.startsWith(PROTOBUF) === true;
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    });
    incoming.on("end", () => {
      if (size > MAX_BODY_BYTES) return resolve(undefined);
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
      resolve(isBinary ? body : body.toString());
    });
    incoming.on("error", reject);
  });
}
