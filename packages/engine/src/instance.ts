// From a run to the steps that it consists of, with the template of each (spec: engine.md 2 and 3).
import {
  STEP_GROUP,
  SYSTEM_NAMESPACE,
  type StepOutput,
  type Workflow,
  type WorkflowMode,
  type WorkflowRun,
  type WorkflowSpec,
  type WorkflowStep,
  findCycles,
  nameSteps,
  typeOf,
} from "@lateen/api";
import type { Budget, Data } from "@lateen/cue";
import { type JsonObject, parseDuration } from "@lateen/kube";
import { nearest } from "./nearest.ts";
import type { DefinitionSource } from "./definitions.ts";
import { resolveLimits } from "./features.ts";
import { evaluationBudget } from "./budget.ts";
import { clauseOfExpression } from "./explain-clause.ts";
import type { Engine } from "./pass.ts";
import { isPath } from "./path.ts";
import type { Pins } from "./pins.ts";
import { ParameterError, resolveParameters } from "./parameters.ts";
import type { WatchRef } from "./provider.ts";
import { explainMissingType } from "./template/application-types.ts";
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
  /** Of a step with `forEach`: makes the step of one item. */
  readonly expand: ((item: StepItem) => StepNode) | undefined;
  /** The item that it is for, or that a step around it is for. */
  readonly item: StepItem | undefined;
  /** Of the step of an item: the step whose outputs are lists of its outputs. */
  readonly gathersInto: StepNode | undefined;
  /** Of a step with `forEach`: its `if` speaks of the item, and is asked for each. */
  readonly isAskedPerItem: boolean;
  /** Within the group of an item: what names of steps and inputs there are written as. */
  readonly written: ReadonlyMap<string, string> | undefined;
}

/** One item of a `forEach`. */
export interface StepItem {
  readonly index: number;
  /** Of a map: the key. */
  readonly key: string | undefined;
  readonly value: Data;
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
  /** The templates that came from definitions, by step type. */
  readonly templates: ReadonlyMap<string, Template>;
  /** The Workflow that the steps come from, unless the run has its own. */
  readonly workflow: Workflow | undefined;
}

/** The run cannot be resolved; `watches` name what its coming may change. */
export class InstanceError extends Error {
  readonly watches: readonly WatchRef[];
  /** Whether it may go away by itself. */
  readonly isTransient: boolean;
  constructor(message: string, watches: readonly WatchRef[] = [], isTransient = false) {
    super(message);
    this.name = "InstanceError";
    this.watches = watches;
    this.isTransient = isTransient || watches.length > 0;
  }
}

/** What of the engine resolves a run. */
type InstanceEngine = Pick<Engine, "definitions" | "templates" | "limits" | "clock" | "cpuTime">;

/** Resolves the steps, the mode and all templates of a run. Throws {@link InstanceError}. */
export async function resolveInstance(
  engine: InstanceEngine,
  run: WorkflowRun,
  pins?: Pins,
): Promise<Instance> {
  try {
    return await resolve(engine, run, pins);
  } catch (err) {
    if (err instanceof InstanceError) throw err;
    // What the source throws, e.g. that it may not read, is no bug of ours.
    throw new InstanceError(err instanceof Error ? err.message : String(err), [], true);
  }
}

async function resolve(
  engine: InstanceEngine,
  run: WorkflowRun,
  pins: Pins | undefined,
): Promise<Instance> {
  const { definitions: source, templates } = engine;
  const { steps: maxSteps } = resolveLimits(engine.limits);
  const namespace = run.metadata.namespace ?? "default";
  const sources: WatchRef[] = [];
  const { workflow, mode, from } = await resolveWorkflow(run, namespace, source, sources, pins);
  const named = nameSteps(workflow.steps ?? []);
  const last = nameSteps(workflow.finally ?? [], "finally");
  const all = [...named, ...last];
  const count = countSteps(all);
  if (count > maxSteps) {
    throw new InstanceError(`the run has ${count} steps, more than the ${maxSteps} allowed`);
  }
  const resolved = new Map<string, Template>();
  const defined = new Map<string, Template>();
  for (const type of typesOf(all)) {
    const pinned = BUILT_IN_TEMPLATES[type] === undefined ? pins?.template(type) : undefined;
    const template =
      pinned === undefined
        ? await resolveTemplate(type, namespace, source, templates, sources)
        : templates.get(pinned);
    resolved.set(type, template);
    if (BUILT_IN_TEMPLATES[type] === undefined) defined.set(type, template);
  }
  const nodes = new Map<string, StepNode>();
  const aliases = new Map<string, string>();
  const maps = { templates: resolved, nodes, aliases };
  const top = { parent: undefined, item: undefined };
  const roots = build(named, { ...top, isLast: false }, maps);
  const lastRoots = build(last, { ...top, isLast: true }, maps);
  // A step that waits for itself stays pending for all to see; a longer cycle would show nothing at all.
  const cycle = findCycles(all).find((names) => names.length > 2);
  if (cycle !== undefined) throw new InstanceError(`cycle in dependsOn: ${cycle.join(" -> ")}`);
  checkTimeout(run);
  const base = from === undefined ? "spec.workflowSpec." : `Workflow ${run.spec?.workflowRef}: `;
  checkBackoffs(named, `${base}steps`);
  checkBackoffs(last, `${base}finally`);
  return {
    steps: roots,
    last: lastRoots,
    outputs: workflow.outputs ?? [],
    parameters: parametersOf(run, workflow, { templates, budget: evaluationBudget(engine) }),
    nodes,
    aliases,
    mode,
    sources,
    templates: defined,
    workflow: from,
  };
}

async function resolveWorkflow(
  run: WorkflowRun,
  namespace: string,
  source: DefinitionSource,
  sources: WatchRef[],
  pins: Pins | undefined,
): Promise<{
  readonly workflow: WorkflowSpec;
  readonly mode: WorkflowMode | undefined;
  readonly from: Workflow | undefined;
}> {
  const spec = run.spec;
  if (spec?.workflowSpec !== undefined) {
    return { workflow: spec.workflowSpec, mode: spec.mode, from: undefined };
  }
  const name = spec?.workflowRef;
  if (name === undefined || name === "") {
    throw new InstanceError("failed to generate workflow instance");
  }
  const workflow = pins?.workflow ?? (await source.workflow(namespace, name));
  const ref: WatchRef = { cluster: "", object: { ...typeOf("Workflow"), namespace, name } };
  sources.push(ref);
  if (workflow === undefined) {
    throw new InstanceError(`Workflow.core.oam.dev "${name}" not found`, [ref]);
  }
  return { workflow, mode: spec?.mode ?? workflow.mode, from: workflow };
}

function countSteps(steps: readonly WorkflowStep[]): number {
  return steps.reduce((count, { subSteps }) => count + 1 + countSteps(subSteps ?? []), 0);
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

/** The durations of retries: a step could not be tried again by them. */
function checkBackoffs(steps: readonly WorkflowStep[], place: string): void {
  for (const [index, { retry, subSteps = [] }] of steps.entries()) {
    const here = `${place}[${index}]`;
    for (const key of ["duration", "max"] as const) {
      const text = retry?.backoff?.[key];
      if (text === undefined || text === "") continue;
      try {
        parseDuration(text);
      } catch (err) {
        const reason = err instanceof Error ? err.message : String(err);
        throw new InstanceError(`${here}.retry.backoff.${key}: ${reason}`);
      }
    }
    checkBackoffs(subSteps, `${here}.subSteps`);
  }
}

function parametersOf(
  run: WorkflowRun,
  workflow: WorkflowSpec,
  { templates, budget }: { readonly templates: TemplateCache; readonly budget: Budget },
): JsonObject | undefined {
  try {
    return resolveParameters(workflow.parameter, run.spec?.parameters, templates, budget);
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
  const hint = explainMissingType(type) ?? (await nearestName(type, namespace, source));
  throw new InstanceError(
    `workflowstepdefinitions.core.oam.dev "${type}" not found${hint === undefined ? "" : ` (${hint})`}`,
    [namespace, SYSTEM_NAMESPACE].map((place) => definitionRef(place, type)),
  );
}

function definitionRef(namespace: string, name: string): WatchRef {
  return { cluster: "", object: { ...typeOf("WorkflowStepDefinition"), namespace, name } };
}

/** Where a list of steps stands. */
interface Place {
  readonly parent: StepNode | undefined;
  readonly isLast: boolean;
  readonly item: StepItem | undefined;
  readonly written?: ReadonlyMap<string, string> | undefined;
}

interface Maps {
  readonly templates: ReadonlyMap<string, Template>;
  readonly nodes: Map<string, StepNode>;
  readonly aliases: Map<string, string>;
}

function build(steps: readonly WorkflowStep[], place: Place, maps: Maps): StepNode[] {
  const siblings: StepNode[] = [];
  for (const spec of steps) {
    if (maps.nodes.has(spec.name)) {
      throw new InstanceError(`duplicated step name "${spec.name}"`);
    }
    siblings.push(buildStep(spec, place, siblings, maps));
    const alias = spec.properties?.["name"] ?? spec.properties?.["component"];
    if (typeof alias === "string" && !maps.aliases.has(alias)) maps.aliases.set(alias, spec.name);
  }
  return siblings;
}

function buildStep(
  spec: WorkflowStep,
  place: Place,
  siblings: readonly StepNode[],
  maps: Maps,
  gathersInto?: StepNode,
): StepNode {
  const { parent, isLast, item, written } = place;
  const isForEach = spec.forEach !== undefined;
  const isGroup = spec.type === STEP_GROUP && !isForEach;
  const children: StepNode[] = [];
  const node: StepNode = {
    spec,
    path: parent === undefined ? spec.name : `${parent.path}/${spec.name}`,
    parent,
    isLast,
    siblings,
    index: siblings.length,
    template: isGroup || isForEach ? undefined : maps.templates.get(spec.type),
    children: isGroup ? children : undefined,
    expand: isForEach ? (each) => expandItem(node, each, maps) : undefined,
    item,
    gathersInto,
    isAskedPerItem: isForEach && spec.if !== undefined && speaksOfItem(spec.if),
    written,
  };
  maps.nodes.set(spec.name, node);
  if (isGroup) {
    children.push(...build(spec.subSteps ?? [], { parent: node, isLast, item, written }, maps));
  }
  return node;
}

/** The step of one item: what it is called, and what it contains, gets the item's key. */
function expandItem(node: StepNode, item: StepItem, maps: Maps): StepNode {
  const suffix = item.key ?? String(item.index);
  const {
    forEach: _f,
    maxParallel: _m,
    if: condition,
    dependsOn: _d,
    timeout: _t,
    ...spec
  } = node.spec;
  const asked = node.isAskedPerItem && condition !== undefined ? { if: condition } : {};
  const own: WorkflowStep = { ...spec, ...asked, name: `${node.spec.name}-${suffix}` };
  // One expansion of an item in a pass: the list that it stands in may be gone through again.
  const known = maps.nodes.get(own.name);
  if (known !== undefined) {
    if (known.parent === node) return known;
    throw new InstanceError(`duplicated step name "${own.name}"`);
  }
  const written = new Map(node.written);
  const body =
    spec.subSteps === undefined
      ? own
      : { ...own, subSteps: renameAll(spec.subSteps, suffix, written) };
  return buildStep(body, { parent: node, isLast: node.isLast, item, written }, [], maps, node);
}

/** Names of the outputs of the steps in a group, at any depth. */
export function outputsWithin(steps: readonly WorkflowStep[]): readonly string[] {
  return steps.flatMap(({ outputs = [], subSteps = [] }) => [
    ...outputs.map(({ name }) => name),
    ...outputsWithin(subSteps),
  ]);
}

function namesWithin(steps: readonly WorkflowStep[]): readonly string[] {
  return steps.flatMap(({ name, subSteps = [] }) => [name, ...namesWithin(subSteps)]);
}

/** Steps within a `forEach` are told apart, and refer to each other, by the item's key; `written` learns what was what. */
function renameAll(
  steps: readonly WorkflowStep[],
  suffix: string,
  written: Map<string, string>,
): readonly WorkflowStep[] {
  const names = new Set(namesWithin(steps));
  const outputs = new Set(outputsWithin(steps));
  const renamed = (text: string, known: ReadonlySet<string>): string => {
    for (const name of known) {
      if (text === name || text.startsWith(`${name}.`) || text.startsWith(`${name}[`)) {
        const result = `${name}-${suffix}${text.slice(name.length)}`;
        written.set(result, written.get(text) ?? text);
        return result;
      }
    }
    return text;
  };
  const rename = (list: readonly WorkflowStep[]): readonly WorkflowStep[] =>
    list.map((step) => ({
      ...step,
      name: renamed(step.name, names),
      ...(typeof step.forEach === "string" && isPath(step.forEach)
        ? { forEach: renamed(step.forEach, outputs) }
        : {}),
      ...(step.dependsOn === undefined
        ? {}
        : { dependsOn: step.dependsOn.map((name) => renamed(name, names)) }),
      ...(step.inputs === undefined
        ? {}
        : {
            inputs: step.inputs.map((input) => ({ ...input, from: renamed(input.from, outputs) })),
          }),
      ...(step.outputs === undefined
        ? {}
        : {
            outputs: step.outputs.map((output) => ({
              ...output,
              name: renamed(output.name, outputs),
            })),
          }),
      ...(step.subSteps === undefined ? {} : { subSteps: rename(step.subSteps) }),
    }));
  return rename(steps);
}

const ITEM = /^(?:item|index|key)(?!\w)/;

function speaksOfItem(condition: string): boolean {
  return clauseOfExpression(condition).references.some((reference) => ITEM.test(reference));
}

/** Asks for the name nearest to what was written, if one is near enough to be meant. */
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
  const near = nearest(type, names);
  return near === undefined ? undefined : `did you mean "${near}"?`;
}
