// A business service: what a team has already, called by workflows instead of by hand.
//
//     node examples/delivery/services.ts [--refuse-batch 2] [--port 7201]
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

/** How the service behaves. */
export interface DeliveryOptions {
  /** The service refuses to release this batch. Default: none. */
  readonly refuseBatch?: number;
  /** How long an environment takes. Default 1 second. */
  readonly milliseconds?: number;
  readonly port?: number;
}

/** The running service. */
export interface DeliveryService {
  readonly url: string;
  /** All requests so far, such as `POST /environments`. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Starts the service. */
export async function startDeliveryService(
  options: DeliveryOptions = {},
): Promise<DeliveryService> {
  const { milliseconds = 1000, port = 0 } = options;
  const requests: string[] = [];
  let environmentAt: number | undefined;
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = request.url ?? "/";
      requests.push(`${request.method} ${path}`);
      const send = (status: number, body: object): void => {
        response
          .writeHead(status, { "content-type": "application/json" })
          .end(JSON.stringify(body));
      };
      const body = Buffer.concat(chunks).toString("utf8");
      switch (`${request.method} ${path}`) {
        case "POST /environments":
          environmentAt ??= Date.now();
          return send(201, { id: "env-1" });
        case "GET /environments/env-1": {
          const isReady = environmentAt !== undefined && Date.now() - environmentAt >= milliseconds;
          return send(200, {
            id: "env-1",
            state: isReady ? "ready" : "creating",
            region: "shanghai",
          });
        }
        case "POST /releases": {
          const { batch } = JSON.parse(body) as { batch: number };
          if (batch === options.refuseBatch) return send(409, { error: "error budget is used up" });
          return send(200, { batch, released: true });
        }
        case "POST /rollbacks":
          return send(200, { rolledBack: true });
        default:
          return send(404, { error: "not found" });
      }
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: { "refuse-batch": { type: "string" }, port: { type: "string", default: "7201" } },
  });
  const refuse = values["refuse-batch"];
  const service = await startDeliveryService({
    port: Number(values.port),
    ...(refuse === undefined ? {} : { refuseBatch: Number(refuse) }),
  });
  console.log(`${service.url}\nCtrl-C stops it`);
}
