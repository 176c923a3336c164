import type { KubeObject } from "@lateen/kube";
import { isAlreadyExists } from "@lateen/kube";
import { systemClock } from "./clock.ts";
import type { ServerContext, WriteOptions } from "./context.ts";
import { DeletionController } from "./controllers/deletion-controller.ts";
import { EventExpiry } from "./controllers/event-expiry.ts";
import { GarbageCollector } from "./controllers/garbage-collector.ts";
import { runControllers } from "./controllers/run-controllers.ts";
import { followCustomResources } from "./custom-resources.ts";
import { Discovery } from "./discovery.ts";
import type { Handlers } from "./http/dispatch.ts";
import { handle } from "./http/handler.ts";
import { listen } from "./http/listen.ts";
import { InProcessClient } from "./in-process-client.ts";
import { OpenApi } from "./openapi/openapi.ts";
import { systemRandom } from "./random.ts";
import { Registry } from "./registry.ts";
import { builtinResources } from "./resources/index.ts";
import { Simulator } from "./simulate/simulator.ts";
import type { ApiServer, ApiServerOptions, Listener } from "./server.ts";
import { create } from "./verbs/create.ts";
import { reviews } from "./virtual/reviews.ts";

const NAMESPACES = ["default", "kube-system", "kube-public", "kube-node-lease"];

/** Makes an API server over a store. It is ready when the promise resolves. */
export async function createApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const registry = new Registry(builtinResources);
  const ctx: ServerContext = {
    store: options.store,
    registry,
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    freezeShared: options.freezeShared ?? false,
    admission: options.admission ?? {},
    onError: options.onError ?? (() => undefined),
    streams: new Set(),
  };
  const discovery = new Discovery(registry, reviews);
  let isReady = false;
  const handlers: Handlers = {
    ctx,
    discovery,
    openapi: new OpenApi(registry, discovery),
    virtual: reviews,
    token: options.token,
    pages: options.pages,
    isReady: () => isReady,
  };
  const stops = [followCustomResources(ctx)];
  await Promise.all(
    [...NAMESPACES, ...(options.namespaces ?? [])].map((name) => ensureNamespace(ctx, name)),
  );
  stops.push(
    runControllers(ctx, [
      new GarbageCollector(ctx),
      new DeletionController(ctx),
      new EventExpiry(ctx),
      ...(options.simulateWorkloads === true ? [new Simulator(ctx)] : []),
    ]),
  );
  isReady = true;
  const listeners = new Set<Listener>();
  const client = new InProcessClient(ctx);
  stops.push(() => client.close());
  return {
    handle: (request) => handle(handlers, request),
    async listen(where = {}) {
      const listener = await listen(handlers, where);
      listeners.add(listener);
      return {
        ...listener,
        close: async () => {
          listeners.delete(listener);
          await listener.close();
        },
      };
    },
    client: () => client,
    async close() {
      isReady = false;
      for (const stop of stops) stop();
      for (const end of ctx.streams) end();
      await Promise.all([...listeners].map((listener) => listener.close()));
      listeners.clear();
    },
  };
}

const QUIET: WriteOptions = {
  dryRun: false,
  fieldManager: "lateen",
  fieldValidation: "Ignore",
  warn: () => undefined,
};

async function ensureNamespace(ctx: ServerContext, name: string): Promise<void> {
  const served = ctx.registry.find("", "v1", "namespaces");
  if (served === undefined) return;
  const namespace: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
  try {
    await create(ctx, { served }, namespace, QUIET);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
  }
}
