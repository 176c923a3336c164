// The client.
export { type ClientOptions, createClient } from "./rest.ts";
export type { ApiResource, DiscoveringClient, Discovery } from "./discovery.ts";

// Ways to a server.
export {
  handlerTransport,
  prefixTransport,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./transport.ts";
export {
  type Credentials,
  type HttpOptions,
  type HttpTransport,
  httpTransport,
} from "./http-transport.ts";

// Time and chance.
export { type Clock, type Random, sleep, systemClock, systemRandom } from "./clock.ts";
