// The log service of Alibaba Cloud (SLS): one log a run, by its HTTP API (PutLogs, version 0.6.0, signed with HMAC-SHA1).
import { createHash, createHmac } from "node:crypto";
import { once } from "node:events";
import { type IncomingMessage, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { text as readText } from "node:stream/consumers";
import type { WorkflowRun } from "@lateen/api";
import type { Clock } from "@lateen/client";
import type { Persister } from "./persisters.ts";
import { bytesField, message, numberField } from "./protobuf.ts";

/** What the Secret of the backup holds, decoded. */
export type SlsConfig = { readonly [key: string]: string | undefined };

const TOPIC = "topic";
const TIMEOUT_MILLISECONDS = 30_000;

/** Sends runs to a log store. Throws an Error if one of its five settings is missing. */
export function slsPersister(config: SlsConfig, clock: Clock): Persister {
  const { Endpoint, AccessKeyID, AccessKeySecret, ProjectName, LogStoreName } = config;
  if (!Endpoint || !AccessKeyID || !AccessKeySecret || !ProjectName || !LogStoreName) {
    throw new Error(
      "invalid SLS config, please make sure endpoint/ak/sk/project/logstore are both provided correctly" +
        " (Endpoint, AccessKeyID, AccessKeySecret, ProjectName, LogStoreName)",
    );
  }
  const { origin, host } = endpointOf(Endpoint, ProjectName);
  const path = `/logstores/${encodeURIComponent(LogStoreName)}`;
  return {
    async store(run) {
      const now = clock.now();
      const body = logGroup(run, now);
      const headers = {
        "content-md5": createHash("md5").update(body).digest("hex").toUpperCase(),
        "content-type": "application/x-protobuf",
        date: new Date(now).toUTCString(),
        "x-log-apiversion": "0.6.0",
        "x-log-bodyrawsize": String(body.length),
        "x-log-signaturemethod": "hmac-sha1",
      };
      const signature = createHmac("sha1", AccessKeySecret)
        .update(textToSign(headers, path))
        .digest("base64");
      const authorization = `SLS ${AccessKeyID}:${signature}`;
      const { status, text } = await post(
        new URL(path, origin),
        { ...headers, authorization, host },
        body,
      );
      if (status >= 300) throw new Error(`SLS answered ${status}: ${text.slice(0, 500)}`);
    },
  };
}

/** The project is a part of the host's name; an address is that of a way to the service, for any host. */
function endpointOf(
  endpoint: string,
  project: string,
): { readonly origin: string; readonly host: string } {
  const { protocol, host, hostname } = new URL(
    /^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`,
  );
  const own = `${project}.${host}`;
  return { origin: `${protocol}//${isIP(hostname) === 0 ? own : host}`, host: own };
}

// The host's name may be another than that of the address, which fetch does not allow.
async function post(
  url: URL,
  headers: { readonly [name: string]: string },
  body: Uint8Array,
): Promise<{ readonly status: number; readonly text: string }> {
  const send = url.protocol === "http:" ? httpRequest : httpsRequest;
  const request = send(url, {
    method: "POST",
    headers: { ...headers, "content-length": body.length },
    signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 0, text: await readText(response) };
}

function textToSign(headers: { readonly [name: string]: string }, path: string): string {
  const own = Object.keys(headers)
    .filter((name) => name.startsWith("x-log-"))
    .sort()
    .map((name) => `${name}:${headers[name]}`);
  return [
    "POST",
    headers["content-md5"],
    headers["content-type"],
    headers["date"],
    ...own,
    path,
  ].join("\n");
}

/** A LogGroup with one Log, whose only content is the run as JSON. */
function logGroup(run: WorkflowRun, now: number): Uint8Array<ArrayBuffer> {
  const content = message(bytesField(1, "content"), bytesField(2, JSON.stringify(run)));
  const log = message(numberField(1, Math.floor(now / 1000)), bytesField(2, content));
  return message(bytesField(1, log), bytesField(3, TOPIC), bytesField(4, ""));
}
