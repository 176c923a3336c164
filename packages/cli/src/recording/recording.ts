// A run as it was at one moment, with all that its steps were given and answered: enough to evaluate each of them again
// without the cluster.
import type { Json, JsonObject } from "@lateen/kube";
import { parse } from "yaml";
import { CommandError } from "../errors.ts";
import type { CannedResult } from "../step-test/canned-registry.ts";
import type { StepCase } from "../step-test/case.ts";

/** One step of a recording. */
export interface RecordedStep {
  readonly name: string;
  readonly type: string;
  readonly phase: string;
  /** What is to say of it. */
  readonly summary: string;
  /** CUE text of its type; empty for a group. */
  readonly template: string;
  readonly parameter: Json;
  /** What its actions answered, by path. */
  readonly results: { readonly [path: string]: Json };
}

/** A recorded run. */
export interface Recording {
  readonly kind: "Recording";
  readonly name: string;
  readonly namespace: string;
  readonly phase: string;
  /** Further keys of `context`. */
  readonly context: JsonObject;
  readonly steps: readonly RecordedStep[];
}

/** Reads a recording that was saved. Throws {@link CommandError}. */
export function parseRecording(file: string, text: string): Recording {
  let value: unknown;
  try {
    value = parse(text);
  } catch (cause) {
    throw new CommandError(`${file}: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  const recording = value as Partial<Recording> | null;
  if (recording?.kind !== "Recording" || !Array.isArray(recording.steps)) {
    throw new CommandError(`${file}: no recording; \`lateen debug RUN --save FILE\` makes one`);
  }
  return recording as Recording;
}

/** A step of a recording by name. Throws {@link CommandError}. */
export function recordedStep(recording: Recording, name: string): RecordedStep {
  const step = recording.steps.find((one) => one.name === name);
  if (step === undefined) {
    const names = recording.steps.map((one) => one.name).join(", ");
    throw new CommandError(`${recording.name} has no step "${name}" on record: there are ${names}`);
  }
  if (step.template === "") throw new CommandError(`${name} is a group: name one of its steps`);
  return step;
}

/** What may be other than recorded when a step is evaluated again. */
export interface Edits {
  readonly parameter: JsonObject;
  readonly results: { readonly [path: string]: Json };
}

/** A recorded step as a case. */
export function caseOf(
  recording: Recording,
  step: RecordedStep,
  { parameter, results }: Edits,
): StepCase {
  const { name, namespace, context } = recording;
  return {
    file: name,
    name: step.name,
    line: 1,
    type: step.type,
    parameter,
    context: { ...context, name, namespace, stepName: step.name },
    step: {},
    results: new Map(
      Object.entries(results).map(([path, returns]): [string, CannedResult[]] => [
        path,
        [{ returns }],
      ]),
    ),
    until: "0s",
    resumes: 0,
    expect: {},
  };
}
