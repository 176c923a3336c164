// Parameters of a workflow: declared with it as a CUE schema, given with each run (an addition to the reference).
import { type Budget, type Data, isCueError } from "@lateen/cue";
import type { JsonObject } from "@lateen/kube";
import { describeError } from "./condition.ts";
import type { TemplateCache } from "./template/cache.ts";

/** The parameters do not fit what the workflow declares; the message names each place. */
export class ParameterError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ParameterError";
  }
}

/**
 * The parameters of a run with the defaults of their schema; undefined where the workflow declares none and the run
 * gives none. `budget` is what the evaluation may take. Throws {@link ParameterError}.
 */
export function resolveParameters(
  schema: string | undefined,
  given: JsonObject | undefined,
  templates: TemplateCache,
  budget: Budget = {},
): JsonObject | undefined {
  if (schema === undefined || schema.trim() === "") {
    if (given === undefined || Object.keys(given).length === 0) return undefined;
    throw new ParameterError("spec.parameters: the workflow declares no parameter");
  }
  const template = templates.get(`#Parameters: {\n${schema}\n}\nparameters: #Parameters\n`);
  if (template.program === undefined) {
    // The place counts from where the schema begins.
    const problem = template.error.replace(
      /\(template\.cue:(\d+):(\d+)\)$/,
      (_, line: string, column: string) => `(parameter:${Number(line) - 1}:${column})`,
    );
    throw new ParameterError(`the parameter schema of the workflow does not compile: ${problem}`);
  }
  const value = template.program
    .evaluate({ fill: [{ path: ["parameters"], value: (given ?? {}) as Data }], budget })
    .lookup(["parameters"]);
  const problems = value.validate({ concrete: true });
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).map((problem) => describeError(problem));
    throw new ParameterError(`parameters do not fit their schema: ${shown.join("; ")}`);
  }
  try {
    return value.decode() as JsonObject;
  } catch (err) {
    if (isCueError(err)) throw new ParameterError(describeError(err));
    throw err;
  }
}
