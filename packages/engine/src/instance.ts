// From a run to the steps that it consists of, with the template of each (spec: engine.md 2 and 3).
import {
  STEP_GROUP,
  SYSTEM_NAMESPACE,
  type WorkflowMode,
  type WorkflowRun,
  type WorkflowStep,
  findCycles,
  nameSteps,
  typeOf,
} from "@lateen/api";
import type { DefinitionSource } from "./definitions.ts";
import type { WatchRef } from "./provider.ts";
import { BUILT_IN_TEMPLATES } from "./template/built-in.ts";
import type { Template, TemplateCache } from "./template/cache.ts";

/** A step of the instance; an inner one for a group. */
export interface StepNode {
  readonly spec: WorkflowStep;
  /** Names from the top, joined by `/`. */
  readonly path: string;
  readonly parent: StepNode | undefined;
  /** The list that it stands in, and where. */
  readonly siblings: readonly StepNode[];
  readonly index: number;
  /** Undefined for a group. */
  readonly template: Template | undefined;
  /** Undefined unless it is a group. */
  readonly children: readonly StepNode[] | undefined;
}

/** A run resolved. */
export interface Instance {
  readonly steps: readonly StepNode[];
  /** Every step and sub-step by name. */
  readonly nodes: ReadonlyMap<string, StepNode>;
  /** Further names of steps in `status` of conditions (spec: engine.md 6). */
  readonly aliases: ReadonlyMap<string, string>;
  readonly mode: WorkflowMode | undefined;
}

/** The run cannot be resolved; `watches` name what its coming may change. */
export class InstanceError extends Error {
  readonly watches: readonly WatchRef[];
  constructor(message: string, watches: readonly WatchRef[] = []) {
    super(message);
    this.name = "InstanceError";
    this.watches = watches;
  }
}

/** Resolves the steps, the mode and all templates of a run. Throws {@link InstanceError}, or what the source throws. */
export async function resolveInstance(
  run: WorkflowRun,
  source: DefinitionSource,
  templates: TemplateCache,
): Promise<Instance> {
  const namespace = run.metadata.namespace ?? "default";
  const { steps, mode } = await resolveSteps(run, namespace, source);
  const named = nameSteps(steps);
  const resolved = new Map<string, Template>();
  for (const type of typesOf(named)) {
    resolved.set(type, await resolveTemplate(type, namespace, source, templates));
  }
  const nodes = new Map<string, StepNode>();
  const aliases = new Map<string, string>();
  const roots = build(named, undefined, resolved, nodes, aliases);
  // A step that waits for itself stays pending for all to see; a longer cycle would show nothing at all.
  const cycle = findCycles(named).find((names) => names.length > 2);
  if (cycle !== undefined) throw new InstanceError(`cycle in dependsOn: ${cycle.join(" -> ")}`);
  return { steps: roots, nodes, aliases, mode };
}

async function resolveSteps(
  run: WorkflowRun,
  namespace: string,
  source: DefinitionSource,
): Promise<{ readonly steps: readonly WorkflowStep[]; readonly mode: WorkflowMode | undefined }> {
  const spec = run.spec;
  if (spec?.workflowSpec !== undefined) {
    return { steps: spec.workflowSpec.steps ?? [], mode: spec.mode };
  }
  const name = spec?.workflowRef;
  if (name === undefined || name === "")
    throw new InstanceError("failed to generate workflow instance");
  const workflow = await source.workflow(namespace, name);
  if (workflow === undefined) {
    throw new InstanceError(`Workflow.core.oam.dev "${name}" not found`, [
      { cluster: "", object: { ...typeOf("Workflow"), namespace, name } },
    ]);
  }
  return { steps: workflow.steps ?? [], mode: spec?.mode ?? workflow.mode };
}

function typesOf(steps: readonly WorkflowStep[], into: Set<string> = new Set()): Set<string> {
  for (const step of steps) {
    if (step.type === STEP_GROUP) typesOf(step.subSteps ?? [], into);
    else into.add(step.type);
  }
  return into;
}

async function resolveTemplate(
  type: string,
  namespace: string,
  source: DefinitionSource,
  templates: TemplateCache,
): Promise<Template> {
  if (type === "") throw new InstanceError("resource name may not be empty");
  const builtIn = BUILT_IN_TEMPLATES[type];
  if (builtIn !== undefined) return templates.get(builtIn);
  for (const place of [namespace, SYSTEM_NAMESPACE]) {
    const answer = source.stepDefinition(place, type);
    const definition = answer instanceof Promise ? await answer : answer;
    if (definition !== undefined) return templates.ofDefinition(definition);
  }
  const near = await nearestName(type, namespace, source);
  throw new InstanceError(
    `workflowstepdefinitions.core.oam.dev "${type}" not found${near === undefined ? "" : ` (did you mean "${near}"?)`}`,
    [namespace, SYSTEM_NAMESPACE].map((place) => ({
      cluster: "",
      object: { ...typeOf("WorkflowStepDefinition"), namespace: place, name: type },
    })),
  );
}

function build(
  steps: readonly WorkflowStep[],
  parent: StepNode | undefined,
  templates: ReadonlyMap<string, Template>,
  nodes: Map<string, StepNode>,
  aliases: Map<string, string>,
): StepNode[] {
  const siblings: StepNode[] = [];
  for (const [index, spec] of steps.entries()) {
    if (nodes.has(spec.name)) throw new InstanceError(`duplicated step name "${spec.name}"`);
    const isGroup = spec.type === STEP_GROUP;
    const children: StepNode[] = [];
    const node: StepNode = {
      spec,
      path: parent === undefined ? spec.name : `${parent.path}/${spec.name}`,
      parent,
      siblings,
      index,
      template: isGroup ? undefined : templates.get(spec.type),
      children: isGroup ? children : undefined,
    };
    nodes.set(spec.name, node);
    siblings.push(node);
    const alias = spec.properties?.["name"] ?? spec.properties?.["component"];
    if (typeof alias === "string" && !aliases.has(alias)) aliases.set(alias, spec.name);
    if (isGroup) children.push(...build(spec.subSteps ?? [], node, templates, nodes, aliases));
  }
  return siblings;
}

/** The name nearest to what was written, if one is near enough to be meant. */
async function nearestName(
  type: string,
  namespace: string,
  source: DefinitionSource,
): Promise<string | undefined> {
  const names = [
    ...Object.keys(BUILT_IN_TEMPLATES),
    STEP_GROUP,
    ...((await source.stepDefinitionNames?.(namespace)) ?? []),
    ...((await source.stepDefinitionNames?.(SYSTEM_NAMESPACE)) ?? []),
  ];
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(type.length / 3)) + 1;
  for (const name of names) {
    const distance = editDistance(type, name, bestDistance);
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein's distance, or `limit` if it is at least that. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) >= limit || a.length > 200) return limit;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(row[b.length] ?? limit, limit);
}
