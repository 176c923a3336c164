/** Modes of the engine, all off by default; the reference's feature gates. */
export interface Features {
  /** A step that used up its retries suspends the run instead of failing it (`EnableSuspendOnFailure`). */
  readonly suspendOnFailure?: boolean;
  /** The status is written after each step too (`EnablePatchStatusAtOnce`). */
  readonly patchStatusAtOnce?: boolean;
}

/** Bounds of execution; each has a default. */
export interface Limits {
  /** Longest delay between two looks at a step that waits, in seconds. Default 60. */
  readonly waitBackoffSeconds?: number;
  /** Longest delay between two attempts of a step that fails, in seconds. Default 300. */
  readonly failedBackoffSeconds?: number;
  /** Longest time that a step may wait at one action that names no deadline, in seconds. Default: no end. */
  readonly waitDeadlineSeconds?: number;
  /** Retries of a failing step. Default 10. */
  readonly errorRetries?: number;
  /** Longest time between two looks at a step that only watches, in seconds. Default 600. */
  readonly resyncSeconds?: number;
  /** Milliseconds that one pass may take. Default 180,000. */
  readonly passMilliseconds?: number;
  /** Milliseconds that one evaluation may take, of CPU time where the engine knows it. Default 1,000. */
  readonly evaluationMilliseconds?: number;
  /** CUE vertices that one evaluation may make. Default 500,000. */
  readonly evaluationNodes?: number;
  /** Steps of a run that may wait for the network at once. Default 16. */
  readonly parallelSteps?: number;
  /** Steps and sub-steps that a run may have, those of a `forEach` aside. Default 5,000. */
  readonly steps?: number;
  /** Items of a `forEach` that are worked on at once where the step does not say. Default 100. */
  readonly parallelItems?: number;
  /** Items that a `forEach` may have. Default 100,000. */
  readonly forEachItems?: number;
  /** With more items than this, those of a `forEach` that succeeded leave no entry in the status. Default 100. */
  readonly forEachEntries?: number;
  /** Bytes that all variables of a run may take as text. Default 512 KiB. */
  readonly variableBytes?: number;
  /** Bytes that the journal of one step may take. Default 256 KiB. */
  readonly journalBytes?: number;
  /** Bytes of a step's message; longer ones are cut. Default 8 KiB. */
  readonly messageBytes?: number;
}

/** {@link Limits} with nothing left open. */
export type ResolvedLimits = Required<Limits>;

/** Fills in the defaults. */
export function resolveLimits(limits: Limits = {}): ResolvedLimits {
  return { ...DEFAULT_LIMITS, ...limits };
}

const DEFAULT_LIMITS: ResolvedLimits = {
  waitBackoffSeconds: 60,
  failedBackoffSeconds: 300,
  waitDeadlineSeconds: Number.POSITIVE_INFINITY,
  errorRetries: 10,
  resyncSeconds: 600,
  passMilliseconds: 180_000,
  evaluationMilliseconds: 1_000,
  evaluationNodes: 500_000,
  parallelSteps: 16,
  steps: 5_000,
  parallelItems: 100,
  forEachItems: 100_000,
  forEachEntries: 100,
  variableBytes: 512 * 1024,
  journalBytes: 256 * 1024,
  messageBytes: 8 * 1024,
};
