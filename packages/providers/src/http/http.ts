// Spec: packages.md 5. No status is an error; a transport that fails is.
import type { ActionInput, ProviderFunction, ProviderRuntime } from "@lateen/engine";
import { parseDuration } from "@lateen/kube";
import { type Provider, defineProvider } from "../define-provider.ts";
import { type Params, optionalObject, optionalText, textAt, textsAt } from "../input.ts";
import { HTTP_CUE } from "../sources.gen.ts";
import { type HttpAnswer, type HttpClient, shownUrl } from "./client.ts";
import { type RateLimiter, rateLimiter } from "./rate-limiter.ts";
import { secretHeaders } from "./secret-headers.ts";
import { tlsMaterial } from "./tls.ts";

const DEFAULT_TIMEOUT = 3000;
const METHODS = ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD"];

/** What a request came to, with texts instead of a struct where there is none. */
export interface HttpFunctionOptions {
  readonly client: HttpClient;
  readonly limiter?: RateLimiter;
  /** The old package: the answer goes to `response`, headers do not come from Secrets. */
  readonly isLegacy?: boolean;
}

/** Makes the function that sends a request. */
export function httpDo(options: HttpFunctionOptions): ProviderFunction {
  const { client, limiter = rateLimiter(), isLegacy = false } = options;
  return {
    nature: ({ params }) => (isSafe(methodOf(params)) ? "read" : "effect"),
    async call({ params }: ActionInput, runtime: ProviderRuntime) {
      let answer: HttpAnswer;
      try {
        answer = await send(params, runtime, { client, limiter, isLegacy });
      } catch (err) {
        const isTolerant = optionalObject(params, "request")?.["tolerant"] === true;
        if (!isTolerant || !(err instanceof NoAnswer) || runtime.signal.aborted) throw err;
        const failure = { body: "", statusCode: 0, err: err.message };
        return { kind: "done", returns: isLegacy ? { response: failure } : failure };
      }
      const returns = {
        body: answer.body,
        header: answer.header,
        ...(Object.keys(answer.trailer).length === 0 ? {} : { trailer: answer.trailer }),
        statusCode: answer.statusCode,
      };
      return { kind: "done", returns: isLegacy ? { response: returns } : returns };
    },
  };
}

function isSafe(method: string): boolean {
  return method === "GET" || method === "HEAD";
}

function methodOf(params: Params): string {
  const method = optionalText(params, "method") ?? "GET";
  return method === "" ? "GET" : method;
}

async function send(
  params: Params,
  runtime: ProviderRuntime,
  options: Required<HttpFunctionOptions>,
): Promise<HttpAnswer> {
  const method = methodOf(params);
  if (!METHODS.includes(method)) throw new Error(`unsupported method ${JSON.stringify(method)}`);
  const url = textAt(params, "url");
  const request = optionalObject(params, "request") ?? {};
  const timeout = timeoutOf(request);
  limit(request, method, url, options.limiter, runtime);
  const given = textsAt(request, "header") ?? {};
  const headers = new Map<string, string>();
  for (const [name, value] of Object.entries(given)) headers.set(name.toLowerCase(), value);
  if (headers.size === 0) headers.set("content-type", "application/json");
  if (!options.isLegacy) {
    for (const [name, value] of await secretHeaders(request["headersFromSecret"], runtime)) {
      headers.set(name.toLowerCase(), value);
    }
  }
  // What counts is the address.
  headers.delete("host");
  if (!isSafe(method) && !headers.has("idempotency-key")) {
    headers.set("idempotency-key", runtime.idempotencyKey);
  }
  const tls = await tlsMaterial(optionalObject(params, "tls_config"), runtime);
  const body = optionalText(request, "body");
  const isSensitive = request["sensitive"] === true;
  const started = runtime.clock.now();
  const shown = { method, url: shownUrl(url, isSensitive) };
  try {
    const answer = await options.client.send({
      method,
      url,
      isSensitive,
      headers,
      timeout,
      signal: runtime.signal,
      ...(body === undefined ? {} : { body }),
      ...(tls === undefined ? {} : { tls }),
    });
    runtime.log({
      level: "info",
      message: "http request",
      fields: {
        ...shown,
        statusCode: answer.statusCode,
        milliseconds: runtime.clock.now() - started,
      },
    });
    return answer;
  } catch (err) {
    const text = err instanceof Error ? err.message : String(err);
    runtime.log({
      level: "error",
      message: "http request failed",
      fields: { ...shown, error: text },
    });
    throw new NoAnswer(text, { cause: err });
  }
}

/** The transport failed, or took too long. */
class NoAnswer extends Error {}

function timeoutOf(request: Params): number {
  const text = optionalText(request, "timeout") ?? "";
  if (text === "") return DEFAULT_TIMEOUT;
  try {
    return parseDuration(text);
  } catch (err) {
    throw new Error(`invalid timeout ${text}: ${err instanceof Error ? err.message : String(err)}`);
  }
}

function limit(
  request: Params,
  method: string,
  url: string,
  limiter: RateLimiter,
  runtime: ProviderRuntime,
): void {
  const rate = optionalObject(request, "ratelimiter");
  if (rate === undefined) return;
  const text = textAt(rate, "period");
  let period: number;
  try {
    period = parseDuration(text);
  } catch (err) {
    throw new Error(`invalid period ${text}: ${err instanceof Error ? err.message : String(err)}`);
  }
  const key = `${method}-${url.split("?", 1)[0] ?? ""}`;
  const rule = { limit: Number(rate["limit"]), period };
  if (!limiter.allow(key, rule, runtime.clock.now())) {
    throw new Error("request exceeds the rate limiter");
  }
}

/** `vela/http`. */
export function httpProvider(options: HttpFunctionOptions): Provider {
  return defineProvider("http", HTTP_CUE, { do: httpDo(options) });
}
