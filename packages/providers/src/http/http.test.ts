import { readFileSync } from "node:fs";
import { type IncomingHttpHeaders, createServer } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Server } from "node:net";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

const read = (name: string): string =>
  readFileSync(join(import.meta.dirname, "testdata", name), "utf8");
const certificate = read("server.crt");
const key = read("server.key");

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let on: Bed;
let plain: string;
let secure: string;
let mutual: string;
const seen: Seen[] = [];
const servers: Server[] = [];
const last = (): Seen => seen.at(-1) as Seen;

beforeAll(async () => {
  on = await bed();
  plain = await listen(createServer(handle), "http");
  secure = await listen(createTlsServer({ cert: certificate, key }, handle), "https");
  const options = {
    cert: certificate,
    key,
    ca: certificate,
    requestCert: true,
    rejectUnauthorized: true,
  };
  mutual = await listen(createTlsServer(options, handle), "https");
  const secret = (name: string, data: { [name: string]: string }) =>
    on.client.create({
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name, namespace: "default" },
      stringData: data,
    });
  await secret("token", { value: "Bearer hush" });
  await secret("ca", { "ca.crt": certificate });
  await secret("encoded", { "ca.crt": Buffer.from(certificate).toString("base64") });
  await secret("pair", { "ca.crt": certificate, "client.crt": certificate, "client.key": key });
  await secret("half", { "client.crt": certificate });
  await secret("broken", { "ca.crt": "not a certificate" });
});
afterAll(async () => {
  for (const server of servers) {
    (server as ReturnType<typeof createServer>).closeAllConnections();
    server.close();
  }
  await on.close();
});

const handle: Parameters<typeof createServer>[1] = (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const url = request.url ?? "";
    const body = Buffer.concat(chunks).toString("utf8");
    seen.push({ method: request.method ?? "", url, headers: request.headers, body });
    switch (url.split("?", 1)[0]) {
      case "/slow":
        return;
      case "/cut":
        request.socket.destroy();
        return;
      case "/500":
        response.writeHead(500).end("broken");
        return;
      case "/moved":
        response.writeHead(302, { location: "/ok" }).end();
        return;
      case "/kept":
        response.writeHead(307, { location: "/ok" }).end();
        return;
      case "/loop":
        response.writeHead(302, { location: "/loop" }).end();
        return;
      case "/zipped":
        response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("unzipped"));
        return;
      case "/trailer":
        response.writeHead(200, { trailer: "x-sum" });
        response.write("body");
        response.addTrailers({ "x-sum": "7" });
        response.end();
        return;
      default:
        response.writeHead(200, { "x-one": "a", "x-many": ["b", "c"] }).end("ok");
    }
  });
};

async function listen(server: Server, scheme: string): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const request = (url: string, rest = ""): string =>
  `import "vela/http"\naction: http.#HTTPDo & {$params: {url: ${JSON.stringify(url)}\n${rest}}}`;

describe("http.#HTTPDo", () => {
  it("gives body, status and headers by their canonical names", async () => {
    const returns = await on.returns(request(`${plain}/x?a=1&b=%20`));
    expect(returns).toMatchObject({
      body: "ok",
      statusCode: 200,
      header: { "X-One": ["a"], "X-Many": ["b", "c"] },
    });
    expect(returns).not.toHaveProperty("trailer");
    expect(last()).toMatchObject({ method: "GET", url: "/x?a=1&b=%20" });
    expect(last().headers["content-type"]).toBe("application/json");
    expect(last().headers["idempotency-key"]).toBeUndefined();
  });

  it("sends method, body and headers, and the key of the action", async () => {
    await on.returns(
      request(
        `${plain}/x`,
        `method: "POST", request: {body: "żółw 漢字", header: {"X-A": "b", Host: "elsewhere"}}`,
      ),
    );
    expect(last()).toMatchObject({ method: "POST", body: "żółw 漢字" });
    expect(last().headers).toMatchObject({ "x-a": "b", "idempotency-key": "idempotency-key" });
    expect(last().headers["content-type"]).toBeUndefined();
    expect(last().headers.host).toContain("127.0.0.1");
  });

  it.each([
    ["HTTPGet", "GET"],
    ["HTTPPost", "POST"],
    ["HTTPPut", "PUT"],
    ["HTTPDelete", "DELETE"],
    ["Do", "GET"],
    ["Get", "GET"],
    ["Post", "POST"],
    ["Put", "PUT"],
    ["Patch", "PATCH"],
    ["Delete", "DELETE"],
  ])("has a shorthand: #%s", async (name, method) => {
    await on.returns(`import "vela/http"\naction: http.#${name} & {$params: url: "${plain}/x"}`);
    expect(last().method).toBe(method);
  });

  it("takes any status for an answer", async () => {
    expect(await on.returns(request(`${plain}/500`))).toMatchObject({
      statusCode: 500,
      body: "broken",
    });
  });

  it("follows redirects as Go does", async () => {
    await on.returns(request(`${plain}/moved`, `method: "POST", request: body: "b"`));
    expect(last()).toMatchObject({ method: "GET", url: "/ok", body: "" });
    await on.returns(request(`${plain}/kept`, `method: "PUT", request: body: "b"`));
    expect(last()).toMatchObject({ method: "PUT", url: "/ok", body: "b" });
    expect(await on.error(request(`${plain}/loop`))).toBe(
      `Get "${plain}/loop": stopped after 10 redirects`,
    );
  });

  it("unzips answers and gives trailers", async () => {
    const zipped = await on.returns(request(`${plain}/zipped`));
    expect(zipped["body"]).toBe("unzipped");
    expect(zipped["header"]).not.toHaveProperty("Content-Encoding");
    expect((await on.returns(request(`${plain}/trailer`)))["trailer"]).toEqual({ "X-Sum": ["7"] });
  });

  it.each([
    [
      () => request(`${plain}/slow`, `request: timeout: "50ms"`),
      () =>
        `Get "${plain}/slow": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`,
    ],
    [() => request(`${plain}/cut`), () => `Get "${plain}/cut": EOF`],
    [
      () => request("http://127.0.0.1:1/a?token=hush"),
      () => `Get "http://127.0.0.1:1/a?…": dial tcp 127.0.0.1:1: connect: connection refused`,
    ],
    [
      () => request("http://user:hush@127.0.0.1:1/a", "request: sensitive: true"),
      () => `Get "http://127.0.0.1:1/…": dial tcp 127.0.0.1:1: connect: connection refused`,
    ],
    [() => request("::not a url::"), () => `parse "::not a url::": missing protocol scheme`],
    [() => request("ftp://host/x"), () => `Get "ftp://host/x": unsupported protocol scheme "ftp"`],
    [
      () => request(plain, `request: timeout: "soon"`),
      () => `invalid timeout soon: time: invalid duration "soon"`,
    ],
    [
      () => request(plain, `request: ratelimiter: {limit: 1, period: "1 h"}`),
      () => `invalid period 1 h: time: unknown unit " h" in duration "1 h"`,
    ],
  ])("tells what failed (%#)", async (template, message) => {
    expect(await on.error(template())).toBe(message());
    expect(JSON.stringify(on.logs)).not.toContain("hush");
  });

  it("gives as a result that no answer came where that is asked for, and nothing else", async () => {
    const tolerant = 'request: {tolerant: true, timeout: "50ms"}';
    expect(await on.returns(request("http://127.0.0.1:1", tolerant))).toEqual({
      body: "",
      statusCode: 0,
      err: `Get "http://127.0.0.1:1": dial tcp 127.0.0.1:1: connect: connection refused`,
    });
    expect((await on.returns(request(`${plain}/slow`, tolerant)))["err"]).toContain("Timeout");
    expect(await on.returns(request(`${plain}/500`, tolerant))).toMatchObject({ statusCode: 500 });
    expect(await on.error(request(plain, `request: {tolerant: true, timeout: "soon"}`))).toContain(
      "invalid timeout",
    );
  });

  it("limits the rate by method and address, without the query", async () => {
    const limited = (path: string): string =>
      request(`${plain}${path}`, `request: ratelimiter: {limit: 1, period: "1m"}`);
    await on.returns(limited("/limited?1"));
    expect(await on.error(limited("/limited?2"))).toBe("request exceeds the rate limiter");
    await on.returns(limited("/other"));
    on.time.now += 60_000;
    await on.returns(limited("/limited?3"));
  });

  it("takes headers from Secrets", async () => {
    const headers = (secret: string, entry: string): string =>
      `request: headersFromSecret: [{header: "Authorization", secret: "${secret}", key: "${entry}"}]`;
    await on.returns(request(`${plain}/x`, headers("token", "value")));
    expect(last().headers["authorization"]).toBe("Bearer hush");
    expect(last().headers["content-type"]).toBe("application/json");
    expect(await on.error(request(plain, headers("nope", "value")))).toBe(
      `secret "nope" not found for header "Authorization": secrets "nope" not found`,
    );
    expect(await on.error(request(plain, headers("token", "nokey")))).toBe(
      `key "nokey" not found in secret "token"`,
    );
  });

  const tls = (name: string): string => `tls_config: secret: "${name}"`;

  it("verifies certificates unless told otherwise", async () => {
    expect(await on.error(request(`${secure}/x`))).toBe(
      `Get "${secure}/x": tls: failed to verify certificate: x509: certificate signed by unknown authority`,
    );
    await on.returns(
      request(`${secure}/x`, `tls_config: {secret: "ca", insecureSkipVerify: true}`),
    );
  });

  it.each(["ca", "encoded", "default/ca", "pair"])(
    "trusts the CA in a Secret: %s",
    async (name) => {
      expect(await on.returns(request(`${secure}/x`, tls(name)))).toMatchObject({ body: "ok" });
    },
  );

  it("shows a client certificate", async () => {
    expect(await on.returns(request(`${mutual}/x`, tls("pair")))).toMatchObject({ body: "ok" });
    await on.error(request(`${mutual}/x`, tls("ca")));
  });

  it.each([
    ["nope", `tls_config: secrets "nope" not found`],
    ["half", `tls_config: secret "half" has one of client.crt and client.key, and needs both`],
    ["broken", `tls_config: ca.crt of secret "broken" is neither PEM nor base64 of PEM`],
    ["token", `tls_config: secret "token" has neither ca.crt nor client.crt and client.key`],
  ])("fails for TLS material that is of no use: %s", async (name, message) => {
    expect(await on.error(request(`${secure}/x`, tls(name)))).toBe(message);
  });

  it("is a read or an effect by its method", () => {
    expect(on.nature(request(plain))).toBe("read");
    expect(on.nature(request(plain, `method: "HEAD"`))).toBe("read");
    expect(on.nature(request(plain, `method: "DELETE"`))).toBe("effect");
  });
});

describe("op.#HTTPDo", () => {
  it("puts the answer into response", async () => {
    const returns = await on.returns(`import "vela/op"
action: op.#HTTPPost & {url: "${plain}/x", request: {body: "old", header: "X-Old": "1"}}`);
    expect(returns["response"]).toMatchObject({ statusCode: 200, body: "ok" });
    expect(last()).toMatchObject({ method: "POST", body: "old" });
  });

  it("posts to chats", async () => {
    await on.returns(
      `import "vela/op"\naction: op.#Slack & {message: text: "hi", slackUrl: "${plain}/hook"}`,
    );
    expect(last()).toMatchObject({ method: "POST", url: "/hook", body: `{"text":"hi"}` });
  });
});
