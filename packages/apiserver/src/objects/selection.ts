// Which objects a list or a watch shows.
import {
  type KubeObject,
  matchesLabels,
  parseFieldSelector,
  parseLabelSelector,
} from "@lateen/kube";
import { badRequest } from "../errors.ts";
import type { ResourceDefinition } from "../resource.ts";

/** A compiled pair of label and field selector. */
export interface Selection {
  /** Only the object of this name can match. */
  readonly name?: string;
  /** Every object of the collection (or of that name) matches when absent. */
  readonly matches?: (object: KubeObject) => boolean;
}

/** What a caller selects by. */
export interface SelectorTexts {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

const PATHS = ["metadata.name", "metadata.namespace"];

/** Compiles selectors for a kind; throws 400 for those that it cannot have. */
export function parseSelection(resource: ResourceDefinition, texts: SelectorTexts): Selection {
  const labels = parseLabelSelector(texts.labelSelector ?? "");
  const fields = parseFieldSelector(texts.fieldSelector ?? "");
  let name: string | undefined;
  const tests: ((object: KubeObject) => boolean)[] = [];
  if (labels.length > 0) tests.push((object) => matchesLabels(labels, object.metadata.labels));
  for (const { field, operator, value } of fields) {
    if (!PATHS.includes(field) && !resource.selectableFields.includes(field)) {
      throw badRequest(`field label not supported: ${field}`);
    }
    if (field === "metadata.name" && operator === "=" && name === undefined) {
      name = value;
      continue;
    }
    const path = field.split(".");
    tests.push((object) => (text(object, path) === value) === (operator === "="));
  }
  const [first, ...others] = tests;
  return {
    ...(name === undefined ? {} : { name }),
    ...(first === undefined
      ? {}
      : {
          matches: others.length === 0 ? first : (object) => tests.every((test) => test(object)),
        }),
  };
}

function text(object: KubeObject, path: readonly string[]): string {
  let value: unknown = object;
  for (const step of path) value = (value as Record<string, unknown> | null | undefined)?.[step];
  return value === undefined || value === null ? "" : String(value);
}
