// Events are told and forgotten: they go an hour after they last happened.
import { isConflict, isNotFound } from "@lateen/kube";
import type { ServerContext } from "../context.ts";
import { decode } from "../objects/codec.ts";
import { deleteObject } from "../verbs/delete.ts";
import type { Controller } from "./controller.ts";
import { targetOf } from "./garbage-collector.ts";

const PREFIX = "/core/events/";
const LIFETIME = 60 * 60 * 1_000;
const INTERVAL = 5 * 60 * 1_000;
const PAGE = 500;

/** Deletes old Events. */
export class EventExpiry implements Controller {
  readonly #ctx: ServerContext;
  #cancel: () => void = () => undefined;
  #isStopped = false;

  constructor(ctx: ServerContext) {
    this.#ctx = ctx;
  }

  start(): Promise<void> {
    this.#cancel = this.#ctx.clock.after(INTERVAL, () => {
      void this.#sweep()
        .catch((error: unknown) => this.#ctx.onError(error))
        .finally(() => (this.#isStopped ? undefined : this.start()));
    });
    return Promise.resolve();
  }

  onEvent(): void {
    // Age is all that counts.
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  async #sweep(): Promise<void> {
    const oldest = this.#ctx.clock.now() - LIFETIME;
    let after: string | undefined;
    for (let more = true; more; ) {
      const page = this.#ctx.store.range({
        prefix: PREFIX,
        limit: PAGE,
        ...(after === undefined ? {} : { after }),
      });
      if (!page.ok) return;
      after = page.entries.at(-1)?.key;
      more = page.more;
      for (const entry of page.entries) {
        const event = decode(entry);
        const last =
          event["lastTimestamp"] ?? event["eventTime"] ?? event.metadata.creationTimestamp;
        if (Date.parse(String(last)) >= oldest) continue;
        const target = targetOf(this.#ctx, entry.key);
        if (target === undefined) continue;
        try {
          await deleteObject(this.#ctx, target, { dryRun: false });
        } catch (error) {
          if (!isNotFound(error) && !isConflict(error)) throw error;
        }
      }
    }
  }
}
