// How many actions wait for the network at once: those of a run, and those of all runs.

/** A bound on concurrent work. */
export interface NetworkSlots {
  acquire(): Promise<void>;
  release(): void;
}

/** Slots for `limit` at once, given in the order in which they were asked for. */
export function networkSlots(limit: number): NetworkSlots {
  let free = Math.max(1, limit);
  const queue: (() => void)[] = [];
  return {
    acquire() {
      if (free > 0) {
        free -= 1;
        return Promise.resolve();
      }
      return new Promise<void>((resolve) => queue.push(resolve));
    },
    release() {
      const next = queue.shift();
      if (next === undefined) free += 1;
      else next();
    },
  };
}

/** The slots of one pass: within those of all, if there are such. `away` is told as {@link ExecuteInput} says. */
export function passSlots(
  own: NetworkSlots,
  all: NetworkSlots | undefined,
  away: (() => () => void) | undefined,
): NetworkSlots {
  if (all === undefined && away === undefined) return own;
  let inUse = 0;
  let back: (() => void) | undefined;
  return {
    async acquire() {
      inUse += 1;
      if (inUse === 1) back = away?.();
      await own.acquire();
      await all?.acquire();
    },
    release() {
      all?.release();
      own.release();
      inUse -= 1;
      if (inUse > 0) return;
      back?.();
      back = undefined;
    },
  };
}
