// Clusters in which nothing changes, and functions that stop where something outside would: for plans.
import type { ProviderFunction, ProviderRegistry } from "@lateen/engine";
import {
  type Client,
  type ClusterClients,
  type KubeObject,
  type ObjectKey,
  isNotFound,
} from "@lateen/kube";

/** A change that a cluster would make of an object. */
export interface DryChange {
  /** Empty for the engine's own. */
  readonly cluster: string;
  readonly step: string;
  readonly key: ObjectKey;
  /** Undefined: it would be created. */
  readonly before: KubeObject | undefined;
  /** Undefined: it would be deleted. */
  readonly after: KubeObject | undefined;
}

/** The clients of `clusters`, whose changes are dry runs of the server and on record in `changes`. */
export function dryClusters(
  clusters: ClusterClients,
  changes: DryChange[],
  currentStep: () => string,
): ClusterClients {
  return {
    cluster: async (name) =>
      dryClient(await clusters.cluster(name), (change) =>
        changes.push({ ...change, cluster: name === "local" ? "" : name, step: currentStep() }),
      ),
  };
}

/** A client whose changes are dry runs of the server; each is told. */
export function dryClient(
  client: Client,
  onChange: (change: Omit<DryChange, "cluster" | "step">) => void,
): Client {
  const before = async (key: ObjectKey): Promise<KubeObject | undefined> => {
    try {
      return await client.get(key);
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  };
  return {
    get: (key, options) => client.get(key, options),
    list: (type, options) => client.list(type, options),
    watch: (type, options) => client.watch(type, options),
    logs: (pod, options) => client.logs(pod, options),
    async create(object, options) {
      const after = await client.create(object, { ...options, dryRun: true });
      onChange({ key: keyOf(after), before: undefined, after });
      return after;
    },
    async update(object, options) {
      const old = await before(keyOf(object));
      const after = await client.update(object, { ...options, dryRun: true });
      onChange({ key: keyOf(after), before: old, after });
      return after;
    },
    async patch<T extends KubeObject = KubeObject>(
      ...[key, type, body, options]: Parameters<Client["patch"]>
    ): Promise<T> {
      const old = await before(key);
      const after = await client.patch<T>(key, type, body, { ...options, dryRun: true });
      onChange({ key, before: old, after });
      return after;
    },
    async delete(key, options) {
      const old = await before(key);
      await client.delete(key, { ...options, dryRun: true });
      onChange({ key, before: old, after: undefined });
    },
    async deleteAll(type, options) {
      const { items } = await client.list(type, options);
      for (const item of items) {
        onChange({ key: { ...keyOf(item), ...type }, before: item, after: undefined });
      }
    },
  };
}

function keyOf({ apiVersion, kind, metadata }: KubeObject): ObjectKey {
  const { name = metadata.generateName ?? "", namespace } = metadata;
  return { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** Providers that reach only the clusters, or nothing. */
const INSIDE = new Set(["builtin", "kube", "config", "time", "util"]);
/** Functions of `op` that reach something else. */
const OUTSIDE_LEGACY = new Set(["do", "chat", "send", "promCheck"]);

/**
 * Functions as a plan calls them: waits and suspensions are passed, what reaches a cluster is called (with
 * {@link dryClusters}), what reaches anything else ends the step's evaluation. `onStep` hears whose action is called.
 */
export function planningRegistry(
  real: ProviderRegistry,
  onStep: (name: string) => void,
): ProviderRegistry {
  const passed: ProviderFunction = {
    nature: "control",
    native: true,
    call: async () => ({ kind: "done" }),
  };
  return {
    hasProvider: (provider) => real.hasProvider(provider),
    packageSource: (path) => real.packageSource(path),
    find(provider, name) {
      const fn = real.find(provider, name);
      if (fn === undefined) return undefined;
      if (["builtin", "op"].includes(provider) && ["wait", "suspend"].includes(name)) return passed;
      const isInside =
        INSIDE.has(provider) ||
        fn.nature === "control" ||
        (provider === "op" && !OUTSIDE_LEGACY.has(name));
      return {
        ...fn,
        async call(input, runtime) {
          onStep(runtime.step.name);
          if (isInside) return fn.call(input, runtime);
          return {
            kind: "wait",
            message: `only the run can tell what ${input.path} (${provider}.${name}) answers`,
          };
        },
      };
    },
  };
}
