import type { AddressInfo } from "node:net";
import { type SMTPServerOptions, SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Bed, bed } from "../../test/bed.ts";

interface Received {
  readonly user: string;
  readonly from: string;
  readonly to: readonly string[];
  readonly text: string;
}

const received: Received[] = [];
const servers: SMTPServer[] = [];
let on: Bed;
let plain: number;
let open: number;
let encrypted: number;
beforeAll(async () => {
  on = await bed();
  plain = await listen({ hideSTARTTLS: true, allowInsecureAuth: true });
  open = await listen({ hideSTARTTLS: true, disabledCommands: ["AUTH"], authOptional: true });
  encrypted = await listen({});
});
beforeEach(() => {
  received.length = 0;
});
afterAll(async () => {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(resolve);
        }),
    ),
  );
  await on.close();
});

async function listen(options: SMTPServerOptions): Promise<number> {
  const server = new SMTPServer({
    logger: false,
    disableReverseLookup: true,
    ...options,
    onAuth({ username, password }, _session, done) {
      if (password === "hush") done(null, { user: username ?? "" });
      else done(new Error("bad login"));
    },
    onRcptTo({ address }, _session, done) {
      done(address.startsWith("nobody@") ? new Error("no such mailbox") : null);
    },
    onData(stream, { envelope, user }, done) {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        received.push({
          user: typeof user === "string" ? user : "",
          from: envelope.mailFrom === false ? "" : envelope.mailFrom.address,
          to: envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString("utf8"),
        });
        done();
      });
    },
  });
  // A connection that a client gave up is none of the test's business.
  server.on("error", () => undefined);
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return (server.server.address() as AddressInfo).port;
}

const params = (port: number, { to = ["b@example.org"], alias = "", password = "hush" } = {}) =>
  JSON.stringify({
    from: {
      address: "a@example.org",
      password,
      host: "127.0.0.1",
      port,
      ...(alias === "" ? {} : { alias }),
    },
    to,
    content: { subject: "Done: Straße", body: "<p>well</p>" },
  });
const send = (...args: Parameters<typeof params>): string =>
  `import "vela/email"\naction: email.#SendEmail & {$params: ${params(...args)}}`;

describe("email.#SendEmail", () => {
  it("logs in and sends HTML to all receivers", async () => {
    const to = ["b@example.org", "c@example.org"];
    expect(await on.call(send(plain, { to, alias: "The Engine" }))).toEqual({ kind: "done" });
    expect(received).toMatchObject([{ user: "a@example.org", from: "a@example.org", to }]);
    const text = received[0]?.text ?? "";
    expect(text).toMatch(/^From: "?The Engine"? <a@example\.org>\r$/m);
    expect(text).toMatch(/^To: b@example\.org, c@example\.org\r$/m);
    expect(text).toMatch(/^Subject: =\?UTF-8\?Q\?Done=3A_Stra=C3=9Fe\?=\r$/m);
    expect(text).toMatch(/^Content-Type: text\/html; charset=utf-8\r$/m);
    expect(text).toMatch(/^Date: Mon, 06 May 2024 07:08:09 \+0000\r$/m);
    expect(text).toContain("\r\n\r\n<p>well</p>");
  });

  it("has the same message id at every try", async () => {
    await on.call(send(plain));
    await on.call(send(plain));
    const ids = received.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1]);
    expect(ids[0]).toMatch(/^<[0-9a-f]{32}@example\.org>$/);
    expect(ids[1]).toBe(ids[0]);
  });

  it("does not log in where the server has no logins", async () => {
    expect(await on.call(send(open, { password: "whatever" }))).toEqual({ kind: "done" });
    expect(received).toMatchObject([{ user: "", from: "a@example.org" }]);
  });

  it.each([
    ["a wrong password", () => send(plain, { password: "wrong" }), "bad login"],
    ["a mailbox that does not exist", () => send(plain, { to: ["nobody@x"] }), "no such mailbox"],
    ["no receiver", () => send(plain, { to: [] }), "No recipients"],
    ["a certificate that nobody vouches for", () => send(encrypted), "certificate"],
    ["no server", () => send(1), "ECONNREFUSED"],
  ])("fails for %s, without the password", async (_, template, message) => {
    const error = await on.error(template());
    expect(error).toMatch(/^failed to send email: /);
    expect(error).toContain(message);
    expect(error).not.toMatch(/hush|wrong/);
    expect(received).toEqual([]);
    expect(on.logs.at(-1)).toMatchObject({ level: "error", message: "email not sent" });
  });

  it("can be called in the old form", async () => {
    const template = `import "vela/op"\naction: op.#SendEmail & ${params(plain)}`;
    expect(await on.call(template)).toEqual({ kind: "done" });
    expect(received).toHaveLength(1);
  });

  it("is sent once", () => {
    expect(on.nature(send(plain))).toBe("effect");
  });
});
