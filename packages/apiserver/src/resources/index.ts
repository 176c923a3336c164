import type { ResourceDefinition } from "../resource.ts";
import { autoscaling } from "./autoscaling.ts";
import { core } from "./core.ts";
import { customResourceDefinitions } from "./custom-resource-definitions.ts";
import { events } from "./events.ts";
import { platform } from "./platform.ts";
import { workloads } from "./workloads.ts";

/** Every built-in kind, in the order in which groups are listed. */
export const builtinResources: readonly ResourceDefinition[] = [
  ...core,
  ...workloads,
  events,
  autoscaling,
  ...platform,
  customResourceDefinitions,
];
