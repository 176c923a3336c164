/** Time as the commands see it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back after that many milliseconds; the result calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
  /** Calls back again and again; the result ends that. */
  every(milliseconds: number, callback: () => void): () => void;
}

/** The machine's time. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, milliseconds);
    return () => clearTimeout(timer);
  },
  every(milliseconds, callback) {
    const timer = setInterval(callback, milliseconds);
    return () => clearInterval(timer);
  },
};
