import type { Clock } from "../clock.ts";

/** How a queue works. */
export interface WorkQueueOptions {
  readonly clock: Clock;
  /** How many keys are worked on at once. */
  readonly concurrency: number;
  /** Does the work for a key; a rejection repeats it later. */
  work(key: string): Promise<void>;
  onError(error: unknown): void;
}

const FIRST_DELAY = 50;
const LAST_DELAY = 30_000;
/** Failures before one is worth telling. */
const QUIET_FAILURES = 5;

/** Keys to work on, each at most once at a time; what fails comes back after a growing while. */
export class WorkQueue {
  readonly #options: WorkQueueOptions;
  readonly #waiting = new Set<string>();
  readonly #working = new Set<string>();
  readonly #failures = new Map<string, number>();
  readonly #timers = new Set<() => void>();
  #isStopped = false;

  constructor(options: WorkQueueOptions) {
    this.#options = options;
  }

  add(key: string): void {
    if (this.#isStopped) return;
    this.#waiting.add(key);
    this.#start();
  }

  /** Adds a key after that many milliseconds. */
  addAfter(milliseconds: number, key: string): void {
    const cancel = this.#options.clock.after(milliseconds, () => {
      this.#timers.delete(cancel);
      this.add(key);
    });
    this.#timers.add(cancel);
  }

  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #start(): void {
    for (const key of this.#waiting) {
      if (this.#working.size >= this.#options.concurrency) return;
      if (this.#working.has(key)) continue;
      this.#waiting.delete(key);
      this.#working.add(key);
      void this.#run(key);
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#options.work(key);
      this.#failures.delete(key);
    } catch (error) {
      this.#retry(key, error);
    }
    this.#working.delete(key);
    if (!this.#isStopped) this.#start();
  }

  #retry(key: string, error: unknown): void {
    if (this.#isStopped) return;
    const failures = (this.#failures.get(key) ?? 0) + 1;
    this.#failures.set(key, failures);
    if (failures === QUIET_FAILURES) this.#options.onError(error);
    this.addAfter(Math.min(FIRST_DELAY * 2 ** (failures - 1), LAST_DELAY), key);
  }
}
