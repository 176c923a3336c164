import { type Json, isJsonObject } from "@lateen/kube";
import type { HttpAnswer, HttpClient } from "../http/client.ts";

const TIMEOUT = 30_000;

/** An instant query. */
export interface InstantQuery {
  /** Base address of the server. */
  readonly endpoint: string;
  readonly query: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly signal: AbortSignal;
}

/** The one number that a query gives, in plain decimal. Throws where it gives none or several. */
export async function instantQuery(client: HttpClient, query: InstantQuery): Promise<string> {
  const form = new URLSearchParams({ query: query.query, time: String(query.time / 1000) });
  const address = `${query.endpoint.replace(/\/+$/, "")}/api/v1/query`;
  const send = (method: "GET" | "POST"): Promise<HttpAnswer> =>
    client.send({
      method,
      url: method === "GET" ? `${address}?${form}` : address,
      isSensitive: false,
      headers: new Map(
        method === "GET" ? [] : [["content-type", "application/x-www-form-urlencoded"]],
      ),
      timeout: TIMEOUT,
      signal: query.signal,
      ...(method === "GET" ? {} : { body: form.toString() }),
    });
  let answer = await send("POST");
  if (answer.statusCode === 405 || answer.statusCode === 501) answer = await send("GET");
  return numberIn(answer);
}

function numberIn(answer: HttpAnswer): string {
  let body: Json;
  try {
    body = JSON.parse(answer.body) as Json;
  } catch {
    throw new Error(`the metric server answered ${answer.statusCode} and no JSON`);
  }
  if (!isJsonObject(body) || body["status"] !== "success" || !isJsonObject(body["data"])) {
    const reason = isJsonObject(body)
      ? `${String(body["errorType"] ?? "error")}: ${String(body["error"] ?? "")}`
      : "";
    throw new Error(`the metric server answered ${answer.statusCode}: ${reason}`);
  }
  const { resultType, result } = body["data"];
  if (resultType === "scalar") return plainDecimal(sampleOf(result));
  if (resultType === "vector" && Array.isArray(result)) {
    if (result.length !== 1) {
      throw new Error(
        `the query is returning ${result.length} results when it should only return one. Please review the query to identify and fix the issue`,
      );
    }
    const [series] = result;
    return plainDecimal(sampleOf(isJsonObject(series) ? series["value"] : undefined));
  }
  throw new Error("cannot handle the not query value");
}

function sampleOf(sample: Json | undefined): number {
  const value = Array.isArray(sample) ? Number(sample[1]) : Number.NaN;
  if (!Number.isFinite(value)) throw new Error("the query gives no finite number");
  return value;
}

/** Without an exponent, so that it is a number in CUE that compares with integers. */
function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", first = "", fraction = "", exponent = "0"] = match;
  const digits = first + fraction;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  return (
    sign +
    (point >= digits.length
      ? digits.padEnd(point, "0")
      : `${digits.slice(0, point)}.${digits.slice(point)}`)
  );
}
