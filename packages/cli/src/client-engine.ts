// The engine in this process over what an API server has: for commands that look at runs without touching them.
import {
  type Package,
  SYSTEM_NAMESPACE,
  type Workflow,
  type WorkflowRun,
  type WorkflowStepDefinition,
  typeOf,
} from "@lateen/api";
import { createClusterClients, threadCpuTime } from "@lateen/client";
import {
  type DefinitionSource,
  type Engine,
  type ProviderRegistry,
  type RunStorage,
  configMapStorage,
  templatesFor,
} from "@lateen/engine";
import { type Client, type KubeObject, isNotFound } from "@lateen/kube";
import { createProviderRegistry } from "@lateen/providers";
import type { Clock } from "./clock.ts";

/** An {@link Engine} with connections. */
export interface ClientEngine extends Engine {
  close(): Promise<void>;
}

/** Makes an engine that reads step types, Workflows, packages and clusters from an API server. */
export async function clientEngine(client: Client, clock: Clock): Promise<ClientEngine> {
  const registry = createProviderRegistry();
  registry.setPackages(await packagesOf(client));
  const clusters = createClusterClients({ hub: client, systemNamespace: SYSTEM_NAMESPACE });
  return {
    ...engineWith(clientDefinitions(client), registry, clock),
    clusters,
    async close() {
      await clusters.close();
      await registry.close();
    },
  };
}

/** An engine that reaches no cluster. */
export function engineWith(
  definitions: DefinitionSource,
  registry: ProviderRegistry,
  clock: Pick<Clock, "now">,
): Engine {
  return {
    definitions,
    registry,
    templates: templatesFor(registry),
    clusters: { cluster: (name) => Promise.reject(new Error(`cluster "${name}" is not at hand`)) },
    clock,
    cpuTime: threadCpuTime,
    // Only spreads retries.
    random: () => 0.5,
  };
}

/** Where the context of a run is. Nothing is written unless the engine is told to. */
export function contextOf(client: Client, run: WorkflowRun, clock: Clock): RunStorage {
  return configMapStorage({ client, run, clock });
}

function clientDefinitions(client: Client): DefinitionSource {
  const find = async <T extends KubeObject>(
    kind: "WorkflowStepDefinition" | "Workflow",
    namespace: string,
    name: string,
  ): Promise<T | undefined> => {
    try {
      return await client.get<T>({ ...typeOf(kind), namespace, name });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  return {
    stepDefinition: (namespace, name) =>
      find<WorkflowStepDefinition>("WorkflowStepDefinition", namespace, name),
    workflow: (namespace, name) => find<Workflow>("Workflow", namespace, name),
  };
}

async function packagesOf(client: Client): Promise<readonly Package[]> {
  try {
    return (await client.list<Package>(typeOf("Package"))).items;
  } catch (error) {
    // A server without the kind has no packages.
    if (isNotFound(error)) return [];
    throw error;
  }
}
