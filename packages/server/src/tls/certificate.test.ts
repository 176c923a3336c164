import { X509Certificate, createPrivateKey } from "node:crypto";
import { createServer, get } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { selfSigned } from "./certificate.ts";

const options = {
  name: "lateen",
  hosts: ["localhost", "127.0.0.1", "::1", "2001:db8::7"],
  notBefore: new Date("2026-01-01T00:00:00Z"),
  notAfter: new Date("2126-01-01T00:00:00Z"),
};

it("selfSigned says what it was told", () => {
  const { certificate, key } = selfSigned(options);
  const parsed = new X509Certificate(certificate);
  expect(parsed.subject).toBe("CN=lateen");
  expect(parsed.subjectAltName).toBe(
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, IP Address:2001:DB8:0:0:0:0:0:7",
  );
  expect([parsed.validFromDate, parsed.validToDate]).toEqual([options.notBefore, options.notAfter]);
  expect(parsed.ca).toBe(true);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
});

it("selfSigned is trusted by a client that knows it, and by no other", async () => {
  const { certificate, key } = selfSigned({ ...options, notBefore: new Date(Date.now() - 1000) });
  const server = createServer({ cert: certificate, key }, (_request, response) =>
    response.end("ok"),
  );
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  const ask = (ca?: string): Promise<number | undefined> =>
    new Promise((done, fail) => {
      get(
        { host: "127.0.0.1", port, agent: false, ...(ca === undefined ? {} : { ca }) },
        (response) => {
          response.resume();
          done(response.statusCode);
        },
      ).on("error", fail);
    });
  try {
    expect(await ask(certificate)).toBe(200);
    await expect(ask()).rejects.toThrow(/self-signed/);
  } finally {
    server.close();
  }
});
