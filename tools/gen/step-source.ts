// A step type as its source: `step.cue`, a definition file, and `README.md`.
import {
  ANNOTATION_CATEGORY,
  ANNOTATION_DESCRIPTION,
  type WorkflowStepDefinition,
} from "@lateen/api";
import { parseDefinitionFile } from "@lateen/engine";

/** What the generators need of a step type. */
export interface StepSource {
  readonly name: string;
  readonly description: string;
  readonly category: string;
  readonly annotations: { readonly [key: string]: string };
  readonly labels: { readonly [key: string]: string };
  /** The text that goes into the WorkflowStepDefinition. */
  readonly template: string;
  /** The README without its title. */
  readonly readme: string;
}

/** Reads a step type. Throws an Error that names the file and what is wrong with it. */
export function readStep(name: string, cue: string, readme: string): StepSource {
  const filename = `packages/steps/src/${name}/step.cue`;
  const { metadata, spec }: WorkflowStepDefinition = parseDefinitionFile(cue, { filename });
  if (metadata.name !== name) {
    throw new Error(`${filename}: expected the metadata of ${name}, found ${metadata.name}`);
  }
  const annotations = metadata.annotations ?? {};
  const description = annotations[ANNOTATION_DESCRIPTION];
  if (description === undefined) throw new Error(`${filename}: expected a description`);
  return {
    name,
    description,
    category: annotations[ANNOTATION_CATEGORY] ?? "Other",
    annotations,
    labels: metadata.labels ?? {},
    template: `${(spec.schematic?.cue?.template ?? "").trim()}\n`,
    readme: readme.replace(/^# .*\n+/, "").trim(),
  };
}
