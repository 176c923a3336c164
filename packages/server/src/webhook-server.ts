// The webhooks of runs, for an API server elsewhere: HTTPS with a certificate that somebody else puts into a folder,
// and renews there.
import { readFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { type Clock, sleep } from "@lateen/client";
import {
  type Admission,
  type AdmissionReview,
  type Log,
  WEBHOOK_PATHS,
  answerReview,
} from "@lateen/controller";
import type { Runnable } from "@lateen/runtime";
import { StartError } from "./errors.ts";

/** Where the webhooks are served, and with what. */
export interface WebhookServerOptions {
  readonly admission: Admission;
  readonly port: number;
  /** Folder of `tls.crt` and `tls.key`. */
  readonly certificateFolder: string;
  readonly clock: Clock;
  readonly log: Log;
}

const TRIES = 45;
const RETRY_MILLISECONDS = 2_000;
const RENEWAL_MILLISECONDS = 10_000;

/** Serves the webhooks until the signal is aborted. Rejects if the certificate is not there after 90 seconds. */
export function webhookServer(options: WebhookServerOptions): Runnable {
  const { admission, port, certificateFolder, clock, log } = options;
  return {
    name: "webhooks",
    async run(signal) {
      let pair = await firstPair(certificateFolder, clock, signal);
      const server = createServer(pair, (request, response) => {
        answer(admission, request, response).catch((error: unknown) => {
          log.warn({ err: error, path: request.url }, "an admission review could not be answered");
          response.writeHead(400).end(error instanceof Error ? error.message : String(error));
        });
      });
      await new Promise<void>((done, fail) => {
        server.once("error", fail);
        server.listen(port, done);
      });
      let cancel: () => void = () => undefined;
      const renew = (): void => {
        try {
          const found = readPair(certificateFolder);
          if (found.cert !== pair.cert || found.key !== pair.key) server.setSecureContext(found);
          pair = found;
        } catch (error) {
          // While it is being replaced, the old one serves.
          log.debug({ err: error }, "the certificate of the webhooks could not be read again");
        }
        cancel = clock.after(RENEWAL_MILLISECONDS, renew);
      };
      cancel = clock.after(RENEWAL_MILLISECONDS, renew);
      await new Promise<void>((done) => {
        if (signal.aborted) done();
        signal.addEventListener("abort", () => done(), { once: true });
      });
      cancel();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

async function answer(
  admission: Admission,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const what = WEBHOOK_PATHS[(request.url ?? "").split("?", 1)[0] ?? ""];
  if (what === undefined || request.method !== "POST") {
    response.writeHead(404).end("not found");
    return;
  }
  const review = (await json(request)) as AdmissionReview;
  const text = JSON.stringify(answerReview(admission, what, review));
  response.writeHead(200, { "content-type": "application/json" }).end(text);
}

interface Pair {
  readonly cert: string;
  readonly key: string;
}

async function firstPair(folder: string, clock: Clock, signal: AbortSignal): Promise<Pair> {
  for (let tries = 1; ; tries++) {
    try {
      return readPair(folder);
    } catch (cause) {
      if (tries === TRIES || signal.aborted) {
        throw new StartError("flag", `--webhook-cert-dir: ${(cause as Error).message}`, { cause });
      }
      await sleep(clock, RETRY_MILLISECONDS, signal);
    }
  }
}

function readPair(folder: string): Pair {
  return {
    cert: readFileSync(join(folder, "tls.crt"), "utf8"),
    key: readFileSync(join(folder, "tls.key"), "utf8"),
  };
}
