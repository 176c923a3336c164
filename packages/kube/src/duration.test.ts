import fc from "fast-check";
import { expect, it } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

it.each([
  ["0", 0, "0s"],
  ["1h15m30.5s", 4_530_500, "1h15m30.5s"],
  ["90s", 90_000, "1m30s"],
  ["1h", 3_600_000, "1h0m0s"],
  ["1.5ms", 1.5, "1.5ms"],
  ["100us", 0.1, "100µs"],
  ["7ns", 7e-6, "7ns"],
  ["-1.5h", -5_400_000, "-1h30m0s"],
  ["+5s", 5_000, "5s"],
  [".5s", 500, "500ms"],
])("parseDuration %s", (text, milliseconds, canonical) => {
  expect(parseDuration(text)).toBe(milliseconds);
  expect(formatDuration(milliseconds)).toBe(canonical);
});

it.each([
  ["", 'time: invalid duration ""'],
  ["1d", 'time: unknown unit "d" in duration "1d"'],
  ["5", 'time: missing unit in duration "5"'],
  ["s", 'time: invalid duration "s"'],
  ["999999999h", 'time: invalid duration "999999999h"'],
])("parseDuration refuses %j", (text, message) => {
  expect(() => parseDuration(text)).toThrow(message);
});

it("parseDuration reads what formatDuration writes", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (milliseconds) => {
      expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
    }),
  );
});
