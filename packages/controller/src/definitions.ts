// Step definitions and Workflows as the controller's caches have them, by namespace and name.
import { type Workflow, type WorkflowStepDefinition, typeOf } from "@lateen/api";
import type { DefinitionSource } from "@lateen/engine";
import type { KubeObject } from "@lateen/kube";

/** A {@link DefinitionSource} that is kept up to date from outside. */
export interface DefinitionCache extends DefinitionSource {
  workflow(namespace: string, name: string): Workflow | undefined;
  /** An object of one of the kinds appeared or changed. */
  put(object: KubeObject): void;
  /** An object vanished. */
  remove(object: KubeObject): void;
}

/** Makes an empty cache. */
export function createDefinitionCache(): DefinitionCache {
  const definitions = new Map<string, Map<string, WorkflowStepDefinition>>();
  const workflows = new Map<string, Map<string, Workflow>>();
  const mapFor = ({ kind }: KubeObject): Map<string, Map<string, KubeObject>> | undefined => {
    if (kind === typeOf("WorkflowStepDefinition").kind)
      return definitions as Map<string, Map<string, KubeObject>>;
    if (kind === typeOf("Workflow").kind) return workflows as Map<string, Map<string, KubeObject>>;
    return undefined;
  };
  return {
    stepDefinition: (namespace, name) => definitions.get(namespace)?.get(name),
    workflow: (namespace, name) => workflows.get(namespace)?.get(name),
    stepDefinitionNames: (namespace) => [...(definitions.get(namespace)?.keys() ?? [])],
    put(object) {
      const map = mapFor(object);
      const { namespace = "", name = "" } = object.metadata;
      const byName = map?.get(namespace);
      if (byName === undefined) map?.set(namespace, new Map([[name, object]]));
      else byName.set(name, object);
    },
    remove(object) {
      const map = mapFor(object);
      const { namespace = "", name = "" } = object.metadata;
      const byName = map?.get(namespace);
      byName?.delete(name);
      if (byName?.size === 0) map?.delete(namespace);
    },
  };
}
