import { describe, expect, it } from "vitest";
import { age, humanDuration } from "./age.ts";

const [SECOND, MINUTE, HOUR, DAY] = [1_000, 60_000, 3_600_000, 86_400_000];

describe("humanDuration", () => {
  it.each([
    [0, "0s"],
    [-SECOND, "0s"],
    [-3 * SECOND, "<invalid>"],
    [119 * SECOND, "119s"],
    [2 * MINUTE, "2m"],
    [2 * MINUTE + SECOND, "2m1s"],
    [10 * MINUTE + SECOND, "10m"],
    [179 * MINUTE, "179m"],
    [3 * HOUR + MINUTE, "3h1m"],
    [8 * HOUR + MINUTE, "8h"],
    [47 * HOUR, "47h"],
    [2 * DAY + HOUR, "2d1h"],
    [8 * DAY + HOUR, "8d"],
    [729 * DAY, "729d"],
    [730 * DAY, "2y"],
    [731 * DAY, "2y1d"],
    [9 * 365 * DAY, "9y"],
  ])("%i ms is %s", (milliseconds, text) => {
    expect(humanDuration(milliseconds)).toBe(text);
  });
});

describe("age", () => {
  it.each([
    [undefined, "<unknown>"],
    ["", "<unknown>"],
    ["yesterday", "<invalid>"],
    ["2026-01-01T00:00:00Z", "5s"],
  ])("of %s is %s", (timestamp, text) => {
    expect(age(timestamp, Date.UTC(2026, 0, 1, 0, 0, 5))).toBe(text);
  });
});
