import type { Clock } from "@lateen/client";
import { createQueue, type QueueOptions, type WorkQueue } from "./queue.ts";
import { TimerHeap } from "./timer-heap.ts";

/** A {@link WorkQueue} to which keys can be added later. */
export interface DelayingQueue<K = string> extends WorkQueue<K> {
  /** Adds the key after that many milliseconds. Of several delays for one key the shortest counts. */
  addAfter(key: K, milliseconds: number): void;
  /** Calls off the delayed addition of a key. */
  cancel(key: K): void;
  /** Keys that wait for their time. */
  readonly delayed: number;
}

/** Makes a {@link DelayingQueue}. One timer serves all keys. */
export function createDelayingQueue<K = string>(options: QueueOptions): DelayingQueue<K> {
  const { clock } = options;
  const queue = createQueue<K>(options);
  const timers = new TimerHeap<K>();
  const alarm = createAlarm(clock, () => {
    const now = clock.now();
    for (let next = timers.peek(); next !== undefined && next.at <= now; next = timers.peek()) {
      timers.delete(next.key);
      queue.add(next.key);
    }
    alarm.set(timers.peek()?.at);
  });
  const stop = (): void => {
    timers.clear();
    alarm.set(undefined);
  };
  return {
    ...queue,
    get length() {
      return queue.length;
    },
    get delayed() {
      return timers.size;
    },
    addAfter(key, milliseconds) {
      if (milliseconds <= 0) return queue.add(key);
      const at = clock.now() + milliseconds;
      const earlier = timers.get(key);
      if (earlier !== undefined && earlier <= at) return;
      timers.set(key, at);
      alarm.set(timers.peek()?.at);
    },
    cancel(key) {
      if (timers.delete(key)) alarm.set(timers.peek()?.at);
    },
    shutDown() {
      stop();
      queue.shutDown();
    },
    drain() {
      stop();
      return queue.drain();
    },
  };
}

/** One timer that is set anew only when it has to ring at another time. */
function createAlarm(clock: Clock, ring: () => void): { set(at: number | undefined): void } {
  let setFor: number | undefined;
  let cancel: () => void = () => undefined;
  return {
    set(at) {
      if (at === setFor) return;
      cancel();
      setFor = at;
      if (at === undefined) return;
      cancel = clock.after(Math.max(at - clock.now(), 0), () => {
        setFor = undefined;
        ring();
      });
    },
  };
}
