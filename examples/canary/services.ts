// A gateway that splits traffic, as far as this example calls it.
//
//     node examples/canary/services.ts [--port 7301]
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

/** The running gateway. */
export interface Gateway {
  readonly url: string;
  /** Weights that were set, in order. */
  readonly weights: readonly number[];
  close(): Promise<void>;
}

/** Starts the gateway, on a free port by default. */
export async function startGateway(port = 0): Promise<Gateway> {
  const weights: number[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const isKnown = request.method === "POST" && request.url === "/weights";
      if (isKnown) {
        const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { weight: number };
        weights.push(body.weight);
      }
      response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify({ weights }));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    weights,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { port: { type: "string", default: "7301" } } });
  const gateway = await startGateway(Number(values.port));
  console.log(`${gateway.url}\nCtrl-C stops it`);
}
