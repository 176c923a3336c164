// How long calls of the API server take.
import type { Client, KubeObject, TypeMeta } from "@lateen/kube";
import { Histogram, type Registry } from "prom-client";
import type { Clock } from "@lateen/client";
import { BUCKETS } from "./metrics.ts";

/** The client, its calls measured in the registry. Watches last as long as somebody listens, and are not measured. */
export function measuredClient(client: Client, registry: Registry, clock: Clock): Client {
  const time = new Histogram({
    name: "kubevela_controller_client_request_time_seconds",
    help: "duration of a call of the API server",
    labelNames: ["controller", "cluster", "verb", "kind", "apiVersion", "unstructured"],
    buckets: [...BUCKETS],
    registers: [registry],
  });
  // A row of the histogram by what is called: to find it by its labels takes longer than to observe.
  const rows = new Map<string, { observe(seconds: number): void }>();
  const rowOf = (
    verb: string,
    { apiVersion, kind }: TypeMeta,
  ): { observe(seconds: number): void } => {
    const key = `${verb} ${apiVersion} ${kind}`;
    let row = rows.get(key);
    if (row === undefined) {
      const fixed = { controller: "workflowrun", cluster: "local", unstructured: "false" };
      row = time.labels({ ...fixed, verb, kind, apiVersion });
      rows.set(key, row);
    }
    return row;
  };
  const measured = async <T>(verb: string, type: TypeMeta, call: Promise<T>): Promise<T> => {
    const began = clock.now();
    try {
      return await call;
    } finally {
      rowOf(verb, type).observe((clock.now() - began) / 1000);
    }
  };
  return {
    get: (key, options) => measured("Get", key, client.get(key, options)),
    list: (type, options) => measured("List", type, client.list(type, options)),
    watch: (type, options) => client.watch(type, options),
    logs: (pod, options) => client.logs(pod, options),
    create: (object, options) => measured("Create", object, client.create(object, options)),
    update: (object, options) =>
      measured(verbOf("Update", options?.subresource), object, client.update(object, options)),
    patch: <T extends KubeObject>(...[key, type, body, options]: Parameters<Client["patch"]>) =>
      measured(
        verbOf("Patch", options?.subresource),
        key,
        client.patch<T>(key, type, body, options),
      ),
    delete: (key, options) => measured("Delete", key, client.delete(key, options)),
    deleteAll: (type, options) => measured("DeleteAllOf", type, client.deleteAll(type, options)),
  };
}

function verbOf(verb: string, subresource: string | undefined): string {
  return subresource === "status" ? `Status${verb}` : verb;
}
