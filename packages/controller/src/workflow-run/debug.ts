// What each step evaluated to, for people who write step types (spec: api.md 7).
import type { WorkflowRun } from "@lateen/api";
import type { DebugRecord } from "@lateen/engine";
import { type Client, type KubeObject, isAlreadyExists } from "@lateen/kube";

/** Writes the ConfigMaps of debug records, in place of earlier ones of the same steps. Throws `ApiError`. */
export async function writeDebug(
  client: Pick<Client, "create" | "patch">,
  run: WorkflowRun,
  records: readonly DebugRecord[],
): Promise<void> {
  await Promise.all(records.map((record) => writeRecord(client, run, record)));
}

async function writeRecord(
  client: Pick<Client, "create" | "patch">,
  run: WorkflowRun,
  record: DebugRecord,
): Promise<void> {
  const { name = "", namespace = "default", uid = "" } = run.metadata;
  const map: KubeObject = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${name}-${record.stepId}-debug-${uid.slice(-5)}`,
      namespace,
      ownerReferences: [
        { apiVersion: run.apiVersion, kind: run.kind, name, uid, controller: true },
      ],
    },
    data: { debug: record.value },
  };
  try {
    await client.create(map);
  } catch (error) {
    if (!isAlreadyExists(error)) throw error;
    const key = { apiVersion: "v1", kind: "ConfigMap", namespace, name: map.metadata.name ?? "" };
    await client.patch(key, "merge", { data: { debug: record.value } });
  }
}
