// examples/embed: the engine in a program of its own.
import { expect, it } from "vitest";
import { advance, main, shopEngine } from "../../../examples/embed/main.ts";
import { order } from "../../../examples/embed/order.ts";
import type { Shop } from "../../../examples/embed/shop.ts";

it("runs, is saved while it is held, and goes on from what was saved", async () => {
  const lines: string[] = [];
  await main((line) => lines.push(line));
  expect(lines).toEqual([
    "order-1 suspending: buy succeeded, look suspending",
    "order-1 succeeded: buy succeeded, look succeeded, deliver succeeded",
    "charged 1 time, 3 sails left",
  ]);
});

it("an error of a function of the program is the step's message", async () => {
  const shop: Shop = { stock: new Map([["sail", 1]]), charges: new Map(), looks: new Map() };
  const steps = order.spec.workflowSpec?.steps?.map((step) => ({ ...step, retry: { limit: 0 } }));
  const run = { ...order, spec: { workflowSpec: { steps: steps ?? [] } } };
  const { run: ended } = await advance(shopEngine(shop), { run, context: undefined });
  expect(ended.status?.status).toBe("failed");
  expect(ended.status?.steps?.[0]?.message).toMatch(/reserve.*only 1 of sail left/);
  expect(shop.charges.size).toBe(0);
});
