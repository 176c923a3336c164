// What steps logged, kept beside the API server: a line a call would be too much for the objects themselves.
import type { StepLogEntry } from "@lateen/engine";

/** A line of a step's log as it is kept and sent. */
export interface StepLogLine {
  /** Grows from line to line. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly step: string;
  readonly stepId: string;
  readonly level: "info" | "error";
  readonly message: string;
  readonly fields?: StepLogEntry["fields"];
}

/** Selects lines: of the newest run of that name unless `uid` says which, of one step or all. */
export interface StepLogQuery {
  readonly namespace: string;
  readonly name: string;
  readonly step?: string;
  /** Only lines after this one. */
  readonly after?: number;
}

/** Keeps what steps logged. */
export interface StepLog {
  /** Takes a line; it is kept a moment later. */
  append(entry: StepLogEntry): void;
  read(query: StepLogQuery): readonly StepLogLine[];
  /** Calls back when lines of that run were added; the result ends that. */
  onLines(
    run: { readonly namespace: string; readonly name: string },
    callback: () => void,
  ): () => void;
  /** Forgets a run. */
  drop(run: { readonly namespace: string; readonly name: string }): void;
  close(): void;
}
