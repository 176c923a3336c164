// The outputs of a step (spec: engine.md 11).
import { type Data, type Value, isCueError } from "@lateen/cue";
import { describeError } from "../condition.ts";
import { VariableConflict } from "../context/variables.ts";
import type { StepNode } from "../instance.ts";
import type { PassScope } from "../scope.ts";

/** What went wrong with the outputs of a step: `conflict` where a variable has another value already. */
export interface OutputProblems {
  readonly messages: readonly string[];
  readonly conflict: string | undefined;
}

const NO_PROBLEMS: OutputProblems = { messages: [], conflict: undefined };

/** Sets the variables that a step declares; null for those that cannot be told, so that whoever waits for them goes on. */
export function writeOutputs(
  scope: PassScope,
  node: StepNode,
  value: Value | undefined,
): OutputProblems {
  const outputs = node.spec.outputs ?? [];
  if (outputs.length === 0) return NO_PROBLEMS;
  const messages: string[] = [];
  let conflict: string | undefined;
  for (const { name, valueFrom } of outputs) {
    let data: Data | undefined;
    if (value !== undefined) {
      try {
        data = lookupOutput(value, valueFrom);
      } catch (err) {
        if (!(err instanceof OutputMissing)) throw err;
        messages.push(`failed to get output from ${valueFrom}: ${err.message}\n`);
      }
    }
    try {
      store(scope, node, name, data);
    } catch (err) {
      if (!(err instanceof VariableConflict)) throw err;
      conflict = `failed to set output ${name}: ${err.message}\n`;
      messages.push(conflict);
    }
  }
  return { messages, conflict };
}

/** Sets the variables that a step declares as far as they can be told; gives the names of the others. */
export function writeKnownOutputs(
  scope: PassScope,
  node: StepNode,
  value: Value | undefined,
): readonly string[] {
  const unknown: string[] = [];
  for (const { name, valueFrom } of node.spec.outputs ?? []) {
    try {
      if (value === undefined) unknown.push(name);
      else store(scope, node, name, lookupOutput(value, valueFrom));
    } catch (err) {
      if (!(err instanceof OutputMissing || err instanceof VariableConflict)) throw err;
      unknown.push(name);
    }
  }
  return unknown;
}

/** Releases those who wait for the outputs of a step that has none to give. */
export function writeNoOutputs(scope: PassScope, node: StepNode): void {
  for (const { name } of node.spec.outputs ?? []) store(scope, node, name, undefined);
}

function store(scope: PassScope, node: StepNode, name: string, data: Data | undefined): void {
  const gathered =
    node.gathersInto === undefined ? undefined : scope.gathered.get(node.gathersInto);
  if (gathered !== undefined && node.item !== undefined) {
    gathered.put(name, node.item.index, data ?? null);
  } else if (data === undefined) {
    scope.context.variables.setNothing(name);
  } else {
    scope.context.variables.set(name, data);
  }
}

class OutputMissing extends Error {
  /** Whether the second way of writing the path may find it. */
  readonly isRetried: boolean;
  constructor(message: string, isRetried: boolean) {
    super(message);
    this.isRetried = isRetried;
  }
}

const PLAIN_PATH = /^[A-Za-z_$][\w$]*(?:\.[A-Za-z_$#][\w$#]*|\[\d+\]|\["[^"\\]*"\]|\."[^"\\]*")*$/;

/** Words that are values by themselves. */
const LITERALS: ReadonlySet<string> = new Set(["null", "true", "false"]);

function lookupOutput(value: Value, valueFrom: string): Data {
  const text = valueFrom.trim();
  if (text === "") return {};
  try {
    return evaluate(value, text);
  } catch (err) {
    if (!(err instanceof OutputMissing)) throw err;
    if (!err.isRetried || text.includes("$returns.")) throw err;
  }
  // Templates of the time before `$returns`: their users wrote paths into the action itself.
  const second = text.includes("output.")
    ? text.replace("output.", "output.$returns.")
    : `${text}.$returns`;
  return evaluate(value, second);
}

function evaluate(value: Value, text: string): Data {
  const isPath = PLAIN_PATH.test(text) && !LITERALS.has(text);
  try {
    const result = isPath ? value.lookupPath(text) : value.expression(text);
    if (isPath && !result.exists()) {
      throw new OutputMissing(`failed to lookup value: var(path=${text}) not exist`, true);
    }
    return result.decode();
  } catch (err) {
    if (!isCueError(err)) throw err;
    if (isPath)
      throw new OutputMissing(`failed to lookup value: var(path=${text}) not exist`, true);
    const isSyntax = err.code === "syntax";
    throw new OutputMissing(
      isSyntax ? `parse script: ${err.message}` : describeError(err),
      !isSyntax,
    );
  }
}
