// The suspend action (spec: engine.md 15.1), with its own time for each suspension of a step and a manual resume
// that wins.
import { parseDuration } from "@lateen/kube";
import { keyPart } from "./context/key-part.ts";
import type { Journal } from "./journal.ts";
import type { ActionResult } from "./provider.ts";
import type { PassScope } from "./scope.ts";
import type { StepEntry } from "./status.ts";

/** Key of the time at which the present suspension of a step ends. */
export function resumeKey(stepId: string): string {
  return `${stepId}.resumeTimeStamp`;
}

function enteredKey(stepId: string, label: string): string {
  return `${stepId}.${keyPart(label)}.suspendTimeStamp`;
}

/** What a suspend action comes to. */
export type SuspendResult =
  | { readonly isPassed: true; readonly journal: Journal }
  | { readonly isPassed: false; readonly message: string; readonly until: number | undefined };

/** Enters, holds or passes a suspension. Throws an Error whose message is the function error for a bad duration. */
export function suspendAt(
  scope: PassScope,
  entry: StepEntry,
  label: string,
  action: Extract<ActionResult, { readonly kind: "suspend" }>,
  journal: Journal,
): SuspendResult {
  const { context, now } = scope;
  if (journal.passed.includes(label)) return { isPassed: true, journal };
  const pass = (): SuspendResult => {
    context.deleteKey(resumeKey(entry.id));
    return { isPassed: true, journal: { ...journal, passed: [...journal.passed, label] } };
  };
  const entered = context.getKey(enteredKey(entry.id, label));
  if (entered === undefined) {
    const duration = action.duration === undefined ? undefined : durationOf(action.duration);
    if (duration !== undefined && duration <= 0) return pass();
    context.setKey(enteredKey(entry.id, label), new Date(now).toISOString());
    if (duration !== undefined) {
      context.setKey(resumeKey(entry.id), new Date(now + duration).toISOString());
    }
  } else if (entry.storedPhase === "running") {
    return pass();
  }
  const until = timeAt(context.getKey(resumeKey(entry.id)));
  if (until !== undefined && until <= now) return pass();
  return { isPassed: false, message: action.message || `Suspended by field ${label}`, until };
}

function durationOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (err) {
    throw new Error(
      `failed to parse duration ${text}: ${err instanceof Error ? err.message : String(err)}`,
    );
  }
}

function timeAt(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** When the present suspension of a step ends by itself, if it does. */
export function resumeTime(scope: PassScope, stepId: string): number | undefined {
  return timeAt(scope.context.getKey(resumeKey(stepId)));
}
