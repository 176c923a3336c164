import { type Clock, type Random, sleep, systemClock, systemRandom } from "./clock.ts";
import { createLeaseLock, type LeaseLockOptions } from "./lease-lock.ts";

/** How a process becomes and stays the leader. Times in milliseconds; the defaults are those of client-go. */
export interface LeaderElectionOptions extends Omit<LeaseLockOptions, "duration" | "clock"> {
  /** For how long a lease lasts without renewal; default 15 000. */
  readonly leaseDuration?: number;
  /** A leader that could not renew the lease for so long gives up; default 10 000. */
  readonly renewDeadline?: number;
  /** Between two tries to get or renew the lease; default 2 000. */
  readonly retryPeriod?: number;
  /** Told when somebody becomes the leader; `""` when nobody is. */
  readonly onLeader?: (identity: string) => void;
  /** Told of failures to ask the server. */
  readonly onError?: (error: unknown) => void;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** Takes part in an election. */
export interface LeaderElection {
  readonly name: string;
  readonly isLeader: boolean;
  /** Resolves when this process becomes the leader; rejects if it stops before. */
  ready(): Promise<void>;
  /**
   * Tries to become the leader, then stays it. Resolves when the signal is aborted, with the lease given back; rejects
   * when leadership is lost: the process must not go on with what only a leader may do.
   */
  run(signal: AbortSignal): Promise<void>;
}

/** Makes a {@link LeaderElection}. */
export function createLeaderElection(options: LeaderElectionOptions): LeaderElection {
  const { leaseDuration = 15_000, renewDeadline = 10_000, retryPeriod = 2_000 } = options;
  const { clock = systemClock, random = systemRandom } = options;
  const { onLeader = () => undefined, onError = () => undefined } = options;
  if (renewDeadline >= leaseDuration || retryPeriod >= renewDeadline) {
    throw new Error(
      "the lease duration must be longer than the renew deadline, and that longer than the retry period",
    );
  }
  const lock = createLeaseLock({ ...options, duration: leaseDuration, clock });
  const leading = Promise.withResolvers<void>();
  // Nobody has to wait for it.
  leading.promise.catch(() => undefined);
  let isLeader = false;
  let told = "";

  const attempt = async (signal: AbortSignal): Promise<boolean> => {
    let isHeld = false;
    try {
      isHeld = await lock.acquireOrRenew(signal);
    } catch (error) {
      if (!signal.aborted) onError(error);
    }
    if (lock.holder !== told) {
      told = lock.holder;
      onLeader(told);
    }
    return isHeld;
  };

  return {
    name: `leader election ${options.namespace}/${options.name}`,
    get isLeader() {
      return isLeader;
    },
    ready: () => leading.promise,
    async run(signal) {
      while (!signal.aborted && !(await attempt(signal))) {
        await sleep(clock, retryPeriod * (1 + 0.2 * random()), signal);
      }
      if (signal.aborted) {
        leading.reject(new Error("stopped before becoming the leader"));
        return;
      }
      isLeader = true;
      leading.resolve();
      let renewed = clock.now();
      while (!signal.aborted) {
        await sleep(clock, retryPeriod, signal);
        if (signal.aborted) break;
        const limit = new AbortController();
        const cancel = clock.after(renewed + renewDeadline - clock.now(), () => limit.abort());
        const isHeld = await attempt(AbortSignal.any([signal, limit.signal]));
        cancel();
        if (isHeld) renewed = clock.now();
        else if (
          !signal.aborted &&
          (isSomebodyElse(lock.holder) || clock.now() >= renewed + renewDeadline)
        ) {
          isLeader = false;
          throw new Error(
            `leadership lost: ${options.namespace}/${options.name} is held by ${JSON.stringify(lock.holder)}`,
          );
        }
      }
      isLeader = false;
      await lock.release().catch(onError);
    },
  };

  function isSomebodyElse(holder: string): boolean {
    return holder !== "" && holder !== options.identity;
  }
}
