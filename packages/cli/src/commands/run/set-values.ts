import type { Workflow, WorkflowRun } from "@lateen/api";
import type { Json, JsonObject } from "@lateen/kube";
import { parse } from "yaml";
import { FlagError } from "../../errors.ts";

/**
 * The run with the values of `--set name=value`: parameters where the workflow declares such, else keys of
 * `context`. Dots in the name nest; the value is read as YAML, so that `3` is a number and `[a, b]` a list.
 * Throws {@link FlagError}.
 */
export function setValues(
  run: WorkflowRun,
  workflow: Workflow | undefined,
  assignments: readonly string[],
): WorkflowRun {
  if (assignments.length === 0) return run;
  const declares = run.spec?.workflowSpec?.parameter ?? workflow?.parameter;
  const field = declares === undefined ? "context" : "parameters";
  return {
    ...run,
    spec: { ...run.spec, [field]: assignValues(run.spec?.[field] ?? {}, assignments) },
  };
}

/** The object with the values of `name=value` in it, as {@link setValues} reads them. Throws {@link FlagError}. */
export function assignValues(object: JsonObject, assignments: readonly string[]): JsonObject {
  const values = structuredClone(object) as JsonObject;
  for (const assignment of assignments) assign(values, assignment);
  return values;
}

function assign(values: JsonObject, assignment: string): void {
  const at = assignment.indexOf("=");
  if (at <= 0) throw new FlagError(`--set ${assignment}: expected name=value`);
  const names = assignment.slice(0, at).split(".");
  const last = names.pop() as string;
  if (last === "" || names.includes(""))
    throw new FlagError(`--set ${assignment}: a part of the name is empty`);
  let target = values;
  for (const name of names) {
    const next = target[name];
    target[name] = typeof next === "object" && next !== null && !Array.isArray(next) ? next : {};
    target = target[name];
  }
  target[last] = parseValue(assignment.slice(at + 1));
}

function parseValue(text: string): Json {
  try {
    const value: unknown = parse(text);
    return (value ?? (text.trim() === "" ? "" : null)) as Json;
  } catch {
    // Not YAML: a text with a colon or a bracket in it.
    return text;
  }
}
