import type { ServerContext } from "../context.ts";
import type { Controller } from "./controller.ts";

/** Runs controllers over everything that happens in the store; the result stops them. */
export function runControllers(ctx: ServerContext, controllers: readonly Controller[]): () => void {
  const watch = ctx.store.watch(
    { prefix: "/" },
    {
      onEvents(events) {
        for (const event of events) for (const controller of controllers) controller.onEvent(event);
      },
      onExpired: () => ctx.onError(new Error("the watch of the controllers expired")),
    },
  );
  for (const controller of controllers) {
    controller.start().catch((error: unknown) => ctx.onError(error));
  }
  return () => {
    if (watch.ok) watch.stop();
    for (const controller of controllers) controller.stop();
  };
}
