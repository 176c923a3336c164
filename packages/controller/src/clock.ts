/** Time as the controller sees it. */
export interface ControllerClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after that many milliseconds; the result calls it off. Does not keep the process alive. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's time. */
export const systemClock: ControllerClock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, 2 ** 31 - 1));
    timer.unref();
    return () => clearTimeout(timer);
  },
};
