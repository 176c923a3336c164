// Spec: packages.md 6. A mail is sent within the call; the journal of the step sees to it that it is sent once.
import { createHash } from "node:crypto";
import { isIP } from "node:net";
import type { ProviderFunction } from "@lateen/engine";
import nodemailer from "nodemailer";
import { type Provider, defineProvider } from "../define-provider.ts";
import { listAt, numberAt, objectAt, optionalText, textAt } from "../input.ts";
import { EMAIL_CUE } from "../sources.gen.ts";

/** A mail and how it is sent. */
export interface Mail {
  readonly from: { readonly address: string; readonly name?: string };
  readonly to: readonly string[];
  readonly subject: string;
  readonly html: string;
  readonly messageId: string;
  readonly date: Date;
  readonly server: { readonly host: string; readonly port: number; readonly password: string };
}

/** Hands a mail to an SMTP server. Throws where the server does not take it. */
export type SendMail = (mail: Mail) => Promise<void>;

const CONNECT_TIMEOUT = 10_000;
const SILENCE_TIMEOUT = 60_000;

/** Over SMTP: TLS from the start on port 465, else STARTTLS where the server offers it. */
export const sendOverSmtp: SendMail = async (mail) => {
  const { host, port, password } = mail.server;
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: port === 465,
    connectionTimeout: CONNECT_TIMEOUT,
    greetingTimeout: CONNECT_TIMEOUT,
    socketTimeout: SILENCE_TIMEOUT,
    auth: { user: mail.from.address, pass: password },
    // A certificate is looked up by name; an address is none.
    ...(isIP(host) === 0 ? { tls: { servername: host } } : {}),
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from: { name: mail.from.name ?? "", address: mail.from.address },
      to: [...mail.to],
      subject: mail.subject,
      html: mail.html,
      messageId: mail.messageId,
      date: mail.date,
    });
  } finally {
    transport.close();
  }
};

/** Makes the function that sends a mail. */
export function emailSend(sendMail: SendMail): ProviderFunction {
  return {
    nature: "effect",
    async call({ params }, runtime) {
      const from = objectAt(params, "from");
      const content = objectAt(params, "content");
      const address = textAt(from, "address");
      const host = textAt(from, "host");
      const alias = optionalText(from, "alias") ?? "";
      const to = listAt(params, "to").map((value, index) =>
        textAt({ [`to[${index}]`]: value }, `to[${index}]`),
      );
      const id = createHash("sha256").update(runtime.idempotencyKey).digest("hex").slice(0, 32);
      try {
        await sendMail({
          from: alias === "" ? { address } : { address, name: alias },
          to,
          subject: textAt(content, "subject"),
          html: textAt(content, "body"),
          // The same for every try, so that a mail system can tell a second copy.
          messageId: `<${id}@${address.split("@").at(-1) ?? "lateen"}>`,
          date: new Date(runtime.clock.now()),
          server: { host, port: numberAt(from, "port"), password: textAt(from, "password") },
        });
      } catch (err) {
        const text = err instanceof Error ? err.message : String(err);
        runtime.log({ level: "error", message: "email not sent", fields: { host, error: text } });
        throw new Error(`failed to send email: ${text}`, { cause: err });
      }
      runtime.log({
        level: "info",
        message: "email sent",
        fields: { host, recipients: to.length },
      });
      return { kind: "done" };
    },
  };
}

/** `vela/email`. */
export function emailProvider(sendMail: SendMail): Provider {
  return defineProvider("email", EMAIL_CUE, { send: emailSend(sendMail) });
}
