import type { Clock } from "@lateen/apiserver";

/** A clock that stands still until it is told to go on. */
export interface FakeClock extends Clock {
  /** Timers that have not gone off. */
  readonly pending: number;
  /** Lets that many milliseconds pass; timers that fall due go off in order, each at its own time. */
  advance(milliseconds: number): void;
}

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

/** A {@link FakeClock} that starts at a given time (milliseconds since the epoch). */
export function fakeClock(start: number = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  let order = 0;
  const timers = new Set<Timer>();
  return {
    now: () => now,
    after(milliseconds, callback) {
      const timer: Timer = { at: now + milliseconds, order: order++, callback };
      timers.add(timer);
      return () => timers.delete(timer);
    },
    get pending() {
      return timers.size;
    },
    advance(milliseconds) {
      const end = now + milliseconds;
      for (;;) {
        const due = [...timers]
          .filter((timer) => timer.at <= end)
          .sort((a, b) => a.at - b.at || a.order - b.order)[0];
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
      }
      now = end;
    },
  };
}
