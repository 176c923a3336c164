// V8 lets the heap grow under load and, in a process that then has nothing to do, never gives it back. A collection
// in a quiet moment after a burst does: what thousands of runs left behind goes back to the system.
import { performance } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Clock } from "@lateen/client";

const PERIOD_MILLISECONDS = 5_000;
/** The event loop is busy for less than this part of the time. */
const QUIET = 0.1;
/** The heap has grown by that much since the last collection. */
const GROWTH_BYTES = 48 * 1024 * 1024;

/** Collects garbage in quiet moments; the result ends that. */
export function keepHeapSmall(clock: Clock): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  let before = performance.eventLoopUtilization();
  let size = process.memoryUsage().heapTotal;
  let cancel: () => void = () => undefined;
  const look = (): void => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, before);
    const { heapTotal } = process.memoryUsage();
    size = Math.min(size, heapTotal);
    if (utilization < QUIET && heapTotal > size + GROWTH_BYTES) {
      collect();
      size = process.memoryUsage().heapTotal;
    }
    before = performance.eventLoopUtilization();
    cancel = clock.after(PERIOD_MILLISECONDS, look);
  };
  cancel = clock.after(PERIOD_MILLISECONDS, look);
  return () => cancel();
}
