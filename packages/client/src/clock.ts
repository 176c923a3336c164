/** Time as clients and loops see it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Calls back once after that many milliseconds; the result calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
}

/** The machine's time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, callback) {
    const timer = setTimeout(callback, Math.min(milliseconds, LONGEST_TIMER));
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Chance: numbers from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** The machine's randomness. */
export const systemRandom: Random = () => Math.random();

/** Node's timers overflow beyond this. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Resolves when all that has happened meanwhile was looked at: lets others have the thread. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** CPU time that this thread has used, in milliseconds: no more of it where the machine is busy with other things. */
export function threadCpuTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** Waits; returns early, without an error, when the signal is aborted. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const done = (): void => {
      cancel();
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const cancel = clock.after(milliseconds, done);
    signal?.addEventListener("abort", done, { once: true });
  });
}
