/** Time as the server sees it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls `callback` once after that many milliseconds; the result calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Lets the event loop turn once, so that long work does not hold up everything else. */
export function turn(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}
