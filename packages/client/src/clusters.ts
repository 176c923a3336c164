// Member clusters. Each is a Secret in the system namespace, named like the cluster, as KubeVela's cluster gateway
// writes it (spec: packages.md 1.8). It is connected to directly; where that is not possible (the Secret holds no
// address, or may not be read) requests go through the gateway's proxy in the hub.
import {
  badRequest,
  type Client,
  type ClusterClients,
  isForbidden,
  isNotFound,
  type KubeObject,
  notFound,
  type ObjectKey,
} from "@lateen/kube";
import { type Clock, type Random, systemClock, systemRandom } from "./clock.ts";
import { type HttpOptions, httpTransport } from "./http-transport.ts";
import { pluginCredentials } from "./plugin-credentials.ts";
import { createClient } from "./rest.ts";
import { reflect } from "./reflector.ts";
import { prefixTransport, type Transport } from "./transport.ts";

/** The label of the Secrets of clusters; its value tells what credentials they hold. */
export const CLUSTER_CREDENTIAL_LABEL = "cluster.core.oam.dev/cluster-credential-type";

/** What {@link createClusterClients} works with. */
export interface ClusterClientsOptions {
  /** The client of the cluster that the engine runs against. */
  readonly hub: Client;
  /** Where the Secrets of clusters are; default `vela-system`. */
  readonly systemNamespace?: string;
  /** How to reach the cluster gateway: the way to the hub, or to a gateway of its own. No gateway when absent. */
  readonly gateway?: Transport;
  /** Told of failures in the background; what is known stays in use. */
  readonly onError?: (error: unknown) => void;
  readonly userAgent?: string;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** {@link ClusterClients} that hold connections. */
export interface ManagedClusterClients extends ClusterClients {
  /** The names of the member clusters. */
  names(): Promise<string[]>;
  /** Ends all connections. */
  close(): Promise<void>;
}

interface ClusterSecret extends KubeObject {
  readonly data?: { readonly [key: string]: string };
}

interface Connection {
  readonly client: Client;
  /** Of the Secret that it was made from; the gateway has none. */
  readonly resourceVersion: string | undefined;
  close(): Promise<void>;
}

const SECRET = { apiVersion: "v1", kind: "Secret" };

/**
 * Makes clients by cluster name; `""` and `local` are the hub. A connection is made at the first use, and anew when the
 * Secret changes. Rejects with `ApiError`: not found for an unknown cluster, a bad request for a Secret that makes no
 * sense.
 */
export function createClusterClients(options: ClusterClientsOptions): ManagedClusterClients {
  const { hub, systemNamespace = "vela-system", gateway, userAgent } = options;
  const { clock = systemClock, random = systemRandom, onError = () => undefined } = options;
  const connections = new Map<string, Promise<Connection>>();
  const stop = new AbortController();
  let following: Promise<void> | undefined;

  const drop = (name: string): void => {
    const connection = connections.get(name);
    connections.delete(name);
    connection?.then(({ close }) => close()).catch(onError);
  };
  const dropIfOther = (name: string, resourceVersion: string | undefined): void => {
    const connection = connections.get(name);
    connection
      ?.then((known) => {
        const isOther = known.resourceVersion !== resourceVersion;
        if (isOther && connections.get(name) === connection) drop(name);
      })
      // A failed attempt removes itself.
      .catch(() => undefined);
  };
  /** Watches the Secrets from the first use on, so that changed credentials are noticed. */
  const follow = (): void => {
    following ??= reflect<ClusterSecret>(
      {
        client: hub,
        clock,
        random,
        target: {
          ...SECRET,
          namespace: systemNamespace,
          labelSelector: CLUSTER_CREDENTIAL_LABEL,
        },
        sink: {
          onList(secrets) {
            const versions = new Map(
              secrets.map(({ metadata }) => [metadata.name as string, metadata.resourceVersion]),
            );
            for (const name of connections.keys()) dropIfOther(name, versions.get(name));
          },
          onEvent({ type, object: { metadata } }) {
            const name = metadata.name;
            if (type === "BOOKMARK" || name === undefined) return;
            dropIfOther(name, type === "DELETED" ? undefined : metadata.resourceVersion);
          },
          onError,
        },
      },
      stop.signal,
    );
  };

  const clientOver = (transport: Transport): Client =>
    createClient({ transport, clock, ...(userAgent === undefined ? {} : { userAgent }) });

  const connect = async (name: string): Promise<Connection> => {
    const secret = await readSecret(hub, { ...SECRET, name, namespace: systemNamespace }, gateway);
    if (secret !== undefined && secret.data?.endpoint !== undefined) {
      const http = httpTransport(toHttpOptions(name, secret));
      const client = clientOver(http.transport);
      const { resourceVersion } = secret.metadata;
      return { client, resourceVersion, close: () => http.close() };
    }
    if (gateway === undefined) throw unknownCluster(name);
    const transport = prefixTransport(
      gateway,
      `/apis/cluster.core.oam.dev/v1alpha1/clustergateways/${encodeURIComponent(name)}/proxy`,
    );
    return {
      client: clientOver(transport),
      resourceVersion: secret?.metadata.resourceVersion,
      close: () => Promise.resolve(),
    };
  };

  return {
    async cluster(name) {
      if (name === "" || name === "local") return hub;
      let connection = connections.get(name);
      if (connection === undefined) {
        connection = connect(name);
        connections.set(name, connection);
        const made = connection;
        made.then(follow, () => {
          if (connections.get(name) === made) connections.delete(name);
        });
      }
      return (await connection).client;
    },
    async names() {
      const list = await hub.list(SECRET, {
        namespace: systemNamespace,
        labelSelector: CLUSTER_CREDENTIAL_LABEL,
      });
      return list.items.map(({ metadata }) => metadata.name as string).sort();
    },
    async close() {
      stop.abort();
      for (const name of [...connections.keys()]) drop(name);
      await following;
    },
  };
}

/** The Secret of a cluster; `undefined` where a gateway may know more than we can read. */
async function readSecret(
  hub: Client,
  key: ObjectKey,
  gateway: Transport | undefined,
): Promise<ClusterSecret | undefined> {
  try {
    const secret = await hub.get<ClusterSecret>(key);
    if (secret.metadata.labels?.[CLUSTER_CREDENTIAL_LABEL] !== undefined) return secret;
  } catch (error) {
    if (isNotFound(error)) {
      if (gateway === undefined) throw unknownCluster(key.name);
      return undefined;
    }
    if (isForbidden(error) && gateway !== undefined) return undefined;
    throw error;
  }
  if (gateway === undefined) throw unknownCluster(key.name);
  return undefined;
}

function toHttpOptions(name: string, secret: ClusterSecret): HttpOptions {
  const field = (key: string): string | undefined => {
    const value = secret.data?.[key];
    return value === undefined ? undefined : Buffer.from(value, "base64").toString("utf8").trim();
  };
  const type = secret.metadata.labels?.[CLUSTER_CREDENTIAL_LABEL];
  const ca = field("ca.crt") ?? field("ca");
  const proxyUrl = field("proxy-url");
  return {
    server: field("endpoint") ?? "",
    // The reference, too, trusts a cluster whose Secret brings no certificate.
    ...(ca === undefined ? { insecure: true } : { ca }),
    ...(proxyUrl === undefined ? {} : { proxyUrl }),
    ...credentialsOf(name, type, field),
  };
}

function credentialsOf(
  name: string,
  type: string | undefined,
  field: (key: string) => string | undefined,
): Partial<HttpOptions> {
  const demand = (key: string): string => {
    const value = field(key);
    if (value === undefined || value === "") {
      throw misconfigured(name, `the Secret has no ${key}`);
    }
    return value;
  };
  switch (type) {
    case "X509Certificate":
    case "X509":
      return { credentials: { cert: demand("tls.crt"), key: demand("tls.key") } };
    case "ServiceAccountToken":
      return { credentials: { headers: { authorization: `Bearer ${demand("token")}` } } };
    case "Dynamic":
      return { currentCredentials: execCredentials(name, demand("exec"), demand("endpoint")) };
    default:
      throw misconfigured(name, `unknown type of credentials ${JSON.stringify(type)}`);
  }
}

function execCredentials(
  name: string,
  exec: string,
  server: string,
): NonNullable<HttpOptions["currentCredentials"]> {
  try {
    return pluginCredentials(name, { exec: JSON.parse(exec) as object }, { server });
  } catch {
    throw misconfigured(name, "exec in the Secret is not JSON");
  }
}

/** What the cluster gateway says. */
function unknownCluster(name: string): Error {
  return notFound({ group: "cluster.core.oam.dev", resource: "clustergateways" }, name);
}

function misconfigured(name: string, problem: string): Error {
  return badRequest(`cluster ${JSON.stringify(name)} cannot be reached: ${problem}`);
}
