import { LABEL_RUN_NAME, LABEL_RUN_NAMESPACE } from "@lateen/api";
import type { JsonObject } from "@lateen/kube";
import { hashText } from "../hash.ts";
import type { StepNode } from "../instance.ts";
import type { ProviderRuntime } from "../provider.ts";
import type { PassScope } from "../scope.ts";
import type { StepEntry } from "../status.ts";

/** What a function gets besides its input. `action` names the action and its input. */
export function runtimeFor(
  scope: PassScope,
  node: StepNode,
  entry: StepEntry,
  context: JsonObject,
  action: string,
): ProviderRuntime {
  const uid = scope.run.metadata.uid ?? "";
  const run = { name: scope.name, namespace: scope.namespace, uid };
  const group = node.parent?.spec.name;
  const { engine } = scope;
  return {
    run,
    step: {
      name: node.spec.name,
      id: entry.id,
      path: node.path,
      ...(group === undefined ? {} : { groupName: group }),
    },
    processContext: context,
    labels: { [LABEL_RUN_NAME]: scope.name, [LABEL_RUN_NAMESPACE]: scope.namespace },
    variables: scope.context,
    clusters: engine.clusters,
    clock: engine.clock,
    signal: scope.signal,
    idempotencyKey: hashText(`${uid}/${scope.context.session}/${entry.id}/${action}`),
    log({ level, message, fields }) {
      engine.stepLog?.({
        run,
        step: node.spec.name,
        stepId: entry.id,
        time: engine.clock.now(),
        level,
        message,
        ...(fields === undefined ? {} : { fields }),
      });
    },
  };
}
