import type { ApiServer, ApiServerOptions } from "./server.ts";

/** Makes an API server over a store. It is ready when the promise resolves. */
export function createApiServer(_options: ApiServerOptions): Promise<ApiServer> {
  return Promise.reject(new Error("under construction"));
}
