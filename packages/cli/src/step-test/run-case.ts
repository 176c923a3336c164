// Runs a case: one step in the real engine, with functions that answer from the case and a clock that leaps.
import {
  ANNOTATION_DEBUG,
  type WorkflowRun,
  type WorkflowStep,
  type WorkflowStepDefinition,
} from "@lateen/api";
import {
  type PassMemory,
  type PassResult,
  execute,
  memoryStorage,
  resumeRun,
} from "@lateen/engine";
import { type Json, type JsonObject, formatDuration, parseDuration } from "@lateen/kube";
import { createProviderRegistry } from "@lateen/providers";
import { engineWith } from "../client-engine.ts";
import { cannedRegistry } from "./canned-registry.ts";
import type { StepCase } from "./case.ts";

/** What became of a step. */
export interface CaseOutcome {
  /** In the shape of a case's `expect`. */
  readonly found: JsonObject;
  /** What the template evaluated to in the end, CUE text. */
  readonly value: string;
}

/** 2026-01-01T00:00:00Z, on which every case begins. */
const BEGINNING = 1_767_225_600_000;
const MOST_PASSES = 1000;

/** Runs a case with the step types at hand. Throws only for bugs and durations that are none. */
export async function runCase(
  test: StepCase,
  definitions: ReadonlyMap<string, WorkflowStepDefinition>,
): Promise<CaseOutcome> {
  const end = BEGINNING + parseDuration(test.until);
  const time = { now: BEGINNING };
  const real = createProviderRegistry();
  const registry = cannedRegistry(real, test.results);
  const engine = engineWith(
    { stepDefinition: (_namespace, name) => definitions.get(name), workflow: () => undefined },
    registry,
    { now: () => time.now },
  );
  const outputs = Object.keys((test.expect["outputs"] ?? {}) as JsonObject);
  let run = runOf(test, outputs);
  const storage = memoryStorage();
  let memory: PassMemory | undefined;
  let resumes = 0;
  let result: PassResult;
  let value = "";
  for (let passes = 1; ; passes += 1) {
    result = await execute(engine, { run, storage, ...(memory === undefined ? {} : { memory }) });
    ({ memory } = result);
    value = result.debug.at(-1)?.value ?? value;
    run = { ...run, status: result.status };
    if (result.error !== undefined || result.status.finished || passes === MOST_PASSES) break;
    const { at } = result.wakeUp;
    if (result.status.suspend && at === undefined && resumes < test.resumes) {
      resumes += 1;
      run = { ...run, status: resumeRun(result.status) };
      continue;
    }
    if (at === undefined || at > end) break;
    time.now = Math.max(time.now, at);
  }
  await real.close();
  if (result.error !== undefined) {
    return { found: { phase: "error", message: result.error.message }, value };
  }
  const step = result.status.steps?.[0];
  const found: JsonObject = {
    phase: step?.phase ?? "pending",
    ...(step?.reason === undefined ? {} : { reason: step.reason }),
    ...(step?.message === undefined ? {} : { message: step.message }),
    after: durationText(time.now - BEGINNING, test.expect["after"]),
    actions: registry.calls.map((call) => ({ ...call })),
    ...(outputs.length === 0 ? {} : { outputs: outputsOf(result, outputs) }),
  };
  return { found, value };
}

/** A Go duration; in the words of what is expected if it is that long. */
function durationText(milliseconds: number, expected: Json | undefined): string {
  if (typeof expected === "string" && parseDuration(expected) === milliseconds) return expected;
  return formatDuration(milliseconds);
}

function runOf(
  { type, parameter, context, step }: StepCase,
  outputs: readonly string[],
): WorkflowRun {
  const { name, namespace, stepName, ...more } = context;
  return {
    apiVersion: "core.oam.dev/v1alpha1",
    kind: "WorkflowRun",
    metadata: {
      name: typeof name === "string" ? name : "run",
      namespace: typeof namespace === "string" ? namespace : "default",
      uid: "test",
      annotations: { [ANNOTATION_DEBUG]: "true" },
      resourceVersion: "1",
    },
    spec: {
      context: more,
      workflowSpec: {
        steps: [
          {
            retry: { limit: 0 },
            ...step,
            name: typeof stepName === "string" ? stepName : "step",
            type,
            properties: parameter,
            outputs: outputs.map((path, index) => ({ name: `output${index}`, valueFrom: path })),
          } satisfies WorkflowStep,
        ],
        outputs: outputs.map((path, index) => ({ name: path, valueFrom: `output${index}` })),
      },
    },
  };
}

function outputsOf({ status }: PassResult, outputs: readonly string[]): JsonObject {
  const found: { [path: string]: Json } = {};
  for (const path of outputs) {
    const value = status.outputs?.[path];
    if (value !== undefined) found[path] = value;
  }
  return found;
}
