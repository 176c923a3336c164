// The hub and its members: those of this process are reached directly, all others through the Secrets that register them.
import { SYSTEM_NAMESPACE } from "@lateen/api";
import {
  CLUSTER_CREDENTIAL_LABEL,
  type ManagedClusterClients,
  createClusterClients,
} from "@lateen/client";
import { type Client, type KubeObject, isAlreadyExists } from "@lateen/kube";

/** A member cluster of this process, with the way in for others. */
export interface Member {
  readonly name: string;
  readonly client: Client;
  readonly url: string;
  readonly token: string;
  /** PEM. */
  readonly certificateAuthority: string;
}

/** Clients by cluster name. */
export function clusterClients(
  hub: Client,
  members: readonly Member[],
  onError: (error: unknown) => void,
): ManagedClusterClients {
  const inProcess = new Map(members.map(({ name, client }) => [name, client]));
  const others = createClusterClients({ hub, systemNamespace: SYSTEM_NAMESPACE, onError });
  return {
    ...others,
    cluster: async (name) => inProcess.get(name) ?? others.cluster(name),
  };
}

/** Registers a member in the hub by a Secret, as KubeVela's cluster gateway reads it (spec: packages.md 1.8). */
export async function registerMember(hub: Client, member: Member): Promise<void> {
  const secret: KubeObject = {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: member.name,
      namespace: SYSTEM_NAMESPACE,
      labels: { [CLUSTER_CREDENTIAL_LABEL]: "ServiceAccountToken" },
    },
    type: "Opaque",
    data: {
      endpoint: base64(member.url),
      token: base64(member.token),
      "ca.crt": base64(member.certificateAuthority),
    },
  };
  try {
    await hub.create(secret);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const key = {
      apiVersion: "v1",
      kind: "Secret",
      namespace: SYSTEM_NAMESPACE,
      name: member.name,
    };
    await hub.patch(key, "merge", {
      metadata: { labels: secret.metadata.labels ?? {} },
      data: secret["data"] as { [key: string]: string },
    });
  }
}

function base64(text: string): string {
  return Buffer.from(text, "utf8").toString("base64");
}
