// The `if` of a step (spec: engine.md 8.2).
import { type CueError, type Data, type Fill, isCueError } from "@lateen/cue";
import type { Json } from "@lateen/kube";
import type { StepNode } from "./instance.ts";
import { lookupInput } from "./plan/pending.ts";
import { type PassScope, processContext } from "./scope.ts";
import type { StepEntry } from "./status.ts";

/** Whether the step runs, or the text of why that cannot be told. */
export type ConditionResult = { readonly value: boolean } | { readonly error: string };

/** Evaluates the `if` of a step, not `always`. */
export function evaluateCondition(
  scope: PassScope,
  node: StepNode,
  expression: string,
  stepId: string,
): ConditionResult {
  return evaluateTruth(scope, expression, fillsOf(scope, node, expression, stepId));
}

/** Evaluates the `retry.if` of a step after an error. */
export function evaluateRetry(
  scope: PassScope,
  node: StepNode,
  expression: string,
  error: { readonly message: string; readonly attempt: number },
): ConditionResult {
  const id = scope.entryOf.get(node)?.id ?? "";
  return evaluateTruth(scope, expression, [
    ...itemFills(scope, node),
    { path: ["error"], value: { message: error.message, attempt: error.attempt } },
    { path: ["context"], value: processContext(scope, node, id) as Json },
    { path: ["parameter"], value: (node.spec.properties ?? {}) as Json },
  ]);
}

/** Evaluates the text of a step's `forEach`. */
export function evaluateItems(
  scope: PassScope,
  node: StepNode,
  expression: string,
): { readonly value: Data } | { readonly error: string } {
  const { program, error } = scope.engine.templates.condition(expression);
  if (program === undefined) return { error };
  const id = scope.entryOf.get(node)?.id ?? "";
  const value = program.evaluate({
    fill: fillsOf(scope, node, expression, id),
    budget: scope.budget,
  });
  try {
    return { value: value.decode() };
  } catch (thrown) {
    if (!isCueError(thrown)) throw thrown;
    return { error: describeError(thrown) };
  }
}

function fillsOf(scope: PassScope, node: StepNode, expression: string, stepId: string): Fill[] {
  return [
    ...itemFills(scope, node),
    { path: ["inputs"], value: inputsOf(scope, node) },
    { path: ["status"], value: statusOf(scope, node, expression) },
    { path: ["context"], value: processContext(scope, node, stepId) as Json },
    { path: ["parameter"], value: (node.spec.properties ?? {}) as Json },
  ];
}

/** The item that the step is for, and the parameters of the workflow. */
function itemFills({ parameters }: PassScope, { item }: StepNode): Fill[] {
  const fills: Fill[] = [];
  if (parameters !== undefined) fills.push({ path: ["parameters"], value: parameters as Json });
  if (item === undefined) return fills;
  fills.push({ path: ["item"], value: item.value }, { path: ["index"], value: item.index });
  if (item.key !== undefined) fills.push({ path: ["key"], value: item.key });
  return fills;
}

function evaluateTruth(
  scope: PassScope,
  expression: string,
  fill: readonly Fill[],
): ConditionResult {
  const { program } = scope.engine.templates.condition(expression);
  if (program === undefined) return { error: "invalid if value: field not found: if" };
  const value = program.evaluate({ fill, budget: scope.budget });
  const err = value.error();
  if (err !== undefined) return { error: `invalid if value: ${describeError(err, "if")}` };
  let data: Data;
  try {
    data = value.decode();
  } catch (thrown) {
    if (!isCueError(thrown)) throw thrown;
    return { error: `invalid if value: ${describeError(thrown, "if")}` };
  }
  if (typeof data === "boolean") return { value: data };
  const shown = data === null || typeof data !== "object" ? `value ${value.syntax()} ` : "value ";
  return { error: `if: cannot use ${shown}(type ${value.kind()}) as bool` };
}

/** An error of CUE with its path in front, the way the reference prints one. */
export function describeError(err: CueError, path: string = err.path.join(".")): string {
  return path === "" || err.message.startsWith(`${path}: `)
    ? err.message
    : `${path}: ${err.message}`;
}

/** The same with the errors of the alternatives, where it is that none of them fits. */
export function describeAmong(err: CueError, errors: readonly CueError[]): string {
  const text = describeError(err);
  if (!text.endsWith(":")) return text;
  const path = err.path.join(".");
  const details = errors
    .slice(errors.indexOf(err) + 1)
    .filter((other) => other.path.join(".") === path)
    .map(({ message }) => message);
  return details.length === 0 ? text : `${text} ${details.join("; ")}`;
}

/** The declared inputs by their whole text, and nested where that is a path. */
function inputsOf(scope: PassScope, node: StepNode): { [key: string]: Data } {
  const inputs: { [key: string]: Data } = {};
  for (const { from } of node.spec.inputs ?? []) {
    const value = lookupInput(scope, node, from, node.spec.properties);
    if (value === undefined) continue;
    const written = node.written?.get(from) ?? from;
    inputs[written] = value;
    const parts = written.split(".");
    if (parts.length > 1 && parts.every((part) => /^\w+$/.test(part))) nest(inputs, parts, value);
  }
  return inputs;
}

function nest(into: { [key: string]: Data }, parts: readonly string[], value: Data): void {
  const [first = "", ...rest] = parts;
  if (rest.length === 0) {
    into[first] ??= value;
    return;
  }
  const below = into[first];
  const isStruct = below !== null && typeof below === "object" && !Array.isArray(below);
  if (below !== undefined && (!isStruct || below instanceof Uint8Array)) return;
  const copy = { ...(below as { [key: string]: Data } | undefined) };
  nest(copy, rest, value);
  into[first] = copy;
}

/** `status` with the steps that the expression can mean; all of them if it takes `status` as a whole. */
function statusOf(scope: PassScope, node: StepNode, expression: string): { [key: string]: Data } {
  const result: { [key: string]: Data } = {};
  if (!expression.includes("status")) return result;
  const takesAll =
    /\bstatus\b(?!\s*[.[])/.test(expression) || /\bstatus\s*\[\s*[^"\s]/.test(expression);
  for (const [name, entry] of scope.entries) {
    if (takesAll || expression.includes(name)) result[name] = statusOfStep(entry);
  }
  for (const [alias, name] of scope.aliases) {
    const entry = scope.entries.get(name);
    if (
      entry !== undefined &&
      !Object.hasOwn(result, alias) &&
      (takesAll || expression.includes(alias))
    ) {
      result[alias] = statusOfStep(entry);
    }
  }
  // Steps within the same item of a `forEach` by the names that they are written with.
  for (const [name, written] of node.written ?? []) {
    const entry = scope.entries.get(name);
    if (entry !== undefined && (takesAll || expression.includes(written))) {
      result[written] = statusOfStep(entry);
    }
  }
  return result;
}

function statusOfStep(entry: StepEntry): Data {
  return {
    id: entry.id,
    name: entry.name,
    type: entry.type,
    ...(entry.phase === undefined ? {} : { phase: entry.phase }),
    ...(entry.message === "" ? {} : { message: entry.message }),
    ...(entry.reason === undefined ? {} : { reason: entry.reason }),
    firstExecuteTime: entry.firstExecuteTime ?? null,
    lastExecuteTime: entry.lastExecuteTime ?? null,
    failed: entry.phase === "failed",
    succeeded: entry.phase === "succeeded",
    skipped: entry.phase === "skipped",
    timeout: entry.reason === "Timeout",
    failedAfterRetries: entry.reason === "FailedAfterRetries",
    terminate: entry.reason === "Terminate",
  };
}
