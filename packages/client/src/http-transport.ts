import { readFileSync } from "node:fs";
import { Agent, type Dispatcher, ProxyAgent } from "undici";
import { type Clock, systemClock } from "./clock.ts";
import type { Transport, TransportRequest, TransportResponse } from "./transport.ts";

/** Credentials that change in the course of time, such as those of an exec plugin or a token file. */
export interface Credentials {
  /** Headers to send with each request. */
  readonly headers?: { readonly [name: string]: string };
  /** PEM. */
  readonly cert?: string;
  /** PEM. */
  readonly key?: string;
}

/** How to reach an API server. */
export interface HttpOptions {
  /** `https://host:port`, maybe with a path that goes before all others. */
  readonly server: string;
  /** PEM of the certificates that are trusted; the system's when absent. */
  readonly ca?: string;
  /** The name that the server's certificate must have, if not that of the address. */
  readonly serverName?: string;
  /** Trust any certificate. */
  readonly insecure?: boolean;
  readonly proxyUrl?: string;
  readonly credentials?: Credentials;
  /** Asked before each request; for credentials that change. Keep it fast: cache. */
  readonly currentCredentials?: () => Credentials | Promise<Credentials>;
  /** The greatest number of connections for requests; default 64. Watches have connections of their own. */
  readonly connections?: number;
  /** Milliseconds without an answer after which a request fails; default 60 000. */
  readonly timeout?: number;
}

/** A {@link Transport} over HTTP that keeps its connections. */
export interface HttpTransport {
  readonly transport: Transport;
  /** Ends all connections. */
  close(): Promise<void>;
}

const TOKEN_FILE_LIFETIME = 60_000;

/** Makes a {@link Transport} over HTTP/1.1 with keep-alive. */
export function httpTransport(options: HttpOptions): HttpTransport {
  const url = new URL(options.server);
  const prefix = url.pathname.replace(/\/$/, "");
  const agents = new Map<string, Agents>();
  const agentsFor = (credentials: Credentials): Agents => {
    const id = `${credentials.cert ?? ""}\n${credentials.key ?? ""}`;
    let found = agents.get(id);
    if (found === undefined) {
      // Connections of credentials that are no longer valid end by themselves when they are idle.
      found = createAgents(options, credentials);
      agents.set(id, found);
    }
    return found;
  };
  const fixed = options.credentials ?? {};
  const { currentCredentials } = options;
  const send = async (request: TransportRequest): Promise<TransportResponse> => {
    const credentials = currentCredentials === undefined ? fixed : await currentCredentials();
    const { plain, streaming } = agentsFor(credentials);
    const agent = request.isStream === true ? streaming : plain;
    const response = await agent.request({
      origin: url.origin,
      path: `${prefix}${request.path}`,
      method: request.method,
      headers:
        credentials.headers === undefined
          ? request.headers
          : { ...request.headers, ...credentials.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    return toTransportResponse(response);
  };
  return {
    transport: async (request) => {
      try {
        return await send(request);
      } catch (error) {
        // A connection that the server closed while it was idle: nothing was done, a read may be sent again.
        if (request.method === "GET" && isStaleConnection(error)) return send(request);
        throw error;
      }
    },
    async close() {
      const all = [...agents.values()].flatMap(({ plain, streaming }) => [plain, streaming]);
      await Promise.all(all.map((agent) => agent.destroy()));
    },
  };
}

/** Credentials from a file that holds a bearer token and is renewed from time to time. */
export function tokenFileCredentials(path: string, clock: Clock = systemClock): () => Credentials {
  let known: { readonly credentials: Credentials; readonly until: number } | undefined;
  return () => {
    if (known === undefined || known.until <= clock.now()) {
      const token = readFileSync(path, "utf8").trim();
      known = {
        credentials: { headers: { authorization: `Bearer ${token}` } },
        until: clock.now() + TOKEN_FILE_LIFETIME,
      };
    }
    return known.credentials;
  };
}

interface Agents {
  readonly plain: Dispatcher;
  readonly streaming: Dispatcher;
}

function createAgents(options: HttpOptions, { cert, key }: Credentials): Agents {
  const { ca, serverName, insecure, proxyUrl, connections = 64, timeout = 60_000 } = options;
  const tls = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { servername: serverName }),
    ...(insecure === true ? { rejectUnauthorized: false } : {}),
  };
  const create = (limits: Agent.Options): Dispatcher =>
    proxyUrl === undefined
      ? new Agent({ ...limits, connect: tls })
      : new ProxyAgent({ ...limits, uri: proxyUrl, requestTls: tls });
  return {
    plain: create({
      connections,
      keepAliveTimeout: 30_000,
      headersTimeout: timeout,
      bodyTimeout: timeout,
    }),
    // The server ends watches in time; bookmarks come about every minute, so longer silence is a dead connection.
    streaming: create({ keepAliveTimeout: 30_000, headersTimeout: timeout, bodyTimeout: 330_000 }),
  };
}

function toTransportResponse({
  statusCode,
  headers,
  body,
}: Dispatcher.ResponseData): TransportResponse {
  return {
    status: statusCode,
    header(name) {
      const value = headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    text: () => body.text(),
    chunks: () => body,
  };
}

function isStaleConnection(error: unknown): boolean {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}
