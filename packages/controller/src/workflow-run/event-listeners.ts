// Changes of EventListeners (of kube-trigger) ask for a pass over the run of their namespace and name.
import { type Informer, type InformerOptions, cacheKey, createInformer } from "@lateen/client";
import type { WorkflowRun, StepStatus } from "@lateen/api";

const EVENT_LISTENER = { apiVersion: "standard.oam.dev/v1alpha1", kind: "EventListener" };

/** Follows the listeners of the cluster; `onEvent` gets the key of a run. The cluster may lack the kind. */
export function eventListenerInformer(
  options: Omit<InformerOptions, "target"> & { readonly onEvent: (key: string) => void },
): Informer {
  const informer = createInformer({ ...options, target: EVENT_LISTENER });
  informer.onChange(({ object }) => options.onEvent(cacheKey(object)));
  return informer;
}

/** The ids of all steps of a run. */
export function stepIds({ status }: WorkflowRun): string[] {
  const ids = (steps: readonly StepStatus[] = []): string[] =>
    steps.flatMap(({ id, subSteps }) => [id, ...ids(subSteps)]);
  return ids(status?.steps);
}
