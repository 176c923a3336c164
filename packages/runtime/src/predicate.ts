import type { Change } from "@lateen/client";
import {
  jsonEquals,
  type JsonObject,
  type KubeObject,
  type LabelSelector,
  matchesLabels,
} from "@lateen/kube";

/** Says whether a change matters. */
export type Predicate<T extends KubeObject = KubeObject> = (change: Change<T>) => boolean;

/** What the object asks for has changed: not its status, nor its metadata alone. */
export const generationChanged: Predicate = ({ type, object, old }) =>
  type !== "updated" || object.metadata.generation !== old?.metadata.generation;

/** Anything at all has changed; relists do not count. */
export const resourceVersionChanged: Predicate = ({ type, object, old }) =>
  type !== "updated" || object.metadata.resourceVersion !== old?.metadata.resourceVersion;

/** The annotations have changed. */
export const annotationsChanged: Predicate = ({ type, object, old }) =>
  type !== "updated" || !sameTexts(object.metadata.annotations, old?.metadata.annotations);

/** The labels have changed. */
export const labelsChanged: Predicate = ({ type, object, old }) =>
  type !== "updated" || !sameTexts(object.metadata.labels, old?.metadata.labels);

/** The object has, or before the change had, these labels. */
export function hasLabels(selector: LabelSelector): Predicate {
  return ({ object, old }) =>
    matchesLabels(selector, object.metadata.labels) ||
    (old !== undefined && matchesLabels(selector, old.metadata.labels));
}

/** Any of the predicates holds. */
export function anyOf<T extends KubeObject>(...predicates: readonly Predicate<T>[]): Predicate<T> {
  return (change) => predicates.some((predicate) => predicate(change));
}

function sameTexts(a: JsonObject | undefined, b: JsonObject | undefined): boolean {
  return jsonEquals(a ?? {}, b ?? {});
}
