import type { Workflow, WorkflowStepDefinition } from "@lateen/api";

/** A value now or later: caches answer at once. */
export type MaybePromise<T> = T | Promise<T>;

/** Where step definitions and workflows are read from. Throws what the client throws, e.g. forbidden. */
export interface DefinitionSource {
  /** The definition of this name in this very namespace, or undefined. */
  stepDefinition(namespace: string, name: string): MaybePromise<WorkflowStepDefinition | undefined>;
  /** The Workflow of this name in this very namespace, or undefined. */
  workflow(namespace: string, name: string): MaybePromise<Workflow | undefined>;
  /** Names of the definitions in a namespace, to tell what an unknown one may have meant. */
  stepDefinitionNames?(namespace: string): MaybePromise<readonly string[]>;
}
