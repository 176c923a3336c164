// What a run would do, as far as that can be told before it runs: each step whose inputs are known is evaluated once,
// on the assumption that the steps before it succeed. The functions that are called are those of the engine it is given:
// to call none that changes something is up to whoever makes that engine.
import type { WorkflowRun } from "@lateen/api";
import type { Data } from "@lateen/cue";
import { evaluateCondition } from "./condition.ts";
import { Gathered } from "./context/gathered.ts";
import { loadContext } from "./context/load-context.ts";
import { memoryStorage } from "./context/memory-storage.ts";
import { createScope } from "./create-scope.ts";
import { type StepNode, resolveInstance } from "./instance.ts";
import type { Engine } from "./pass.ts";
import { gatherWithin, itemsOf } from "./plan/for-each.ts";
import { itemsInput, lookupInput } from "./plan/pending.ts";
import { type PassScope, ensureEntry, record } from "./scope.ts";
import { RunDraft, formatTime } from "./status.ts";
import { writeKnownOutputs, writeNoOutputs } from "./task/outputs.ts";
import { parameterOf } from "./task/parameter.ts";
import { tryAttempt } from "./task/step.ts";

/**
 * `known`: it is done. `partial`: it stops at something that only the run can tell. `unknown`: an input, or whether it
 * runs, is not known. `skipped` and `failed`: it would be.
 */
export type PlannedState = "known" | "partial" | "unknown" | "skipped" | "failed";

/** A step as it would be. */
export interface PlannedStep {
  readonly name: string;
  readonly type: string;
  /** How many groups it is in. */
  readonly depth: number;
  readonly state: PlannedState;
  /** Why; empty where there is nothing to say. */
  readonly detail: string;
  /** What the template would get; undefined if that is not known. */
  readonly parameter: Data | undefined;
  /** Outputs of which only the run can tell the value. */
  readonly unknownOutputs: readonly string[];
}

/** Plans a run. Throws if it cannot be resolved. */
export async function planRun(
  engine: Engine,
  input: { readonly run: WorkflowRun; readonly signal?: AbortSignal },
): Promise<readonly PlannedStep[]> {
  const { status: _status, ...run } = input.run;
  const execution = { ...input, run, storage: memoryStorage() };
  const now = engine.clock.now();
  const draft = new RunDraft(undefined);
  draft.initialize({}, formatTime(now));
  const context = await loadContext(engine, execution);
  const instance = await resolveInstance(engine, run);
  const scope = createScope(engine, execution, {
    draft,
    instance,
    context,
    now,
    isResumedAfterFailure: false,
    publish: () => Promise.resolve(),
  });
  const planned: Plan = { steps: new Map(), items: new Map() };
  await planList(scope, [...instance.steps, ...instance.last], 0, planned);
  return [...inOrder([...instance.steps, ...instance.last], planned)];
}

/** What is planned so far. */
interface Plan {
  readonly steps: Map<StepNode, PlannedStep>;
  /** The steps of the items that are planned, by the step with `forEach`. */
  readonly items: Map<StepNode, readonly StepNode[]>;
}

/** Of more items than this the rest is left out. */
const MOST_ITEMS = 100;

function* inOrder(nodes: readonly StepNode[], plan: Plan): Generator<PlannedStep> {
  for (const node of nodes) {
    const step = plan.steps.get(node);
    if (step !== undefined) yield step;
    yield* inOrder(node.children ?? plan.items.get(node) ?? [], plan);
  }
}

/** In the order in which inputs become known: a graph may list a step before those that it depends on. */
async function planList(
  scope: PassScope,
  nodes: readonly StepNode[],
  depth: number,
  planned: Plan,
): Promise<void> {
  let open = [...nodes];
  for (let hasMoved = true; hasMoved && open.length > 0; ) {
    hasMoved = false;
    const later: StepNode[] = [];
    for (const node of open) {
      if (missingInput(scope, node) !== undefined || isBefore(node, nodes, planned)) {
        later.push(node);
        continue;
      }
      hasMoved = true;
      await planWithin(scope, node, depth, planned);
    }
    open = later;
  }
  for (const node of open) {
    const missing = missingInput(scope, node);
    const detail =
      missing === undefined
        ? "a step that it depends on is not known"
        : `its input ${missing} is known only once the run is there`;
    planned.steps.set(node, stepOf(node, depth, "unknown", detail));
    if (node.children !== undefined) await planList(scope, node.children, depth + 1, planned);
  }
}

/** A step with all that it contains. */
async function planWithin(
  scope: PassScope,
  node: StepNode,
  depth: number,
  planned: Plan,
): Promise<void> {
  const step = await planNode(scope, node, depth);
  planned.steps.set(node, step);
  if (step.state === "unknown" || step.state === "skipped") return;
  if (node.expand !== undefined) await planItems(scope, node, step, planned);
  else if (node.children !== undefined) await planList(scope, node.children, depth + 1, planned);
}

/** The items of a step with `forEach`, each as the step that it would be. */
async function planItems(
  scope: PassScope,
  node: StepNode,
  step: PlannedStep,
  planned: Plan,
): Promise<void> {
  const gathered = new Gathered();
  const found = itemsOf(scope, node, gathered);
  if ("error" in found) {
    planned.steps.set(node, { ...step, state: "failed", detail: `forEach: ${found.error}` });
    return;
  }
  const { items } = found;
  scope.gathered.set(node, gathered);
  const steps: StepNode[] = [];
  planned.items.set(node, steps);
  for (const item of items.slice(0, MOST_ITEMS)) {
    const child = node.expand?.(item);
    if (child === undefined) break;
    steps.push(child);
    await planWithin(scope, child, step.depth + 1, planned);
  }
  const below = [...inOrder(steps, planned)];
  const unknown = new Set(below.flatMap(({ unknownOutputs }) => unknownOutputs));
  const isWhole = items.length <= MOST_ITEMS;
  const isKnown = isWhole && below.every(({ state }) => state === "known" || state === "skipped");
  const names = (node.spec.outputs ?? []).map(({ name }) => name);
  if (isKnown && unknown.size === 0) {
    for (const name of names) scope.context.variables.set(name, gathered.list(name, items.length));
    gatherWithin(scope, node, items);
  }
  planned.steps.set(node, {
    ...step,
    state: isKnown ? "known" : "partial",
    detail: `${items.length} item${items.length === 1 ? "" : "s"}${isWhole ? "" : `, of which the first ${MOST_ITEMS} are here`}`,
    unknownOutputs: isKnown ? [] : names,
  });
}

/** Whether a step of the same list that it depends on is yet to be planned. */
function isBefore(node: StepNode, nodes: readonly StepNode[], planned: Plan): boolean {
  return nodes.some(
    (other) =>
      other !== node &&
      node.spec.dependsOn?.includes(other.spec.name) === true &&
      !planned.steps.has(other),
  );
}

function missingInput(scope: PassScope, node: StepNode): string | undefined {
  const missing = node.spec.inputs?.find(
    ({ from }) =>
      !(node.expand !== undefined && /^(?:item|index|key)(?![\w-])/.test(from)) &&
      lookupInput(scope, node, from, node.spec.properties) === undefined,
  )?.from;
  if (missing !== undefined) return missing;
  const items = itemsInput(scope, node);
  return items === undefined || scope.context.variables.get(items) !== undefined
    ? undefined
    : items;
}

async function planNode(scope: PassScope, node: StepNode, depth: number): Promise<PlannedStep> {
  const condition = node.isAskedPerItem ? "" : (node.spec.if?.trim() ?? "");
  if (condition !== "" && condition !== "always") {
    const result = evaluateCondition(scope, node, condition, scope.context.newStepId(node.path));
    if ("error" in result) {
      return stepOf(node, depth, "unknown", `whether it runs is not known: ${result.error}`);
    }
    if (!result.value) {
      writeNoOutputs(scope, node);
      record(scope, ensureEntry(scope, node), node, { phase: "skipped", reason: "Skip" });
      return stepOf(node, depth, "skipped", `if: ${condition}`);
    }
  }
  const entry = ensureEntry(scope, node);
  record(scope, entry, node, { phase: "succeeded" });
  if (node.template === undefined) return stepOf(node, depth, "known", "");
  const parameter = parameterOf(scope, node);
  if ("error" in parameter) return stepOf(node, depth, "failed", parameter.error);
  // An attempt begins as one does: the assumption that it succeeds is for the steps after it.
  entry.phase = "running";
  const attempt = await tryAttempt(scope, node, entry, () => undefined);
  entry.phase = "succeeded";
  const known = { parameter: parameter.parameter };
  if ("crash" in attempt) {
    return { ...stepOf(node, depth, "failed", attempt.crash.message ?? ""), ...known };
  }
  const unknownOutputs = writeKnownOutputs(scope, node, attempt.value);
  const { phase, message = "" } = attempt.outcome;
  const state = phase === "succeeded" ? "known" : phase === "failed" ? "failed" : "partial";
  return { ...stepOf(node, depth, state, message), ...known, unknownOutputs };
}

function stepOf(node: StepNode, depth: number, state: PlannedState, detail: string): PlannedStep {
  const { name, type, outputs = [] } = node.spec;
  const isKnown = state === "known" || state === "skipped";
  return {
    name,
    type,
    depth,
    state,
    detail,
    parameter: undefined,
    unknownOutputs: isKnown ? [] : outputs.map((output) => output.name),
  };
}
