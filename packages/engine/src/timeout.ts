import { parseDuration } from "@lateen/kube";
import type { StepNode } from "./instance.ts";
import type { PassScope } from "./scope.ts";
import { type StepEntry, isStarted } from "./status.ts";

/** The state of a step's timeout (spec: engine.md 8.3). */
export type TimeoutState =
  | { readonly kind: "none" }
  | { readonly kind: "ahead" /** Milliseconds since the epoch. */; readonly at: number }
  | { readonly kind: "over" }
  | { readonly kind: "invalid"; readonly message: string };

const NONE: TimeoutState = { kind: "none" };

/** Looks at the timeout of a step that has been started; time spent pending does not count. */
export function timeoutOf(
  scope: PassScope,
  node: StepNode,
  entry: StepEntry | undefined,
): TimeoutState {
  const text = node.spec.timeout;
  if (text === undefined || text === "") return NONE;
  if (entry === undefined || !isStarted(entry) || entry.firstExecuteTime === undefined) return NONE;
  let duration: number;
  try {
    duration = parseDuration(text);
  } catch (err) {
    return { kind: "invalid", message: err instanceof Error ? err.message : String(err) };
  }
  const started = startedAt(scope, entry);
  if (started === undefined) return NONE;
  const at = started + duration;
  return at <= scope.now ? { kind: "over" } : { kind: "ahead", at };
}

/** When a step was first executed, to the millisecond as long as the process remembers it. */
export function startedAt(scope: PassScope, entry: StepEntry): number | undefined {
  const known = scope.wakes.get(entry.id)?.startedAt ?? scope.memory.get(entry.id)?.startedAt;
  if (known !== undefined) return known;
  const time = Date.parse(entry.firstExecuteTime ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** Whether the text of a step's timeout, if any, is a duration. */
export function hasValidTimeout(node: StepNode): boolean {
  const text = node.spec.timeout;
  if (text === undefined || text === "") return true;
  try {
    parseDuration(text);
    return true;
  } catch {
    return false;
  }
}
