import { type KubeObject, parseDuration } from "@lateen/kube";

/** `succeed` (the default) or `fail`: how a simulated workload ends. */
export const OUTCOME_ANNOTATION = "simulate.lateen.dev/outcome";
/** How long it takes, as a Go duration: `5s`. */
export const DURATION_ANNOTATION = "simulate.lateen.dev/duration";
/** The termination message of a simulated container (what it wrote to /dev/termination-log). */
export const MESSAGE_ANNOTATION = "simulate.lateen.dev/message";

/** What the annotations of a workload ask for. */
export interface SimulationSettings {
  readonly fails: boolean;
  /** Milliseconds. */
  readonly duration: number;
  readonly message?: string;
}

const DEFAULT_DURATION = 300;

/** Reads the annotations of an object; those of `fallback` (its owner) count where it has none. */
export function settingsOf(object: KubeObject, fallback?: KubeObject): SimulationSettings {
  const annotation = (name: string): string | undefined =>
    object.metadata.annotations?.[name] ?? fallback?.metadata.annotations?.[name];
  const message = annotation(MESSAGE_ANNOTATION);
  return {
    fails: annotation(OUTCOME_ANNOTATION) === "fail",
    duration: durationOf(annotation(DURATION_ANNOTATION)),
    ...(message === undefined ? {} : { message }),
  };
}

function durationOf(text: string | undefined): number {
  if (text === undefined) return DEFAULT_DURATION;
  try {
    return Math.max(0, parseDuration(text));
  } catch {
    // An annotation that nobody can read changes nothing.
    return DEFAULT_DURATION;
  }
}
