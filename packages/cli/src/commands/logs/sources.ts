// The logs that a step points to: those of a service at an address, those of Pods.
import { type KubeObject, isApiError } from "@lateen/kube";
import { CommandError } from "../../errors.ts";
import type { Connection, Factory } from "../../factory.ts";
import type { LogSource } from "./logs.ts";

/** What {@link printSources} prints. */
export interface SourcesOf {
  readonly step: string;
  readonly source: LogSource;
  /** Namespace of the run: where Pods are looked for whose namespace is not said. */
  readonly namespace: string;
}

/** Prints the logs at the sources of a step; returns how many sources there were. */
export async function printSources(
  factory: Factory,
  connection: Connection,
  { step, source, namespace }: SourcesOf,
): Promise<number> {
  const { url, resources = [] } = source.source ?? {};
  if (url !== undefined && url !== "") await printUrl(factory, step, url);
  for (const resource of resources) {
    const place = resource.namespace || namespace;
    if (resource.cluster !== undefined && resource.cluster !== "" && resource.cluster !== "local") {
      factory.io.stderr.write(
        `Logs of Pods in cluster ${resource.cluster}: use its own kubeconfig, e.g. kubectl --context ${resource.cluster} logs …\n`,
      );
      continue;
    }
    for (const pod of await podsOf(connection, resource, place))
      await printPod(factory, connection, pod);
  }
  return (url === undefined ? 0 : 1) + resources.length;
}

async function printUrl({ io, signal }: Factory, step: string, url: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (cause) {
    const reason =
      cause instanceof Error && cause.cause instanceof Error ? cause.cause.message : String(cause);
    throw new CommandError(`step [${step}]: cannot read the logs at ${url}: ${reason}`, { cause });
  }
  if (!response.ok)
    throw new CommandError(`step [${step}]: ${url} answered with status ${response.status}`);
  io.stdout.write(await endingInLine(response));
}

async function endingInLine(response: Response): Promise<string> {
  const text = await response.text();
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}

async function podsOf(
  { client }: Connection,
  resource: NonNullable<NonNullable<LogSource["source"]>["resources"]>[number],
  namespace: string,
): Promise<KubeObject[]> {
  if (resource.name !== undefined && resource.name !== "") {
    return [await client.get({ apiVersion: "v1", kind: "Pod", namespace, name: resource.name })];
  }
  const labelSelector = Object.entries(resource.labelSelector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  const { items } = await client.list(
    { apiVersion: "v1", kind: "Pod" },
    { namespace, labelSelector },
  );
  if (items.length === 0) throw new CommandError("no pod found");
  return items;
}

async function printPod(
  { io, signal }: Factory,
  connection: Connection,
  pod: KubeObject,
): Promise<void> {
  const { name = "", namespace = "default" } = pod.metadata;
  try {
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/pods/${encodeURIComponent(name)}/log`;
    const chunks = await connection.fetchText(path, signal);
    if (chunks === undefined) throw new CommandError(`pod ${namespace}/${name} has no logs`);
    for await (const chunk of chunks) io.stdout.write(chunk);
  } catch (error) {
    if (!isApiError(error) && !(error instanceof CommandError)) throw error;
    io.stderr.write(`pod ${namespace}/${name}: ${error.message}\n`);
  }
}
