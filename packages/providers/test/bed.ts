// What the tests of the functions stand on: a cluster in this process, a registry, and actions written in CUE as
// templates have them.
import { type Data, compile } from "@lateen/cue";
import type { ActionInput, ActionResult, ProviderRuntime } from "@lateen/engine";
import type { Client, Json, JsonObject, KubeObject } from "@lateen/kube";
import { type Cluster, startCluster } from "@lateen/testkit";
import {
  type ProviderRegistryOptions,
  type Registry,
  createProviderRegistry,
} from "../src/index.ts";

/** A test bed. */
export interface Bed {
  readonly cluster: Cluster;
  readonly client: Client;
  readonly registry: Registry;
  readonly runtime: ProviderRuntime;
  readonly logs: readonly {
    readonly level: string;
    readonly message: string;
    readonly fields?: JsonObject;
  }[];
  readonly keys: Map<string, string>;
  readonly time: { now: number };
  /** Calls the function at the field `at` (default `action`) of a template. Throws its error. */
  call(template: string, at?: string): Promise<ActionResult>;
  /** The same, expecting a result: what it returns. */
  returns(template: string, at?: string): Promise<{ readonly [key: string]: Json }>;
  /** The same, expecting an error: its message. */
  error(template: string): Promise<string>;
  /** Nature of the action. */
  nature(template: string): string;
  get(
    kind: string,
    name: string,
    namespace?: string,
  ): Promise<KubeObject & { [field: string]: Json }>;
  close(): Promise<void>;
}

/** Sets up a test bed. `member` is a second cluster of that name. */
export async function bed(
  options: ProviderRegistryOptions & {
    readonly member?: string;
    readonly objects?: readonly KubeObject[];
  } = {},
): Promise<Bed> {
  const cluster = await startCluster({
    ...(options.objects === undefined ? {} : { objects: options.objects }),
  });
  const member = options.member === undefined ? undefined : await startCluster();
  const registry = createProviderRegistry(options);
  const logs: { level: string; message: string; fields?: JsonObject }[] = [];
  const keys = new Map<string, string>();
  const variables = new Map<string, Data>();
  const time = { now: Date.parse("2024-05-06T07:08:09Z") };
  const runtime: ProviderRuntime = {
    run: { name: "run", namespace: "default", uid: "uid" },
    step: { name: "step", id: "abcde12345", path: "step" },
    // The author of a run may set anything in it.
    processContext: { name: "run", namespace: "other", stepName: "step" },
    labels: { "workflowrun.oam.dev/name": "run", "workflowrun.oam.dev/namespace": "default" },
    variables: {
      get: (path) => variables.get(path),
      set: (path, value) => void variables.set(path, value),
      getKey: (key) => keys.get(key),
      setKey: (key, value) => void keys.set(key, value),
      deleteKey: (key) => void keys.delete(key),
    },
    clusters: {
      async cluster(name) {
        if (name === "" || name === "local") return cluster.client;
        if (name === options.member && member !== undefined) return member.client;
        throw new Error(`cluster ${name} is not known`);
      },
    },
    clock: { now: () => time.now },
    signal: new AbortController().signal,
    idempotencyKey: "idempotency-key",
    log: (entry) => void logs.push(entry),
  };

  const find = (
    template: string,
    at = "action",
  ): { input: ActionInput; fn: ReturnType<Registry["find"]> } => {
    const { program, errors } = compile([{ filename: "template.cue", text: template }], {
      packages: (path) => registry.packageSource(path),
    });
    if (program === undefined) throw errors[0] ?? new Error("the template does not compile");
    const value = program.evaluate().lookup([at]);
    const provider = String(value.lookup(["#provider"]).decode());
    const fn = registry.find(provider, String(value.lookup(["#do"]).decode()));
    if (fn === undefined) throw new Error("the function is not known");
    const struct = fn.native === true ? {} : (value.decode() as { [key: string]: Json });
    const params = (provider === "op" ? struct : (struct["$params"] ?? {})) as JsonObject;
    return { fn, input: { struct, params, value, label: at, path: at } };
  };
  const call = async (template: string, at?: string): Promise<ActionResult> => {
    const { fn, input } = find(template, at);
    if (fn === undefined) throw new Error("the function is not known");
    return fn.call(input, runtime);
  };

  return {
    cluster,
    client: cluster.client,
    registry,
    runtime,
    logs,
    keys,
    time,
    call,
    async returns(template, at) {
      const result = await call(template, at);
      if (result.kind !== "done") throw new Error(`expected a result, found ${result.kind}`);
      return (result.returns ?? {}) as { [key: string]: Json };
    },
    async error(template) {
      let result: ActionResult;
      try {
        result = await call(template);
      } catch (err) {
        return err instanceof Error ? err.message : String(err);
      }
      throw new Error(`expected an error, found ${JSON.stringify(result)}`);
    },
    nature(template) {
      const { fn, input } = find(template);
      return typeof fn?.nature === "function" ? fn.nature(input) : String(fn?.nature);
    },
    async get(kind, name, namespace = "default") {
      const apiVersion = kind === "Deployment" ? "apps/v1" : "v1";
      return (await cluster.client.get({ apiVersion, kind, name, namespace })) as never;
    },
    async close() {
      await registry.close();
      await cluster.close();
      await member?.close();
    },
  };
}
