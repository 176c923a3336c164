/** What came of one turn of a reconciler. Nothing: done until something changes. */
export interface ReconcileResult {
  /** Come again after that many milliseconds, whatever happens. */
  readonly requeueAfter?: number;
}

/** What a reconciler gets besides the key. */
export interface ReconcileContext {
  /** Aborted when the controller has to stop and the time for it has passed. */
  readonly signal: AbortSignal;
  /**
   * The turn begins to wait for something far away: until it calls what it gets, another turn may take its place, so that
   * turns which only wait do not hold up the others.
   */
  readonly away: () => () => void;
}

/**
 * Brings the world closer to what the object with this key asks for. Sees keys only, never events: it reads the state
 * itself. A rejection is an error: the key comes again with growing delays, unless it is {@link terminal}.
 */
export type Reconcile<K = string> = (
  key: K,
  ctx: ReconcileContext,
) => Promise<ReconcileResult | undefined | void>;

const BRAND: symbol = Symbol.for("lateen.runtime.TerminalError");

/** An error that trying again would not mend. */
class TerminalError extends Error {
  readonly code = "terminal";

  static {
    Object.defineProperty(TerminalError.prototype, BRAND, { value: true });
  }

  constructor(cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "TerminalError";
  }
}

/** Wraps an error so that the key is not tried again before something changes: `throw terminal(err)`. */
export function terminal(cause: unknown): Error {
  return new TerminalError(cause);
}

/** Whether an error was made by {@link terminal}. */
export function isTerminal(error: unknown): error is Error {
  return typeof error === "object" && error !== null && BRAND in error;
}
