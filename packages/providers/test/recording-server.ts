// An HTTP server in this process that keeps what it was asked.
import { type IncomingHttpHeaders, createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A request as it came. */
export interface ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What is answered; the content type is JSON. */
export interface Answer {
  readonly status?: number;
  readonly body: string;
}

/** The server. */
export interface RecordingServer {
  readonly url: string;
  readonly requests: readonly ReceivedRequest[];
  close(): void;
}

/** Starts a server on a free port of this machine. */
export async function recordingServer(
  answer: (request: ReceivedRequest) => Answer,
): Promise<RecordingServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      requests.push(request);
      const { status = 200, body } = answer(request);
      response.writeHead(status, { "content-type": "application/json" }).end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
