import { fakeClock } from "@lateen/testkit";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createDelayingQueue } from "./delaying-queue.ts";
import { createQueue } from "./queue.ts";
import { TimerHeap } from "./timer-heap.ts";

describe("createQueue", () => {
  it("gives keys in order, each once however often it was added", async () => {
    const queue = createQueue({ clock: fakeClock() });
    for (const key of ["a", "b", "a", "c", "b"]) queue.add(key);
    expect(queue.length).toBe(3);
    expect([await queue.take(), await queue.take(), await queue.take()]).toEqual(["a", "b", "c"]);
  });

  it("gives a key to one worker at a time and again if it was added meanwhile", async () => {
    const queue = createQueue({ clock: fakeClock() });
    queue.add("a");
    expect(await queue.take()).toBe("a");
    queue.add("a");
    queue.add("b");
    expect(await queue.take()).toBe("b");
    expect(queue.length).toBe(0);
    queue.done("a");
    expect(queue.length).toBe(1);
    expect(await queue.take()).toBe("a");
    queue.done("a");
    expect(queue.length).toBe(0);
  });

  it("hands a key to a worker that waits", async () => {
    const queue = createQueue({ clock: fakeClock() });
    const taken = queue.take();
    queue.add("a");
    expect(await taken).toBe("a");
  });

  it("gives out what waits after shutDown, then nothing", async () => {
    const queue = createQueue({ clock: fakeClock() });
    queue.add("a");
    queue.shutDown();
    queue.add("b");
    expect(await queue.take()).toBe("a");
    expect(await queue.take()).toBeUndefined();
  });

  it("drain drops what waits and resolves when the work is done", async () => {
    const queue = createQueue({ clock: fakeClock() });
    queue.add("a");
    queue.add("b");
    expect(await queue.take()).toBe("a");
    let isDrained = false;
    const drained = queue.drain().then(() => {
      isDrained = true;
    });
    expect(await queue.take()).toBeUndefined();
    expect(isDrained).toBe(false);
    queue.done("a");
    await drained;
  });

  it("tells its metrics", async () => {
    const clock = fakeClock();
    const calls: unknown[] = [];
    const queue = createQueue({
      clock,
      metrics: {
        added: (depth) => calls.push(["added", depth]),
        taken: (depth, waited) => calls.push(["taken", depth, waited]),
        done: (worked) => calls.push(["done", worked]),
      },
    });
    queue.add("a");
    clock.advance(5);
    await queue.take();
    clock.advance(7);
    queue.done("a");
    expect(calls).toEqual([
      ["added", 1],
      ["taken", 0, 5],
      ["done", 7],
    ]);
  });
});

describe("createDelayingQueue", () => {
  it("adds keys when their time has come, the shortest delay first", () => {
    const clock = fakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 100);
    queue.addAfter("b", 50);
    queue.addAfter("a", 200);
    queue.addAfter("b", 20);
    queue.addAfter("now", 0);
    expect([queue.length, queue.delayed, clock.pending]).toEqual([1, 2, 1]);
    clock.advance(20);
    expect(queue.length).toBe(2);
    clock.advance(79);
    expect(queue.length).toBe(2);
    clock.advance(1);
    expect([queue.length, queue.delayed, clock.pending]).toEqual([3, 0, 0]);
  });

  it("cancel and shutDown leave no timer behind", () => {
    const clock = fakeClock();
    const queue = createDelayingQueue({ clock });
    queue.addAfter("a", 100);
    queue.addAfter("b", 200);
    queue.cancel("a");
    clock.advance(150);
    expect(queue.length).toBe(0);
    queue.shutDown();
    expect(clock.pending).toBe(0);
  });
});

it("TimerHeap gives keys in the order of their times", () => {
  const operation = fc.oneof(
    fc.tuple(fc.constant("set" as const), fc.nat(20), fc.nat(100)),
    fc.tuple(fc.constant("delete" as const), fc.nat(20), fc.constant(0)),
  );
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 60 }), (operations) => {
      const heap = new TimerHeap<number>();
      const model = new Map<number, number>();
      for (const [name, key, at] of operations) {
        if (name === "set") {
          heap.set(key, at);
          model.set(key, at);
        } else expect(heap.delete(key)).toBe(model.delete(key));
        expect(heap.size).toBe(model.size);
        expect(heap.peek()?.at).toBe(model.size === 0 ? undefined : Math.min(...model.values()));
        expect(heap.get(key)).toBe(model.get(key));
      }
    }),
  );
});
