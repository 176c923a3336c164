// From a run to the steps that it consists of, with the template of each (spec: engine.md 2 and 3).
import {
  STEP_GROUP,
  SYSTEM_NAMESPACE,
  type StepOutput,
  type WorkflowMode,
  type WorkflowRun,
  type WorkflowSpec,
  type WorkflowStep,
  findCycles,
  nameSteps,
  typeOf,
} from "@lateen/api";
import { type JsonObject, parseDuration } from "@lateen/kube";
import type { DefinitionSource } from "./definitions.ts";
import { ParameterError, resolveParameters } from "./parameters.ts";
import type { WatchRef } from "./provider.ts";
import { BUILT_IN_TEMPLATES } from "./template/built-in.ts";
import type { Template, TemplateCache } from "./template/cache.ts";

/** A step of the instance; an inner one for a group. */
export interface StepNode {
  readonly spec: WorkflowStep;
  /** Names from the top, joined by `/`. */
  readonly path: string;
  readonly parent: StepNode | undefined;
  /** Whether it is among those, or within one of them, that run after all others. */
  readonly isLast: boolean;
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
  /** Steps that run after all others, whatever came of them. */
  readonly last: readonly StepNode[];
  /** Results of the run. */
  readonly outputs: readonly StepOutput[];
  /** Parameters of the workflow, with defaults. */
  readonly parameters: JsonObject | undefined;
  /** Every step and sub-step by name. */
  readonly nodes: ReadonlyMap<string, StepNode>;
  /** Further names of steps in `status` of conditions (spec: engine.md 6). */
  readonly aliases: ReadonlyMap<string, string>;
  readonly mode: WorkflowMode | undefined;
  /** What was read from the cluster for it: an edit changes the instance. */
  readonly sources: readonly WatchRef[];
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
  const sources: WatchRef[] = [];
  const { workflow, mode } = await resolveWorkflow(run, namespace, source, sources);
  const named = nameSteps(workflow.steps ?? []);
  const last = nameSteps(workflow.finally ?? [], "finally");
  const all = [...named, ...last];
  const resolved = new Map<string, Template>();
  for (const type of typesOf(all)) {
    resolved.set(type, await resolveTemplate(type, namespace, source, templates, sources));
  }
  const nodes = new Map<string, StepNode>();
  const aliases = new Map<string, string>();
  const maps = { templates: resolved, nodes, aliases };
  const roots = build(named, { parent: undefined, isLast: false }, maps);
  const lastRoots = build(last, { parent: undefined, isLast: true }, maps);
  // A step that waits for itself stays pending for all to see; a longer cycle would show nothing at all.
  const cycle = findCycles(all).find((names) => names.length > 2);
  if (cycle !== undefined) throw new InstanceError(`cycle in dependsOn: ${cycle.join(" -> ")}`);
  checkTimeout(run);
  return {
    steps: roots,
    last: lastRoots,
    outputs: workflow.outputs ?? [],
    parameters: parametersOf(run, workflow, templates),
    nodes,
    aliases,
    mode,
    sources,
  };
}

async function resolveWorkflow(
  run: WorkflowRun,
  namespace: string,
  source: DefinitionSource,
  sources: WatchRef[],
): Promise<{ readonly workflow: WorkflowSpec; readonly mode: WorkflowMode | undefined }> {
  const spec = run.spec;
  if (spec?.workflowSpec !== undefined) return { workflow: spec.workflowSpec, mode: spec.mode };
  const name = spec?.workflowRef;
  if (name === undefined || name === "") {
    throw new InstanceError("failed to generate workflow instance");
  }
  const workflow = await source.workflow(namespace, name);
  const ref: WatchRef = { cluster: "", object: { ...typeOf("Workflow"), namespace, name } };
  sources.push(ref);
  if (workflow === undefined) {
    throw new InstanceError(`Workflow.core.oam.dev "${name}" not found`, [ref]);
  }
  return { workflow, mode: spec?.mode ?? workflow.mode };
}

function checkTimeout(run: WorkflowRun): void {
  const text = run.spec?.timeout;
  if (text === undefined || text === "") return;
  try {
    parseDuration(text);
  } catch (err) {
    throw new InstanceError(`spec.timeout: ${err instanceof Error ? err.message : String(err)}`);
  }
}

function parametersOf(
  run: WorkflowRun,
  workflow: WorkflowSpec,
  templates: TemplateCache,
): JsonObject | undefined {
  try {
    return resolveParameters(workflow.parameter, run.spec?.parameters, templates);
  } catch (err) {
    if (err instanceof ParameterError) throw new InstanceError(err.message);
    throw err;
  }
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
  sources: WatchRef[],
): Promise<Template> {
  if (type === "") throw new InstanceError("resource name may not be empty");
  const builtIn = BUILT_IN_TEMPLATES[type];
  if (builtIn !== undefined) return templates.get(builtIn);
  for (const place of [namespace, SYSTEM_NAMESPACE]) {
    const answer = source.stepDefinition(place, type);
    const definition = answer instanceof Promise ? await answer : answer;
    if (definition !== undefined) {
      sources.push(definitionRef(place, type));
      return templates.ofDefinition(definition);
    }
  }
  const near = await nearestName(type, namespace, source);
  throw new InstanceError(
    `workflowstepdefinitions.core.oam.dev "${type}" not found${near === undefined ? "" : ` (did you mean "${near}"?)`}`,
    [namespace, SYSTEM_NAMESPACE].map((place) => definitionRef(place, type)),
  );
}

function definitionRef(namespace: string, name: string): WatchRef {
  return { cluster: "", object: { ...typeOf("WorkflowStepDefinition"), namespace, name } };
}

function build(
  steps: readonly WorkflowStep[],
  place: { readonly parent: StepNode | undefined; readonly isLast: boolean },
  maps: {
    readonly templates: ReadonlyMap<string, Template>;
    readonly nodes: Map<string, StepNode>;
    readonly aliases: Map<string, string>;
  },
): StepNode[] {
  const { parent, isLast } = place;
  const { nodes, aliases } = maps;
  const siblings: StepNode[] = [];
  for (const [index, spec] of steps.entries()) {
    if (nodes.has(spec.name)) throw new InstanceError(`duplicated step name "${spec.name}"`);
    const isGroup = spec.type === STEP_GROUP;
    const children: StepNode[] = [];
    const node: StepNode = {
      spec,
      path: parent === undefined ? spec.name : `${parent.path}/${spec.name}`,
      parent,
      isLast,
      siblings,
      index,
      template: isGroup ? undefined : maps.templates.get(spec.type),
      children: isGroup ? children : undefined,
    };
    nodes.set(spec.name, node);
    siblings.push(node);
    const alias = spec.properties?.["name"] ?? spec.properties?.["component"];
    if (typeof alias === "string" && !aliases.has(alias)) aliases.set(alias, spec.name);
    if (isGroup) children.push(...build(spec.subSteps ?? [], { parent: node, isLast }, maps));
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
