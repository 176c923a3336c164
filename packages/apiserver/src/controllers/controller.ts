import type { StoreEvent } from "@lateen/store";

/** A task in the background that follows what happens in the store. */
export interface Controller {
  /** Takes up what was left behind; called once, after the first events may have come. */
  start(): Promise<void>;
  onEvent(event: StoreEvent): void;
  stop(): void;
}
