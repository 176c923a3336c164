// Recording a run from an API server: what is on record of its steps, what they read, and the debug ConfigMaps if there
// are any.
import type { WorkflowRun } from "@lateen/api";
import { type Value, compile } from "@lateen/cue";
import { type StepExplanation, explainStep } from "@lateen/engine";
import { type Client, type Json, type KubeObject, isNotFound } from "@lateen/kube";
import { type StepView, flattenSteps, viewRun } from "@lateen/view";
import { clientEngine, contextOf } from "../client-engine.ts";
import type { Clock } from "../clock.ts";
import { referredWorkflow } from "../follow.ts";
import type { RecordedStep, Recording } from "./recording.ts";

/** Records a run. Reads that no longer are on record are made anew. Throws `ApiError`. */
export async function recordRun(
  client: Client,
  run: WorkflowRun,
  clock: Clock,
): Promise<Recording> {
  const engine = await clientEngine(client, clock);
  const workflow = await referredWorkflow(client, run);
  const view = viewRun(run, { now: clock.now(), workflow });
  const steps: RecordedStep[] = [];
  try {
    for (const step of flattenSteps(view.steps)) {
      const explanation = await explainStep(engine, {
        run,
        storage: contextOf(client, run, clock),
        step: step.name,
      });
      steps.push(recordedStepOf(step, explanation, await debugText(client, run, step)));
    }
  } finally {
    await engine.close();
  }
  return {
    kind: "Recording",
    name: view.name,
    namespace: view.namespace,
    phase: view.phase,
    context: run.spec?.context ?? {},
    steps,
  };
}

function recordedStepOf(step: StepView, explanation: StepExplanation, debug: string): RecordedStep {
  const results: { [path: string]: Json } = {};
  for (const { path, value } of explanation.results) {
    if (value !== undefined) results[path] = value as Json;
  }
  // What the step saw when it ran counts more than what is there now.
  Object.assign(results, resultsIn(debug));
  return {
    name: step.name,
    type: step.type,
    phase: step.phase,
    summary: explanation.summary,
    template: explanation.template,
    parameter: (explanation.parameter ?? {}) as Json,
    results,
  };
}

async function debugText(client: Client, run: WorkflowRun, { id }: StepView): Promise<string> {
  const { name = "", namespace = "default", uid = "" } = run.metadata;
  if (id === "") return "";
  try {
    const map = await client.get<
      KubeObject & { readonly data?: { readonly [key: string]: string } }
    >({
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace,
      name: `${name}-${id}-debug-${uid.slice(-5)}`,
    });
    return map.data?.["debug"] ?? "";
  } catch (error) {
    if (isNotFound(error)) return "";
    throw error;
  }
}

const DEEPEST = 8;

/** The results in a text that a step evaluated to; none if it does not stand by itself. */
export function resultsIn(text: string): { readonly [path: string]: Json } {
  const { program } = compile([{ filename: "debug.cue", text }]);
  const results: { [path: string]: Json } = {};
  const collect = (value: Value, path: string, depth: number): void => {
    if (depth > DEEPEST || value.kind() !== "struct") return;
    const returns = value.lookup(["$returns"]);
    if (returns.exists() && returns.validate({ concrete: true }).length === 0) {
      const result = returns.decode() as Json;
      if (!holdsSecret(result)) results[path] = result;
      return;
    }
    for (const { label, value: below } of value.fields()) {
      const element = /^[A-Za-z_$][\w$]*$/.test(label) ? label : JSON.stringify(label);
      collect(below, path === "" ? element : `${path}.${element}`, depth + 1);
    }
  };
  if (program !== undefined) collect(program.evaluate(), "", 0);
  return results;
}

/** Recordings are passed around: what was read of a Secret stays out of them. */
function holdsSecret(value: Json): boolean {
  if (value === null || typeof value !== "object") return false;
  if (!Array.isArray(value) && (value as { readonly kind?: Json }).kind === "Secret") return true;
  return Object.values(value).some(holdsSecret);
}
