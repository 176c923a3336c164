import { fakeClock } from "@lateen/testkit";
import { expect, it } from "vitest";
import { bucketLimiter, defaultLimiter, exponentialLimiter } from "./rate-limiter.ts";

it("exponentialLimiter doubles up to its maximum and forgets", () => {
  const limiter = exponentialLimiter();
  const waits = Array.from({ length: 20 }, () => limiter.when("a"));
  expect(waits.slice(0, 4)).toEqual([5, 10, 20, 40]);
  expect(waits.at(-1)).toBe(1_000_000);
  expect(limiter.when("b")).toBe(5);
  expect(limiter.failures("a")).toBe(20);
  limiter.forget("a");
  expect(limiter.when("a")).toBe(5);
});

it("bucketLimiter lets a burst pass, then so many a second", () => {
  const clock = fakeClock();
  const limiter = bucketLimiter(clock, 10, 3);
  expect([1, 2, 3].map(() => limiter.when("a"))).toEqual([0, 0, 0]);
  expect(limiter.when("a")).toBe(100);
  expect(limiter.when("b")).toBe(200);
  clock.advance(1_000);
  expect(limiter.when("a")).toBe(0);
});

it("defaultLimiter takes the longer of both", () => {
  const limiter = defaultLimiter(fakeClock());
  const waits = Array.from({ length: 102 }, (_, index) => limiter.when(String(index)));
  expect(waits[0]).toBe(5);
  expect(waits[101]).toBe(200);
});
