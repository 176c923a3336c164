// `lateen controller`: the controller against an API server elsewhere, with the endpoints that Kubernetes asks for.
import { readFileSync } from "node:fs";
import { type Server, createServer } from "node:http";
import {
  type HttpTransport,
  type LoadedKubeConfig,
  createClient,
  createClusterClients,
  createLeaderElection,
  httpTransport,
  systemClock,
} from "@lateen/client";
import {
  type ControllerSettings,
  type Log,
  type WorkflowController,
  createWorkflowController,
} from "@lateen/controller";
import { createManager } from "@lateen/runtime";
import { StartError } from "./errors.ts";
import { webhookServer } from "./webhook-server.ts";

/** How the controller is to be run. */
export interface AloneOptions {
  readonly kubeconfig: LoadedKubeConfig;
  readonly settings: ControllerSettings;
  readonly version: string;
  readonly log: Log;
  /** Name of this process in leader election. */
  readonly identity: string;
}

/** Runs the controller until the signal is aborted. Rejects if it cannot start, or lost its leadership. */
export async function startControllerAlone(
  options: AloneOptions,
  signal: AbortSignal,
): Promise<void> {
  const { settings, log, version } = options;
  const http = httpTransport(options.kubeconfig.http);
  const client = createClient({ transport: http.transport, userAgent: settings.userAgent });
  const onError = (error: unknown): void => log.warn({ err: error }, "reaching a cluster failed");
  const gateway = gatewayOf(options) ?? http;
  const clusters = createClusterClients({ hub: client, gateway: gateway.transport, onError });
  const controller = createWorkflowController({
    client,
    clusters,
    settings,
    version,
    log,
    processMetrics: true,
    onStepLog: ({ run, step, stepId, message, fields }) =>
      log.info({ ...run, stepName: step, stepSessionID: stepId, ...fields }, message),
  });
  const manager = createManager();
  for (const address of new Set([settings.metricsAddress, settings.healthAddress])) {
    if (address === "0" || address === "") continue;
    manager.add(
      "servers",
      endpoint(address, { settings, controller, isReady: () => manager.isReady }),
    );
  }
  if (settings.webhook) {
    const { admission } = controller;
    manager.add(
      "servers",
      webhookServer({ ...settings.webhookServer, admission, clock: systemClock, log }),
    );
  }
  manager.add("caches", controller.caches);
  if (settings.leaderElection !== undefined) {
    const { leaseMilliseconds, renewMilliseconds, retryMilliseconds, namespace } =
      settings.leaderElection;
    manager.add(
      "leadership",
      createLeaderElection({
        client,
        name: leaseName(version, settings.shard),
        namespace,
        identity: options.identity,
        leaseDuration: leaseMilliseconds,
        renewDeadline: renewMilliseconds,
        retryPeriod: retryMilliseconds,
        onLeader: (leader) => log.info({ leader }, "leader changed"),
        onError: (error) =>
          log.warn({ err: error }, "leader election failed to reach the API server"),
      }),
    );
  }
  manager.add("controllers", controller);
  try {
    await manager.run(signal);
  } finally {
    await clusters.close();
    if (gateway !== http) await gateway.close();
    await http.close();
  }
}

/** The way to member clusters that does not lead through the API server (spec: engine.md 25). */
function gatewayOf({ kubeconfig, settings }: AloneOptions): HttpTransport | undefined {
  if (settings.clusterGateway === undefined) return undefined;
  const { url, caFile } = settings.clusterGateway;
  try {
    const ca = caFile === "" ? {} : { ca: readFileSync(caFile, "utf8") };
    return httpTransport({ ...kubeconfig.http, server: url, ...ca });
  } catch (cause) {
    throw new StartError("flag", `--cluster-gateway-ca-file: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** Spec: engine.md 25. */
function leaseName(version: string, shard: string | undefined): string {
  const name = `workflow-${version.toLowerCase().replaceAll(".", "-")}`;
  return shard === undefined || shard === "master" ? name : `${name}-${shard}`;
}

interface EndpointSources {
  readonly settings: ControllerSettings;
  readonly controller: WorkflowController;
  readonly isReady: () => boolean;
}

function endpoint(
  address: string,
  { settings, controller, isReady }: EndpointSources,
): { readonly name: string; run(signal: AbortSignal): Promise<void> } {
  const answer = async (path: string): Promise<{ status: number; type: string; text: string }> => {
    const { registry } = controller.metrics;
    if (path === "/metrics" && address === settings.metricsAddress) {
      return { status: 200, type: registry.contentType, text: await registry.metrics() };
    }
    if (address === settings.healthAddress) {
      if (path === "/healthz") return { status: 200, type: "text/plain", text: "ok" };
      if (path === "/readyz") {
        return isReady()
          ? { status: 200, type: "text/plain", text: "ok" }
          : { status: 500, type: "text/plain", text: "starting" };
      }
    }
    return { status: 404, type: "text/plain", text: "not found" };
  };
  return {
    name: `endpoint ${address}`,
    async run(signal) {
      const server: Server = createServer((request, response) => {
        answer((request.url ?? "/").split("?")[0] ?? "/")
          .then(({ status, type, text }) =>
            response.writeHead(status, { "content-type": type }).end(text),
          )
          .catch((error: unknown) => response.writeHead(500).end(String(error)));
      });
      await listen(server, address);
      await new Promise<void>((done) => {
        if (signal.aborted) done();
        signal.addEventListener("abort", () => done(), { once: true });
      });
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function listen(server: Server, address: string): Promise<void> {
  const colon = address.lastIndexOf(":");
  const host = address.slice(0, colon).replace(/^\[|\]$/g, "");
  const port = Number(address.slice(colon + 1));
  if (colon === -1 || !Number.isInteger(port)) {
    throw new StartError(
      "flag",
      `expected an address such as :8080 or 127.0.0.1:8080, found "${address}"`,
    );
  }
  return new Promise((done, fail) => {
    server.once("error", (cause: NodeJS.ErrnoException) =>
      fail(
        cause.code === "EADDRINUSE"
          ? new StartError("port", `${address} is in use by another program`, { cause })
          : cause,
      ),
    );
    server.listen({ port, ...(host === "" ? {} : { host }) }, done);
  });
}
