import { expect, it } from "vitest";
import { fakeClock } from "./clock.ts";

it("fakeClock sets timers off in order, at their own time", () => {
  const clock = fakeClock(1_000);
  const seen: string[] = [];
  const note = (name: string) => () => seen.push(`${name} ${clock.now()}`);
  clock.after(20, note("late"));
  clock.after(10, () => {
    note("early")();
    clock.after(5, note("nested"));
  });
  const cancel = clock.after(15, note("cancelled"));
  cancel();
  clock.advance(9);
  expect(seen).toEqual([]);
  expect(clock.pending).toBe(2);
  clock.advance(100);
  expect(seen).toEqual(["early 1010", "nested 1015", "late 1020"]);
  expect(clock.now()).toBe(1_109);
  expect(clock.pending).toBe(0);
});
