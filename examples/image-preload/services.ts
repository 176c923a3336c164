// The three services of this example: one builds images, one caches them, one takes alerts. Slow and asynchronous as real
// ones are: a POST starts the work and gives an id, a GET tells how far it is.
//
//     node examples/image-preload/services.ts [--seconds 3] [--build ok|fails|garbage] [--port 7101]
import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

/** How the services behave. */
export interface ServicesOptions {
  /** How long a build and a cache take. Default 3 seconds. */
  readonly milliseconds?: number;
  /** What becomes of builds. Default `ok`. */
  readonly build?: "ok" | "fails" | "garbage";
  /** Port of the build service; the others take the next two. Default: any free ones. */
  readonly port?: number;
}

/** The running services. */
export interface Services {
  readonly build: string;
  readonly cache: string;
  readonly alert: string;
  /** All requests so far, such as `POST /builds`. */
  readonly requests: readonly string[];
  /** Bodies of the alerts. */
  readonly alerts: readonly string[];
  close(): Promise<void>;
}

/** Starts the services. */
export async function startServices(options: ServicesOptions = {}): Promise<Services> {
  const { milliseconds = 3000, build = "ok", port = 0 } = options;
  const requests: string[] = [];
  const alerts: string[] = [];
  const startedAt = new Map<string, number>();
  const start = (prefix: string): string => {
    const id = `${prefix}-${startedAt.size + 1}`;
    startedAt.set(id, Date.now());
    return id;
  };
  const progress = (id: string): number =>
    Math.min(1, (Date.now() - (startedAt.get(id) ?? Date.now())) / milliseconds);

  const buildService = await listen(port, requests, ({ method, path }) => {
    if (build === "garbage") return "<html>It works!</html>";
    if (method === "POST" && path === "/builds") return { id: start("build") };
    const id = path.slice("/builds/".length);
    if (!startedAt.has(id)) return undefined;
    if (progress(id) < 1) return { id, state: "building" };
    return build === "fails"
      ? { id, state: "failed", reason: "no space left on device" }
      : { id, state: "done", imageID: `registry.example.com/base/java@sha256:${id}` };
  });
  const cacheService = await listen(port === 0 ? 0 : port + 1, requests, ({ method, path }) => {
    if (method === "POST" && path === "/caches") return { id: start("cache") };
    const [, , id = "", part] = path.split("/");
    if (!startedAt.has(id)) return undefined;
    const percent = Math.round(progress(id) * 100);
    if (part === "log") return `pulling the image\n${percent}% of the layers are in the cache\n`;
    return { id, state: percent < 100 ? "building" : "done" };
  });
  const alertService = await listen(
    port === 0 ? 0 : port + 2,
    requests,
    ({ method, path, body }) => {
      if (method !== "POST" || path !== "/alerts") return undefined;
      alerts.push(body);
      return { accepted: true };
    },
  );
  const servers = [buildService, cacheService, alertService];
  return {
    build: addressOf(buildService),
    cache: addressOf(cacheService),
    alert: addressOf(alertService),
    requests,
    alerts,
    async close() {
      for (const server of servers) server.closeAllConnections();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly body: string;
}

/** Answers with JSON, with a text, or with 404 for undefined. */
type Handler = (request: Request) => object | string | undefined;

async function listen(port: number, requests: string[], handle: Handler): Promise<Server> {
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const method = request.method ?? "GET";
      const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
      requests.push(`${method} ${path}`);
      const answer = handle({ method, path, body: Buffer.concat(chunks).toString("utf8") });
      if (answer === undefined) response.writeHead(404).end("not found\n");
      else if (typeof answer === "string")
        response.writeHead(200, { "content-type": "text/plain" }).end(answer);
      else
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return server;
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({
    options: {
      seconds: { type: "string", default: "3" },
      build: { type: "string", default: "ok" },
      port: { type: "string", default: "7101" },
    },
  });
  const services = await startServices({
    milliseconds: Number(values.seconds) * 1000,
    build: values.build as "ok" | "fails" | "garbage",
    port: Number(values.port),
  });
  console.log(
    `build ${services.build}\ncache ${services.cache}\nalert ${services.alert}\nCtrl-C stops them`,
  );
}
