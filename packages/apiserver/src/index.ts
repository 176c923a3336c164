// A Kubernetes-compatible API server.
export type { Admission, ApiServer, ApiServerOptions, Listener, ListenOptions } from "./server.ts";
export { createApiServer } from "./create-api-server.ts";

// Paths of whoever runs the server, answered beside its own.
export {
  type ApiRequest,
  type ApiResponse,
  type ApiStream,
  jsonResponse,
  type StreamSink,
  textResponse,
} from "./http/message.ts";

// Time and chance come in from outside.
export { type Clock, systemClock } from "./clock.ts";
export { type Random, systemRandom } from "./random.ts";
