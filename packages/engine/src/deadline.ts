// The deadline of a wait (an addition to the reference): how long a step may wait at one of its actions.
import { parseDuration } from "@lateen/kube";
import { keyPart } from "./context/key-part.ts";
import type { PassScope } from "./scope.ts";

/**
 * When the wait at this field is over, ms since the epoch; undefined if it has no deadline. Throws an Error whose
 * message is the function error for a bad duration.
 */
export function waitDeadline(
  scope: PassScope,
  stepId: string,
  label: string,
  text: string | undefined,
): number | undefined {
  const { waitDeadlineSeconds } = scope.limits;
  const duration =
    text === undefined || text === "" ? waitDeadlineSeconds * 1000 : parseDuration(text);
  if (!Number.isFinite(duration)) return undefined;
  const key = `${stepId}.${keyPart(label)}.waitTimeStamp`;
  const known = Date.parse(scope.context.getKey(key) ?? "");
  if (!Number.isNaN(known)) return known + duration;
  scope.context.setKey(key, new Date(scope.now).toISOString());
  return scope.now + duration;
}
