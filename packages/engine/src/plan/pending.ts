import type { Data } from "@lateen/cue";
import type { Json, JsonObject } from "@lateen/kube";
import { CONDITION_EXTERNALS } from "../template/externals.ts";
import type { StepNode } from "../instance.ts";
import { isPath, lookupData, parsePath } from "../path.ts";
import { type PassScope, processContext } from "../scope.ts";
import { type StepEntry, isFinal } from "../status.ts";

/** Why a step cannot start yet (spec: engine.md 6), or undefined if it can. */
export function pendingMessage(scope: PassScope, node: StepNode): string | undefined {
  for (const name of node.spec.dependsOn ?? []) {
    const entry = entryNamed(scope, name);
    if (
      entry === undefined ||
      !isFinal(entry, scope.engine.features?.suspendOnFailure === true && !scope.draft.terminated)
    ) {
      return `Pending on DependsOn: ${name}`;
    }
  }
  for (const { from } of node.spec.inputs ?? []) {
    // What comes from an item is there when there is an item.
    if (node.expand !== undefined && /^(?:item|index|key)(?![\w-])/.test(from)) continue;
    if (lookupInput(scope, node, from, node.spec.properties) === undefined) {
      return `Pending on Input: ${from}`;
    }
  }
  const items = itemsInput(scope, node);
  return items === undefined || scope.context.variables.get(items) !== undefined
    ? undefined
    : `Pending on Input: ${items}`;
}

const KNOWN_TO_EXPRESSIONS = new Set(CONDITION_EXTERNALS);

/** The variable, or the path in one, that the `forEach` of a step names: an input that need not be declared. */
export function itemsInput(scope: PassScope, node: StepNode): string | undefined {
  const text = node.expand === undefined ? undefined : node.spec.forEach;
  if (typeof text !== "string" || !isPath(text)) return undefined;
  const [root] = parsePath(text) ?? [];
  if (KNOWN_TO_EXPRESSIONS.has(String(root))) return undefined;
  if (scope.context.variables.get(text) !== undefined) return text;
  for (const { spec } of scope.nodes.values()) {
    if (spec.outputs?.some(({ name }) => parsePath(name)?.[0] === root) === true) return text;
  }
  return undefined;
}

/** The recorded step of a name, or of a name that a step's properties give. */
export function entryNamed(scope: PassScope, name: string): StepEntry | undefined {
  const known = scope.entries.get(name);
  if (known !== undefined) return known;
  const step = scope.aliases.get(name);
  return step === undefined ? undefined : scope.entries.get(step);
}

/** The value of an input: a variable, else a path in the step's own context or parameter. Undefined if there is none. */
export function lookupInput(
  scope: PassScope,
  node: StepNode,
  from: string,
  parameter: JsonObject | undefined,
): Data | undefined {
  const variable = scope.context.variables.get(from);
  if (variable !== undefined) return variable;
  const [root, ...rest] = parsePath(from) ?? [];
  if (node.item !== undefined) {
    if (root === "item") return lookupData(node.item.value, rest);
    if (root === "index" && rest.length === 0) return node.item.index;
    if (root === "key" && rest.length === 0) return node.item.key;
  }
  if (root === "parameters" && scope.parameters !== undefined) {
    return lookupData(scope.parameters as Json, rest);
  }
  if (root === "parameter") return lookupData((parameter ?? {}) as Json, rest);
  if (root === "context") {
    // The id of a step is fixed by its first recording: looking at an input must not record it.
    const id = scope.entryOf.get(node)?.id ?? scope.context.newStepId(node.path);
    return lookupData(processContext(scope, node, id) as Json, rest);
  }
  return undefined;
}
