// What KubeVela offers to the workflows of its Applications and an engine of its own cannot (spec: packages.md 11.1, 12).
const NEEDS_APPLICATION = "it needs a KubeVela Application";

const PACKAGES: ReadonlySet<string> = new Set([
  ...["vela/multicluster", "vela/oam", "vela/query", "vela/ql", "vela/terraform", "vela/helm"],
]);

const OP_DEFINITIONS: ReadonlySet<string> = new Set([
  ...["#ApplyApplication", "#ApplyApplicationInParallel", "#ApplyComponent"],
  ...["#ApplyComponentRemaining", "#ApplyComponentsToEnv", "#ApplyEnvBindApp", "#ApplyRemaining"],
  ...["#Deploy", "#DeployCloudResource", "#GetConnectionStatus", "#ListClusters", "#Load"],
  ...["#GetPlacementsFromTopologyPolicies", "#LoadComponets", "#LoadComponetsInOrder"],
  ...["#LoadEnvBindingEnv", "#LoadInOrder", "#LoadPolicies", "#LoadTerraformComponents"],
  ...["#MakePlacementDecisions", "#PatchApplication", "#PrepareEnvBinding"],
  ...["#PrepareTerraformEnvBinding", "#RenderComponent", "#ShareCloudResource"],
]);

/** What older releases had, and what does the same now. */
const GONE: { readonly [definition: string]: string } = {
  "#ReadSecret": "use op.#Read with the kind Secret",
  "#Task": "use op.#Apply with a Job",
};

/** What else to say of a package, or of a definition of a package, that is not there. */
export function explainMissing(importPath: string, definition?: string): string | undefined {
  if (definition === undefined) return PACKAGES.has(importPath) ? NEEDS_APPLICATION : undefined;
  if (importPath !== "vela/op") return undefined;
  return OP_DEFINITIONS.has(definition) ? NEEDS_APPLICATION : GONE[definition];
}
