// One exchange over undici, with the manners of Go's client, which templates rely on: redirects, gzip, header names.
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { Agent, type Dispatcher, EnvHttpProxyAgent, request as exchange } from "undici";
import { describeTransportError } from "./transport-error.ts";
import type { TlsMaterial } from "./tls.ts";

const MAX_REDIRECTS = 10;
/** Bodies that are longer are refused: what a step reads is kept in memory, and may be kept with the run. */
const MAX_BODY = 8 * 1024 * 1024;
const unzip: (data: Buffer) => Promise<Buffer> = promisify(gunzip);

/** A request. Header names are in lower case. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  /** The address is a secret: errors show only its host. */
  readonly isSensitive: boolean;
  readonly headers: ReadonlyMap<string, string>;
  readonly body?: string;
  /** Milliseconds for the whole exchange. */
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly tls?: TlsMaterial;
}

/** An answer; header names are canonical (`Content-Type`), values lists. */
export interface HttpAnswer {
  readonly statusCode: number;
  readonly body: string;
  readonly header: { readonly [name: string]: readonly string[] };
  readonly trailer: { readonly [name: string]: readonly string[] };
}

/** Sends requests over connections that it keeps open. */
export interface HttpClient {
  /** Any status is an answer. Throws an Error with Go's text where none came: `Get "http://…": dial tcp …`. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  close(): Promise<void>;
}

/** Makes an {@link HttpClient}. Proxies are taken from the environment, but not for requests with TLS material. */
export function httpClient(): HttpClient {
  let shared: Dispatcher | undefined;
  const byMaterial = new Map<string, Agent>();

  const dispatcherFor = (tls: TlsMaterial | undefined): Dispatcher => {
    if (tls === undefined) {
      shared ??= new EnvHttpProxyAgent();
      return shared;
    }
    const key = JSON.stringify(tls);
    const known = byMaterial.get(key);
    if (known !== undefined) return known;
    const { ca, cert, key: privateKey, isInsecure } = tls;
    const agent = new Agent({
      allowH2: false,
      connect: {
        rejectUnauthorized: !isInsecure,
        ...(ca === undefined ? {} : { ca }),
        ...(cert === undefined ? {} : { cert }),
        ...(privateKey === undefined ? {} : { key: privateKey }),
      },
    });
    byMaterial.set(key, agent);
    if (byMaterial.size > 64) {
      const [oldest] = byMaterial;
      if (oldest !== undefined) {
        byMaterial.delete(oldest[0]);
        oldest[1].close().catch(() => oldest[1].destroy());
      }
    }
    return agent;
  };

  return {
    async send(request) {
      const deadline = AbortSignal.timeout(Math.max(0, Math.ceil(request.timeout)));
      const signal = AbortSignal.any([request.signal, deadline]);
      let url = parseUrl(request);
      let { method } = request;
      let { body } = request;
      const headers = new Map(request.headers);
      const wantsGzip = !headers.has("accept-encoding") && method !== "HEAD";
      if (wantsGzip) headers.set("accept-encoding", "gzip");
      if (!headers.has("user-agent")) headers.set("user-agent", "lateen");
      try {
        for (let redirects = 0; ; redirects++) {
          const answer = await exchange(url, {
            method: method as Dispatcher.HttpMethod,
            headers: [...headers].flat(),
            body: body ?? null,
            dispatcher: dispatcherFor(request.tls),
            signal,
            responseHeaders: "raw",
          });
          const header = canonicalHeaders(answer.headers as unknown as readonly string[]);
          // They are about the transfer, which is over.
          for (const name of ["Transfer-Encoding", "Trailer"]) delete header[name];
          const next = redirectTarget(answer.statusCode, header, url);
          if (next === undefined) {
            const read = await readBody(answer.body, header, wantsGzip, request);
            return {
              statusCode: answer.statusCode,
              body: read,
              header,
              trailer: canonicalHeaders(Object.entries(answer.trailers).flat()),
            };
          }
          await answer.body.dump();
          if (redirects >= MAX_REDIRECTS)
            throw new Error(`stopped after ${MAX_REDIRECTS} redirects`);
          if (answer.statusCode < 307 && method !== "HEAD") {
            if (method !== "GET") {
              headers.delete("content-type");
              headers.delete("idempotency-key");
            }
            method = "GET";
            body = undefined;
          }
          if (next.host !== url.host) {
            for (const name of ["authorization", "cookie", "www-authenticate"])
              headers.delete(name);
          }
          url = next;
        }
      } catch (err) {
        throw described(
          request,
          describeTransportError(err, { hasTimedOut: deadline.aborted }),
          err,
        );
      }
    },
    async close() {
      await Promise.all([
        shared?.close(),
        ...[...byMaterial.values()].map((agent) => agent.close()),
      ]);
    },
  };
}

function parseUrl(request: HttpRequest): URL {
  const { url } = request;
  // Go's texts for what is no address.
  if (!URL.canParse(url)) {
    const text = /^[a-z][a-z0-9+.-]*:/i.test(url) ? "invalid URL" : "missing protocol scheme";
    if (/^:|^[^/?#]*:/.test(url))
      throw new Error(`parse ${JSON.stringify(shownUrl(url, request.isSensitive))}: ${text}`);
    throw described(request, 'unsupported protocol scheme ""');
  }
  const parsed = new URL(url);
  const scheme = parsed.protocol.slice(0, -1);
  if (scheme !== "http" && scheme !== "https") {
    throw described(request, `unsupported protocol scheme ${JSON.stringify(scheme)}`);
  }
  return parsed;
}

/** Go's form: the method as a word, the address in quotes. */
function described(request: HttpRequest, text: string, cause?: unknown): Error {
  const { method, url, isSensitive } = request;
  const verb = method.charAt(0) + method.slice(1).toLowerCase();
  return new Error(`${verb} "${shownUrl(url, isSensitive)}": ${text}`, { cause });
}

/** An address for messages: without password and query, which may hold secrets; of a secret one only the host. */
export function shownUrl(url: string, isSensitive: boolean): string {
  if (!URL.canParse(url)) return isSensitive ? "…" : (url.split("?", 1)[0] ?? "");
  const { protocol, host, pathname, search } = new URL(url);
  if (isSensitive) return `${protocol}//${host}/…`;
  const path = pathname === "/" && !/^[^/]*\/\/[^/]*\//.test(url) ? "" : pathname;
  return `${protocol}//${host}${path}${search === "" ? "" : "?…"}`;
}

function redirectTarget(status: number, header: HttpAnswer["header"], from: URL): URL | undefined {
  if (![301, 302, 303, 307, 308].includes(status)) return undefined;
  const location = header["Location"]?.[0];
  if (location === undefined || location === "" || !URL.canParse(location, from.href))
    return undefined;
  return new URL(location, from);
}

async function readBody(
  body: Dispatcher.ResponseData["body"],
  header: { [name: string]: string[] },
  wantsGzip: boolean,
  request: HttpRequest,
): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  const check = (length: number): void => {
    if (length > MAX_BODY)
      throw new Error(`the answer of ${request.method} is longer than ${MAX_BODY} bytes`);
  };
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    check(size);
  }
  let data = Buffer.concat(chunks);
  if (wantsGzip && header["Content-Encoding"]?.[0]?.toLowerCase() === "gzip" && data.length > 0) {
    data = (await unzip(data)) as Buffer<ArrayBuffer>;
    check(data.length);
    delete header["Content-Encoding"];
    delete header["Content-Length"];
  }
  return data.toString("utf8");
}

/** Pairs of names and values to lists under canonical names, as Go's `textproto` writes them. */
function canonicalHeaders(pairs: readonly unknown[]): { [name: string]: string[] } {
  const headers: { [name: string]: string[] } = {};
  for (let index = 0; index + 1 < pairs.length; index += 2) {
    const name = canonicalName(text(pairs[index]));
    const value = pairs[index + 1];
    const values = Array.isArray(value) ? value.map(text) : [text(value)];
    const list = headers[name];
    if (list === undefined) headers[name] = values;
    else list.push(...values);
  }
  return headers;
}

function text(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value);
}

function canonicalName(name: string): string {
  return name.replace(
    /[^-]+/g,
    (part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase(),
  );
}
