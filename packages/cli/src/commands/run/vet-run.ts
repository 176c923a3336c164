// What can be known of a run before it is created: a mistake is told with its place, and nothing is left behind.
import {
  STEP_GROUP,
  SYSTEM_NAMESPACE,
  type Workflow,
  type WorkflowRun,
  type WorkflowStep,
  nameSteps,
  typeOf,
  validateWorkflowRun,
} from "@lateen/api";
import { type Client, isApiError, isNotFound } from "@lateen/kube";
import {
  ParameterError,
  explainMissingType,
  nearest,
  resolveParameters,
  templatesFor,
} from "@lateen/engine";
import { createProviderRegistry } from "@lateen/providers";
import type { SourceObject } from "../../documents.ts";
import { CommandError } from "../../errors.ts";

/** Step types that need no definition. */
const NATIVE_TYPES = [STEP_GROUP, "suspend", "builtin-apply-component"];

/** Throws {@link CommandError} that lists what is wrong with the run, each with its place in the file. */
export async function vetRun(
  source: SourceObject,
  client: Client,
  namespace: string,
): Promise<void> {
  const run = source.object as WorkflowRun;
  const workflow = await workflowOf(run, client, namespace);
  const named = withNames(run);
  const problems = validateWorkflowRun(named, workflow).map(
    ({ place, detail }) => `${source.place(pathOf(place))}: ${place}: ${detail}`,
  );
  problems.push(...(await unknownTypes(source, named, client, namespace)));
  if (problems.length > 0) throw new CommandError(problems.join("\n       "));
}

function withNames(run: WorkflowRun): WorkflowRun {
  const { steps, finally: last } = run.spec?.workflowSpec ?? {};
  if (!Array.isArray(steps)) return run;
  const named = {
    steps: nameSteps(steps),
    ...(Array.isArray(last) ? { finally: nameSteps(last, "finally") } : {}),
  };
  return {
    ...run,
    spec: { ...run.spec, workflowSpec: { ...run.spec.workflowSpec, ...named } },
  };
}

/** Throws {@link CommandError} where the run gives parameters that its workflow does not take, or lacks some. */
export function vetParameters(
  source: SourceObject,
  { spec }: WorkflowRun,
  workflow: Workflow | undefined,
): void {
  const schema =
    spec?.workflowSpec === undefined ? workflow?.parameter : spec.workflowSpec.parameter;
  if (schema !== undefined && typeof schema !== "string") return;
  try {
    resolveParameters(schema, spec?.parameters, templatesFor(createProviderRegistry()));
  } catch (error) {
    if (!(error instanceof ParameterError)) throw error;
    throw new CommandError(`${source.place(["spec", "parameters"])}: ${error.message}`);
  }
}

async function workflowOf(
  run: WorkflowRun,
  client: Client,
  namespace: string,
): Promise<Workflow | Error | undefined> {
  const name = run.spec?.workflowRef;
  if (run.spec?.workflowSpec !== undefined || !name) return undefined;
  try {
    return await client.get<Workflow>({ ...typeOf("Workflow"), namespace, name });
  } catch (error) {
    if (isNotFound(error) && error instanceof Error) return error;
    throw error;
  }
}

async function unknownTypes(
  source: SourceObject,
  run: WorkflowRun,
  client: Client,
  namespace: string,
): Promise<string[]> {
  const { steps = [], finally: last = [] } = run.spec?.workflowSpec ?? {};
  const used = [
    ...typesOf(steps, ["spec", "workflowSpec", "steps"]),
    ...typesOf(last, ["spec", "workflowSpec", "finally"]),
  ].filter(({ type }) => typeof type === "string" && !NATIVE_TYPES.includes(type));
  if (used.length === 0) return [];
  const known = await knownTypes(client, namespace);
  if (known === undefined) return [];
  return used
    .filter(({ type }) => !known.includes(type))
    .map(({ type, path }) => {
      const near = nearest(type, [...known, ...NATIVE_TYPES]);
      const hint =
        explainMissingType(type) ??
        (near === undefined ? "`lateen def ls` lists those there are" : `did you mean "${near}"?`);
      return `${source.place(path)}: unknown step type "${type}": ${hint}`;
    });
}

/** Names of the definitions that the run may use; undefined where they may not be listed. */
async function knownTypes(client: Client, namespace: string): Promise<string[] | undefined> {
  const names: string[] = [];
  for (const place of new Set([namespace, SYSTEM_NAMESPACE])) {
    try {
      const { items } = await client.list(typeOf("WorkflowStepDefinition"), { namespace: place });
      names.push(...items.map((item) => item.metadata.name ?? ""));
    } catch (error) {
      if (isApiError(error)) return undefined;
      throw error;
    }
  }
  return names;
}

interface UsedType {
  readonly type: string;
  readonly path: readonly (string | number)[];
}

function typesOf(steps: readonly WorkflowStep[], path: readonly (string | number)[]): UsedType[] {
  return steps.flatMap((step, index) => [
    { type: step.type, path: [...path, index, "type"] },
    ...typesOf(step.subSteps ?? [], [...path, index, "subSteps"]),
  ]);
}

/** `spec.steps[2].name` as `["spec", "steps", 2, "name"]`. */
function pathOf(place: string): (string | number)[] {
  return [...place.matchAll(/\[(\d+)\]|([^.[\]]+)/g)].map(([, index, name]) =>
    index === undefined ? (name ?? "") : Number(index),
  );
}
