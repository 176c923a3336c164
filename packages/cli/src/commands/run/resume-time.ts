import { type Client, type KubeObject, isNotFound } from "@lateen/kube";
import { type RunView, flattenSteps } from "@lateen/view";

/** Whether a suspended run goes on without anybody's doing: one of its steps is held for a time only. */
export async function willResumeByItself(client: Client, view: RunView): Promise<boolean> {
  const held = flattenSteps(view.steps).filter((step) => step.phase === "suspending");
  if (held.length === 0) return false;
  const data = await contextData(client, view);
  return held.some((step) => data[`${step.id}.resumeTimeStamp`] !== undefined);
}

async function contextData(
  client: Client,
  view: RunView,
): Promise<{ readonly [key: string]: string }> {
  try {
    const map = await client.get<KubeObject & { data?: { [key: string]: string } }>({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: view.namespace,
      name: view.contextName || `workflow-${view.name}-context`,
    });
    return map.data ?? {};
  } catch (error) {
    if (isNotFound(error)) return {};
    throw error;
  }
}
