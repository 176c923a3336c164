import { describe, expect, it } from "vitest";
import { createManager, type Runnable, STAGES } from "./manager.ts";

function runnable(name: string, log: string[], more: Partial<Runnable> = {}): Runnable {
  return {
    name,
    run: async (signal) => {
      log.push(`start ${name}`);
      await new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
      log.push(`stop ${name}`);
    },
    ...more,
  };
}

describe("createManager", () => {
  it("starts the stages in order and stops them in reverse", async () => {
    const log: string[] = [];
    const manager = createManager();
    const stop = new AbortController();
    for (const stage of STAGES.toReversed()) manager.add(stage, runnable(stage, log));
    manager.add("controllers", runnable("last", log, { ready: async () => stop.abort() }));
    await manager.run(stop.signal);
    expect(log).toEqual([
      "start servers",
      "start caches",
      "start leadership",
      "start controllers",
      "start last",
      "stop controllers",
      "stop last",
      "stop leadership",
      "stop caches",
      "stop servers",
    ]);
    expect(() => manager.add("caches", runnable("late", log))).toThrow("the manager runs already");
  });

  it("waits for a stage to be ready before the next", async () => {
    const log: string[] = [];
    const manager = createManager();
    const stop = new AbortController();
    const ready = Promise.withResolvers<void>();
    manager.add("caches", runnable("cache", log, { ready: () => ready.promise }));
    manager.add("controllers", runnable("controller", log));
    const running = manager.run(stop.signal);
    while (log.length === 0) await Promise.resolve();
    expect(log).toEqual(["start cache"]);
    expect(manager.isReady).toBe(false);
    ready.resolve();
    while (!manager.isReady) await Promise.resolve();
    expect(log).toEqual(["start cache", "start controller"]);
    stop.abort();
    await running;
  });

  it.each([
    ["fails", () => Promise.reject(new Error("boom")), "boom"],
    ["ends by itself", () => Promise.resolve(), "broken ended by itself"],
  ])("stops everything when a part %s", async (_name, run, message) => {
    const log: string[] = [];
    const manager = createManager();
    manager.add("servers", runnable("server", log));
    manager.add("controllers", { name: "broken", run });
    await expect(manager.run(new AbortController().signal)).rejects.toThrow(message);
    expect(log).toEqual(["start server", "stop server"]);
  });
});
