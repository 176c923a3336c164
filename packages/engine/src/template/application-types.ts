// Step types of KubeVela that work on an Application (spec: definitions.md 4 to 6). A definition of that name in the
// cluster is used all the same.
const APPLICATION_TYPES: ReadonlySet<string> = new Set([
  ...["apply-application", "apply-application-in-parallel", "apply-component", "apply-remaining"],
  ...["canary-deploy", "canary-rollback", "canary-rollout", "collect-service-endpoints"],
  ...["deploy", "deploy-cloud-resource", "deploy2env", "deploy2runtime"],
  ...["install-datasource-from-addon", "restart-workflow", "share-cloud-resource"],
]);

/** What to say of a step type that is not there: it is one that a run cannot have; undefined: nothing is known. */
export function explainMissingType(type: string): string | undefined {
  return APPLICATION_TYPES.has(type) ? `step type ${type} needs a KubeVela Application` : undefined;
}
